/* client/terminal/note/note_words.c - see note_words.h. */
#include "client/terminal/note/note_words.h"

#include <string.h>

/* Who speaks on the record, and for whom. */
static bool record_read(const struct invocation *invocation, struct note_put *put)
{
	const char *speaker = invocation->values[OPTION_ON_RECORD];
	if (option_given(invocation, OPTION_ON_RECORD)) {
		put->speaker = strcmp(speaker, "-") == 0 ? NULL : speaker;
		put->body = NULL;
	}
	if (option_given(invocation, OPTION_BODY))
		put->body = invocation->values[OPTION_BODY];
	if (put->body == NULL || put->speaker != NULL)
		return true;
	complain(
	    ENDING_USAGE, "--body %s: say who speaks for it with --on-the-record NAME", put->body);
	return false;
}

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
	return record_read(invocation, put);
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
