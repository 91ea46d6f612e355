/*
 * broker/press/press_names.c - whom the texts of a session name: each is looked at with the words and the speakers of
 * its programme as it is now. What is found is masked by the synthesis itself, before any audience is told.
 */
#include <stdlib.h>

#include "broker/press/press_internal.h"

struct press_look {
	struct names *names;                 /* the press's */
	struct names_vocabulary *vocabulary; /* owned */
};

static size_t find(void *context, const char *text, struct name_mark marks[NAME_MARKS_MAX])
{
	const struct press_look *look = context;
	return names_find(look->names, look->vocabulary, text, marks);
}

bool press_names_guard(
    struct press *press, struct press_session *session, const struct programme *programme)
{
	struct press_look *look = calloc(1, sizeof *look);
	if (press->names == NULL)
		press->names = names_open(press->lexicon);
	session->look = look; /* closed with the session, whatever comes */
	if (look == NULL || press->names == NULL)
		return false;
	look->names = press->names;
	synthesis_guard(
	    session->synthesis, &(struct synthesis_guard){ .find = find, .context = look });
	return press_names_learn(session, programme);
}

bool press_names_learn(struct press_session *session, const struct programme *programme)
{
	struct names_vocabulary *learned = names_learn(session->look->names, programme);
	if (learned == NULL)
		return false;
	names_forget(session->look->vocabulary);
	session->look->vocabulary = learned;
	return true;
}

void press_names_close(struct press_session *session)
{
	if (session->look != NULL)
		names_forget(session->look->vocabulary);
	free(session->look);
	session->look = NULL;
}
