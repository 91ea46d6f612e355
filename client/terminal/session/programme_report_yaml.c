/*
 * client/terminal/session/programme_report_yaml.c - see programme_report_yaml.h.
 *
 *   report:
 *     organ: "…"                   and symbol, distribution, submitted, occasion, place, objective
 *     parts: [background, { part: outcomes, heading: "…" }]
 *     background:
 *       - "A paragraph with a footnote.[^key]"
 *       - { text: "A paragraph with a list:", list: ["…", "…"] }
 *     footnotes: { key: "…" }
 *     subregions: { "South-East Asia": ["…"] }
 */
#include "client/terminal/session/programme_report_yaml.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A mapping of at most most keys; NULL when it is absent or empty. */
static const struct yaml_node *mapping(
    struct yaml_fields *fields, const struct yaml_node *node, const char *key, size_t most)
{
	const struct yaml_node *map = yaml_value(fields, node, key, YAML_OPTIONAL);
	if (map == NULL || (map->kind == YAML_MAPPING && map->count == 0))
		return NULL;
	if (map->kind == YAML_MAPPING && map->count <= most)
		return map;
	yaml_fail(fields, map, "'%s' takes names and what they stand for, at most %zu", key, most);
	return NULL;
}

static void parts_read(
    struct yaml_fields *fields, const struct yaml_node *node, struct programme_report *report)
{
	static const char *const KEYS[] = { "part", "heading" };
	const struct yaml_node *list =
	    yaml_list(fields, node, "parts", REPORT_PART_COUNT, YAML_OPTIONAL);
	if (list == NULL)
		return;
	report->parts = yaml_array(fields, list, sizeof *report->parts);
	for (const struct yaml_node *item = list->first; !fields->failed && item != NULL;
	     item = item->next) {
		struct programme_part *part = &report->parts[report->part_count++];
		const char *key = NULL;
		if (item->kind == YAML_SCALAR) {
			key = yaml_as_key(fields, item, "parts", REPORT_KEY_MAX);
		} else if (yaml_keys_known(fields, item, "a part", KEYS, COUNT(KEYS))) {
			key = yaml_key(fields, item, "part", REPORT_KEY_MAX, YAML_REQUIRED);
			part->heading = yaml_text(fields, item, "heading", YAML_OPTIONAL);
		}
		part->part = key == NULL ? REPORT_PART_COUNT : report_part_find(key);
		if (part->part == REPORT_PART_COUNT)
			yaml_fail(fields, item,
			    "a report has the parts background, organization, outcomes, closing, "
			    "programme, questions and balance, and no other");
	}
}

static void paragraph_read(struct yaml_fields *fields, const struct yaml_node *item,
    const char *place, struct programme_paragraph *paragraph)
{
	static const char *const KEYS[] = { "text", "list" };
	if (item->kind == YAML_SCALAR) {
		paragraph->text = yaml_as_paragraph(fields, item, place);
		return;
	}
	if (!yaml_keys_known(fields, item, "a paragraph", KEYS, COUNT(KEYS)))
		return;
	const struct yaml_node *text = yaml_value(fields, item, "text", YAML_REQUIRED);
	if (text != NULL)
		paragraph->text = yaml_as_paragraph(fields, text, "text");
	const struct yaml_node *list =
	    yaml_list(fields, item, "list", REPORT_LIST_MAX, YAML_OPTIONAL);
	if (list == NULL)
		return;
	paragraph->list = yaml_array(fields, list, sizeof *paragraph->list);
	for (const struct yaml_node *line = list->first; !fields->failed && line != NULL;
	     line = line->next)
		paragraph->list[paragraph->list_count++] = yaml_as_paragraph(fields, line, "list");
}

static void passage_read(struct yaml_fields *fields, const struct yaml_node *node,
    const char *place, struct programme_passage *passage)
{
	const struct yaml_node *list =
	    yaml_list(fields, node, place, REPORT_PARAGRAPHS_MAX, YAML_OPTIONAL);
	if (list == NULL)
		return;
	passage->paragraphs = yaml_array(fields, list, sizeof *passage->paragraphs);
	for (const struct yaml_node *item = list->first; !fields->failed && item != NULL;
	     item = item->next)
		paragraph_read(
		    fields, item, place, &passage->paragraphs[passage->paragraph_count++]);
}

/* The key of a mapping as a scalar of its own, so that a fault names its place. */
static struct yaml_node key_node(const struct yaml_node *child)
{
	return (struct yaml_node){ .kind = YAML_SCALAR,
		.line = child->key_line,
		.column = child->key_column,
		.text = child->key };
}

static void footnotes_read(
    struct yaml_fields *fields, const struct yaml_node *node, struct programme_report *report)
{
	const struct yaml_node *map = mapping(fields, node, "footnotes", REPORT_FOOTNOTES_MAX);
	if (map == NULL)
		return;
	report->footnotes = yaml_array(fields, map, sizeof *report->footnotes);
	for (const struct yaml_node *child = map->first; !fields->failed && child != NULL;
	     child = child->next) {
		struct yaml_node key = key_node(child);
		report->footnotes[report->footnote_count++] = (struct programme_footnote){
			.key = yaml_as_key(fields, &key, "footnotes", REPORT_KEY_MAX),
			.text = yaml_as_paragraph(fields, child, "footnotes"),
		};
	}
}

static void subregions_read(
    struct yaml_fields *fields, const struct yaml_node *node, struct programme_report *report)
{
	const struct yaml_node *map = mapping(fields, node, "subregions", REPORT_SUBREGIONS_MAX);
	if (map == NULL)
		return;
	report->subregions = yaml_array(fields, map, sizeof *report->subregions);
	for (const struct yaml_node *child = map->first; !fields->failed && child != NULL;
	     child = child->next) {
		struct yaml_node key = key_node(child);
		struct programme_subregion *subregion =
		    &report->subregions[report->subregion_count++];
		subregion->name = yaml_as_text(fields, &key, "subregions");
		subregion->countries = yaml_texts(
		    fields, map, child->key, REPORT_COUNTRIES_MAX, &subregion->country_count);
	}
}

void programme_report_yaml_read(
    struct yaml_fields *fields, const struct yaml_node *root, struct programme_report *report)
{
	static const char *const KEYS[] = { "organ", "symbol", "distribution", "submitted",
		"occasion", "place", "objective", "parts", "background", "context", "purpose",
		"opening", "overview", "closing", "footnotes", "subregions" };
	const struct yaml_node *node = yaml_value(fields, root, "report", YAML_OPTIONAL);
	if (node == NULL || !yaml_keys_known(fields, node, "'report'", KEYS, COUNT(KEYS)))
		return;
	report->given = true;
	report->organ = yaml_text(fields, node, "organ", YAML_OPTIONAL);
	report->symbol = yaml_text(fields, node, "symbol", YAML_OPTIONAL);
	report->distribution = yaml_text(fields, node, "distribution", YAML_OPTIONAL);
	report->submitted = yaml_text(fields, node, "submitted", YAML_OPTIONAL);
	report->occasion = yaml_text(fields, node, "occasion", YAML_OPTIONAL);
	report->place = yaml_text(fields, node, "place", YAML_OPTIONAL);
	report->objective = yaml_text(fields, node, "objective", YAML_OPTIONAL);
	parts_read(fields, node, report);
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++)
		passage_read(fields, node, report_place_key(i), &report->passages[i]);
	footnotes_read(fields, node, report);
	subregions_read(fields, node, report);
}
