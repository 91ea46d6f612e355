/* tests/unit/zone_test.c - zones of the tz database, files made by hand that are broken, rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/terminal/local_time.h"
#include "client/terminal/session/zone.h"

static void local_times_are_counted_from_1970(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		int64_t seconds;
	} CASES[] = {
		{ "1970-01-01T00:00", true, 0 },
		{ "1970-01-02 00:01", true, 86460 },
		{ "2000-02-29T00:00", true, 951782400 },
		{ "2020-10-28T11:30", true, 1603884600 },
		{ "9999-12-31T23:59", true, 253402300740 },
		{ "", false, 0 },
		{ "2020-10-28", false, 0 },
		{ "2020-10-28T11:30:00", false, 0 },
		{ "2020-10-28T11:30Z", false, 0 },
		{ "2020-10-28t11:30", false, 0 },
		{ "2020/10/28T11:30", false, 0 },
		{ "2020-10-28T 1:30", false, 0 },
		{ "+020-10-28T11:30", false, 0 },
		{ "2020-10-28T24:00", false, 0 },
		{ "2020-10-28T11:60", false, 0 },
		{ "2021-02-29T11:30", false, 0 },
		{ "2100-02-29T11:30", false, 0 },
		{ "2020-04-31T11:30", false, 0 },
		{ "2020-13-01T11:30", false, 0 },
		{ "2020-00-01T11:30", false, 0 },
		{ "2020-01-00T11:30", false, 0 },
		{ "1969-12-31T23:59", false, 0 },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		int64_t seconds = 0;
		bool good = local_time_parse(CASES[i].text, &seconds);
		if (good != CASES[i].good || seconds != CASES[i].seconds)
			fail_msg("%s: %d, %lld", CASES[i].text, good, (long long)seconds);
	}
}

static void years_are_found_again_from_their_days(void **state)
{
	(void)state;
	for (int64_t year = 1900; year <= 10000; year++) {
		assert_int_equal(calendar_year(calendar_days(year, 1, 1)), year);
		assert_int_equal(calendar_year(calendar_days(year, 12, 31)), year);
	}
}

static void a_local_time_has_its_moment(void **state)
{
	(void)state;
	static const struct {
		const char *zone;
		const char *local;
		enum zone_result result;
		int64_t utc_s;
	} CASES[] = {
		{ "UTC", "2020-10-28T11:30", ZONE_OK, 1603884600 },
		{ "+07:00", "2020-10-28T11:30", ZONE_OK, 1603859400 },
		{ "-03:30", "2020-10-28T11:30", ZONE_OK, 1603897200 },
		{ "Asia/Bangkok", "2020-10-28T11:30", ZONE_OK, 1603859400 },
		{ "Asia/Bangkok", "2050-01-01T00:00", ZONE_OK, 2524582800 },
		{ "Asia/Kathmandu", "2021-06-01T09:15", ZONE_OK, 1622518200 },
		{ "Europe/Paris", "2020-07-01T12:00", ZONE_OK, 1593597600 },
		{ "Europe/Paris", "2020-12-01T12:00", ZONE_OK, 1606820400 },
		/* Past the table: the rule of the footer. */
		{ "Europe/Paris", "2050-07-01T12:00", ZONE_OK, 2540282400 },
		{ "Europe/Paris", "2050-12-01T12:00", ZONE_OK, 2553505200 },
		{ "Australia/Sydney", "2050-01-15T12:00", ZONE_OK, 2525821200 },
		{ "Australia/Sydney", "2050-07-15T12:00", ZONE_OK, 2541463200 },
		/* The clocks go forward from 02:00 to 03:00, back from 03:00 to 02:00. */
		{ "Europe/Paris", "2020-03-29T01:59", ZONE_OK, 1585443540 },
		{ "Europe/Paris", "2020-03-29T02:00", ZONE_SKIPPED, 0 },
		{ "Europe/Paris", "2020-03-29T02:59", ZONE_SKIPPED, 0 },
		{ "Europe/Paris", "2020-03-29T03:00", ZONE_OK, 1585443600 },
		{ "Europe/Paris", "2020-10-25T02:30", ZONE_OK, 1603585800 },
		{ "Europe/Paris", "2050-03-27T02:30", ZONE_SKIPPED, 0 },
		{ "Europe/Paris", "2050-10-30T02:30", ZONE_OK, 2550702600 },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct zone zone;
		int64_t local_s = 0;
		int64_t utc_s = 0;
		enum zone_result opened = zone_open(&zone, ZONE_FOLDER, CASES[i].zone);
		if (opened != ZONE_OK)
			fail_msg("%s: %s", CASES[i].zone, zone_sentence(opened));
		assert_true(local_time_parse(CASES[i].local, &local_s));
		enum zone_result result = zone_from_local(&zone, local_s, &utc_s);
		zone_close(&zone);
		if (result != CASES[i].result || utc_s != CASES[i].utc_s)
			fail_msg("%s %s: result %d, %lld", CASES[i].zone, CASES[i].local,
			    (int)result, (long long)utc_s);
	}
}

static void a_name_leads_nowhere_else(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *folder;
		enum zone_result result;
	} CASES[] = {
		{ "", ZONE_FOLDER, ZONE_NAME },
		{ "../../../etc/passwd", ZONE_FOLDER, ZONE_NAME },
		{ "Asia/../Asia/Bangkok", ZONE_FOLDER, ZONE_NAME },
		{ "/usr/share/zoneinfo/Asia/Bangkok", ZONE_FOLDER, ZONE_NAME },
		{ "Asia//Bangkok", ZONE_FOLDER, ZONE_NAME },
		{ "Asia/", ZONE_FOLDER, ZONE_NAME },
		{ "Asia/Bang kok", ZONE_FOLDER, ZONE_NAME },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ZONE_FOLDER,
		    ZONE_NAME },
		{ "+7", ZONE_FOLDER, ZONE_NAME },
		{ "+07", ZONE_FOLDER, ZONE_NAME },
		{ "+0700", ZONE_FOLDER, ZONE_NAME },
		{ "+07:000", ZONE_FOLDER, ZONE_NAME },
		{ "+07:60", ZONE_FOLDER, ZONE_NAME },
		{ "+15:00", ZONE_FOLDER, ZONE_NAME },
		{ "Asia/Bangkock", ZONE_FOLDER, ZONE_UNKNOWN },
		{ "Asia", ZONE_FOLDER, ZONE_UNKNOWN },
		{ "Asia/Bangkok/x", ZONE_FOLDER, ZONE_UNKNOWN },
		{ "Asia/Bangkok", "/nonexistent/zoneinfo", ZONE_NO_DATABASE },
		{ "UTC", "/nonexistent/zoneinfo", ZONE_OK },
		{ "+07:00", "/nonexistent/zoneinfo", ZONE_OK },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct zone zone = { .bytes = NULL };
		enum zone_result result = zone_open(&zone, CASES[i].folder, CASES[i].name);
		if (result != CASES[i].result)
			fail_msg("'%s': %d", CASES[i].name, (int)result);
		zone_close(&zone);
	}
	assert_non_null(strstr(zone_sentence(ZONE_NO_DATABASE), "tzdata"));
}

static void rules_are_read_strictly(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		int64_t july_s; /* offset at 2050-07-01 and 2050-01-01, UTC */
		int64_t january_s;
	} CASES[] = {
		{ "<+07>-7", true, 25200, 25200 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", true, 7200, 3600 },
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", true, 36000, 39600 },
		{ "<+0330>-3:30<+0430>,J79/24,J263/24", true, 16200, 12600 },
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true, -3600, -7200 },
		{ "XXX3EDT4,0/0,J365/23", true, -14400, -14400 }, /* summer all year */
		{ "", true, 0, 0 },
		{ "CET", false, 0, 0 },
		{ "CE-1", false, 0, 0 },
		{ "<+07-7", false, 0, 0 },
		{ "CET-25", false, 0, 0 },
		{ "CET-1CEST", false, 0, 0 },
		{ "CET-1CEST,M3.5.0", false, 0, 0 },
		{ "CET-1CEST,M13.5.0,M10.5.0", false, 0, 0 },
		{ "CET-1CEST,M3.6.0,M10.5.0", false, 0, 0 },
		{ "CET-1CEST,M3.5.7,M10.5.0", false, 0, 0 },
		{ "CET-1CEST,J0,J300", false, 0, 0 },
		{ "CET-1CEST,366,300", false, 0, 0 },
		{ "CET-1CEST,M3.5.0/168,M10.5.0", false, 0, 0 },
		{ "CET-1CEST,M3.5.0,M10.5.0,", false, 0, 0 },
		{ "CET-99999999999999999999", false, 0, 0 },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct zone_rule rule;
		if (zone_rule_parse(&rule, CASES[i].text) != CASES[i].good)
			fail_msg("%s", CASES[i].text);
		if (!CASES[i].good || CASES[i].text[0] == '\0')
			continue;
		int64_t july_s = zone_rule_offset(&rule, calendar_days(2050, 7, 1) * DAY_S);
		int64_t january_s = zone_rule_offset(&rule, calendar_days(2050, 1, 1) * DAY_S);
		if (july_s != CASES[i].july_s || january_s != CASES[i].january_s)
			fail_msg("%s: %lld in July, %lld in January", CASES[i].text,
			    (long long)july_s, (long long)january_s);
	}
}

/* A folder with one zone file, and the bytes of a real one to spoil. */
struct scratch {
	char folder[256];
	char path[272];
	uint8_t bytes[ZONE_BYTES_MAX + 1];
	size_t size;
};

static void scratch_open(struct scratch *scratch)
{
	const char *base = getenv("TMPDIR");
	(void)snprintf(scratch->folder, sizeof scratch->folder, "%s/zone_test.XXXXXX",
	    base != NULL ? base : "/tmp");
	assert_non_null(mkdtemp(scratch->folder));
	(void)snprintf(scratch->path, sizeof scratch->path, "%s/Spoilt", scratch->folder);
	FILE *file = fopen(ZONE_FOLDER "/Europe/Paris", "rb");
	assert_non_null(file);
	scratch->size = fread(scratch->bytes, 1, sizeof scratch->bytes, file);
	assert_int_equal(fclose(file), 0);
}

static enum zone_result scratch_read(const struct scratch *scratch, size_t size)
{
	FILE *file = fopen(scratch->path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(scratch->bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	struct zone zone = { .bytes = NULL };
	enum zone_result result = zone_open(&zone, scratch->folder, "Spoilt");
	if (result == ZONE_OK) { /* whatever was taken must at least be safe to ask */
		int64_t utc_s = 0;
		for (int64_t year = 1970; year < 2100; year += 13)
			(void)zone_from_local(&zone, calendar_days(year, 7, 1) * DAY_S, &utc_s);
		zone_close(&zone);
	}
	return result;
}

static void scratch_close(struct scratch *scratch)
{
	(void)unlink(scratch->path);
	(void)rmdir(scratch->folder);
}

static void a_spoilt_zone_file_is_refused(void **state)
{
	(void)state;
	static struct scratch scratch;
	scratch_open(&scratch);
	assert_true(scratch.size > 100);
	assert_int_equal(scratch_read(&scratch, scratch.size), ZONE_OK);
	for (size_t size = 0; size < scratch.size; size++)
		assert_int_equal(scratch_read(&scratch, size), ZONE_DAMAGED);
	for (size_t i = 0; i < scratch.size; i += 3) { /* no answer is wrong but a crash */
		uint8_t kept = scratch.bytes[i];
		scratch.bytes[i] ^= 0xff;
		(void)scratch_read(&scratch, scratch.size);
		scratch.bytes[i] = kept;
	}
	scratch.bytes[4] = '\0'; /* version 1 has no footer */
	assert_int_equal(scratch_read(&scratch, scratch.size), ZONE_DAMAGED);
	assert_int_equal(scratch_read(&scratch, ZONE_BYTES_MAX + 1), ZONE_DAMAGED);
	scratch_close(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(local_times_are_counted_from_1970),
		cmocka_unit_test(years_are_found_again_from_their_days),
		cmocka_unit_test(a_local_time_has_its_moment),
		cmocka_unit_test(a_name_leads_nowhere_else),
		cmocka_unit_test(rules_are_read_strictly),
		cmocka_unit_test(a_spoilt_zone_file_is_refused),
	};
	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
