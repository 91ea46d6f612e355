/*
 * proto/yaml/yaml_tree.c - libyaml gives events; the open lists and mappings stand on a stack
 * of fixed depth, so that a file of brackets costs nothing. We take the events and not libyaml's
 * own document, because that one resolves aliases and knows no caps.
 */
#include "proto/yaml/yaml_tree.h"
#include "proto/wire/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

/* What libyaml says in the words of its grammar, and what a person then has to do. */
static const struct {
	const char *problem;
	const char *advice;
} ADVICE[] = {
	{ "found character that cannot start any token",
	    "indent with spaces, not tabs, and put a text that starts with a sign in quotes" },
	{ "mapping values are not allowed in this context",
	    "put a text that holds ': ' in quotes, and see that the lines above are indented alike" },
	{ "did not find expected key", "see that this line and those above are indented alike" },
	{ "did not find expected '-' indicator",
	    "see that this line and the list above are indented alike" },
	{ "could not find expected ':'",
	    "a key is followed by a colon and a space; a long text goes in quotes" },
	{ "found unexpected end of stream", "a quote or bracket that opens here is never closed" },
	{ "did not find expected ',' or ']'",
	    "close the list with ], with commas between its items" },
	{ "did not find expected ',' or '}'", "close the mapping with }, with commas between" },
	{ "control characters are not allowed", "take the invisible character out" },
};

struct building {
	struct yaml_tree *tree;
	struct yaml_fault *fault;
	struct yaml_node *open[YAML_DEPTH_MAX];
	size_t depth;
	size_t node_count;
	const char *key; /* read, its value not yet */
	yaml_mark_t key_mark;
	size_t document_count;
	bool done;
};

bool yaml_fault_set(struct yaml_fault *fault, size_t line, size_t column, const char *format, ...)
{
	fault->line = line;
	fault->column = column;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(fault->message, sizeof fault->message, format, arguments);
	va_end(arguments);
	return false;
}

static bool fault_at(const struct building *building, const yaml_mark_t *mark, const char *message)
{
	return yaml_fault_set(building->fault, mark->line + 1, mark->column + 1, "%s", message);
}

const char *yaml_quote(char out[YAML_QUOTE_BYTES], const char *text)
{
	struct buffer shown;
	size_t size = strlen(text);
	buffer_init(&shown, size * 4 + 1);
	out[0] = '\0';
	if (text_normalise((const uint8_t *)text, size, size, &shown) == ERROR_NONE) {
		size_t kept = shown.size;
		bool cut = kept > YAML_QUOTE_BYTES - sizeof "...";
		if (cut)
			kept = YAML_QUOTE_BYTES - sizeof "...";
		while (cut && kept > 0 && (shown.bytes[kept] & 0xc0) == 0x80)
			kept--; /* not in the middle of a character */
		memcpy(out, shown.bytes, kept);
		memcpy(out + kept, cut ? "..." : "", cut ? sizeof "..." : 1);
	}
	buffer_close(&shown);
	return out;
}

/* The node takes its place in the list or mapping that is open, or becomes the root. */
static struct yaml_node *node_add(
    struct building *building, enum yaml_kind kind, const yaml_mark_t *mark)
{
	struct yaml_node *node = NULL;
	if (building->node_count++ < YAML_NODES_MAX)
		node = arena_take(&building->tree->arena, 1, sizeof *node);
	if (node == NULL) {
		(void)fault_at(building, mark, "the file holds more than any may");
		return NULL;
	}
	node->kind = kind;
	node->line = mark->line + 1;
	node->column = mark->column + 1;
	if (building->depth == 0) {
		building->tree->root = node;
		return node;
	}
	struct yaml_node *parent = building->open[building->depth - 1];
	if (building->key != NULL) {
		assert(parent->kind == YAML_MAPPING);
		node->key = building->key;
		node->key_line = building->key_mark.line + 1;
		node->key_column = building->key_mark.column + 1;
		building->key = NULL;
	}
	if (parent->last == NULL)
		parent->first = node;
	else
		parent->last->next = node;
	parent->last = node;
	parent->count++;
	return node;
}

static bool key_is_due(const struct building *building)
{
	return building->depth > 0 && building->key == NULL &&
	    building->open[building->depth - 1]->kind == YAML_MAPPING;
}

static bool key_take(struct building *building, const char *text, const yaml_mark_t *mark)
{
	const struct yaml_node *parent = building->open[building->depth - 1];
	const struct yaml_node *twin = yaml_node_child(parent, text);
	char quoted[YAML_QUOTE_BYTES];
	if (twin != NULL)
		return yaml_fault_set(building->fault, mark->line + 1, mark->column + 1,
		    "the key '%s' stands here a second time; it stands in line %zu already. "
		    "Take one of the two out",
		    yaml_quote(quoted, text), twin->key_line);
	if (parent->count >= YAML_KEYS_MAX)
		return yaml_fault_set(building->fault, mark->line + 1, mark->column + 1,
		    "there are more than %u keys here", YAML_KEYS_MAX);
	building->key = text;
	building->key_mark = *mark;
	return true;
}

static bool scalar_take(struct building *building, const yaml_event_t *event)
{
	const yaml_mark_t *mark = &event->start_mark;
	const uint8_t *value = event->data.scalar.value;
	size_t size = event->data.scalar.length;
	if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL)
		return fault_at(building, mark,
		    "anchors (&) and tags (!) are not allowed: write the text itself, in quotes if "
		    "it starts with such a sign");
	if (!text_utf8_valid(value, size))
		return fault_at(building, mark, "this text holds a NUL character: take it out");
	char *text = arena_text(&building->tree->arena, value, size);
	if (text == NULL)
		return fault_at(building, mark, "the file holds more than any may");
	if (key_is_due(building))
		return key_take(building, text, mark);
	struct yaml_node *node = node_add(building, YAML_SCALAR, mark);
	if (node == NULL)
		return false;
	node->text = text;
	node->is_empty = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (size == 0 || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
	return true;
}

static bool collection_open(
    struct building *building, enum yaml_kind kind, const yaml_event_t *event)
{
	const yaml_mark_t *mark = &event->start_mark;
	bool plain = kind == YAML_LIST
	    ? event->data.sequence_start.anchor == NULL && event->data.sequence_start.tag == NULL
	    : event->data.mapping_start.anchor == NULL && event->data.mapping_start.tag == NULL;
	if (!plain)
		return fault_at(building, mark,
		    "anchors (&) and tags (!) are not allowed: write it out where it is used");
	if (key_is_due(building))
		return fault_at(
		    building, mark, "a key must be a word or a number, followed by ': '");
	if (building->depth == YAML_DEPTH_MAX)
		return fault_at(building, mark,
		    "lists and mappings are nested deeper than in any file of ours");
	struct yaml_node *node = node_add(building, kind, mark);
	if (node == NULL)
		return false;
	building->open[building->depth++] = node;
	return true;
}

static bool event_take(struct building *building, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fault_at(building, &event->start_mark,
		    "aliases (*) are not allowed: write it out, or put a text that starts with * in "
		    "quotes");
	case YAML_SCALAR_EVENT:
		return scalar_take(building, event);
	case YAML_SEQUENCE_START_EVENT:
		return collection_open(building, YAML_LIST, event);
	case YAML_MAPPING_START_EVENT:
		return collection_open(building, YAML_MAPPING, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		assert(building->depth > 0);
		building->depth--;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		if (building->document_count++ > 0)
			return fault_at(building, &event->start_mark,
			    "a file holds one document: put what follows --- in a file of its own");
		return true;
	case YAML_STREAM_END_EVENT:
		building->done = true;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return true;
	}
	return true;
}

/* What the reader under the parser refuses has an offset in bytes and no line. */
static size_t line_of(const char *bytes, size_t size, size_t offset)
{
	size_t line = 1;
	for (size_t i = 0; i < size && i < offset; i++)
		line += bytes[i] == '\n';
	return line;
}

static bool parser_fault(
    const yaml_parser_t *parser, const char *bytes, size_t size, struct yaml_fault *fault)
{
	const char *problem = parser->problem != NULL ? parser->problem : "it cannot be read";
	const char *advice = "see that the lines around it are indented alike";
	for (size_t i = 0; i < sizeof ADVICE / sizeof ADVICE[0]; i++)
		if (strcmp(ADVICE[i].problem, problem) == 0)
			advice = ADVICE[i].advice;
	if (parser->error == YAML_READER_ERROR)
		return yaml_fault_set(fault, line_of(bytes, size, parser->problem_offset), 0,
		    "this is not YAML (%s): %s", problem, advice);
	yaml_mark_t mark = parser->problem_mark;
	/* Of a text that never ends, the place where it begins helps. */
	if (parser->context != NULL && strcmp(problem, "found unexpected end of stream") == 0)
		mark = parser->context_mark;
	return yaml_fault_set(
	    fault, mark.line + 1, mark.column + 1, "this is not YAML (%s): %s", problem, advice);
}

static bool events_take(
    yaml_parser_t *parser, const char *bytes, size_t size, struct building *building)
{
	while (!building->done) {
		yaml_event_t event;
		if (!yaml_parser_parse(parser, &event))
			return parser_fault(parser, bytes, size, building->fault);
		bool taken = event_take(building, &event);
		yaml_event_delete(&event);
		if (!taken)
			return false;
	}
	if (building->tree->root == NULL)
		return yaml_fault_set(building->fault, 0, 0, "the file is empty");
	return true;
}

/* The line on which the first bad character stands: libyaml tells only its offset. */
static bool utf8_check(const char *bytes, size_t size, struct yaml_fault *fault)
{
	if (text_utf8_valid((const uint8_t *)bytes, size))
		return true;
	size_t line = 1;
	const char *at = bytes;
	size_t left = size;
	for (;;) {
		const char *end = memchr(at, '\n', left);
		size_t length = end == NULL ? left : (size_t)(end - at);
		if (!text_utf8_valid((const uint8_t *)at, length) || end == NULL)
			break;
		left -= length + 1;
		at = end + 1;
		line++;
	}
	return yaml_fault_set(fault, line, 0,
	    "this line holds bytes that are not UTF-8, or NUL: save the file as UTF-8");
}

bool yaml_tree_read(
    const char *bytes, size_t size, struct yaml_tree *tree, struct yaml_fault *fault)
{
	if (size > PROGRAMME_BYTES_MAX)
		return yaml_fault_set(fault, 0, 0,
		    "the file is larger than %u KiB, more than any may be",
		    PROGRAMME_BYTES_MAX / 1024u);
	if (!utf8_check(bytes, size, fault))
		return false;
	/* libyaml counts a byte order mark as a column, and then finds the first line indented. */
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return yaml_fault_set(fault, 0, 0, "there is not enough memory to read the file");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, size);
	struct yaml_tree built = { .root = NULL };
	arena_init(&built.arena, YAML_MEMORY_MAX);
	struct building building = { .tree = &built, .fault = fault };
	bool read = events_take(&parser, bytes, size, &building);
	yaml_parser_delete(&parser);
	if (read)
		*tree = built;
	else
		yaml_tree_close(&built);
	return read;
}

void yaml_tree_close(struct yaml_tree *tree)
{
	arena_close(&tree->arena);
	tree->root = NULL;
}

const struct yaml_node *yaml_node_child(const struct yaml_node *node, const char *key)
{
	if (node->kind != YAML_MAPPING)
		return NULL;
	for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
		if (strcmp(child->key, key) == 0)
			return child;
	return NULL;
}

static const struct yaml_node *child_of_size(
    const struct yaml_node *node, const char *key, size_t size)
{
	if (node->kind != YAML_MAPPING)
		return NULL;
	for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
		if (strlen(child->key) == size && memcmp(child->key, key, size) == 0)
			return child;
	return NULL;
}

static const struct yaml_node *item_at(const struct yaml_node *node, const char **path)
{
	size_t index = 0;
	const char *at = *path;
	while (*at >= '0' && *at <= '9' && index < YAML_NODES_MAX)
		index = index * 10 + (size_t)(*at++ - '0');
	if (*at != ']' || node->kind != YAML_LIST)
		return NULL;
	*path = at + 1;
	const struct yaml_node *item = node->first;
	while (item != NULL && index-- > 0)
		item = item->next;
	return item;
}

const struct yaml_node *yaml_node_at(const struct yaml_node *root, const char *path)
{
	const struct yaml_node *node = root;
	for (;;) {
		const struct yaml_node *next = NULL;
		if (*path == '.')
			path++;
		if (*path == '[') {
			path++;
			next = item_at(node, &path);
		} else {
			size_t size = strspn(path, "abcdefghijklmnopqrstuvwxyz_0123456789");
			next = size > 0 ? child_of_size(node, path, size) : NULL;
			path += size;
		}
		if (next == NULL)
			return node;
		node = next;
	}
}
