/* tests/fuzz/import_fuzz.c - lines of an import under libFuzzer; the property is file_check.h's. */
#include "tests/fuzz/file_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	(void)import_check_line(input, size);
	return 0;
}
