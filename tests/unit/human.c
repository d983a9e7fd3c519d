/* SPDX-License-Identifier: ISC */

/* human.h: written cases, and every print read back as near enough. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "value/human.h"

#define SEED 20261124

/* Ends what was printed into text, after a check of its length. */
static const char *
end(char *text, char *e)
{
	assert_in_range(e - text, 1, HUMAN_MAX);
	*e = '\0';
	return text;
}

static void
bytes(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} t[] = {
	    {0, "0 B"},
	    {1, "1 B"},
	    {999, "999 B"},
	    {1000, "1 kB"},
	    {1004, "1 kB"},
	    {1005, "1.01 kB"},
	    {1200, "1.2 kB"},
	    {1234, "1.23 kB"},
	    {1235, "1.24 kB"},
	    {9994, "9.99 kB"},
	    {9995, "10 kB"},
	    {12345, "12.3 kB"},
	    {99949, "99.9 kB"},
	    {99950, "100 kB"},
	    {123456, "123 kB"},
	    {999499, "999 kB"},
	    {999500, "1 MB"},
	    {999950, "1 MB"},
	    {1005000, "1.01 MB"},
	    {35000000, "35 MB"},
	    {1200000000, "1.2 GB"},
	    {999999999999, "1 TB"},
	    {1000000000000000, "1 PB"},
	    {999500000000000000, "1 EB"},
	    {UINT64_MAX, "18.4 EB"},
	};
	char text[HUMAN_MAX + 1];

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_string_equal(end(text, human_bytes(text, t[i].n)),
		    t[i].text);
}

static void
counts(void **state)
{
	static const struct {
		double n;
		const char *text;
	} t[] = {
	    {0, "0"},
	    {999, "999"},
	    {999.4, "999"},
	    {999.5, "1 k"},
	    {1200, "1.2 k"},
	    {1235, "1.24 k"},
	    {35e6, "35 M"},
	    {4294967296.0, "4.29 G"},
	    {0x1p63, "9.22 E"},
	    {0x1p64, "1.84e+19"},
	    {0x1p128, "3.4e+38"},
	    {-1, "0"},
	};
	char text[HUMAN_MAX + 1];

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_string_equal(end(text, human_count(text, t[i].n)),
		    t[i].text);
	assert_string_equal(end(text, human_count(text, strtod("nan", NULL))),
	    "0");
	end(text, human_count(text, strtod("1e308", NULL)));
}

static void
spans(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} t[] = {
	    {0, "0 s"},
	    {42, "42 s"},
	    {59, "59 s"},
	    {60, "1 min"},
	    {200, "3 min 20 s"},
	    {3599, "59 min 59 s"},
	    {3600, "1 h"},
	    {3629, "1 h"},
	    {3630, "1 h 1 min"},
	    {7199, "2 h"},
	    {86399, "1 d"},
	    {86369, "23 h 59 min"},
	    {86370, "1 d"},
	    {5 * 86400 + 3 * 3600, "5 d 3 h"},
	    {5 * 86400 + 3 * 3600 + 1799, "5 d 3 h"},
	    {5 * 86400 + 3 * 3600 + 1800, "5 d 4 h"},
	    {5 * 86400 + 86399, "6 d"},
	    {183 * 86400, "183 d"},
	    {UINT64_MAX, "213503982334601 d 7 h"},
	};
	char text[HUMAN_MAX + 1];

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_string_equal(end(text, human_span(text, t[i].n)),
		    t[i].text);
}

/* The number that a text of three digits and a unit stands for. */
static double
value(const char *text)
{
	static const char unit[] = " kMGTPE";
	char *rest;
	double v = strtod(text, &rest);

	for (const char *u = strchr(unit, rest[0] ? rest[1] : ' '); u > unit;
	     u--)
		v *= 1000;
	return v;
}

static void
near(void **state)
{
	char text[HUMAN_MAX + 1];

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint64_t n = (uint64_t)random() << 33 ^ random();
		n >>= random() % 64;
		const char *s = end(text, human_count(text, n));
		double off = value(s) - n;

		/* Half of the third digit at most, relative to the number. */
		if (off > n * 0.005 || off < n * -0.005)
			fail_msg("%ju is not %s", (uintmax_t)n, s);
		assert_true(strcspn(s, " ") <= 4 && strtod(s, NULL) < 1000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes),
	    cmocka_unit_test(counts),
	    cmocka_unit_test(spans),
	    cmocka_unit_test(near),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
