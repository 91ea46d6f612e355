/* tests/fuzz/configuration_fuzz.c - the configuration of rapporteurd under libFuzzer; the property is file_check.h's. */
#include "tests/fuzz/file_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	(void)configuration_check(input, size);
	return 0;
}
