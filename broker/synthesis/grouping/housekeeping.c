/*
 * broker/synthesis/grouping/housekeeping.c - notes about the meeting itself, not about what it says.
 *
 * The rule, as it is shown: a note of at most HOUSEKEEPING_WORDS_MAX words that has one of these phrases,
 * words in plain form and one after another. It is then unplaced, with the phrase as the reason, until a
 * moderator places it. The phrases are those of meetings anywhere; a word that a topic could be about
 * ("time", "late", "notes", "link") is never a phrase of its own.
 */
#include "broker/synthesis/synthesis_internal.h"
#include "broker/synthesis/words/words_internal.h"

#include <string.h>

#define HOUSEKEEPING_WORDS_MAX 12u

/* clang-format off */
#define PHRASES(X) \
	X("audio bad") X("bad audio") X("no audio") X("no sound") X("lost audio") \
	X("audio lost") X("mic issue") X("mic off") X("mic cut") X("mic problem") \
	X("mic problems") X("on mute") X("wifi bad") X("bad wifi") X("wifi here") \
	X("wifi down") X("bad connection") X("connection lost") X("headset on") X("cant hear") \
	X("can t hear") X("cannot hear") X("n entends plus") X("n entends rien") X("no se oye") \
	X("son coupe") X("break until") X("break til") X("break till") X("coffee break") \
	X("lunch break") X("pause cafe") X("time check") X("minutes remaining") \
	X("minutes left") X("min left") X("mins left") X("time is up") X("time nearly up") \
	X("time almost up") X("wrap up") X("wrapping up") X("joining late") X("joined late") \
	X("came in late") X("min late") X("mins late") X("starting late") X("recorder on") \
	X("rec started") X("recording started") X("recording on") X("missed this bit") \
	X("missed that bit") X("lost that bit") X("lost this bit") X("what did i miss") \
	X("slides on") X("link to the") X("share the link") X("share the slides") \
	X("thank you all") X("thanks all") X("thanks everyone") X("merci a tous") \
	X("gracias a todos") X("round of introductions") X("no intros") X("tour de table") \
	X("taking notes") X("hand up") X("hands up") X("last q") X("next q") X("please ignore") \
	X("xx ignore") X("ignore this") X("test test") X("lol") X("can u repeat") \
	X("can you repeat") X("please repeat") X("wrong breakout") X("breakout room") \
	X("interventions to two") X("keep interventions") X("rapporteur to present") \
	X("rapporteurs to present") X("check after")
/* clang-format on */

static const struct phrase {
	const char *words;
	const char *reason;
} phrases[] = {
#define X(phrase) { phrase, "it reads as housekeeping: \"" phrase "\"" },
	PHRASES(X)
#undef X
};

/* The words of a short text with one space before and after each; false: it has too many. */
static bool plain_form(const char *text, char *plain, size_t room)
{
	struct word_reader reader;
	struct word word;
	size_t size = 1;
	uint32_t words = 0;
	memcpy(plain, " ", 2);
	word_reader_init(&reader, text, true);
	while (word_next(&reader, &word)) {
		size_t length = strlen(word.shown);
		if (++words > HOUSEKEEPING_WORDS_MAX || size + length + 2 > room)
			return false;
		memcpy(plain + size, word.shown, length);
		size += length;
		memcpy(plain + size, " ", 2);
		size++;
	}
	return true;
}

static bool has_phrase(const char *plain, const char *phrase)
{
	size_t size = strlen(phrase);
	for (const char *at = strstr(plain, phrase); at != NULL; at = strstr(at + 1, phrase)) {
		if (at[-1] == ' ' && at[size] == ' ')
			return true;
	}
	return false;
}

const char *housekeeping_reason(const char *text)
{
	char plain[HOUSEKEEPING_WORDS_MAX * (WORD_SHOWN_BYTES + 1) + 2];
	if (!plain_form(text, plain, sizeof plain))
		return NULL;
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		if (has_phrase(plain, phrases[i].words))
			return phrases[i].reason;
	}
	return NULL;
}
