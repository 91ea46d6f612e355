/* tests/unit/web_guard_test.c - which requests are looked at, and where they lead. */
#include "client/web/http/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

struct guard_case {
	const char *name;
	struct guarded request;
	unsigned wanted;
};

#define POSTED \
	.post = true, .content_type = "application/json", .mark = "1", .host = "notes.example.org"

static void only_our_own_requests_are_looked_at(void **state)
{
	static const struct guard_case cases[] = {
		{ "a page", { .host = "x" }, 0 },
		{ "a page with an empty body", { .content_length = "0" }, 0 },
		{ "a page with a body", { .content_length = "1" }, WEB_BAD_REQUEST },
		{ "a page in chunks", { .transfer_encoding = "chunked" }, WEB_BAD_REQUEST },
		{ "a change", { POSTED, .content_length = "2" }, 0 },
		{ "its charset",
		    { .post = true,
			.content_type = "application/json; charset=utf-8",
			.mark = "1",
			.content_length = "2" },
		    0 },
		{ "from our page",
		    { POSTED, .content_length = "2", .origin = "https://notes.example.org" }, 0 },
		{ "in other letters",
		    { POSTED, .content_length = "2", .origin = "https://Notes.Example.org" }, 0 },
		{ "from another site",
		    { POSTED, .content_length = "2", .origin = "https://evil.example" },
		    WEB_FOREIGN },
		{ "from another port",
		    { POSTED, .content_length = "2", .origin = "https://notes.example.org:8443" },
		    WEB_FOREIGN },
		{ "from nowhere", { POSTED, .content_length = "2", .origin = "null" },
		    WEB_FOREIGN },
		{ "without the mark",
		    { .post = true, .content_type = "application/json", .content_length = "2" },
		    WEB_BAD_REQUEST },
		{ "as a form",
		    { .post = true,
			.content_type = "text/plain",
			.mark = "1",
			.content_length = "2" },
		    WEB_BAD_REQUEST },
		{ "as what begins alike",
		    { .post = true,
			.content_type = "application/jsonp",
			.mark = "1",
			.content_length = "2" },
		    WEB_BAD_REQUEST },
		{ "without a length", { POSTED }, WEB_LENGTH },
		{ "at the bound", { POSTED, .content_length = "65536" }, 0 },
		{ "one past it", { POSTED, .content_length = "65537" }, WEB_TOO_BIG },
		{ "far past it", { POSTED, .content_length = "18446744073709551617" },
		    WEB_TOO_BIG },
		{ "below zero", { POSTED, .content_length = "-1" }, WEB_BAD_REQUEST },
		{ "a length and chunks",
		    { POSTED, .content_length = "2", .transfer_encoding = "chunked" },
		    WEB_BAD_REQUEST },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *detail = NULL;
		unsigned found = guard_judge(&cases[i].request, &detail);
		if (found != cases[i].wanted || detail == NULL)
			fail_msg("%s: %u, not %u", cases[i].name, found, cases[i].wanted);
	}
}

struct route_case {
	const char *method;
	const char *path;
	enum routed_kind kind;
	const char *session;
	const char *rest; /* the part for the *, or the file */
};

static void each_address_leads_to_one_place(void **state)
{
	static const struct route_case cases[] = {
		{ "GET", "/api/1/me", ROUTED_API, "", "" },
		{ "POST", "/api/1/me", ROUTED_METHOD, "", "" },
		{ "GET", "/api/1/sessions/gcm-1", ROUTED_API, "gcm-1", "" },
		{ "GET", "/api/1/sessions/gcm-1/room/WG-2", ROUTED_API, "gcm-1", "WG-2" },
		{ "GET", "/api/1/sessions/gcm-1/export/docx", ROUTED_API, "gcm-1", "docx" },
		{ "GET", "/api/1/sessions/gcm-1/", ROUTED_NOWHERE, "", "" },
		{ "GET", "/api/1/sessions//stream", ROUTED_NOWHERE, "", "" },
		{ "GET", "/api/1/sessions/../stream", ROUTED_NOWHERE, "", "" },
		{ "GET", "/api/1/", ROUTED_NOWHERE, "", "" },
		{ "GET", "/api/2/me", ROUTED_NOWHERE, "", "" },
		{ "GET", "/", ROUTED_PAGE, "", "index.html" },
		{ "POST", "/", ROUTED_METHOD, "", "index.html" },
		{ "GET", "/j/babad-bamag", ROUTED_PAGE, "", "join.html" },
		{ "GET", "/j/a/b", ROUTED_NOWHERE, "", "" },
		{ "GET", "/s/gcm-1/write", ROUTED_PAGE, "gcm-1", "write.html" },
		{ "GET", "/s/gcm-1/other", ROUTED_NOWHERE, "", "" },
		{ "GET", "/lib/api.js", ROUTED_PAGE, "", "lib/api.js" },
		{ "GET", "/lib/deep/api.js", ROUTED_NOWHERE, "", "" },
		{ "GET", "/.git", ROUTED_NOWHERE, "", "" },
		{ "GET", "/lib/../x", ROUTED_NOWHERE, "", "" },
		{ "GET", "/lib/..", ROUTED_NOWHERE, "", "" },
		{ "GET", "//etc/passwd", ROUTED_NOWHERE, "", "" },
		{ "GET", "", ROUTED_NOWHERE, "", "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct routed routed;
		route_find(cases[i].method, cases[i].path, &routed);
		const char *rest = routed.kind == ROUTED_API ? routed.part : routed.file;
		if (routed.kind != cases[i].kind)
			fail_msg(
			    "%s %s: kind %d", cases[i].method, cases[i].path, (int)routed.kind);
		if (routed.kind == ROUTED_NOWHERE)
			continue;
		assert_string_equal(routed.session, cases[i].session);
		assert_string_equal(rest, cases[i].rest);
	}
}

static void a_path_of_any_length_is_safe(void **state)
{
	char path[4096];
	struct routed routed;
	(void)state;
	for (size_t size = 1; size < sizeof path; size += 61) {
		memset(path, 'a', size);
		memcpy(path, "/api/1/sessions/", size < 16 ? size : 16);
		path[size] = '\0';
		route_find("GET", path, &routed);
		path[0] = '/';
		memset(path + 1, 'b', size - 1);
		route_find("GET", path, &routed);
		if (size > 2 * ROUTE_PART_MAX)
			assert_int_equal(routed.kind, ROUTED_NOWHERE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(only_our_own_requests_are_looked_at),
		cmocka_unit_test(each_address_leads_to_one_place),
		cmocka_unit_test(a_path_of_any_length_is_safe) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
