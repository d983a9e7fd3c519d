/* SPDX-License-Identifier: ISC */

/*
 * Near words: typos that people make, the limits of what is near, and the
 * distance against a recursion over the definition.
 */

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/near.h"

static const unsigned seed = 20240611;

static const char *const fields[] = {"src", "dst", "sport", "dport", "proto",
    "packets", "bytes", "start", "end", "action", "flags"};

static const char *
nearest(const char *word)
{
	struct near n;

	near_init(&n, slice_str(word));
	for (size_t i = 0; i < nitems(fields); i++)
		near_try(&n, fields[i]);
	return near_best(&n);
}

static void
test_typos(void **state)
{
	static const struct {
		const char *word;
		const char *want; /* NULL: none is near */
	} t[] = {
	    {"dst", "dst"},
	    {"DST", "dst"},
	    {"dts", "dst"},
	    {"ds", "dst"},
	    {"dstt", "dst"},
	    {"srcc", "src"},
	    {"prot", "proto"},
	    {"porto", "proto"},
	    {"Packet", "packets"},
	    {"pakcet", "packets"},
	    {"byts", "bytes"},
	    {"tsart", "start"},
	    {"acction", "action"},
	    {"x", NULL},
	    {"", NULL},
	    {"zzz", NULL},
	    {"nothing", NULL},
	    {"packetsandbytes", NULL},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		const char *got = nearest(t[i].word);
		if (t[i].want == NULL)
			assert_null(got);
		else if (got == NULL || strcmp(got, t[i].want) != 0)
			fail_msg("%s: %s", t[i].word, got ? got : "none");
	}
}

static bool
is_near(const char *a, const char *b)
{
	struct near n;

	near_init(&n, slice_str(a));
	near_try(&n, b);
	return near_best(&n) == b;
}

static void
test_limits(void **state)
{
	(void)state;
	assert_true(is_near("a", "a"));
	assert_true(is_near("a", "A"));
	assert_false(is_near("a", "b"));
	assert_false(is_near("a", "ab"));
	assert_false(is_near("", "a"));
	assert_true(is_near("ab", "ba"));
	assert_true(is_near("ab", "ac"));
	assert_false(is_near("ab", "cd"));
	assert_true(is_near("abcde", "abcdx"));
	assert_false(is_near("abcde", "abcxy")); /* 2 of 5 */
	assert_true(is_near("abcdef", "abcdxy"));
	assert_false(is_near("abcdef", "abcxyz"));
	assert_true(is_near("abcdef", "badcef")); /* two swaps */
}

static void
test_first_of_equals_stays(void **state)
{
	struct near n;

	(void)state;
	near_init(&n, slice_str("port"));
	assert_null(near_best(&n));
	near_try(&n, "sport");
	near_try(&n, "dport");
	assert_string_equal(near_best(&n), "sport");
	near_try(&n, "port");
	assert_string_equal(near_best(&n), "port");
	near_try(&n, "sport");
	assert_string_equal(near_best(&n), "port");
}

static void
test_long_words(void **state)
{
	char word[NEAR_MAX + 2];

	(void)state;
	memset(word, 'a', sizeof(word));
	word[NEAR_MAX] = '\0';
	assert_true(is_near(word, word));
	word[NEAR_MAX] = 'a';
	word[NEAR_MAX + 1] = '\0';
	assert_false(is_near(word, word));
	assert_false(is_near("aaa", word));
	assert_false(is_near(word, "aaa"));
}

/* The distance by its definition: exponential, so for short words only. */
static size_t
oracle(const char *a, size_t n, const char *b, size_t m)
{
	if (n == 0 || m == 0)
		return n + m;
	size_t d = oracle(a, n - 1, b, m - 1) +
	    (tolower((unsigned char)a[n - 1]) !=
		tolower((unsigned char)b[m - 1]));
	size_t e = oracle(a, n - 1, b, m) + 1;
	d = e < d ? e : d;
	e = oracle(a, n, b, m - 1) + 1;
	d = e < d ? e : d;
	if (n > 1 && m > 1 &&
	    tolower((unsigned char)a[n - 1]) ==
		tolower((unsigned char)b[m - 2]) &&
	    tolower((unsigned char)a[n - 2]) ==
		tolower((unsigned char)b[m - 1])) {
		e = oracle(a, n - 2, b, m - 2) + 1;
		d = e < d ? e : d;
	}
	return d;
}

static void
random_word(char *p)
{
	size_t n = (size_t)rand() % 7;

	for (size_t i = 0; i < n; i++)
		p[i] = "abB"[rand() % 3];
	p[n] = '\0';
}

static void
test_random(void **state)
{
	char a[8], b[8];
	size_t near_ones = 0;

	(void)state;
	srand(seed);
	for (int i = 0; i < 3000; i++) {
		struct near n;
		random_word(a);
		random_word(b);
		size_t na = strlen(a), nb = strlen(b);
		size_t limit = (na > nb ? na : nb) / 3;
		if (limit == 0 && na >= 2 && nb >= 2)
			limit = 1;
		size_t want = oracle(a, na, b, nb);
		near_init(&n, slice_str(a));
		near_try(&n, b);
		if ((near_best(&n) != NULL) != (want <= limit) ||
		    (want <= limit && n.cost != want))
			fail_msg("\"%s\" \"%s\": %zu, not %zu", a, b, n.cost,
			    want);
		near_ones += want <= limit;
	}
	assert_true(near_ones > 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_typos),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_first_of_equals_stays),
	    cmocka_unit_test(test_long_words),
	    cmocka_unit_test(test_random),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
