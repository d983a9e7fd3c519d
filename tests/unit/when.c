/* SPDX-License-Identifier: ISC */

/*
 * when.h: written cases, and every day of the calendar against gmtime_r(3).
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "value/when.h"

#define SEED 20261124
#define MAX UINT64_MAX

static void
written(void **state)
{
	/* Seconds from date(1): date -u -d 2026-11-24T03:50:00 +%s */
	static const struct {
		const char *text;
		uint64_t lo, hi;
	} t[] = {
	    {"1970", 0, 31535999},
	    {"2026", 1767225600, 1798761599},
	    {"2024", 1704067200, 1735689599},
	    {"2026-11", 1793491200, 1796083199},
	    {"2026-12", 1796083200, 1798761599},
	    {"2024-02", 1706745600, 1709251199},
	    {"2024-02-29", 1709164800, 1709251199},
	    {"2000-02-29", 951782400, 951868799},
	    {"2026-11-24", 1795478400, 1795564799},
	    {"2026-11-24T03", 1795489200, 1795492799},
	    {"2026-11-24T03Z", 1795489200, 1795492799},
	    {"2026-11-24T03:50", 1795492200, 1795492259},
	    {"2026-11-24T03:50:07", 1795492207, 1795492207},
	    {"2026-11-24T03:50:07Z", 1795492207, 1795492207},
	    {"2026-11-24 03:50:07", 1795492207, 1795492207},
	    {"2026-11-24 03:50Z", 1795492200, 1795492259},
	    {"2026-11-24T03:50:07+01:00", 1795488607, 1795488607},
	    {"2026-11-24T03:50:07-05:30", 1795512007, 1795512007},
	    {"2026-11-24T03+00:30", 1795487400, 1795490999},
	    {"1970-01-01T01:00+01:00", 0, 59},
	    {"9999-12-31T23:59:59", WHEN_LAST, WHEN_LAST},
	    {"9999", 253370764800, WHEN_LAST},
	    {"10000", 10000, 10000},
	    {"00000", 0, 0},
	    {"1418530010", 1418530010, 1418530010},
	    {"253402300799", WHEN_LAST, WHEN_LAST},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		uint64_t lo = MAX, hi = MAX;
		int r = when_parse(slice_str(t[i].text), &lo, &hi);

		if (r != 0 || lo != t[i].lo || hi != t[i].hi)
			fail_msg("%s: %d %ju..%ju", t[i].text, r, (uintmax_t)lo,
			    (uintmax_t)hi);
	}
}

static void
refused(void **state)
{
	static const char *const t[] = {"", "-", "0", "1", "999", "0000",
	    "1969", "1969-12-31T23:59:59Z", "253402300800", "1700000000000",
	    "18446744073709551616", "-1", "+12345", " 2026", "2026 ", "2026-",
	    "2026-1", "2026-00", "2026-13", "2026-11-", "2026-11-0",
	    "2026-11-00", "2026-11-31", "2026-02-29", "2100-02-29",
	    "2026-11-24T", "2026-11-24 ", "2026-11-24T3", "2026-11-24T24",
	    "2026-11-24T03:", "2026-11-24T03:60",
	    "2026-11-24T03:50:", "2026-11-24T03:50:60", "2026-11-24T03:50:00.0",
	    "2026-11-24T03:50:00z ", "2026-11-24T03:50:00ZZ",
	    "2026-11-24T03:50:00+", "2026-11-24T03:50:00+01",
	    "2026-11-24T03:50:00+0100", "2026-11-24T03:50:00+24:00",
	    "2026-11-24T03:50:00+01:60", "2026-11-24T03:50:00+01:000", "2026Z",
	    "2026-11Z", "2026-11-24Z", "2026-11-24+01:00", "2026-11-24-01:00",
	    "2026/11/24", "20261124T03", "2026-11-24X03", "2026-+1",
	    "2026-11-24T03:5a", "1970-01-01T00:30+01:00",
	    "9999-12-31T23:30-01:00", "10000-01-01", "now", "12345s"};
	uint64_t lo = 1, hi = 2;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		if (when_parse(slice_str(t[i]), &lo, &hi) != -1)
			fail_msg("\"%s\" was taken", t[i]);
	assert_int_equal(when_parse((struct slice){NULL, 0}, &lo, &hi), -1);
	assert_int_equal(when_parse((struct slice){"2026", 5}, &lo, &hi), -1);
	assert_true(lo == 1 && hi == 2);
}

/* Prints and reads t, and compares with libc. */
static void
check(uint64_t t)
{
	char got[WHEN_MAX + 1], want[40];
	time_t libc = t;
	struct tm tm;
	uint64_t lo, hi;

	char *end = when_print(got, t);
	assert_int_equal(end - got, WHEN_MAX);
	*end = '\0';
	gmtime_r(&libc, &tm);
	strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm);
	assert_string_equal(got, want);
	assert_int_equal(when_parse(slice_str(got), &lo, &hi), 0);
	assert_true(lo == t && hi == t);

	/* The day of it is the one that begins at midnight. */
	assert_int_equal(when_parse((struct slice){got, 10}, &lo, &hi), 0);
	assert_true(lo == t / 86400 * 86400 && hi == lo + 86399);
	assert_int_equal(when_parse((struct slice){got, 7}, &lo, &hi), 0);
	assert_true(lo <= t && t <= hi);
	assert_int_equal(when_parse((struct slice){got, 4}, &lo, &hi), 0);
	assert_true(lo <= t && t <= hi);
}

static void
calendar(void **state)
{
	(void)state;
	for (uint64_t t = 0; t <= WHEN_LAST; t += 86400)
		check(t + random() % 86400);
	check(0);
	check(WHEN_LAST);
	for (int i = 0; i < 100000; i++)
		check(((uint64_t)random() << 31 | random()) % (WHEN_LAST + 1));
}

/* Months and years touch: what one covers ends where the next begins. */
static void
adjacent(void **state)
{
	uint64_t next = 0, year = 0, lo, hi;
	char text[8];

	(void)state;
	for (unsigned int y = 1970; y <= 9999; y++) {
		snprintf(text, sizeof(text), "%u", y);
		assert_int_equal(when_parse(slice_str(text), &lo, &hi), 0);
		assert_true(lo == year);
		year = hi + 1;
		for (unsigned int m = 1; m <= 12; m++) {
			snprintf(text, sizeof(text), "%04u-%02u", y, m);
			assert_int_equal(when_parse(slice_str(text), &lo, &hi),
			    0);
			assert_true(lo == next);
			next = hi + 1;
		}
		assert_true(next == year);
	}
	assert_true(next == WHEN_LAST + 1);
}

static void
beyond(void **state)
{
	char text[WHEN_MAX];

	(void)state;
	char *end = when_print(text, UINT64_MAX);
	assert_true(slice_is((struct slice){text, end - text},
	    "18446744073709551615"));
}

static void
spans(void **state)
{
	static const struct {
		const char *text;
		uint64_t seconds;
	} t[] = {
	    {"0", 0},
	    {"42", 42},
	    {"42s", 42},
	    {"3m", 180},
	    {"1h", 3600},
	    {"2d", 172800},
	    {"1w", 604800},
	    {"18446744073709551615", UINT64_MAX},
	    {"30500568904943w", 18446744073709526400U},
	};
	static const char *const bad[] = {"", "h", "1H", "1 h", "-1h", "+1h",
	    "1hh", "1.5h", "1y", "h1", "18446744073709551616",
	    "30500568904944w"};
	uint64_t v = 999;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		assert_int_equal(when_span(slice_str(t[i].text), &v), 0);
		assert_true(v == t[i].seconds);
	}
	v = 999;
	for (size_t i = 0; i < nitems(bad); i++)
		assert_int_equal(when_span(slice_str(bad[i]), &v), -1);
	assert_int_equal(when_span((struct slice){NULL, 0}, &v), -1);
	assert_true(v == 999);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(calendar),
	    cmocka_unit_test(adjacent),
	    cmocka_unit_test(beyond),
	    cmocka_unit_test(spans),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
