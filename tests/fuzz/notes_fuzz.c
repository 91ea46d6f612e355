/* tests/fuzz/notes_fuzz.c - files of notes, as a table and as a scribe's under libFuzzer; the property is file_check.h's. */
#include "tests/fuzz/file_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	(void)notes_check_file(input, size);
	return 0;
}
