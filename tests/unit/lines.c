/* SPDX-License-Identifier: ISC */

/*
 * lines: whatever the pieces in which bytes arrive, the same lines with the
 * same numbers come out, and too long ones are counted and passed over.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"
#include "stream/lines.h"

#define SEED 20261124

/* A feed that hands out its bytes in pieces of random size. */
struct pieces {
	struct feed feed;
	const char *p;
	size_t n, most;
	bool fails; /* at the end, instead of ending */
};

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct pieces *s = (struct pieces *)f;
	size_t k = 1 + (size_t)random() % s->most;

	if (s->n == 0 && s->fails) {
		f->why = "it broke";
		return -1;
	}
	k = k < n ? k : n;
	k = k < s->n ? k : s->n;
	memcpy(p, s->p, k);
	s->p += k;
	s->n -= k;
	return (ssize_t)k;
}

static bool
ready(struct feed *f)
{
	(void)f;
	return random() % 4 != 0;
}

static void
closefeed(struct feed *f)
{
	free(f);
}

static struct feed *
pieces(const char *p, size_t n, size_t most, bool fails)
{
	struct pieces *s = mem_new(sizeof(*s));

	*s = (struct pieces){.feed = {.pull = pull,
				 .ready = ready,
				 .close = closefeed},
	    .p = p,
	    .n = n,
	    .most = most,
	    .fails = fails};
	return &s->feed;
}

/* Reads all lines and compares them with a plain split of the text. */
static void
check(struct slice text, size_t most)
{
	struct origin o = {.name = "test", .ev = EVIDENCE_INIT};
	struct lines *l = lines_new(pieces(text.p, text.n, most, false), &o,
	    ' ', 0x20);
	struct cursor c;
	struct slice rest = text;
	uint64_t line = 1, toolong = 0;

	while (lines_next(l, &c.page) == 1) {
		cursor_start(&c);
		assert_true(c.page.scan.neol > 0);
		for (size_t i = 0; i < c.page.scan.neol; i++, line++) {
			struct slice want = slice_cut(&rest, '\n');
			while (want.n >= LINES_PAGE) {
				want = slice_cut(&rest, '\n');
				line++;
				toolong++;
			}
			struct slice got = cursor_line(&c, i);
			assert_int_equal(c.page.line + i, line);
			assert_true(slice_eq(got, want));
		}
	}
	/* What is left is at most an unended empty line, or too long ones. */
	while (rest.p != NULL && rest.n > 0)
		toolong += slice_cut(&rest, '\n').n >= LINES_PAGE;
	assert_int_equal(o.malformed, toolong);
	assert_int_equal(o.rows, toolong);
	lines_free(l);
}

static void
random_text(struct buf *b, size_t lines, size_t longest)
{
	b->n = 0;
	for (size_t i = 0; i < lines; i++) {
		size_t n = (size_t)random() % longest;
		for (size_t k = 0; k < n; k++)
			buf_char(b, "abc 12\t"[random() % 7]);
		if (i + 1 < lines || random() % 2)
			buf_char(b, '\n');
	}
}

static void
test_random(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int round = 0; round < 300; round++) {
		random_text(&b, (size_t)random() % 200, 100);
		check((struct slice){b.p, b.n}, 1 + (size_t)random() % 5000);
	}
	for (int round = 0; round < 6; round++) {
		random_text(&b, 3000, 1 + (size_t)random() % 1000);
		check((struct slice){b.p, b.n}, 300000);
	}
	buf_free(&b);
}

static void
add_long(struct buf *b, size_t n)
{
	memset(buf_room(b, n), 'x', n);
	b->n += n;
	buf_char(b, '\n');
}

static void
test_long(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_str(&b, "first\n");
	add_long(&b, LINES_PAGE - 1); /* fits, with its newline */
	buf_str(&b, "between\n");
	add_long(&b, LINES_PAGE);
	add_long(&b, 10 * LINES_PAGE + 17);
	add_long(&b, LINES_PAGE + 1);
	buf_str(&b, "last\n");
	check((struct slice){b.p, b.n}, 70000);
	check((struct slice){b.p, b.n}, 10 * LINES_PAGE);
	add_long(&b, 2 * LINES_PAGE);
	b.n--; /* too long and without an end */
	check((struct slice){b.p, b.n}, 70000);
	buf_free(&b);
}

static void
test_broken(void **state)
{
	struct origin o = {.name = "test", .ev = EVIDENCE_INIT};
	static const char text[] = "one\ntwo\nthr";
	struct page page;
	size_t lines = 0;

	(void)state;
	struct lines *l = lines_new(pieces(text, sizeof(text) - 1, 4, true), &o,
	    ' ', 0x20);
	while (lines_next(l, &page) == 1)
		lines += page.scan.neol;
	assert_int_equal(lines, 2);
	assert_int_equal(o.rows, 1); /* "thr" is cut short, and said to be */
	assert_int_equal(o.malformed, 1);
	assert_string_equal(o.ev.why, "fl: test: it broke");
	assert_false(evidence_whole(&o.ev));
	assert_int_equal(diag_status(), DIAG_LOST);
	lines_free(l);
}

/* Repaired rows stand behind the text and know where they came from. */
static void
test_repair(void **state)
{
	static const char text[] = "a b\n  c   d \ne f\n";
	struct origin o = {.name = "test", .ev = EVIDENCE_INIT};
	struct slice name[] = {{"x", 1}, {"y", 1}};
	struct slice cells[] = {{"c", 1}, {"d", 1}};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct cursor c;

	(void)state;
	struct lines *l = lines_new(pieces(text, sizeof(text) - 1, 1000, false),
	    &o, ' ', 0x20);
	assert_int_equal(lines_next(l, &c.page), 1);
	assert_true(c.page.scan.odd);
	cursor_start(&c);
	block_start(b, schemas_names(all, name, 2), &o);
	cursor_bind(&c, b);
	cursor_plain(&c, b, 0);
	assert_true(cursor_room(&c, 1, 2));
	cursor_repair(&c, b, 1, cells, 2, ' ');
	cursor_plain(&c, b, 2);
	block_all(b);
	assert_int_equal(b->nsel, 3);
	assert_true(slice_is(block_text(b, 0, 1), "b"));
	assert_true(slice_is(block_text(b, 1, 0), "c"));
	assert_true(slice_is(block_text(b, 1, 1), "d"));
	assert_true(slice_is(block_text(b, 2, 0), "e"));
	assert_int_equal(block_line(b, 0), 1);
	assert_int_equal(block_line(b, 1), 2);
	assert_int_equal(block_line(b, 2), 3);
	assert_true(slice_is(block_row(b, 1), "  c   d "));
	assert_true(slice_is(block_row(b, 2), "e f"));
	block_free(b);
	lines_free(l);
	schemas_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_repair),
	    cmocka_unit_test(test_broken),
	};
	print_message("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
