/* client/web/api/titles.c - what sessions are called; see api.h. Known only from programmes that somebody was shown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/web/api/api.h"

#define TITLES_MAX 1024u

struct title {
	char session[SESSION_KEY_MAX + 1];
	uint64_t programme;
	char text[TITLE_BYTES_MAX + 1];
};
struct titles {
	size_t count;
	size_t oldest;
	struct title *titles[TITLES_MAX]; /* owned */
};

struct titles *titles_open(void)
{
	return calloc(1, sizeof(struct titles));
}

void titles_close(struct titles *titles)
{
	for (size_t i = 0; titles != NULL && i < titles->count; i++)
		free(titles->titles[i]);
	free(titles);
}

static struct title *find(const struct titles *titles, const char *session)
{
	for (size_t i = 0; i < titles->count; i++)
		if (strcmp(titles->titles[i]->session, session) == 0)
			return titles->titles[i];
	return NULL;
}

void titles_note(struct titles *titles, const char *session, uint64_t programme, const char *text)
{
	struct title *title = find(titles, session);
	if (title == NULL && titles->count < TITLES_MAX) {
		title = calloc(1, sizeof *title);
		if (title == NULL)
			return;
		titles->titles[titles->count++] = title;
	} else if (title == NULL) {
		title = titles->titles[titles->oldest++ % TITLES_MAX];
	}
	snprintf(title->session, sizeof title->session, "%s", session);
	snprintf(title->text, sizeof title->text, "%s", text);
	title->programme = programme;
}

const char *titles_find(const struct titles *titles, const char *session, uint64_t programme)
{
	const struct title *title = find(titles, session);
	return title == NULL || title->programme != programme ? NULL : title->text;
}
