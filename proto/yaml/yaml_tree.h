/*
 * proto/yaml/yaml_tree.h - the part of YAML that a programme or a configuration may use, as a tree of
 * nodes that know their line and column.
 *
 * Every scalar is a text: 2020-10-28T11:30 and 6 mean what their reader makes of them, so that no
 * reader's idea of types changes a file. Anchors, aliases, tags and a second document are
 * refused: they allow a small file to stand for a huge one, and nobody needs them here. A key that
 * stands twice in one mapping is refused, since one of the two would be lost.
 */
#ifndef RAPPORTEUR_PROTO_YAML_YAML_TREE_H
#define RAPPORTEUR_PROTO_YAML_YAML_TREE_H

#include "proto/wire/buffer.h"
#include "proto/limits.h"

#define YAML_DEPTH_MAX  8u     /* a programme needs 5: programme, rooms, room, objectives, number */
#define YAML_NODES_MAX  65536u /* a programme at all its caps has fewer */
#define YAML_KEYS_MAX   64u    /* in one mapping: the headings of OBJECTIVES_MAX objectives */
#define YAML_MEMORY_MAX (16u * 1024u * 1024u)

#define YAML_MESSAGE_MAX 400u /* bytes, terminator included */

/* Where a file is wrong and what to do. A value: copy it freely. The message is safe to show on a
 * terminal: what it quotes of the file holds no control characters. */
struct yaml_fault {
	size_t line;   /* from 1; 0 when the file as a whole is meant */
	size_t column; /* from 1, in characters; 0 when the line as a whole is meant */
	char message[YAML_MESSAGE_MAX];
};

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAPPING };

struct yaml_node {
	enum yaml_kind kind;
	size_t line; /* from 1 */
	size_t column;
	const char *key; /* in a mapping; else NULL */
	size_t key_line;
	size_t key_column;
	const char *text;        /* of a scalar: UTF-8 without NUL */
	bool is_empty;           /* a scalar that stands for nothing: unquoted and "", ~ or null */
	struct yaml_node *first; /* of a list or mapping, in the file's order */
	struct yaml_node *last;
	struct yaml_node *next;
	size_t count;
};

struct yaml_tree {
	struct arena arena; /* owns all nodes and texts */
	struct yaml_node *root;
};

/* Sets *tree (owned by the caller, freed with yaml_tree_close()) when it answers true, else *fault.
 * bytes may be anything of any size: more than PROGRAMME_BYTES_MAX is refused. */
bool yaml_tree_read(
    const char *bytes, size_t size, struct yaml_tree *tree, struct yaml_fault *fault);
void yaml_tree_close(struct yaml_tree *tree);

/* NULL when the mapping has no such key, or when it is no mapping. */
const struct yaml_node *yaml_node_child(const struct yaml_node *node, const char *key);
/* The deepest node on the way that path tells, such as "rooms[3].round" (counted from 0). */
const struct yaml_node *yaml_node_at(const struct yaml_node *root, const char *path);

/* Sets *fault. Answers false, so that a check can end with `return yaml_fault_set(...)`. */
bool yaml_fault_set(struct yaml_fault *fault, size_t line, size_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define YAML_QUOTE_BYTES 64u
/* A piece of the file as it may be shown: cut short, control characters out. Returns out. */
const char *yaml_quote(char out[YAML_QUOTE_BYTES], const char *text);

#endif
