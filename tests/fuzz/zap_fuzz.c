/* tests/fuzz/zap_fuzz.c - who is let in under libFuzzer; the property is door_check.h's. */
#include "tests/fuzz/door_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	(void)zap_check(input, size);
	return 0;
}
