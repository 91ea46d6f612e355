/*
 * proto/yaml/yaml_fields.h - reads the values of a YAML tree. The first fault stays: after it
 * every reader answers an empty value at once, so that whoever reads a whole file asks once, at the
 * end.
 */
#ifndef RAPPORTEUR_PROTO_YAML_YAML_FIELDS_H
#define RAPPORTEUR_PROTO_YAML_YAML_FIELDS_H

#include "proto/yaml/yaml_tree.h"

struct yaml_fields {
	struct arena *arena;      /* borrowed: texts and arrays are taken from it */
	struct yaml_fault *fault; /* borrowed */
	bool failed;
};
enum yaml_need { YAML_OPTIONAL, YAML_REQUIRED };

/* Keeps the fault unless there is one. */
void yaml_fail(struct yaml_fields *fields, const struct yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Whether the node is a mapping of only these keys. `what` names it in the fault: "a round". */
bool yaml_keys_known(struct yaml_fields *fields, const struct yaml_node *node, const char *what,
    const char *const *keys, size_t count);

/* The value under a key; NULL when it is absent or stands for nothing: a fault if required. */
const struct yaml_node *yaml_value(
    struct yaml_fields *fields, const struct yaml_node *node, const char *key, enum yaml_need need);

/* A node as a text of 1..TITLE_CHARS_MAX characters in its normal form; name is for the fault. */
const char *yaml_as_text(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name);
/* The same of 1..REPORT_TEXT_CHARS_MAX characters: a paragraph. */
const char *yaml_as_paragraph(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name);
/* A node as a key of at most max bytes, see text_key_valid(). */
const char *yaml_as_key(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name, size_t max);
/* A node as a whole number 1..most; 0 after a fault. */
uint32_t yaml_as_number(
    struct yaml_fields *fields, const struct yaml_node *node, const char *name, uint32_t most);

/* The same for the value under a key; NULL or 0 when it is absent. */
const char *yaml_text(
    struct yaml_fields *fields, const struct yaml_node *node, const char *key, enum yaml_need need);
const char *yaml_key(struct yaml_fields *fields, const struct yaml_node *node, const char *key,
    size_t max, enum yaml_need need);
uint32_t yaml_number(struct yaml_fields *fields, const struct yaml_node *node, const char *key,
    uint32_t most, enum yaml_need need);

/* The list under a key, of at most most items; if required, of at least one. NULL when it is absent
 * or empty. */
const struct yaml_node *yaml_list(struct yaml_fields *fields, const struct yaml_node *node,
    const char *key, size_t most, enum yaml_need need);
/* A list of texts. Sets *count; NULL when it is 0. */
const char **yaml_texts(struct yaml_fields *fields, const struct yaml_node *node, const char *key,
    size_t most, size_t *count);
/* An array for the items of a list, zeroed; NULL with a fault when there is no room. */
void *yaml_array(struct yaml_fields *fields, const struct yaml_node *list, size_t size);

/* The one of the words that is nearest to word, or NULL when none is near. */
const char *yaml_nearest(const char *word, const char *const *words, size_t count);

#endif
