/*
 * broker/names/names_rules.c - the rules. Each looks at the words from one place on and says where the name that
 * begins there ends, or that there is none. What they go by:
 *
 *   - a capital means something within a sentence, little at its beginning;
 *   - a word that neither the table of common words nor the session's programme knows, with a capital, is
 *     most often a name; an ending of English word formation says that it is not;
 *   - who speaks stands before a verb of speech, before a colon, after "per" or "according to".
 */
#include "broker/names/names_internal.h"

#include <string.h>

/* The commonest words are never part of a name by themselves ("Working Group Two"). */
#define RANK_COMMON 3000u
/* From here on a word with a capital before a verb of speech is taken for a name. */
#define RANK_RARE     12000u
#define RUN_WORDS_MAX 6u

static const struct name_word *word_at(const struct names *names, size_t at)
{
	return at < names->count ? &names->words[at] : NULL;
}

static bool has(const struct name_word *word, uint32_t class)
{
	return word != NULL && (word->class & class) != 0;
}

static bool is(const struct name_word *word, const char *plain)
{
	return word != NULL && strcmp(word->plain, plain) == 0;
}

static bool capital(const struct name_word *word)
{
	return word != NULL && (word->shape == SHAPE_CAPITAL || word->shape == SHAPE_UPPER);
}

static bool near(const struct name_word *word)
{
	return word != NULL && (word->gap == ' ' || word->gap == '-' || word->gap == 0);
}

static bool given(const struct name_word *word)
{
	return has(word, WORD_GIVEN) && !has(word, WORD_AMBIGUOUS);
}

/* "Deskilling" and "undocumented" are words that a table may lack. */
static bool formed(const char *plain)
{
	static const char *const endings[] = { "ing", "tion", "tions", "ment", "ments", "ness",
		"ship", "ships", "ity", "ities", "ism", "ist", "ists", "able", "ible", "ised",
		"ized", "ally", "isation", "ization", "less", "ful", "ers", "als", "ants", "ees",
		"ed", "ies", "ous", "ive", "ology", "cion", "ciones", "miento", "dad", "dades",
		"mente", "iques", "ique", "eurs", "euses", "aires", "aire", "antes", "ales",
		"eux" };
	size_t size = strlen(plain);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t length = strlen(endings[i]);
		if (size > length + 2 && strcmp(plain + size - length, endings[i]) == 0)
			return true;
	}
	return strncmp(plain, "non", 3) == 0 || strncmp(plain, "multi", 5) == 0;
}

static bool unknown(const struct name_word *word)
{
	return word->rank == LEXICON_RANK_NONE && strlen(word->plain) >= 3 &&
	    !formed(word->plain) &&
	    (word->class & ~(uint32_t)(WORD_GIVEN | WORD_SPEAKER | WORD_PARTICLE)) == 0;
}

bool name_like(const struct name_word *word)
{
	if (word->shape != SHAPE_CAPITAL || has(word, WORD_PLACE | WORD_LEARNED))
		return false;
	return given(word) || unknown(word);
}

/* One that may stand within a run of capitals. */
static bool run_goes_on(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	const struct name_word *next = word_at(names, at + 1);
	if (word == NULL)
		return false;
	bool after_initial = word->gap == '.' && names->words[at - 1].shape == SHAPE_INITIAL;
	if (!near(word) && !after_initial)
		return false;
	if (capital(word) || word->shape == SHAPE_INITIAL)
		return true;
	/* "Young-ja", "al-Mazrouei", "Karim bin Saeed" */
	if (word->gap == '-' && capital(&names->words[at - 1]) && strlen(word->plain) <= 4)
		return true;
	return has(word, WORD_PARTICLE) && capital(next) && near(next);
}

size_t name_run_end(const struct names *names, size_t at)
{
	size_t end = at + 1;
	while (end < at + RUN_WORDS_MAX && run_goes_on(names, end))
		end++;
	return end;
}

/* ---- titles ---------------------------------------------------------------------------------------- */

static bool titled(const struct name_word *title, const struct name_word *name)
{
	if (name == NULL || (!near(name) && name->gap != '.') || has(name, WORD_ANYONE))
		return false;
	if (name->shape == SHAPE_INITIAL && name->gap == '.')
		return true;
	bool rare = name->rank == LEXICON_RANK_NONE || name->rank >= RANK_COMMON || given(name);
	if (has(title, WORD_TITLE_SURE) && !has(name, WORD_PLACE | WORD_TITLE))
		return capital(name) || given(name) || unknown(name) || name->shape == SHAPE_OTHER;
	return capital(title) && name->shape == SHAPE_CAPITAL && rare &&
	    !has(name, WORD_PLACE | WORD_LEARNED);
}

static size_t title_rule(const struct names *names, size_t at)
{
	const struct name_word *title = word_at(names, at);
	if (!has(title, WORD_TITLE) || (!has(title, WORD_TITLE_SURE) && !capital(title)))
		return 0;
	size_t name = at + 1;
	while (has(word_at(names, name), WORD_TITLE) && near(word_at(names, name)))
		name++;
	if (!titled(title, word_at(names, name)))
		return 0;
	return name_run_end(names, name);
}

/* Thai writes a title and the name as one word, and "broker" and "employer" begin like a title. */
static size_t thai_rule(const struct names *names, size_t at)
{
	static const char *const titles[] = { "คุณ", "นางสาว", "นาย", "นาง", "ดร" };
	static const char *const not_titles[] = { "คุณภาพ", "คุณค่า", "คุณสมบัติ", "คุณธรรม", "คุณวุฒิ",
		"นายหน้า", "นายจ้าง", "นายก", "นายทะเบียน", "นายทุน" };
	const char *word = names->text + names->words[at].start;
	for (size_t i = 0; i < sizeof not_titles / sizeof *not_titles; i++) {
		if (strncmp(word, not_titles[i], strlen(not_titles[i])) == 0)
			return 0;
	}
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		if (strncmp(word, titles[i], strlen(titles[i])) == 0)
			return at + 1;
	}
	return 0;
}

/* ---- initials -------------------------------------------------------------------------------------- */

static size_t initials_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	size_t end = at;
	while (end < names->count && names->words[end].shape == SHAPE_INITIAL &&
	    (end == at || names->words[end].gap == '.'))
		end++;
	if (end == at)
		return 0;
	const struct name_word *next = word_at(names, end);
	bool dotted = next != NULL && next->gap == '.';
	if (end - at >= 2 && !is(word, "u") && !is(word, "h") && !is(word, "e") && !is(word, "a"))
		return capital(next) && dotted ? name_run_end(names, end) : end;
	if (!dotted || next->shape != SHAPE_CAPITAL || has(next, WORD_PLACE))
		return 0;
	if (!name_like(next) && next->rank < RANK_COMMON)
		return 0;
	return name_run_end(names, end);
}

/* ---- persons --------------------------------------------------------------------------------------- */

struct run {
	bool like;
	bool place;
	bool body;
	bool learned; /* all of it */
	size_t capitals;
};

static struct run run_look(const struct names *names, size_t at, size_t end)
{
	struct run run = { .learned = true };
	for (size_t i = at; i < end; i++) {
		const struct name_word *word = &names->words[i];
		if (!capital(word))
			continue;
		run.capitals++;
		/* The first word of a sentence has its capital in any case. */
		run.like =
		    run.like || (name_like(word) && (!word->first || given(word) || end > at + 1));
		run.place = run.place || has(word, WORD_PLACE);
		run.body = run.body || has(word, WORD_BODY);
		run.learned = run.learned && has(word, WORD_LEARNED | WORD_PLACE);
	}
	return run;
}

static bool begins_run(const struct names *names, size_t at)
{
	return at == 0 || !capital(&names->words[at - 1]) || !near(&names->words[at]);
}

static size_t run_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	if (word->shape != SHAPE_CAPITAL || !begins_run(names, at))
		return 0;
	size_t end = name_run_end(names, at);
	struct run run = run_look(names, at, end);
	if (run.learned || run.body || !run.like || run.place)
		return 0;
	return end;
}

/* In lower case only what can be nothing else. */
static size_t lower_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	const struct name_word *next = word_at(names, at + 1);
	if (word->shape != SHAPE_LOWER || !given(word) || has(word, WORD_PLACE | WORD_LEARNED))
		return 0;
	size_t end = at + 1;
	while (next != NULL && near(next) && next->shape == SHAPE_LOWER &&
	    (given(next) || unknown(next) || is(next, "bin") || is(next, "binti"))) {
		end++;
		next = word_at(names, end);
	}
	return end;
}

/* ---- who speaks ------------------------------------------------------------------------------------ */

static bool group(const struct name_word *word)
{
	size_t size = strlen(word->plain);
	return has(word, WORD_ANYONE | WORD_LEARNED) ||
	    (size > 3 && word->plain[size - 1] == 's' && word->rank < RANK_RARE);
}

/* "Nok says": the first word of a sentence, rare, alone, before a verb of speech in the singular. */
static size_t speaker_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	const struct name_word *next = word_at(names, at + 1);
	if (word->shape != SHAPE_CAPITAL || group(word) || has(word, WORD_PLACE | WORD_BODY) ||
	    next == NULL)
		return 0;
	bool rare =
	    word->rank == LEXICON_RANK_NONE ? !formed(word->plain) : word->rank >= RANK_RARE;
	bool name = has(word, WORD_GIVEN | WORD_AMBIGUOUS) || rare;
	if (!name || !begins_run(names, at))
		return 0;
	bool speaks = near(next) && has(next, WORD_SPEECH) && next->shape == SHAPE_LOWER;
	bool colon = word->first && next->gap == ':' && rare && (unknown(word) || given(word));
	bool of = word->first && near(next) && unknown(word) &&
	    (is(next, "of") || is(next, "from") || is(next, "de")) &&
	    capital(word_at(names, at + 2));
	return speaks || colon || of ? at + 1 : 0;
}

/* "R.T." has its own rule; here "MJ (ngo) thinks". */
static size_t letters_rule(const struct names *names, size_t at)
{
	static const char not_persons[] =
	    " un us uk eu au nz ph th id my vn la kh mm in bd np pk lk cn hk sg ae sa "
	    "kw qa jo lb ke ug et gh ng za tv fj pg sb to ws wg hr ai it tv ok ";
	const struct name_word *word = word_at(names, at);
	const struct name_word *next = word_at(names, at + 1);
	char padded[NAME_PLAIN_BYTES + 2];
	if (word->shape != SHAPE_UPPER || strlen(word->plain) != 2 || !word->first || next == NULL)
		return 0;
	padded[0] = ' ';
	memcpy(padded + 1, word->plain, 2);
	memcpy(padded + 3, " ", 2);
	if (strstr(not_persons, padded) != NULL || has(word, WORD_LEARNED))
		return 0;
	return next->gap == '(' || has(next, WORD_SPEECH) ? at + 1 : 0;
}

/* ---- bodies ---------------------------------------------------------------------------------------- */

static bool body_run(const struct names *names, size_t at, size_t end)
{
	for (size_t i = at; i < end; i++) {
		if (has(&names->words[i], end - at > 1 ? WORD_BODY : WORD_BODY_ALONE))
			return true;
	}
	return false;
}

/* A word of the body that is nobody's common word makes it one body and not a kind of them. */
static bool one_body(const struct names *names, size_t at, size_t end)
{
	if (end - at >= 3 || has(&names->words[at], WORD_BODY_ALONE))
		return true;
	for (size_t i = at; i < end; i++) {
		if (!has(&names->words[i], WORD_BODY) && names->words[i].rank >= RANK_COMMON)
			return true;
	}
	return false;
}

/* "X Trust (Nairobi): …", "X Recruitment says" */
static size_t body_speaks_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	if (!capital(word) || !begins_run(names, at))
		return 0;
	size_t end = name_run_end(names, at);
	const struct name_word *next = word_at(names, end);
	if (!body_run(names, at, end) || !one_body(names, at, end) || next == NULL)
		return 0;
	bool speaks = near(next) && has(next, WORD_SPEECH) && next->shape == SHAPE_LOWER;
	bool begins = word->first && at == 0 && (next->gap == ':' || next->gap == '(');
	return speaks || begins ? end : 0;
}

/* "the delegate of X", "rep from X" */
static size_t delegate_rule(const struct names *names, size_t at)
{
	static const char *const persons[] = { "rep", "reps", "representative", "delegate",
		"spokesperson", "delegue", "representant", "representante", "ceo", "director",
		"chair", "manager", "owner" };
	bool person = false;
	for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
		person = person || is(word_at(names, at), persons[i]);
	const struct name_word *of = word_at(names, at + 1);
	if (!person || (!is(of, "of") && !is(of, "from") && !is(of, "for") && !is(of, "de")))
		return 0;
	size_t from = at + 2;
	while (is(word_at(names, from), "the") || is(word_at(names, from), "la") ||
	    is(word_at(names, from), "a"))
		from++;
	const struct name_word *body = word_at(names, from);
	if (!capital(body) || has(body, WORD_PLACE | WORD_LEARNED))
		return 0;
	return name_run_end(names, from);
}

/* "we at X", "our union", "notre association", "en nuestra fundación" */
static size_t we_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	const struct name_word *next = word_at(names, at + 1);
	if (has(word, WORD_OUR) && has(next, WORD_OWN_BODY) && near(next)) {
		size_t end = at + 2;
		return capital(word_at(names, end)) && near(word_at(names, end))
		    ? name_run_end(names, end)
		    : end;
	}
	if (!is(word, "we") && !is(word, "nous") && !is(word, "nosotros"))
		return 0;
	if (!is(next, "at") && !is(next, "from") && !is(next, "chez"))
		return 0;
	size_t from = at + 2;
	while (is(word_at(names, from), "the"))
		from++;
	if (!capital(word_at(names, from)))
		return 0;
	size_t end = name_run_end(names, from);
	return body_run(names, from, end) || !has(word_at(names, from), WORD_PLACE) ? end : 0;
}

/* ---- the programme's speakers ---------------------------------------------------------------------- */

/* A speaker's rare word, or two words of speakers side by side. */
static size_t programme_rule(const struct names *names, size_t at)
{
	const struct name_word *word = word_at(names, at);
	const struct name_word *next = word_at(names, at + 1);
	if (!has(word, WORD_SPEAKER))
		return 0;
	if (has(next, WORD_SPEAKER) && near(next))
		return at + 2;
	bool rare = word->rank == LEXICON_RANK_NONE || word->rank >= RANK_RARE;
	return rare && (capital(word) || word->rank == LEXICON_RANK_NONE) ? at + 1 : 0;
}

const struct name_rule *name_rule_at(size_t index)
{
	static const struct name_rule rules[] = {
		{ NAME_PROGRAMME, programme_rule },
		{ NAME_TITLE, title_rule },
		{ NAME_TITLE, thai_rule },
		{ NAME_INITIALS, initials_rule },
		{ NAME_WE, we_rule },
		{ NAME_BODY, delegate_rule },
		{ NAME_BODY, body_speaks_rule },
		{ NAME_PERSON, run_rule },
		{ NAME_PERSON, lower_rule },
		{ NAME_SPEAKER, speaker_rule },
		{ NAME_INITIALS, letters_rule },
	};
	return index < sizeof rules / sizeof *rules ? &rules[index] : NULL;
}
