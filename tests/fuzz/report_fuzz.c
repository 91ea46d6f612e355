/* tests/fuzz/report_fuzz.c - files of reports under libFuzzer; the property is report_check.h's. */
#include "tests/fuzz/report_check.h"

#include <sodium.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	if (sodium_init() < 0)
		return -1;
	(void)report_check_file(input, size);
	return 0;
}
