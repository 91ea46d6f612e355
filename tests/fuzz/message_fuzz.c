/* tests/fuzz/message_fuzz.c - all decoders of proto/ under libFuzzer; the property is message_check.h's. */
#include <sodium.h>

#include "tests/fuzz/message_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	if (sodium_init() < 0)
		return -1;
	message_check(input, size);
	return 0;
}
