/*
 * client/report/wording/phrases.h - the phrases of the report in one of its languages, and how numbers,
 * lists and dates are written in it.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WORDING_PHRASES_H
#define RAPPORTEUR_CLIENT_REPORT_WORDING_PHRASES_H

#include "client/report/wording/phrases_table.h"
#include "proto/wire/buffer.h"

enum wording_language { WORDING_ENGLISH, WORDING_FRENCH, WORDING_SPANISH, WORDING_COUNT };
struct wording {
	struct arena *arena; /* borrowed: what is filled in is taken from it */
	enum wording_language language;
};
/* The language of a BCP 47 tag, or English when there is no table for it; NULL is English. */
void wording_init(struct wording *wording, struct arena *arena, const char *tag);
/* Its tag: "en". */
const char *wording_tag(const struct wording *wording);
/* Whether two tags name the same language, whatever follows their first subtag. */
bool wording_same(const char *a, const char *b);

#define X(name, english, french, spanish) name,
enum phrase { PHRASES(X) PHRASE_COUNT };
#undef X

/* The phrase with its places filled; values end with NULL. The arena's; NULL when it fails. */
const char *phrase_fill(
    const struct wording *wording, enum phrase phrase, const char *const *values);
#define PHRASE(wording, phrase, ...) \
	phrase_fill(wording, phrase, (const char *const[]){ __VA_ARGS__, NULL })
/* One without places. Static. */
const char *phrase_plain(const struct wording *wording, enum phrase phrase);

/* "a, b and c". */
const char *phrase_list(const struct wording *wording, const char *const *texts, size_t count);
const char *phrase_number(struct arena *arena, uint64_t number);
/* The same, but below ten in words: "five". */
const char *phrase_count(const struct wording *wording, uint64_t number);
/* 1: "a", 26: "z", 27: "aa"; 1: "i", 4: "iv". Upper case when capital. */
const char *phrase_letters(struct arena *arena, uint32_t number, bool capital);
const char *phrase_roman(struct arena *arena, uint32_t number, bool capital);

/* Of a local time "YYYY-MM-DDTHH:MM", or its day alone: "28 October 2020", "11:30"; the text itself if it
 * is none. */
const char *phrase_date(const struct wording *wording, const char *time);
const char *phrase_clock(struct arena *arena, const char *time);
/* "28 October 2020, 11:30 (UTC)" of ms since 1970. */
const char *phrase_utc(const struct wording *wording, uint64_t time_ms);

#endif
