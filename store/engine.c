/* store/engine.c - what both engines share: the table of tables, the order of keys, faults. */
#include "store/engine_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct table_info {
	const char *word;
	size_t key_max;
	size_t value_max;
};

#define X(name, code, word, key_max, value_max) { word, key_max, value_max },
static const struct table_info tables[] = { TABLES(X) };
#undef X
static_assert(sizeof tables / sizeof tables[0] == TABLE_COUNT, "a table has no row");

#define X(name, code, word, key_max, value_max) \
	static_assert((key_max) <= TABLE_KEY_MAX, word ": a key outgrows a record"); \
	static_assert((value_max) <= PART_BYTES_MAX, word ": a value outgrows a record");
TABLES(X)
#undef X

static const struct table_info *info_of(enum table table)
{
	size_t index = (size_t)table - 1;
	assert(index < TABLE_COUNT);
	return &tables[index];
}

const char *table_word(enum table table)
{
	return info_of(table)->word;
}

size_t table_key_max(enum table table)
{
	return info_of(table)->key_max;
}

size_t table_value_max(enum table table)
{
	return info_of(table)->value_max;
}

int span_compare(struct span a, struct span b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common == 0 ? 0 : memcmp(a.bytes, b.bytes, common);
	if (order != 0)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

enum journal_result journal_fault_set(
    struct journal_fault *fault, enum journal_result result, const char *format, ...)
{
	if (fault == NULL)
		return result;
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(fault->what, sizeof fault->what, format, arguments);
	va_end(arguments);
	if (size < 0)
		fault->what[0] = '\0';
	return result;
}
