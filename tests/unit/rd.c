/* SPDX-License-Identifier: ISC */

/* rd: headers, comments, directives and rows of streams, fl-stream(5). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "stream/rd.h"

/* What reading a text gave: headers as [a b], rows as (1 2), in order. */
static struct buf seen;
static struct origin origin;

static void
show(const struct block *b)
{
	char tmp[CELL_MAX];

	for (size_t i = 0; i < b->nsel; i++) {
		buf_char(&seen, '(');
		for (size_t c = 0; c < b->schema->ncol; c++) {
			if (c > 0)
				buf_char(&seen, ' ');
			buf_slice(&seen, block_cell(b, b->sel[i], c, tmp));
		}
		buf_char(&seen, ')');
	}
}

/* Reads a stream; returns rd_next's last answer. */
static int
stream(const char *text)
{
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	const struct schema *last = NULL;
	const char *why;
	int got;

	buf_free(&seen);
	origin = (struct origin){.name = "test", .ev = EVIDENCE_INIT};
	struct rd *r = rd_new(feed_head(text, strlen(text),
				  feed_open("/dev/null", &why)),
	    &origin, all);
	while ((got = rd_next(r, b)) == 1) {
		if (b->schema != last) {
			buf_char(&seen, '[');
			for (size_t c = 0; c < b->schema->ncol; c++)
				buf_fmt(&seen, "%s%s", c ? " " : "",
				    b->schema->col[c].name);
			buf_char(&seen, ']');
		}
		last = b->schema;
		show(b);
	}
	block_free(b);
	rd_free(r);
	schemas_free(all);
	buf_cstr(&seen);
	return got;
}

static void
test_whole(void **state)
{
	(void)state;
	assert_int_equal(
	    stream("#src\tdst\tfoo bar\n# a comment\n10.0.0.1\t-\ta b\n#\n"
		   "#!other\tx\n1.2.3.4\t5.6.7.8\tx%20y\n"
		   "#!end\trecords=7\tfrom=10\tto=20\tnodata=1\tskipdata=2\t"
		   "malformed=3\n"),
	    0);
	assert_string_equal(seen.p,
	    "[src dst foo bar](10.0.0.1 - a b)(1.2.3.4 5.6.7.8 x%20y)");
	assert_int_equal(origin.rows, 2);
	assert_int_equal(origin.malformed, 0);
	assert_int_equal(origin.ev.records, 7);
	assert_int_equal(origin.ev.from, 10);
	assert_int_equal(origin.ev.to, 20);
	assert_int_equal(origin.ev.nodata, 1);
	assert_int_equal(origin.ev.skipdata, 2);
	assert_int_equal(origin.ev.malformed, 3);
	assert_true(evidence_whole(&origin.ev));
}

static void
test_joined(void **state)
{
	(void)state;
	assert_int_equal(stream("#src\tdst\n1.1.1.1\t2.2.2.2\n"
				"#!end\trecords=1\tfrom=-\tto=20\tnodata=0\n"
				"#dst\tfoo\n3.3.3.3\tx\n"
				"#!end\trecords=2\tfrom=5\tto=9\tnodata=0\n"),
	    0);
	assert_string_equal(seen.p,
	    "[src dst](1.1.1.1 2.2.2.2)[dst foo](3.3.3.3 x)");
	assert_int_equal(origin.ev.records, 3);
	assert_int_equal(origin.ev.from, 5);
	assert_int_equal(origin.ev.to, 20);
	assert_true(evidence_whole(&origin.ev));
}

/* As plain sort(1) leaves it: the end first. */
static void
test_sorted(void **state)
{
	(void)state;
	assert_int_equal(stream("#!end\trecords=1\n#src\n1.1.1.1\n"), 0);
	assert_string_equal(seen.p, "[src](1.1.1.1)");
	assert_true(evidence_whole(&origin.ev));
}

static void
test_not_whole(void **state)
{
	(void)state;
	assert_int_equal(stream("#src\n1.1.1.1\n"), 0);
	assert_false(evidence_whole(&origin.ev));
	/* Two headers and one end. */
	assert_int_equal(stream("#src\n#!end\trecords=0\n#src\n"), 0);
	assert_false(evidence_whole(&origin.ev));
	/* Nothing at all. */
	assert_int_equal(stream(""), 0);
	assert_string_equal(seen.p, "");
	assert_false(evidence_whole(&origin.ev));
	/* An end alone proves nothing. */
	assert_int_equal(stream("#!end\trecords=0\n"), 0);
	assert_false(evidence_whole(&origin.ev));
	/* Somebody failed. */
	assert_int_equal(stream("#src\n#!incomplete\tdisk full\n"), 0);
	assert_string_equal(origin.ev.why, "disk full");
	assert_int_equal(stream("#src\n#!end\trecords=x\n"), 0);
	assert_false(evidence_whole(&origin.ev));
}

/* A header without rows must still be told of. */
static void
test_header_alone(void **state)
{
	(void)state;
	assert_int_equal(stream("#src\tdst\n#!end\trecords=0\n"), 0);
	assert_string_equal(seen.p, "[src dst]");
	assert_int_equal(stream("#src\n#dst\n#eni\n"), 0);
	assert_string_equal(seen.p, "[src][dst][eni]");
}

static void
test_repaired(void **state)
{
	(void)state;
	assert_int_equal(
	    stream("#src\tfoo\r\n1.1.1.1\tx\r\n\r\n\n2.2.2.2\ty\n#!end\r\n"),
	    0);
	assert_string_equal(seen.p, "[src foo](1.1.1.1 x)(2.2.2.2 y)");
	assert_int_equal(origin.rows, 2);
	assert_true(evidence_whole(&origin.ev));
}

static void
test_malformed(void **state)
{
	(void)state;
	assert_int_equal(
	    stream("#src\tfoo\n1.1.1.1\n1.1.1.1\tx\ty\n\tx\n1.1.1.1\t\n"
		   "1.1.1.1\ta\001b\n2.2.2.2\tgood\n#!end\n"),
	    0);
	assert_string_equal(seen.p, "[src foo](2.2.2.2 good)");
	assert_int_equal(origin.rows, 6);
	assert_int_equal(origin.malformed, 5);
	assert_true(evidence_whole(&origin.ev));
}

static void
test_fatal(void **state)
{
	(void)state;
	assert_int_equal(stream("1.1.1.1\t2.2.2.2\n"), -1);
	assert_string_equal(seen.p, "");
	assert_int_equal(stream("#src\t\tdst\n"), -1);
	assert_int_equal(stream("#foo\tbar\n1\t2\n"), -1);
	assert_false(evidence_whole(&origin.ev));
}

/* More rows than a block holds, many of them to be repaired. */
static void
test_many(void **state)
{
	struct buf text = {0}, want = {0};

	(void)state;
	buf_str(&text, "#sport\tfoo\n");
	buf_str(&want, "[sport foo]");
	for (int i = 0; i < 3 * BLOCK_ROWS + 5; i++) {
		buf_fmt(&text, "%d\tx%d%s\n", i % 65536, i,
		    i % 3 == 0 ? "\r" : "");
		buf_fmt(&want, "(%d x%d)", i % 65536, i);
	}
	assert_int_equal(stream(buf_cstr(&text)), 0);
	assert_string_equal(seen.p, buf_cstr(&want));
	buf_free(&text);
	buf_free(&want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole),
	    cmocka_unit_test(test_joined),
	    cmocka_unit_test(test_sorted),
	    cmocka_unit_test(test_not_whole),
	    cmocka_unit_test(test_header_alone),
	    cmocka_unit_test(test_repaired),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_fatal),
	    cmocka_unit_test(test_many),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_free(&seen);
	return failed;
}
