/* client/report/read/docx_parts_read.c - the parts of a Word file, each in its turn; see docx_read.c. */
#include "client/report/read/docx_internal.h"

#include "client/report/read/zip_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_MAX 4096u /* styles, or links: each is looked for from the first on */

struct pairs {
	struct arena *arena;
	const struct docx_pair *first;
	const char *element; /* whose attribute is the id */
	const char *id;
	const char *inner; /* the element whose attribute is the value; NULL: the same */
	const char *value;
	const char *under_way;
	unsigned count;
};

static void pair_add(struct pairs *pairs, const char *id, const char *value)
{
	if (id == NULL || value == NULL || pairs->count++ == PAIRS_MAX)
		return;
	struct docx_pair *pair = arena_take(pairs->arena, 1, sizeof *pair);
	if (pair == NULL)
		return;
	*pair = (struct docx_pair){ .next = pairs->first,
		.id = arena_text(pairs->arena, id, strlen(id)),
		.value = arena_text(pairs->arena, value, strlen(value)) };
	if (pair->id != NULL && pair->value != NULL)
		pairs->first = pair;
}

static void pairs_start(void *context, const char *name, const char **attributes)
{
	struct pairs *pairs = context;
	if (strcmp(name, pairs->element) == 0) {
		const char *id = xml_attribute(attributes, pairs->id);
		pairs->under_way = id == NULL ? NULL : arena_text(pairs->arena, id, strlen(id));
	}
	if (strcmp(name, pairs->inner) == 0)
		pair_add(pairs, pairs->under_way, xml_attribute(attributes, pairs->value));
}

static void pairs_end(void *context, const char *name)
{
	(void)context;
	(void)name;
}

static void pairs_text(void *context, const char *bytes, size_t size)
{
	(void)context;
	(void)bytes;
	(void)size;
}

static bool part_get(const struct zip_parts *parts, const char *name, struct buffer *bytes,
    char fault[READING_FAULT_MAX])
{
	const struct zip_part *part = zip_part_find(parts, name);
	buffer_clear(bytes);
	return part != NULL && zip_part_read(parts, part, bytes, fault);
}

/* Reads a part whose absence is no fault. */
static bool pairs_read(struct pairs *pairs, const struct zip_parts *parts, const char *part,
    struct buffer *bytes, char fault[READING_FAULT_MAX])
{
	const struct xml_handler handler = {
		.start = pairs_start, .end = pairs_end, .text = pairs_text, .context = pairs
	};
	return zip_part_find(parts, part) == NULL ||
	    (part_get(parts, part, bytes, fault) &&
		xml_read((const char *)bytes->bytes, bytes->size, &handler, fault));
}

static bool text_read(struct docx_reader *reader, const struct zip_parts *parts, const char *part,
    struct buffer *bytes, char fault[READING_FAULT_MAX])
{
	struct xml_handler handler = docx_text_handler;
	handler.context = reader;
	return part_get(parts, part, bytes, fault) &&
	    xml_read((const char *)bytes->bytes, bytes->size, &handler, fault);
}

/* ---- the seal ---- */

struct seal_reader {
	struct reading *reading;
	struct buffer *text;
	bool inside;
};

static void seal_start(void *context, const char *name, const char **attributes)
{
	struct seal_reader *seal = context;
	const char *head = xml_attribute(attributes, "head");
	if (strcmp(name, "rapporteur") != 0 || head == NULL)
		return;
	seal->inside = true;
	seal->reading->seal_head = arena_text(&seal->reading->arena, head, strlen(head));
}

static void seal_end(void *context, const char *name)
{
	struct seal_reader *seal = context;
	(void)name;
	if (seal->inside)
		seal->reading->seal_lines = arena_text(&seal->reading->arena,
		    seal->text->size == 0 ? (const uint8_t *)"" : seal->text->bytes,
		    seal->text->size);
	seal->inside = false;
}

static void seal_text(void *context, const char *bytes, size_t size)
{
	struct seal_reader *seal = context;
	if (seal->inside)
		buffer_add(seal->text, bytes, size);
}

/* Whoever saves gives the part another name; what is not ours is passed over. */
static void find_seal(struct reading *reading, const struct zip_parts *parts, struct buffer *bytes)
{
	struct buffer text;
	char fault[READING_FAULT_MAX];
	buffer_init(&text, SEAL_TEXT_MAX);
	for (size_t i = 0; i < parts->count && reading->seal_lines == NULL; i++) {
		const char *name = parts->items[i].name;
		struct seal_reader seal = { .reading = reading, .text = &text };
		const struct xml_handler handler = {
			.start = seal_start, .end = seal_end, .text = seal_text, .context = &seal
		};
		if (strncmp(name, "customXml/item", 14) != 0 || strstr(name, ".rels") != NULL)
			continue;
		buffer_clear(&text);
		if (part_get(parts, name, bytes, fault))
			(void)xml_read((const char *)bytes->bytes, bytes->size, &handler, fault);
	}
	buffer_close(&text);
}

static bool parts_read(struct docx_reader *reader, const struct zip_parts *parts,
    struct buffer *bytes, char fault[READING_FAULT_MAX])
{
	struct arena *arena = reader->maker.arena;
	struct pairs styles = { .arena = arena,
		.element = "w:style",
		.id = "w:styleId",
		.inner = "w:name",
		.value = "w:val" };
	struct pairs relations = { .arena = arena,
		.element = "Relationship",
		.id = "Id",
		.inner = "Relationship",
		.value = "Target" };
	if (!pairs_read(&styles, parts, "word/styles.xml", bytes, fault) ||
	    !pairs_read(&relations, parts, "word/_rels/document.xml.rels", bytes, fault))
		return false;
	reader->styles = styles.first;
	reader->relations = relations.first;
	if (!text_read(reader, parts, "word/document.xml", bytes, fault))
		return false;
	reader->in_footnotes = true;
	reader->open_count = 0;
	if (zip_part_find(parts, "word/footnotes.xml") != NULL &&
	    !text_read(reader, parts, "word/footnotes.xml", bytes, fault))
		return false;
	maker_end(&reader->maker);
	find_seal(reader->maker.reading, parts, bytes);
	return true;
}

bool reading_docx(
    struct reading *reading, const uint8_t *bytes, size_t size, char fault[READING_FAULT_MAX])
{
	struct zip_parts parts;
	if (!zip_parts_read(&parts, &reading->arena, bytes, size, fault))
		return false;
	if (zip_part_find(&parts, "word/document.xml") == NULL) {
		(void)snprintf(fault, READING_FAULT_MAX, "it is an archive, but no Word file");
		return false;
	}
	struct docx_reader *reader = calloc(1, sizeof *reader);
	if (reader == NULL) {
		(void)snprintf(fault, READING_FAULT_MAX, "there is not enough memory");
		return false;
	}
	struct buffer part;
	buffer_init(&part, ZIP_PART_MAX);
	buffer_init(&reader->code, 4096);
	maker_init(&reader->maker, reading);
	bool well = parts_read(reader, &parts, &part, fault);
	maker_close(&reader->maker);
	buffer_close(&reader->code);
	buffer_close(&part);
	free(reader);
	return well;
}
