/* tests/unit/security_page_test.c - SECURITY.md says of every message who may send it, as the table in proto/messages.h does. */
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "proto/messages.h"
#include "proto/wire/buffer.h"

#define PAGE           "SECURITY.md"
#define PAGE_BYTES_MAX (1u << 18)
#define HEAD           "| message | secretariat | moderator | rapporteur | observer | a key of nobody |\n"

static const char *cell(const struct message_info *info, enum role role)
{
	switch (message_access(info, role)) {
	case ACCESS_YES:
		return "yes";
	case ACCESS_OWN_ROOM:
		return "own rooms";
	case ACCESS_NO:
		break;
	}
	return "";
}

static void the_page_has_the_table_of_access(void **state)
{
	static const enum role roles[] = { ROLE_SECRETARIAT, ROLE_MODERATOR, ROLE_RAPPORTEUR,
		ROLE_OBSERVER, ROLE_NONE };
	struct buffer page;
	struct buffer wanted;
	char chunk[4096];
	size_t size = 0;
	(void)state;
	buffer_init(&page, PAGE_BYTES_MAX);
	buffer_init(&wanted, PAGE_BYTES_MAX);
	buffer_add_text(&wanted, HEAD "| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; message_at(i) != NULL; i++) {
		const struct message_info *info = message_at(i);
		if (info->kind == MESSAGE_KIND_FEED)
			continue;
		buffer_format(&wanted, "| %s |", info->title);
		for (size_t r = 0; r < COUNT(roles); r++)
			buffer_format(&wanted, " %s |", cell(info, roles[r]));
		buffer_add_text(&wanted, "\n");
	}
	buffer_add_text(&wanted, "\n"); /* and no row more */
	FILE *file = fopen(PAGE, "rb"); /* tests run from the top of the tree */
	assert_non_null(file);
	while ((size = fread(chunk, 1, sizeof chunk, file)) > 0)
		buffer_add(&page, chunk, size);
	fclose(file);
	if (strstr(buffer_text(&page), buffer_text(&wanted)) == NULL) {
		fprintf(stderr, "%s", buffer_text(&wanted)); /* cmocka's messages are shorter */
		fail_msg(PAGE " should hold the table above");
	}
	buffer_close(&page);
	buffer_close(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_page_has_the_table_of_access) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
