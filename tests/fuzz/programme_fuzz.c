/* tests/fuzz/programme_fuzz.c - programmes in YAML under libFuzzer; the property is file_check.h's. */
#include "tests/fuzz/file_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	(void)programme_check_file(input, size);
	return 0;
}
