/*
 * client/web/api/likeness.h - how alike two texts read, for somebody who types: by the groups of three characters that both
 * have (Dice). It knows no language and no script, needs no words between blanks, and takes a microsecond a note. What
 * the synthesis makes of notes is the broker's business; this only says "something like it is here".
 */
#ifndef RAPPORTEUR_CLIENT_WEB_API_LIKENESS_H
#define RAPPORTEUR_CLIENT_WEB_API_LIKENESS_H

#include <stddef.h>
#include <stdint.h>

#define LIKENESS_GROUPS_MAX 400u /* of a text; what comes after is not looked at */

struct likeness {
	uint32_t groups[LIKENESS_GROUPS_MAX]; /* hashes, sorted, each once */
	size_t count;
};

/* text is UTF-8, or NULL. */
void likeness_begin(struct likeness *likeness, const char *text);
/* In hundredths. */
uint32_t likeness_of(const struct likeness *likeness, const char *other);

#endif
