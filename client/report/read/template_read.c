/* client/report/read/template_read.c - see client/report/template.h. */
#include "client/report/template.h"

#include "client/report/read/xml_read.h"
#include "client/report/read/zip_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STYLES_MAX   4096u
#define WIDTH_LEAST  2000u /* twentieths of a point between the margins: less is no page */
#define WIDTH_MOST   40000u
#define RELATION_END "relationships/"

struct opener {
	struct report_template *template;
	struct zip_parts parts;
	struct buffer bytes; /* of the part under way */
	char *fault;
	const char *style_id;
	unsigned style_count;
	unsigned depth;
	const char *folder_part; /* whose relations are read */
	uint32_t page;
	uint32_t margins;
	bool failed;
};

static bool fail(struct opener *opener, const char *sentence)
{
	if (!opener->failed)
		(void)snprintf(opener->fault, TEMPLATE_FAULT_MAX, "%s", sentence);
	opener->failed = true;
	return false;
}

static const char *copy(struct opener *opener, const char *text)
{
	return arena_text(&opener->template->arena, text, strlen(text));
}

static bool part_get(struct opener *opener, const char *name)
{
	const struct zip_part *part = zip_part_find(&opener->parts, name);
	buffer_clear(&opener->bytes);
	if (part == NULL)
		return fail(opener, "it is no whole Word file: a part is missing");
	if (!zip_part_read(&opener->parts, part, &opener->bytes, opener->fault))
		opener->failed = true;
	return !opener->failed;
}

static void no_text(void *context, const char *bytes, size_t size)
{
	(void)context;
	(void)bytes;
	(void)size;
}

static void end(void *context, const char *name)
{
	(void)name;
	((struct opener *)context)->depth--;
}

typedef void starter(void *context, const char *name, const char **attributes);

/* Reads the XML under way; every part that is taken goes through it. */
static bool elements(struct opener *opener, const char *xml, size_t size, starter *start)
{
	const struct xml_handler handler = {
		.start = start, .end = end, .text = no_text, .context = opener
	};
	opener->depth = 0;
	if (!opener->failed && !xml_read(xml, size, &handler, opener->fault))
		opener->failed = true;
	return !opener->failed;
}

static void any_start(void *context, const char *name, const char **attributes)
{
	(void)name;
	(void)attributes;
	((struct opener *)context)->depth++;
}

/* ---- styles ---- */

static void style_start(void *context, const char *name, const char **attributes)
{
	struct opener *opener = context;
	opener->depth++;
	if (strcmp(name, "w:style") == 0) {
		const char *id = xml_attribute(attributes, "w:styleId");
		opener->style_id = id == NULL ? NULL : copy(opener, id);
	}
	const char *value = xml_attribute(attributes, "w:val");
	if (strcmp(name, "w:name") != 0 || opener->depth != 3 || value == NULL ||
	    opener->style_id == NULL)
		return;
	if (opener->style_count++ == STYLES_MAX) {
		fail(opener, "it has more than 4,096 styles");
		return;
	}
	struct template_style *style = arena_take(&opener->template->arena, 1, sizeof *style);
	if (style == NULL)
		return;
	*style = (struct template_style){
		.next = opener->template->names, .id = opener->style_id, .name = copy(opener, value)
	};
	opener->template->names = style;
}

static bool styles_take(struct opener *opener)
{
	if (!part_get(opener, "word/styles.xml") ||
	    !elements(opener, (const char *)opener->bytes.bytes, opener->bytes.size, style_start))
		return false;
	const char *text = buffer_text(&opener->bytes);
	const char *last = NULL;
	for (const char *at = text; at != NULL && (at = strstr(at, "</w:styles>")) != NULL; at++)
		last = at;
	if (last == NULL)
		return fail(opener, "its styles are not those of Word");
	opener->template->styles =
	    arena_text(&opener->template->arena, text, (size_t)(last - text));
	return true;
}

/* ---- the page ---- */

/* An attribute's value as it may stand between quotes. */
static void add_value(struct buffer *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '&' || *value == '<' || *value == '"')
			buffer_format(out, "&#%d;", *value);
		else
			buffer_add(out, value, 1);
	}
}

static void root_start(void *context, const char *name, const char **attributes)
{
	struct opener *opener = context;
	if (++opener->depth != 1)
		return;
	if (strcmp(name, "w:document") != 0) {
		fail(opener, "its text is not that of Word");
		return;
	}
	struct buffer markup;
	buffer_init(&markup, 65536);
	for (; *attributes != NULL; attributes += 2) {
		buffer_format(&markup, " %s=\"", attributes[0]);
		add_value(&markup, attributes[1]);
		buffer_add_text(&markup, "\"");
	}
	const char *text = buffer_text(&markup);
	opener->template->attributes = text == NULL ? "" : copy(opener, text);
	buffer_close(&markup);
}

static uint32_t number_of(const char **attributes, const char *name)
{
	const char *value = xml_attribute(attributes, name);
	unsigned long number = value == NULL ? 0 : strtoul(value, NULL, 10);
	return number > WIDTH_MOST ? WIDTH_MOST : (uint32_t)number;
}

static void section_start(void *context, const char *name, const char **attributes)
{
	struct opener *opener = context;
	struct report_template *template = opener->template;
	opener->depth++;
	if (strcmp(name, "w:pgSz") == 0)
		opener->page = number_of(attributes, "w:w");
	else if (strcmp(name, "w:pgMar") == 0)
		opener->margins =
		    number_of(attributes, "w:left") + number_of(attributes, "w:right");
	if (strcmp(name, "w:headerReference") != 0 && strcmp(name, "w:footerReference") != 0)
		return;
	const char *id = xml_attribute(attributes, "r:id");
	if (id == NULL || template->relation_count == TEMPLATE_RELATIONS_MAX) {
		fail(opener, "its headers and footers are not those of Word");
		return;
	}
	template->relations[template->relation_count++] =
	    (struct template_relation){ .id = copy(opener, id) };
}

/* The last section's page is the document's. */
static bool section_take(struct opener *opener)
{
	struct report_template *template = opener->template;
	if (!part_get(opener, "word/document.xml") ||
	    !elements(opener, (const char *)opener->bytes.bytes, opener->bytes.size, root_start))
		return false;
	const char *text = buffer_text(&opener->bytes);
	const char *last = NULL;
	for (const char *at = text; at != NULL && (at = strstr(at, "<w:sectPr")) != NULL; at++)
		last = at;
	const char *close = last == NULL ? NULL : strstr(last, "</w:sectPr>");
	if (close == NULL)
		return fail(opener, "it says nothing of its page");
	template->section =
	    arena_text(&template->arena, last, (size_t)(close - last) + sizeof "</w:sectPr>" - 1);
	struct buffer whole;
	buffer_init(&whole, ZIP_PART_MAX);
	buffer_format(&whole, "<x%s>", template->attributes == NULL ? "" : template->attributes);
	if (template->section != NULL)
		buffer_add_text(&whole, template->section);
	buffer_add_text(&whole, "</x>");
	const char *wrapped = buffer_text(&whole);
	bool well = wrapped != NULL && elements(opener, wrapped, whole.size, section_start);
	buffer_close(&whole);
	uint32_t width = opener->page > opener->margins ? opener->page - opener->margins : 0;
	if (well && (width < WIDTH_LEAST || width > WIDTH_MOST))
		return fail(opener, "its page leaves no room for text");
	template->text_width = width;
	return well;
}

/* ---- headers, footers, and what is in them ---- */

static const char *extension_type(const char *name)
{
	static const char *const pictures[] = { ".png", ".jpeg", ".jpg", ".gif" };
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot != NULL && i < sizeof pictures / sizeof *pictures; i++) {
		if (strcasecmp(dot, pictures[i]) == 0)
			return dot;
	}
	return NULL;
}

static bool part_add(struct opener *opener, const char *name, const char *type)
{
	struct report_template *template = opener->template;
	for (size_t i = 0; i < template->part_count; i++) {
		if (strcmp(template->parts[i].name, name) == 0)
			return true;
	}
	if (template->part_count == TEMPLATE_PARTS_MAX)
		return fail(opener, "its headers and footers have more than 32 parts");
	if (strstr(name, "..") != NULL || strncmp(name, "word/", 5) != 0)
		return fail(opener, "a header or footer leads out of it");
	if (!part_get(opener, name))
		return false;
	struct template_part *part = &template->parts[template->part_count++];
	part->name = copy(opener, name);
	part->type = type;
	part->size = opener->bytes.size;
	part->bytes =
	    (const uint8_t *)arena_text(&template->arena, opener->bytes.bytes, opener->bytes.size);
	return part->name != NULL && part->bytes != NULL;
}

/* Of the document: where the section's references lead. */
static void relation_start(void *context, const char *name, const char **attributes)
{
	struct opener *opener = context;
	const char *id = xml_attribute(attributes, "Id");
	const char *type = xml_attribute(attributes, "Type");
	const char *target = xml_attribute(attributes, "Target");
	opener->depth++;
	if (strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL)
		return;
	for (size_t i = 0; i < opener->template->relation_count; i++) {
		struct template_relation *relation = &opener->template->relations[i];
		if (strcmp(relation->id, id) == 0) {
			relation->type = copy(opener, type);
			relation->target = copy(opener, target);
		}
	}
}

/* Of a header: pictures that lie in the file, and nothing else. */
static void inner_start(void *context, const char *name, const char **attributes)
{
	struct opener *opener = context;
	const char *target = xml_attribute(attributes, "Target");
	const char *mode = xml_attribute(attributes, "TargetMode");
	opener->depth++;
	if (strcmp(name, "Relationship") != 0 || opener->failed)
		return;
	if (mode != NULL && strcmp(mode, "Internal") != 0) {
		fail(opener, "a header or footer of it fetches something from outside");
	} else if (target == NULL || extension_type(target) == NULL) {
		fail(opener, "a header or footer of it holds more than text and png, jpeg or gif");
	} else {
		char path[ZIP_NAME_MAX];
		int size = snprintf(path, sizeof path, "word/%s", target);
		struct buffer kept = opener->bytes; /* being read now */
		buffer_init(&opener->bytes, ZIP_PART_MAX);
		if (size <= 0 || (size_t)size >= sizeof path)
			fail(opener, "a part of it has too long a name");
		else
			(void)part_add(opener, path, NULL);
		buffer_close(&opener->bytes);
		opener->bytes = kept;
	}
}

static bool header_take(struct opener *opener, const struct template_relation *relation)
{
	static const char HEADER[] =
	    "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml";
	static const char FOOTER[] =
	    "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml";
	char path[ZIP_NAME_MAX];
	char relations[ZIP_NAME_MAX];
	if (relation->type == NULL || relation->target == NULL ||
	    strchr(relation->target, '/') != NULL || strlen(relation->target) > 100)
		return fail(opener, "a header or footer of it is missing");
	const char *kind = strstr(relation->type, RELATION_END);
	bool header = kind != NULL && strcmp(kind + sizeof RELATION_END - 1, "header") == 0;
	(void)snprintf(path, sizeof path, "word/%s", relation->target);
	(void)snprintf(relations, sizeof relations, "word/_rels/%s.rels", relation->target);
	if (!part_add(opener, path, header ? HEADER : FOOTER) ||
	    !elements(opener, (const char *)opener->bytes.bytes, opener->bytes.size, any_start))
		return false;
	if (zip_part_find(&opener->parts, relations) == NULL)
		return true;
	return part_add(opener, relations, NULL) &&
	    elements(opener, (const char *)opener->bytes.bytes, opener->bytes.size, inner_start);
}

static void setting_start(void *context, const char *name, const char **attributes)
{
	struct opener *opener = context;
	(void)attributes;
	opener->depth++;
	if (strcmp(name, "w:evenAndOddHeaders") == 0)
		opener->template->even_and_odd = true;
}

/* A part whose absence is no fault. */
static bool optional(struct opener *opener, const char *name, starter *start)
{
	return zip_part_find(&opener->parts, name) == NULL ||
	    (part_get(opener, name) &&
		elements(opener, (const char *)opener->bytes.bytes, opener->bytes.size, start));
}

static bool headers_take(struct opener *opener)
{
	struct report_template *template = opener->template;
	if (!optional(opener, "word/_rels/document.xml.rels", relation_start))
		return false;
	for (size_t i = 0; i < template->relation_count; i++) {
		if (!header_take(opener, &template->relations[i]))
			return false;
	}
	return true;
}

/* Styles may take their fonts and colours from it. */
static bool theme_take(struct opener *opener)
{
	static const char THEME[] = "application/vnd.openxmlformats-officedocument.theme+xml";
	return zip_part_find(&opener->parts, "word/theme/theme1.xml") == NULL ||
	    (part_add(opener, "word/theme/theme1.xml", THEME) &&
		elements(opener, (const char *)opener->bytes.bytes, opener->bytes.size, any_start));
}

bool report_template_open(struct report_template *template, const uint8_t *bytes, size_t size,
    char fault[TEMPLATE_FAULT_MAX])
{
	struct opener opener = { .template = template, .fault = fault };
	*template = (struct report_template){ .attributes = "" };
	arena_init(&template->arena, TEMPLATE_MEMORY_MAX);
	buffer_init(&opener.bytes, ZIP_PART_MAX);
	bool well = zip_parts_read(&opener.parts, &template->arena, bytes, size, fault) &&
	    styles_take(&opener) && section_take(&opener) && headers_take(&opener) &&
	    theme_take(&opener) && optional(&opener, "word/settings.xml", setting_start);
	buffer_close(&opener.bytes);
	if (well && template->arena.failed)
		well = fail(&opener, "it is larger than a template can be");
	return well;
}

void report_template_close(struct report_template *template)
{
	arena_close(&template->arena);
	*template = (struct report_template){ 0 };
}
