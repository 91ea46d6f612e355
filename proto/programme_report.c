/* proto/programme_report.c - see programme_report.h. Its msgpack form has the keys of the YAML. */
#include "proto/programme_report.h"

#include <string.h>

#include "proto/errors.h"
#include "proto/wire/text.h"
#include "proto/wire/wire.h"

static const struct {
	const char *key;
	bool annex;
} PARTS[REPORT_PART_COUNT] = {
#define X(name, key, annex) [name] = { key, annex },
	REPORT_PARTS(X)
#undef X
};

static const char *const PLACES[REPORT_PLACE_COUNT] = {
#define X(name, key) [name] = (key),
	REPORT_PLACES(X)
#undef X
};

const char *report_part_key(size_t part)
{
	return part < REPORT_PART_COUNT ? PARTS[part].key : NULL;
}

enum report_part report_part_find(const char *key)
{
	size_t part = 0;
	while (part < REPORT_PART_COUNT && strcmp(PARTS[part].key, key) != 0)
		part++;
	return (enum report_part)part;
}

bool report_part_is_annex(enum report_part part)
{
	return PARTS[part].annex;
}

const char *report_place_key(size_t place)
{
	return place < REPORT_PLACE_COUNT ? PLACES[place] : NULL;
}

/* --- Checking ------------------------------------------------------------------------------------- */

static bool bad(struct refusal *refusal, const char *list, size_t index, const char *what)
{
	if (index == SIZE_MAX)
		refuse(refusal, ERROR_PROGRAMME, "report.%s: %s", list, what);
	else
		refuse(refusal, ERROR_PROGRAMME, "report.%s[%zu]: %s", list, index, what);
	return false;
}

static bool text_ok(const char *text, size_t chars_max)
{
	return text != NULL && text[0] != '\0' && text_line_valid(text) &&
	    text_chars(text, strlen(text)) <= chars_max;
}

static bool head_ok(const struct programme_report *report, struct refusal *refusal)
{
	const struct {
		const char *key;
		const char *text;
	} fields[] = { { "organ", report->organ }, { "symbol", report->symbol },
		{ "distribution", report->distribution }, { "occasion", report->occasion },
		{ "place", report->place }, { "objective", report->objective } };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].text != NULL && !text_ok(fields[i].text, TITLE_CHARS_MAX))
			return bad(
			    refusal, fields[i].key, SIZE_MAX, "is a text of 1 to 500 characters");
	const char *day = report->submitted;
	if (day != NULL && (strlen(day) != 10 || strspn(day, "0123456789-") != 10))
		return bad(refusal, "submitted", SIZE_MAX, "is a day, YYYY-MM-DD");
	return true;
}

static bool parts_ok(const struct programme_report *report, struct refusal *refusal)
{
	bool seen[REPORT_PART_COUNT] = { false };
	bool annexes = false;
	if (report->part_count > REPORT_PART_COUNT)
		return bad(refusal, "parts", SIZE_MAX, "a part stands twice");
	for (size_t i = 0; i < report->part_count; i++) {
		const struct programme_part *part = &report->parts[i];
		if (part->part >= REPORT_PART_COUNT || seen[part->part])
			return bad(refusal, "parts", i, "stands twice, or there is no such part");
		if (part->heading != NULL && !text_ok(part->heading, TITLE_CHARS_MAX))
			return bad(refusal, "parts", i, "a heading is 1 to 500 characters");
		if (annexes && !PARTS[part->part].annex)
			return bad(refusal, "parts", i, "annexes stand after all chapters");
		annexes = annexes || PARTS[part->part].annex;
		seen[part->part] = true;
	}
	return true;
}

static bool passages_ok(const struct programme_report *report, struct refusal *refusal)
{
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++) {
		const struct programme_passage *passage = &report->passages[i];
		if (passage->paragraph_count > REPORT_PARAGRAPHS_MAX)
			return bad(refusal, PLACES[i], SIZE_MAX, "at most 64 paragraphs");
		for (size_t k = 0; k < passage->paragraph_count; k++) {
			const struct programme_paragraph *paragraph = &passage->paragraphs[k];
			bool well = text_ok(paragraph->text, REPORT_TEXT_CHARS_MAX) &&
			    paragraph->list_count <= REPORT_LIST_MAX;
			for (size_t l = 0; well && l < paragraph->list_count; l++)
				well = text_ok(paragraph->list[l], REPORT_TEXT_CHARS_MAX);
			if (!well)
				return bad(refusal, PLACES[i], k,
				    "a text is 1 to 4,000 characters, a list has at most 64");
		}
	}
	return true;
}

static bool footnotes_ok(const struct programme_report *report, struct refusal *refusal)
{
	if (report->footnote_count > REPORT_FOOTNOTES_MAX)
		return bad(refusal, "footnotes", SIZE_MAX, "at most 64");
	for (size_t i = 0; i < report->footnote_count; i++) {
		const struct programme_footnote *footnote = &report->footnotes[i];
		if (footnote->key == NULL || !text_key_valid(footnote->key, REPORT_KEY_MAX))
			return bad(
			    refusal, "footnotes", i, "key must be 1 to 32 letters, digits, - _ .");
		if (!text_ok(footnote->text, REPORT_TEXT_CHARS_MAX))
			return bad(refusal, "footnotes", i, "a text is 1 to 4,000 characters");
		for (size_t k = 0; k < i; k++)
			if (strcmp(report->footnotes[k].key, footnote->key) == 0)
				return bad(refusal, "footnotes", i, "key stands twice");
	}
	return true;
}

static bool subregions_ok(const struct programme_report *report, struct refusal *refusal)
{
	if (report->subregion_count > REPORT_SUBREGIONS_MAX)
		return bad(refusal, "subregions", SIZE_MAX, "at most 32");
	for (size_t i = 0; i < report->subregion_count; i++) {
		const struct programme_subregion *subregion = &report->subregions[i];
		bool well = text_ok(subregion->name, TITLE_CHARS_MAX) &&
		    subregion->country_count <= REPORT_COUNTRIES_MAX;
		for (size_t k = 0; well && k < subregion->country_count; k++)
			well = text_ok(subregion->countries[k], TITLE_CHARS_MAX);
		if (!well)
			return bad(refusal, "subregions", i,
			    "a name and up to 128 countries, each of 1 to 500 characters");
	}
	return true;
}

bool programme_report_check(const struct programme_report *report, struct refusal *refusal)
{
	return !report->given ||
	    (head_ok(report, refusal) && parts_ok(report, refusal) &&
		passages_ok(report, refusal) && footnotes_ok(report, refusal) &&
		subregions_ok(report, refusal));
}

/* --- Its msgpack form: what is absent has no key ----------------------------------------------------- */

static void key_text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

static size_t present(const struct programme_report *report)
{
	const char *const texts[] = { report->organ, report->symbol, report->distribution,
		report->submitted, report->occasion, report->place, report->objective };
	size_t count = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		count += texts[i] != NULL;
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++)
		count += report->passages[i].paragraph_count > 0;
	return count + (report->part_count > 0) + (report->footnote_count > 0) +
	    (report->subregion_count > 0);
}

static void parts_encode(const struct programme_report *report, struct buffer *out)
{
	if (report->part_count == 0)
		return;
	pack_key_array(out, "parts", report->part_count);
	for (size_t i = 0; i < report->part_count; i++) {
		const struct programme_part *part = &report->parts[i];
		pack_map(out, part->heading == NULL ? 1 : 2);
		pack_key_text(out, "part", PARTS[part->part].key);
		key_text_if(out, "heading", part->heading);
	}
}

static void passage_encode(
    const struct programme_passage *passage, const char *key, struct buffer *out)
{
	if (passage->paragraph_count == 0)
		return;
	pack_key_array(out, key, passage->paragraph_count);
	for (size_t i = 0; i < passage->paragraph_count; i++) {
		const struct programme_paragraph *paragraph = &passage->paragraphs[i];
		pack_map(out, paragraph->list_count == 0 ? 1 : 2);
		pack_key_text(out, "text", paragraph->text);
		if (paragraph->list_count > 0)
			pack_key_texts(out, "list", paragraph->list, paragraph->list_count);
	}
}

void programme_report_encode(const struct programme_report *report, struct buffer *out)
{
	pack_map(out, present(report));
	key_text_if(out, "organ", report->organ);
	key_text_if(out, "symbol", report->symbol);
	key_text_if(out, "distribution", report->distribution);
	key_text_if(out, "submitted", report->submitted);
	key_text_if(out, "occasion", report->occasion);
	key_text_if(out, "place", report->place);
	key_text_if(out, "objective", report->objective);
	parts_encode(report, out);
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++)
		passage_encode(&report->passages[i], PLACES[i], out);
	if (report->footnote_count > 0)
		pack_key_array(out, "footnotes", report->footnote_count);
	for (size_t i = 0; i < report->footnote_count; i++) {
		pack_map(out, 2);
		pack_key_text(out, "key", report->footnotes[i].key);
		pack_key_text(out, "text", report->footnotes[i].text);
	}
	if (report->subregion_count > 0)
		pack_key_array(out, "subregions", report->subregion_count);
	for (size_t i = 0; i < report->subregion_count; i++) {
		const struct programme_subregion *subregion = &report->subregions[i];
		pack_map(out, 2);
		pack_key_text(out, "name", subregion->name);
		pack_key_texts(out, "countries", subregion->countries, subregion->country_count);
	}
}

/* An array of maps: room for the values in the arena, and the maps to read them from. */
static void *list_open(struct wire *wire, const char *key, size_t max, size_t value_size,
    struct arena *arena, const msgpack_object **items, size_t *count)
{
	*items = wire_array_or_null(wire, key, max, count);
	void *values = arena_take(arena, *count, value_size);
	if (values == NULL) {
		wire_fail(wire, key, "is more than there is memory for");
		*count = 0;
	}
	return values;
}

static void parts_decode(struct programme_report *report, struct wire *wire, struct arena *arena)
{
	const msgpack_object *items = NULL;
	report->parts = list_open(wire, "parts", REPORT_PART_COUNT, sizeof *report->parts, arena,
	    &items, &report->part_count);
	for (size_t i = 0; i < report->part_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "parts", i);
		report->parts[i] = (struct programme_part){
			.part = report_part_find(wire_text(&child, "part", REPORT_KEY_MAX, arena)),
			.heading = wire_text_or_null(&child, "heading", TITLE_BYTES_MAX, arena),
		};
	}
}

static void passage_decode(
    struct programme_passage *passage, const char *key, struct wire *wire, struct arena *arena)
{
	const msgpack_object *items = NULL;
	passage->paragraphs = list_open(wire, key, REPORT_PARAGRAPHS_MAX,
	    sizeof *passage->paragraphs, arena, &items, &passage->paragraph_count);
	for (size_t i = 0; i < passage->paragraph_count; i++) {
		struct wire child;
		struct programme_paragraph *paragraph = &passage->paragraphs[i];
		wire_child(&child, wire, &items[i], key, i);
		paragraph->text = wire_text(&child, "text", REPORT_TEXT_BYTES_MAX, arena);
		paragraph->list = wire_texts(&child, "list", REPORT_LIST_MAX, REPORT_TEXT_BYTES_MAX,
		    arena, &paragraph->list_count);
	}
}

static void footnotes_decode(
    struct programme_report *report, struct wire *wire, struct arena *arena)
{
	const msgpack_object *items = NULL;
	report->footnotes = list_open(wire, "footnotes", REPORT_FOOTNOTES_MAX,
	    sizeof *report->footnotes, arena, &items, &report->footnote_count);
	for (size_t i = 0; i < report->footnote_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "footnotes", i);
		report->footnotes[i] = (struct programme_footnote){
			.key = wire_text(&child, "key", REPORT_KEY_MAX, arena),
			.text = wire_text(&child, "text", REPORT_TEXT_BYTES_MAX, arena),
		};
	}
}

static void subregions_decode(
    struct programme_report *report, struct wire *wire, struct arena *arena)
{
	const msgpack_object *items = NULL;
	report->subregions = list_open(wire, "subregions", REPORT_SUBREGIONS_MAX,
	    sizeof *report->subregions, arena, &items, &report->subregion_count);
	for (size_t i = 0; i < report->subregion_count; i++) {
		struct wire child;
		struct programme_subregion *subregion = &report->subregions[i];
		wire_child(&child, wire, &items[i], "subregions", i);
		subregion->name = wire_text(&child, "name", TITLE_BYTES_MAX, arena);
		subregion->countries = wire_texts(&child, "countries", REPORT_COUNTRIES_MAX,
		    TITLE_BYTES_MAX, arena, &subregion->country_count);
	}
}

void programme_report_decode(
    struct programme_report *report, struct wire *wire, struct arena *arena)
{
	report->given = true;
	report->organ = wire_text_or_null(wire, "organ", TITLE_BYTES_MAX, arena);
	report->symbol = wire_text_or_null(wire, "symbol", TITLE_BYTES_MAX, arena);
	report->distribution = wire_text_or_null(wire, "distribution", TITLE_BYTES_MAX, arena);
	report->submitted = wire_text_or_null(wire, "submitted", 10, arena);
	report->occasion = wire_text_or_null(wire, "occasion", TITLE_BYTES_MAX, arena);
	report->place = wire_text_or_null(wire, "place", TITLE_BYTES_MAX, arena);
	report->objective = wire_text_or_null(wire, "objective", TITLE_BYTES_MAX, arena);
	parts_decode(report, wire, arena);
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++)
		passage_decode(&report->passages[i], PLACES[i], wire, arena);
	footnotes_decode(report, wire, arena);
	subregions_decode(report, wire, arena);
}
