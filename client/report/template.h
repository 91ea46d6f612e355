/*
 * client/report/template.h - the looks of a Word file that somebody brings: its styles, page, header and footer.
 *
 * Styles are taken by their names ("heading 1", "UN Para"); those that the report needs and the template has not are
 * added. Of the rest of the template (its text, macros, links, settings) nothing is taken. It is a stranger's file:
 * sizes, entries and depth are capped, no part may declare a document type, none may fetch from outside, and pictures
 * are png, jpeg or gif.
 *
 * Owner: whoever opens closes, after the last report was written with it.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_TEMPLATE_H
#define RAPPORTEUR_CLIENT_REPORT_TEMPLATE_H

#include "proto/wire/buffer.h"

#define TEMPLATE_MEMORY_MAX    (96u << 20)
#define TEMPLATE_PARTS_MAX     32u
#define TEMPLATE_RELATIONS_MAX 16u
#define TEMPLATE_FAULT_MAX     200u

struct template_part {
	const char *name; /* "word/header2.xml" */
	const char *type; /* of its content; NULL: told by its extension */
	const uint8_t *bytes;
	size_t size;
};
struct template_relation {
	const char *id;
	const char *type;
	const char *target;
};
struct template_style {
	const struct template_style *next;
	const char *id;
	const char *name;
};

struct report_template {
	struct arena arena;
	const char *attributes; /* of the text's element: its namespaces, as markup */
	const char *section;    /* the page: <w:sectPr>, as markup */
	const char *styles;     /* as markup, without its end tag */
	const struct template_style *names;
	struct template_part parts[TEMPLATE_PARTS_MAX];
	size_t part_count;
	struct template_relation relations[TEMPLATE_RELATIONS_MAX];
	size_t relation_count;
	uint32_t text_width; /* between the margins, in twentieths of a point */
	bool even_and_odd;   /* headers differ on even pages */
};

/* False: fault says what is wrong with it, in words for the person who brings it. Close it in any case. */
bool report_template_open(struct report_template *template, const uint8_t *bytes, size_t size,
    char fault[TEMPLATE_FAULT_MAX]);
/* Twice is harmless. */
void report_template_close(struct report_template *template);

#endif
