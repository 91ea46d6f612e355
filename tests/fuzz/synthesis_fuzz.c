/* tests/fuzz/synthesis_fuzz.c - texts in the synthesis under libFuzzer; the property is synthesis_check.h's. */
#include "tests/fuzz/synthesis_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct lexicon
	    *lexicon; /* with the table of words, when it is run from the top of the tree */
	const struct lexicon_options options = { .vectors = "broker/synthesis/vectors/vectors.bin",
		.dictionaries = "/usr/share/dictd" };
	if (lexicon == NULL && lexicon_open(&lexicon, &options) != LEXICON_OK)
		lexicon = NULL;
	(void)synthesis_check_texts(lexicon, input, size);
	return 0;
}
