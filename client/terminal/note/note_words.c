/* client/terminal/note/note_words.c - see note_words.h. */
#include "client/terminal/note/note_words.h"

bool note_place_read(const struct invocation *invocation, struct note_put *put)
{
	const char *number = invocation->values[OPTION_OBJECTIVE];
	uint64_t objective = 0;
	if (number != NULL && !number_parse(number, 1, OBJECTIVE_MAX, &objective)) {
		complain(ENDING_USAGE, "-o %s: an objective is a number, 1 to %u", number,
		    OBJECTIVE_MAX);
		return false;
	}
	if (number != NULL)
		put->objective = (uint32_t)objective;
	if (option_given(invocation, OPTION_CATEGORY))
		put->category = invocation->values[OPTION_CATEGORY];
	if (option_given(invocation, OPTION_LENS))
		put->lens = invocation->values[OPTION_LENS];
	return true;
}

const char *note_words_join(const struct invocation *invocation, size_t from, struct buffer *joined)
{
	for (size_t i = from; i < invocation->word_count; i++) {
		if (i > from)
			buffer_add_text(joined, " ");
		buffer_add_text(joined, invocation->words[i]);
	}
	const char *text = buffer_text(joined);
	if (text == NULL)
		complain_refusal("", ERROR_TEXT_LONG, "");
	return text;
}
