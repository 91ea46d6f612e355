/*
 * proto/name_mark.h - where a text names somebody, of what kind that is, and what stands there instead until
 * a moderator has decided. Who finds the marks is broker/names/; who reads them are moderators.
 *
 *   (1) A masked text has no byte of what a mark covers, and all else of the text as it was.
 *   (2) What stands instead is the same in every format and every feed, in the language of the text.
 */
#ifndef RAPPORTEUR_PROTO_NAME_MARK_H
#define RAPPORTEUR_PROTO_NAME_MARK_H

#include "proto/wire/buffer.h"

/* Kind, its code on the wire (never reused), its word for programs, and why in words for the moderator. */
#define NAME_KINDS(X) \
	X(NAME_TITLE, 1, "title", "a title before a name") \
	X(NAME_PERSON, 2, "person", "it reads like a person's name") \
	X(NAME_SPEAKER, 3, "speaker", "a name that says something") \
	X(NAME_BODY, 4, "body", "a body that speaks") \
	X(NAME_WE, 5, "we", "a body that speaks of itself") \
	X(NAME_INITIALS, 6, "initials", "initials of a person") \
	X(NAME_CONTACT, 7, "contact", "an address or a telephone number") \
	X(NAME_PROGRAMME, 8, "programme", "a speaker of the programme")
#define X(name, code, word, reason) name = (code),
enum name_kind { NAME_KINDS(X) };
#undef X
/* Both static; of a code that a newer version wrote: "name", and a sentence that says so. */
const char *name_kind_word(uint32_t kind);
const char *name_kind_reason(uint32_t kind);

struct name_mark {
	uint32_t kind; /* enum name_kind, or what a newer version wrote */
	size_t start;  /* bytes into the text */
	size_t size;   /* bytes, at least 1 */
};

/* A note holds a few. Of a text with more, one mark covers all. */
#define NAME_MARKS_MAX 32u

/* Adds the text to out with "[a name]" and its like in place of what is marked. Marks are in the order of the
 * text, do not overlap and lie within it. language: BCP 47; one that is not known here, or NULL, is English. */
void name_mask(const char *text, const struct name_mark *marks, size_t count, const char *language,
    struct buffer *out);

#endif
