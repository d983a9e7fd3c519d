/* SPDX-License-Identifier: ISC */

/* Slices and buffers: order, cutting, growth against a plain array. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static const unsigned seed = 20240611;

static void
test_slices(void **state)
{
	const struct slice none = {NULL, 0};

	(void)state;
	assert_true(slice_eq(none, slice_str("")));
	assert_true(slice_is(none, ""));
	assert_false(slice_is(none, "a"));
	assert_true(slice_is((struct slice){"abc", 2}, "ab"));
	assert_false(slice_is((struct slice){"abc", 3}, "ab"));
	assert_false(slice_is((struct slice){"a\0b", 3}, "a"));
	assert_true(slice_eq((struct slice){"a\0b", 3},
	    (struct slice){"a\0b", 3}));
	assert_false(slice_eq((struct slice){"a\0b", 3},
	    (struct slice){"a\0c", 3}));
}

static int
sign(int c)
{
	return (c > 0) - (c < 0);
}

static void
test_order(void **state)
{
	/* Ascending: by unsigned bytes, a prefix first. */
	static const struct slice t[] = {
	    {NULL, 0},
	    {"\0", 1},
	    {"\0a", 2},
	    {"A", 1},
	    {"a", 1},
	    {"a\0", 2},
	    {"aa", 2},
	    {"ab", 2},
	    {"b", 1},
	    {"\x7f", 1},
	    {"\x80", 1},
	    {"\xff", 1},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		for (size_t j = 0; j < nitems(t); j++) {
			int c = slice_cmp(t[i], t[j]);
			assert_int_equal(sign(c), (i > j) - (i < j));
		}
	}
}

/* Cuts until used up; the parts as "<a><b>". */
static void
check_cut(struct slice s, const char *want)
{
	struct buf got = {0};

	do {
		buf_char(&got, '<');
		buf_slice(&got, slice_cut(&s, ','));
		buf_char(&got, '>');
	} while (s.p != NULL);
	assert_string_equal(buf_cstr(&got), want);
	assert_int_equal(s.n, 0);
	buf_free(&got);
}

static void
test_cut(void **state)
{
	(void)state;
	check_cut(slice_str(""), "<>");
	check_cut((struct slice){NULL, 0}, "<>");
	check_cut(slice_str("a"), "<a>");
	check_cut(slice_str(","), "<><>");
	check_cut(slice_str("a,"), "<a><>");
	check_cut(slice_str(",a"), "<><a>");
	check_cut(slice_str("a,bc,,d"), "<a><bc><><d>");
	check_cut((struct slice){"a,b,c", 3}, "<a><b>");
	check_cut((struct slice){"a,b,c", 2}, "<a><>");
}

/* Every way to add, against an array that is large enough. */
static void
test_random_growth(void **state)
{
	static char plain[1 << 20];

	(void)state;
	srand(seed);
	for (int round = 0; round < 20; round++) {
		struct buf b = {0};
		size_t n = 0;
		while (n < sizeof(plain) - 1000) {
			char bytes[500];
			size_t m = (size_t)rand() % sizeof(bytes);
			memset(bytes, rand(), m);
			switch (rand() % 5) {
			case 0:
				buf_add(&b, bytes, m);
				break;
			case 1:
				buf_slice(&b, (struct slice){bytes, m});
				break;
			case 2:
				memcpy(buf_room(&b, m), bytes, m);
				b.n += m;
				break;
			case 3:
				m = 1;
				bytes[0] = 'c';
				buf_char(&b, 'c');
				break;
			default:
				m = 7;
				memcpy(bytes, "12 abc%", 7);
				buf_fmt(&b, "%d %s%%", 12, "abc");
				break;
			}
			memcpy(plain + n, bytes, m);
			n += m;
			assert_int_equal(b.n, n);
			assert_true(b.cap >= n);
		}
		assert_memory_equal(b.p, plain, n);
		assert_int_equal(buf_cstr(&b)[n], '\0');
		assert_int_equal(b.n, n);
		buf_free(&b);
		assert_null(b.p);
		assert_int_equal(b.n, 0);
		assert_int_equal(b.cap, 0);
	}
}

static void
test_empty(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_add(&b, NULL, 0);
	buf_slice(&b, (struct slice){NULL, 0});
	buf_str(&b, "");
	buf_fmt(&b, "%s", "");
	assert_int_equal(b.n, 0);
	assert_string_equal(buf_cstr(&b), "");
	buf_str(&b, "again");
	buf_free(&b);
	buf_str(&b, "usable");
	assert_string_equal(buf_cstr(&b), "usable");
	buf_free(&b);
	buf_free(&b);
}

/* A text as long as what is left, one less and one more. */
static void
test_format_at_edges(void **state)
{
	(void)state;
	for (int have = 0; have < 140; have++) {
		for (int width = 1; width < 140; width++) {
			struct buf b = {0};
			for (int i = 0; i < have; i++)
				buf_char(&b, 'x');
			buf_fmt(&b, "%*d", width, 7);
			assert_int_equal(b.n, have + width);
			assert_int_equal(b.p[b.n - 1], '7');
			buf_free(&b);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_slices),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_random_growth),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_format_at_edges),
	};

	printf("seed %u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
