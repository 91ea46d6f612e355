/* broker/config_file.c - the configuration file: YAML, one mapping of settings to values. See config.h. */
#include "broker/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/yaml/yaml_fields.h"

static bool fail_at(struct config_fault *fault, const char *path, size_t line, const char *what)
{
	if (line == 0)
		snprintf(fault->what, sizeof fault->what, "%s: %s", path, what);
	else
		snprintf(fault->what, sizeof fault->what, "%s, line %zu: %s", path, line, what);
	return false;
}

/* Every value is one word or number, read as on the command line. */
static bool settings_take(struct config *config, const char *path, const struct yaml_node *root,
    struct config_fault *fault)
{
	size_t count = 0;
	const char *const *names = config_names(&count);
	struct yaml_fault found = { .line = 0 };
	struct yaml_fields fields = { .fault = &found };
	if (!yaml_keys_known(&fields, root, "the configuration", names, count))
		return fail_at(fault, path, found.line, found.message);
	for (const struct yaml_node *node = root->first; node != NULL; node = node->next) {
		struct config_fault told = { "" };
		if (node->kind != YAML_SCALAR || node->is_empty)
			snprintf(told.what, sizeof told.what, "%s: takes one value", node->key);
		else if (config_set(config, node->key, node->text, &told))
			continue;
		return fail_at(fault, path, node->line, told.what);
	}
	return true;
}

bool config_file_take(struct config *config, const char *path, const char *bytes, size_t size,
    struct config_fault *fault)
{
	struct yaml_tree tree;
	struct yaml_fault found = { .line = 0 };
	if (size > CONFIG_FILE_MAX)
		return fail_at(fault, path, 0, "the file is larger than any configuration may be");
	if (!yaml_tree_read(bytes, size, &tree, &found))
		return fail_at(fault, path, found.line, found.message);
	bool taken = settings_take(config, path, tree.root, fault);
	yaml_tree_close(&tree);
	return taken;
}

bool config_file_read(struct config *config, const char *path, struct config_fault *fault)
{
	FILE *file = fopen(path, "rbe");
	if (file == NULL)
		return fail_at(fault, path, 0, strerror(errno));
	char *bytes = malloc(CONFIG_FILE_MAX + 1);
	size_t size = bytes == NULL ? 0 : fread(bytes, 1, CONFIG_FILE_MAX + 1, file);
	bool read = bytes != NULL && ferror(file) == 0;
	bool taken = read ? config_file_take(config, path, bytes, size, fault)
			  : fail_at(fault, path, 0, "it cannot be read");
	free(bytes);
	(void)fclose(file);
	return taken;
}
