/* tests/fuzz/token_fuzz.c - invitations as links and words under libFuzzer; the property is door_check.h's. */
#include "tests/fuzz/door_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	(void)token_check(input, size);
	return 0;
}
