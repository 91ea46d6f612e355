/*
 * client/terminal/session/session_diff.c - see session_diff.h.
 *
 * A programme is a few texts and six lists. Items of a list are found again by what names them: a room
 * by its key, an agenda item by its time and title. So a list is told as what was added, what was
 * removed, what changed in those that stayed, and whether those stand in another order.
 */
#include "client/terminal/session/session_diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES (TITLE_BYTES_MAX + 64u)

/* Two programmes and an item of each that have the same name. */
struct pair {
	const struct programme *before;
	const struct programme *after;
	size_t i; /* in before */
	size_t j; /* in after */
	struct buffer *out;
};

struct list {
	const char *word; /* of one item */
	size_t (*count)(const struct programme *programme);
	void (*name)(const struct programme *programme, size_t index, char name[NAME_BYTES]);
	void (*differ)(const struct pair *pair, const char *name);
};

static bool same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static void text_differ(
    struct buffer *out, const char *what, const char *field, const char *before, const char *after)
{
	if (same_text(before, after))
		return;
	const char *space = what[0] == '\0' || field[0] == '\0' ? "" : " ";
	if (before == NULL)
		buffer_format(out, "%s%s%s: now \"%s\"\n", what, space, field, after);
	else if (after == NULL)
		buffer_format(out, "%s%s%s: no longer \"%s\"\n", what, space, field, before);
	else
		buffer_format(
		    out, "%s%s%s: \"%s\" is now \"%s\"\n", what, space, field, before, after);
}

static void texts_differ(struct buffer *out, const char *what, const char *field,
    const char *const *before, size_t before_count, const char *const *after, size_t after_count)
{
	bool same = before_count == after_count;
	for (size_t i = 0; same && i < before_count; i++)
		same = same_text(before[i], after[i]);
	if (same)
		return;
	buffer_format(out, "%s %s: changed", what, field);
	if (before_count != after_count)
		buffer_format(out, ", %zu instead of %zu", after_count, before_count);
	buffer_add_text(out, "\n");
}

static size_t round_count(const struct programme *programme)
{
	return programme->round_count;
}

static void round_name(const struct programme *programme, size_t index, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%" PRIu32, programme->rounds[index].number);
}

static void round_differ(const struct pair *pair, const char *name)
{
	const struct programme_round *before = &pair->before->rounds[pair->i];
	const struct programme_round *after = &pair->after->rounds[pair->j];
	text_differ(pair->out, name, "start", before->start, after->start);
	text_differ(pair->out, name, "end", before->end, after->end);
	bool same_words =
	    same_text(before->start, after->start) && same_text(before->end, after->end);
	if (same_words && (before->start_ms != after->start_ms || before->end_ms != after->end_ms))
		buffer_format(pair->out, "%s: at another time, for its time zone\n", name);
}

static size_t agenda_count(const struct programme *programme)
{
	return programme->agenda_count;
}

static void agenda_name(const struct programme *programme, size_t index, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%s \"%s\"", programme->agenda[index].start,
	    programme->agenda[index].title);
}

static void agenda_differ(const struct pair *pair, const char *name)
{
	const struct programme_agenda *before = &pair->before->agenda[pair->i];
	const struct programme_agenda *after = &pair->after->agenda[pair->j];
	text_differ(pair->out, name, "end", before->end, after->end);
	text_differ(pair->out, name, "moderator", before->moderator, after->moderator);
	texts_differ(pair->out, name, "speakers", before->speakers, before->speaker_count,
	    after->speakers, after->speaker_count);
}

static size_t category_count(const struct programme *programme)
{
	return programme->category_count;
}

static void category_name(const struct programme *programme, size_t index, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%s", programme->categories[index].key);
}

static void category_differ(const struct pair *pair, const char *name)
{
	const struct programme_category *before = &pair->before->categories[pair->i];
	const struct programme_category *after = &pair->after->categories[pair->j];
	text_differ(pair->out, name, "heading", before->heading, after->heading);
	bool same = before->heading_count == after->heading_count;
	for (size_t i = 0; same && i < before->heading_count; i++)
		same = before->headings[i].objective == after->headings[i].objective &&
		    same_text(before->headings[i].heading, after->headings[i].heading);
	if (!same)
		buffer_format(pair->out, "%s: other headings under single objectives\n", name);
}

static size_t lens_count(const struct programme *programme)
{
	return programme->lens_count;
}

static void lens_name(const struct programme *programme, size_t index, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%s", programme->lenses[index]);
}

static void lens_differ(const struct pair *pair, const char *name)
{
	(void)pair; /* a lens is its name */
	(void)name;
}

static size_t objective_count(const struct programme *programme)
{
	return programme->objective_count;
}

static void objective_name(const struct programme *programme, size_t index, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%" PRIu32, programme->objectives[index].number);
}

static void objective_differ(const struct pair *pair, const char *name)
{
	const struct programme_objective *before = &pair->before->objectives[pair->i];
	const struct programme_objective *after = &pair->after->objectives[pair->j];
	text_differ(pair->out, name, "title", before->title, after->title);
	texts_differ(pair->out, name, "questions", before->questions, before->question_count,
	    after->questions, after->question_count);
}

static size_t room_count(const struct programme *programme)
{
	return programme->room_count;
}

static void room_name(const struct programme *programme, size_t index, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%s", programme->rooms[index].key);
}

static void numbers_add(struct buffer *out, const uint32_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_format(out, "%s%" PRIu32, i == 0 ? "" : ", ", numbers[i]);
}

static void room_differ(const struct pair *pair, const char *name)
{
	const struct programme_room *before = &pair->before->rooms[pair->i];
	const struct programme_room *after = &pair->after->rooms[pair->j];
	if (before->round != after->round)
		buffer_format(pair->out, "%s: round %" PRIu32 " is now round %" PRIu32 "\n", name,
		    before->round, after->round);
	bool same = before->objective_count == after->objective_count;
	for (size_t i = 0; same && i < before->objective_count; i++)
		same = before->objectives[i] == after->objectives[i];
	if (!same) {
		buffer_format(pair->out, "%s: objectives ", name);
		numbers_add(pair->out, before->objectives, before->objective_count);
		buffer_add_text(pair->out, " are now ");
		numbers_add(pair->out, after->objectives, after->objective_count);
		buffer_add_text(pair->out, "\n");
	}
	texts_differ(pair->out, name, "co-hosts", before->cohosts, before->cohost_count,
	    after->cohosts, after->cohost_count);
}

/* The index of the item of that name, or the count when there is none. */
static size_t find(const struct list *list, const struct programme *programme, const char *name)
{
	char other[NAME_BYTES];
	size_t count = list->count(programme);
	for (size_t i = 0; i < count; i++) {
		list->name(programme, i, other);
		if (strcmp(name, other) == 0)
			return i;
	}
	return count;
}

static void list_differ(const struct list *list, const struct programme *before,
    const struct programme *after, struct buffer *out)
{
	char name[NAME_BYTES];
	char whole[NAME_BYTES + 16];
	size_t stayed = 0; /* one past the highest index in before, of what has been found again */
	bool other_order = false;
	for (size_t i = 0; i < list->count(before); i++) {
		list->name(before, i, name);
		if (find(list, after, name) == list->count(after))
			buffer_format(out, "%s %s: removed\n", list->word, name);
	}
	for (size_t j = 0; j < list->count(after); j++) {
		list->name(after, j, name);
		size_t i = find(list, before, name);
		if (i == list->count(before)) {
			buffer_format(out, "%s %s: added\n", list->word, name);
			continue;
		}
		other_order = other_order || i + 1 < stayed;
		stayed = i + 1;
		snprintf(whole, sizeof whole, "%s %s", list->word, name);
		list->differ(&(struct pair){ before, after, i, j, out }, whole);
	}
	if (other_order)
		buffer_format(out, "%s: in another order\n", list->word);
}

/* Closes both. */
static bool same_buffers(struct buffer *a, struct buffer *b)
{
	bool same = !a->failed && !b->failed && a->size == b->size &&
	    (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
	buffer_close(a);
	buffer_close(b);
	return same;
}

static bool same_bytes(const struct programme *before, const struct programme *after)
{
	struct buffer a;
	struct buffer b;
	buffer_init(&a, PROGRAMME_BYTES_MAX);
	buffer_init(&b, PROGRAMME_BYTES_MAX);
	programme_encode(before, &a);
	programme_encode(after, &b);
	return same_buffers(&a, &b);
}

/* It is long texts: that they changed says enough. */
static bool same_report(const struct programme_report *before, const struct programme_report *after)
{
	struct buffer a;
	struct buffer b;
	buffer_init(&a, PROGRAMME_BYTES_MAX);
	buffer_init(&b, PROGRAMME_BYTES_MAX);
	programme_report_encode(before, &a);
	programme_report_encode(after, &b);
	return same_buffers(&a, &b);
}

static void retention_differ(
    struct buffer *out, const struct programme *before, const struct programme *after)
{
	char was[RETENTION_TEXT_BYTES];
	char is[RETENTION_TEXT_BYTES];
	retention_text(before->retention, before->retention_days, was);
	retention_text(after->retention, after->retention_days, is);
	text_differ(out, "", "retention", was[0] == '\0' ? NULL : was, is[0] == '\0' ? NULL : is);
}

bool session_diff(const struct programme *before, const struct programme *after, struct buffer *out)
{
	static const struct list LISTS[] = {
		{ "round", round_count, round_name, round_differ },
		{ "agenda item", agenda_count, agenda_name, agenda_differ },
		{ "category", category_count, category_name, category_differ },
		{ "lens", lens_count, lens_name, lens_differ },
		{ "objective", objective_count, objective_name, objective_differ },
		{ "room", room_count, room_name, room_differ },
	};
	if (same_bytes(before, after))
		return false;
	size_t size = out->size;
	text_differ(out, "", "series", before->series, after->series);
	text_differ(out, "", "title", before->title, after->title);
	text_differ(out, "", "time zone", before->timezone, after->timezone);
	text_differ(out, "", "language", before->language, after->language);
	retention_differ(out, before, after);
	for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++)
		list_differ(&LISTS[i], before, after, out);
	if (!same_report(&before->report, &after->report))
		buffer_add_text(out, "report: changed\n");
	if (out->size == size)
		buffer_add_text(out, "details: changed\n");
	return true;
}
