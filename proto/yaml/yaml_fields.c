/* proto/yaml/yaml_fields.c - see yaml_fields.h. */
#include "proto/yaml/yaml_fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/text.h"

#define WORD_MAX      24u /* longer than any key of a programme */
#define KEYS_TEXT_MAX 160u

void yaml_fail(struct yaml_fields *fields, const struct yaml_node *node, const char *format, ...)
{
	if (fields->failed)
		return;
	fields->failed = true;
	char message[YAML_MESSAGE_MAX];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	(void)yaml_fault_set(fields->fault, node->line, node->column, "%s", message);
}

/* How many letters must be put in, taken out or changed to make one word the other. */
static size_t distance(const char *left, const char *right)
{
	size_t row[WORD_MAX + 1];
	size_t columns = strlen(right);
	for (size_t i = 0; i <= columns; i++)
		row[i] = i;
	for (size_t i = 0; left[i] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t k = 0; k < columns; k++) {
			size_t changed = diagonal + (left[i] != right[k]);
			size_t shorter = row[k] < row[k + 1] ? row[k] + 1 : row[k + 1] + 1;
			diagonal = row[k + 1];
			row[k + 1] = changed < shorter ? changed : shorter;
		}
	}
	return row[columns];
}

const char *yaml_nearest(const char *word, const char *const *words, size_t count)
{
	size_t size = strlen(word);
	size_t least = size < 4 ? 2 : 3; /* a fault more than that and it is another word */
	const char *nearest = NULL;
	if (size > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strlen(words[i]) > WORD_MAX)
			continue;
		size_t apart = distance(word, words[i]);
		if (apart < least) {
			least = apart;
			nearest = words[i];
		}
	}
	return nearest;
}

static void key_unknown(struct yaml_fields *fields, const struct yaml_node *child, const char *what,
    const char *const *keys, size_t count)
{
	char quoted[YAML_QUOTE_BYTES];
	struct yaml_node at = { .line = child->key_line, .column = child->key_column };
	const char *nearest = yaml_nearest(child->key, keys, count);
	(void)yaml_quote(quoted, child->key);
	if (nearest != NULL) {
		yaml_fail(
		    fields, &at, "%s has no key '%s'. Did you mean '%s'?", what, quoted, nearest);
		return;
	}
	struct buffer known;
	buffer_init(&known, KEYS_TEXT_MAX);
	for (size_t i = 0; i < count; i++)
		(void)buffer_format(&known, "%s%s", i == 0 ? "" : ", ", keys[i]);
	const char *listed = buffer_text(&known);
	yaml_fail(fields, &at, "%s has no key '%s'. Its keys are %s", what, quoted,
	    listed != NULL ? listed : keys[0]);
	buffer_close(&known);
}

bool yaml_keys_known(struct yaml_fields *fields, const struct yaml_node *node, const char *what,
    const char *const *keys, size_t count)
{
	if (fields->failed)
		return false;
	if (node->kind != YAML_MAPPING) {
		yaml_fail(fields, node, "%s is written as keys and values, such as %s: ...", what,
		    keys[0]);
		return false;
	}
	for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
		bool known = false;
		for (size_t i = 0; i < count && !known; i++)
			known = strcmp(child->key, keys[i]) == 0;
		if (!known) {
			key_unknown(fields, child, what, keys, count);
			return false;
		}
	}
	return true;
}

const struct yaml_node *yaml_value(
    struct yaml_fields *fields, const struct yaml_node *node, const char *key, enum yaml_need need)
{
	if (fields->failed)
		return NULL;
	const struct yaml_node *value = yaml_node_child(node, key);
	if (value != NULL && !value->is_empty)
		return value;
	if (need == YAML_REQUIRED)
		yaml_fail(fields, value != NULL ? value : node, "'%s' is missing here", key);
	return NULL;
}

static bool scalar_is_there(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name, const char *wanted)
{
	if (fields->failed)
		return false;
	if (node->kind == YAML_SCALAR && !node->is_empty)
		return true;
	static const char *const KINDS[] = { "nothing", "a list", "keys and values" };
	const char *found = KINDS[node->kind];
	yaml_fail(fields, node, "'%s' takes %s, but here stands %s%s", name, wanted, found,
	    node->kind == YAML_MAPPING ? ". Put a text that holds ': ' or { in quotes" : "");
	return false;
}

static const char *as_text(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name, unsigned chars_max)
{
	if (!scalar_is_there(fields, node, name, "a text"))
		return NULL;
	struct buffer normal;
	buffer_init(&normal, (size_t)4 * chars_max);
	enum error error =
	    text_normalise((const uint8_t *)node->text, strlen(node->text), chars_max, &normal);
	char *text = NULL;
	if (error == ERROR_NONE)
		text = arena_text(fields->arena, normal.bytes, normal.size);
	if (error == ERROR_TEXT_EMPTY)
		yaml_fail(fields, node, "'%s' takes a text, but this one is empty", name);
	else if (error != ERROR_NONE)
		yaml_fail(
		    fields, node, "'%s' takes a text of at most %u characters", name, chars_max);
	else if (text == NULL)
		yaml_fail(fields, node, "the file holds more than any may");
	buffer_close(&normal);
	return text;
}

const char *yaml_as_text(struct yaml_fields *fields, const struct yaml_node *node, const char *name)
{
	return as_text(fields, node, name, TITLE_CHARS_MAX);
}

const char *yaml_as_paragraph(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name)
{
	return as_text(fields, node, name, REPORT_TEXT_CHARS_MAX);
}

const char *yaml_as_key(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name, size_t max)
{
	if (!scalar_is_there(fields, node, name, "a short name"))
		return NULL;
	char quoted[YAML_QUOTE_BYTES];
	if (!text_key_valid(node->text, max)) {
		yaml_fail(fields, node,
		    "'%s' takes 1 to %zu letters, digits, -, _ and ., without spaces, not '%s'",
		    name, max, yaml_quote(quoted, node->text));
		return NULL;
	}
	char *text = arena_text(fields->arena, node->text, strlen(node->text));
	if (text == NULL)
		yaml_fail(fields, node, "the file holds more than any may");
	return text;
}

uint32_t yaml_as_number(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name, uint32_t most)
{
	if (!scalar_is_there(fields, node, name, "a whole number"))
		return 0;
	uint32_t number = 0;
	const char *at = node->text;
	bool good = *at >= '1' && *at <= '9'; /* 0 is never one, and 06 might be meant in eights */
	for (; good && *at != '\0'; at++) {
		good = *at >= '0' && *at <= '9';
		if (good)
			number = number * 10 + (uint32_t)(*at - '0');
		good = good && number <= most;
	}
	char quoted[YAML_QUOTE_BYTES];
	if (good)
		return number;
	yaml_fail(fields, node, "'%s' takes a whole number from 1 to %u, not '%s'", name, most,
	    yaml_quote(quoted, node->text));
	return 0;
}

const char *yaml_text(
    struct yaml_fields *fields, const struct yaml_node *node, const char *key, enum yaml_need need)
{
	const struct yaml_node *value = yaml_value(fields, node, key, need);
	return value == NULL ? NULL : yaml_as_text(fields, value, key);
}

const char *yaml_key(struct yaml_fields *fields, const struct yaml_node *node, const char *key,
    size_t max, enum yaml_need need)
{
	const struct yaml_node *value = yaml_value(fields, node, key, need);
	return value == NULL ? NULL : yaml_as_key(fields, value, key, max);
}

uint32_t yaml_number(struct yaml_fields *fields, const struct yaml_node *node, const char *key,
    uint32_t most, enum yaml_need need)
{
	const struct yaml_node *value = yaml_value(fields, node, key, need);
	return value == NULL ? 0 : yaml_as_number(fields, value, key, most);
}

const struct yaml_node *yaml_list(struct yaml_fields *fields, const struct yaml_node *node,
    const char *key, size_t most, enum yaml_need need)
{
	const struct yaml_node *list = yaml_value(fields, node, key, need);
	if (list == NULL)
		return NULL;
	if (list->kind != YAML_LIST) {
		yaml_fail(fields, list,
		    "'%s' takes a list: each item on a line that starts with '- ', or [one, two]",
		    key);
		return NULL;
	}
	if (list->count > most) {
		yaml_fail(fields, list, "'%s' has %zu items; at most %zu are possible", key,
		    list->count, most);
		return NULL;
	}
	if (list->count == 0 && need == YAML_REQUIRED)
		yaml_fail(fields, list, "'%s' needs at least one item", key);
	return list->count == 0 ? NULL : list;
}

void *yaml_array(struct yaml_fields *fields, const struct yaml_node *list, size_t size)
{
	void *array = arena_take(fields->arena, list->count, size);
	if (array == NULL)
		yaml_fail(fields, list, "the file holds more than any may");
	return array;
}

const char **yaml_texts(struct yaml_fields *fields, const struct yaml_node *node, const char *key,
    size_t most, size_t *count)
{
	*count = 0;
	const struct yaml_node *list = yaml_list(fields, node, key, most, YAML_OPTIONAL);
	if (list == NULL)
		return NULL;
	const char **texts = yaml_array(fields, list, sizeof *texts);
	if (texts == NULL)
		return NULL;
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
		texts[(*count)++] = yaml_as_text(fields, item, key);
	return texts;
}
