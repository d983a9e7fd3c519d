/* SPDX-License-Identifier: ISC */

/* status: what log-status and times say, whatever form the cells have. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "source/status.h"

#define MOST 8
#define WORDS 7
#define ROWS 200

/* Looks at one row: names and cells with blanks between. */
static enum status_says
look(const char *names, const char *cells, struct evidence *ev)
{
	struct slice name[MOST], cell[MOST];
	struct slice n = slice_str(names), c = slice_str(cells);
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct status st;
	size_t ncol = 0;

	while (n.n > 0) {
		name[ncol] = slice_cut(&n, ' ');
		cell[ncol++] = slice_cut(&c, ' ');
	}
	const struct schema *s = schemas_names(all, name, ncol);
	block_start(b, s, NULL);
	for (size_t i = 0; i < ncol; i++)
		block_slices(b, i)[0] = cell[i];
	b->nrow = 1;
	status_bind(&st, s);
	*ev = EVIDENCE_INIT;
	enum status_says says = status_look(&st, b, 0, ev);
	block_free(b);
	schemas_free(all);
	return says;
}

static void
test_words(void **state)
{
	static const struct {
		const char *names, *cells;
		enum status_says says;
	} t[] = {
	    {"log-status", "OK", STATUS_OK},
	    {"log-status", "NODATA", STATUS_NODATA},
	    {"log-status", "SKIPDATA", STATUS_SKIPDATA},
	    {"log-status", "-", STATUS_BAD},
	    {"log-status", "ok", STATUS_BAD},
	    {"log-status", "OKAY", STATUS_BAD},
	    {"log_status srcaddr", "OK -", STATUS_OK},
	    {"srcaddr dstaddr", "- -", STATUS_NODATA},
	    {"srcaddr dstaddr", "- 10.0.0.1", STATUS_OK},
	    {"srcaddr protocol", "- -", STATUS_NODATA},
	    {"srcaddr protocol", "- 6", STATUS_OK},
	    {"protocol", "-", STATUS_NODATA},
	    {"dstaddr bytes action", "- - -", STATUS_NODATA},
	    {"bytes action", "- -", STATUS_OK},
	    {"start end", "- -", STATUS_OK},
	    {"start log-status", "x OK", STATUS_OK},
	    {"start log-status", "x NO", STATUS_BAD},
	};
	struct evidence ev;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++)
		assert_int_equal(look(t[i].names, t[i].cells, &ev), t[i].says);
}

static void
test_times(void **state)
{
	static const struct {
		const char *cells;
		enum status_says says;
		uint64_t from, to;
	} t[] = {
	    {"1700000000 1700000060", STATUS_OK, 1700000000, 1700000060},
	    {"0 2147483647", STATUS_OK, 0, 2147483647},
	    {"- 1700000060", STATUS_OK, NUM_NONE, 1700000060},
	    {"1700000000 -", STATUS_OK, 1700000000, NUM_NONE},
	    {"x -1", STATUS_OK, NUM_NONE, NUM_NONE},
	    {"1700000000000 1700000060000", STATUS_OLD, NUM_NONE, NUM_NONE},
	    {"1700000000 1700000060000", STATUS_OLD, NUM_NONE, NUM_NONE},
	    {"2147483648 -", STATUS_OLD, NUM_NONE, NUM_NONE},
	    {"1 2147483647999", STATUS_OLD, NUM_NONE, NUM_NONE},
	    {"1 2147483648000", STATUS_OK, 1, NUM_NONE},
	    {"1 99999999999999999999999", STATUS_OK, 1, NUM_NONE},
	};
	struct evidence ev;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		assert_int_equal(look("start end", t[i].cells, &ev), t[i].says);
		assert_int_equal(ev.from, t[i].from);
		assert_int_equal(ev.to, t[i].to);
	}

	/* A window without traffic was still seen; a bad row says nothing. */
	look("start end log-status", "10 20 NODATA", &ev);
	assert_int_equal(ev.from, 10);
	assert_int_equal(ev.to, 20);
	look("start end log-status", "10 20 SKIPDATA", &ev);
	assert_int_equal(ev.from, 10);
	look("start end log-status", "10 20 x", &ev);
	assert_int_equal(ev.from, NUM_NONE);
}

static void
mends(const char *text, const char *want)
{
	char tmp[CELL_MAX];

	assert_true(slice_is(status_mend(slice_str(text), tmp), want));
}

static void
test_mend(void **state)
{
	(void)state;
	mends("1700000000123", "1700000000");
	mends("2147483648", "2147483");
	mends("2147483647", "2147483647");
	mends("2147483647999", "2147483647");
	mends("2147483648000", "2147483648000");
	mends("0", "0");
	mends("-", "-");
	mends("12x", "12x");
	mends("", "");
}

/* Typed columns, as columnar formats have them. */
static void
test_typed(void **state)
{
	struct slice name[] = {slice_str("start"), slice_str("end"),
	    slice_str("log-status")};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct evidence ev = EVIDENCE_INIT;
	struct status st;

	(void)state;
	const struct schema *s = schemas_names(all, name, nitems(name));
	block_start(b, s, NULL);
	block_nums(b, 0)[0] = 1700000000;
	block_nums(b, 1)[0] = NUM_NONE;
	block_slices(b, 2)[0] = slice_str("SKIPDATA");
	b->nrow = 1;
	status_bind(&st, s);
	assert_int_equal(status_look(&st, b, 0, &ev), STATUS_SKIPDATA);
	assert_int_equal(ev.from, 1700000000);
	assert_int_equal(ev.to, NUM_NONE);
	block_free(b);
	schemas_free(all);
}

/* Random rows, most of them as nearly all are: a word a row, and two times. */
struct rows {
	uint32_t word[ROWS];
	uint64_t time[2][ROWS];
};

static void
draw(struct rows *r, size_t n, int round)
{
	static const uint64_t odd[] = {0, NUM_NONE, STATUS_TIME_TOP,
	    STATUS_TIME_TOP + 1, 1700000000000, UINT64_MAX - 1};
	uint32_t most = round % 4 == 3 ? WORDS : 1;

	for (size_t i = 0; i < n; i++) {
		r->word[i] = (uint32_t)random() % most;
		for (int k = 0; k < 2; k++)
			r->time[k][i] = 1700000000 + (uint64_t)random() % 9999;
	}
	if (round % 3 == 2)
		r->time[random() % 2][(size_t)random() % n] =
		    odd[(size_t)random() % nitems(odd)];
	if (round % 5 == 4)
		r->word[(size_t)random() % n] = (uint32_t)random() % WORDS;
}

/* Words as codes, or else as cells; what status_block makes of the rows. */
static struct block *
judge(const struct schema *s, const struct rows *r, size_t n, struct dict *d,
    bool codes, struct origin *o)
{
	struct block *b = block_new();
	struct keep *k = keep_new();
	struct status st;

	block_start(b, s, o);
	for (size_t i = 0; i < 2; i++)
		memcpy(block_nums(b, i), r->time[i], n * sizeof(uint64_t));
	if (codes) {
		memcpy(block_codes(b, 2, d), r->word, n * sizeof(*r->word));
	} else {
		struct slice *cell = block_cells(b, 2);
		for (size_t i = 0; i < n; i++)
			cell[i] = d->cell[r->word[i]];
	}
	b->nrow = n;
	status_bind(&st, s);
	status_block(&st, b, k);
	keep_free(k);
	return b;
}

/* Looked at all at once, or row by row, blocks are the same. */
static void
test_codes(void **state)
{
	struct slice name[] = {slice_str("start"), slice_str("end"),
	    slice_str("log-status")};
	struct slice cell[WORDS] = {slice_str("OK"), slice_str("OK"),
	    slice_str("NODATA"), slice_str("SKIPDATA"), slice_str("-"),
	    slice_str("ok"), slice_str("OKAY")};
	static struct rows r;
	struct schemas *all = schemas_new();
	size_t whole = 0;

	(void)state;
	const struct schema *s = schemas_names(all, name, nitems(name));
	srandom(5);
	for (int round = 0; round < 2000; round++) {
		struct dict d = {.n = WORDS, .cell = cell};
		size_t n = 1 + (size_t)random() % ROWS;
		struct once once = {0};
		struct voice voice = {.once = &once, .hold = true};
		struct origin o[2];
		struct block *b[2];
		draw(&r, n, round);
		for (int k = 0; k < 2; k++) {
			o[k] = (struct origin){.name = "test",
			    .ev = EVIDENCE_INIT,
			    .voice = &voice};
			b[k] = judge(s, &r, n, &d, k == 1, &o[k]);
		}
		whole += b[1]->nsel == n;
		assert_int_equal(b[1]->nsel, b[0]->nsel);
		assert_memory_equal(b[1]->sel, b[0]->sel,
		    b[0]->nsel * sizeof(*b[0]->sel));
		for (size_t k = 0; k < 2; k++)
			assert_memory_equal(b[1]->vec[k].num, b[0]->vec[k].num,
			    n * sizeof(uint64_t));
		assert_int_equal(o[1].rows, n);
		assert_int_equal(o[0].rows, n);
		assert_int_equal(o[1].nodata, o[0].nodata);
		assert_int_equal(o[1].skipdata, o[0].skipdata);
		assert_int_equal(o[1].malformed, o[0].malformed);
		assert_true(o[1].ev.from == o[0].ev.from);
		assert_true(o[1].ev.to == o[0].ev.to);
		for (int k = 0; k < 2; k++) {
			block_free(b[k]);
			o[k].voice = NULL;
		}
		voice_hush(&voice);
		voice_forget(&once);
	}
	assert_in_range(whole, 100, 1999);
	schemas_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_times),
	    cmocka_unit_test(test_mend),
	    cmocka_unit_test(test_typed),
	    cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
