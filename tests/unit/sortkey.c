/* SPDX-License-Identifier: ISC */

/* sortkey.h: what is a key, and text that sorts as values do. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "engine/sortkey.h"

static void
test_is(void **state)
{
	(void)state;
	assert_true(sortkey_is("dst"));
	assert_true(sortkey_is("DstAddr:r"));
	assert_true(sortkey_is("nothing"));
	assert_true(sortkey_is("nothing:r"));
	assert_false(sortkey_is("/"));
	assert_false(sortkey_is("/dev/null"));
	assert_true(sortkey_is("col:/dev/null"));
	assert_false(sortkey_is("."));
}

static void
test_parse(void **state)
{
	static const struct {
		const char *word;
		const char *name; /* NULL: refused */
		bool reverse;
	} t[] = {
	    {"dst", "dst", false},
	    {"dstaddr:r", "dst", true},
	    {"team", "team", false},
	    {"team:r", "team", true},
	    {"col:sorc:r", "sorc", true},
	    {"col:a.b/c", "a.b/c", false},
	    {"col:r:r", "r", true},
	    {"sorc", NULL, false},
	    {"bytes:R", NULL, false},
	    {"dst,src", NULL, false},
	    {"", NULL, false},
	    {":r", NULL, false},
	    {"dst src", NULL, false},
	    {"no.log", NULL, false},
	    {"no/log", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		struct sortkey k;
		int ok = sortkey_parse(&k, t[i].word);
		if (t[i].name == NULL) {
			assert_int_equal(ok, -1);
			continue;
		}
		assert_int_equal(ok, 0);
		assert_string_equal(k.name, t[i].name);
		assert_int_equal(k.reverse, t[i].reverse);
		sortkey_free(&k);
	}
}

/*
 * The rows of a block, of one column, ascend and end with a missing one.  With
 * the key reversed all texts descend, but the last is still the last.
 */
static void
check(const char *key, const struct block *b)
{
	for (int reverse = 0; reverse < 2; reverse++) {
		struct buf text[8] = {{0}}, word = {0};
		struct sortkey k;
		buf_fmt(&word, "%s%s", key, reverse ? ":r" : "");
		assert_int_equal(sortkey_parse(&k, buf_cstr(&word)), 0);
		k.col = 0;
		for (size_t i = 0; i < b->nrow; i++)
			sortkey_text(&text[i], &k, b, i);
		for (size_t i = 0; i + 1 < b->nrow; i++) {
			struct slice x = {text[i].p, text[i].n};
			struct slice y = {text[i + 1].p, text[i + 1].n};
			bool last = i + 2 == b->nrow;
			assert_null(memchr(x.p, '\n', x.n));
			assert_null(memchr(x.p, '\t', x.n));
			if (last && reverse)
				assert_true(slice_cmp(x, y) > 0);
			else
				assert_true(slice_cmp(x, y) < 0);
		}
		for (size_t i = 0; i < b->nrow; i++)
			buf_free(&text[i]);
		buf_free(&word);
		sortkey_free(&k);
	}
}

static void
test_text(void **state)
{
	static const uint64_t num[] = {0, 9, 10, 65535, 65536, NUM_NONE - 1,
	    NUM_NONE};
	static const char *const name[] = {"", " ", "a", "a b", "aa", "\xc3",
	    "-"};
	static const struct {
		uint64_t hi, lo;
		uint8_t len;
	} ip[] = {
	    {0, 1, 128},
	    {0, 0xffff00000000, 96},
	    {0, 0xffff00000000, 97},
	    {0, 0xffff00000000, 128},
	    {0, 0xffffffffffff, 128},
	    {1, 0, 64},
	    {UINT64_MAX, UINT64_MAX, 0},
	};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct slice col = slice_str("c");
	uint8_t *len;

	(void)state;
	block_start(b, schemas_names(all, &col, 1), NULL);
	b->nrow = 7;
	memcpy(block_nums(b, 0), num, sizeof(num));
	check("bytes", b);
	for (size_t i = 0; i < 7; i++)
		block_slices(b, 0)[i] = slice_str(name[i]);
	check("team", b);
	for (size_t i = 0; i < 7; i++) {
		block_ips(b, 0, &len)[i] = (struct ip){ip[i].hi, ip[i].lo};
		len[i] = ip[i].len;
	}
	check("src", b);
	block_free(b);
	schemas_free(all);
}

/* All rows of a column that is not there are alike. */
static void
test_absent(void **state)
{
	struct block *b = block_new();
	struct buf x = {0}, y = {0};
	struct sortkey k;

	(void)state;
	assert_int_equal(sortkey_parse(&k, "vpc"), 0);
	assert_int_equal(k.col, SCHEMA_NONE);
	sortkey_text(&x, &k, b, 0);
	sortkey_text(&y, &k, b, 1);
	assert_string_equal(buf_cstr(&x), buf_cstr(&y));
	buf_free(&x);
	buf_free(&y);
	sortkey_free(&k);
	block_free(b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_is),
	    cmocka_unit_test(test_parse),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_absent),
	};

	diag_init("sortkey");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
