/* SPDX-License-Identifier: ISC */

/* block and load: typed arrays of text cells, and what becomes of bad ones. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/feed.h"
#include "base/mem.h"
#include "model/block.h"
#include "stream/rd.h"

static struct origin origin;
static struct schemas *all;
static struct block *block;
static struct rd *rd;

/* The first block of a stream; its columns by number. */
static void
open_text(const char *text)
{
	const char *why;

	origin = (struct origin){.name = "test", .ev = EVIDENCE_INIT};
	all = schemas_new();
	block = block_new();
	rd = rd_new(feed_head(text, strlen(text), feed_open("/dev/null", &why)),
	    &origin, all);
	assert_int_equal(rd_next(rd, block), 1);
}

static void
close_text(void)
{
	rd_free(rd);
	block_free(block);
	schemas_free(all);
}

static void
test_typed(void **state)
{
	static const size_t col[] = {0, 1, 2, 3};

	(void)state;
	open_text("#src\tdport\taction\tfoo\n"
		  "10.0.0.1\t443\tACCEPT\tx\n"
		  "2001:DB8::1\t-\tREJECT\t-\n"
		  "10.1.0.0/16\t0\t-\tz\n"
		  "-\t65535\tACCEPT\tz\n");
	block_load(block, col, 4);
	assert_int_equal(block->nsel, 4);
	const struct vec *v = block->vec;
	assert_true(ip_eq(v[0].ip[0], ip_from4(0x0a000001)));
	assert_int_equal(v[0].len[0], 128);
	assert_true(v[0].ip[1].hi == 0x20010db800000000 && v[0].ip[1].lo == 1);
	assert_true(ip_eq(v[0].ip[2], ip_from4(0x0a010000)));
	assert_int_equal(v[0].len[2], IP_V4_BASE + 16);
	assert_true(ip_none(v[0].ip[3]));
	assert_int_equal(v[1].num[0], 443);
	assert_true(v[1].num[1] == NUM_NONE);
	assert_int_equal(v[1].num[3], 65535);
	assert_int_equal(v[2].num[1], ACTION_REJECT);
	assert_true(v[2].num[2] == NUM_NONE);
	assert_true(slice_is(v[3].slice[2], "z"));
	close_text();
}

/* Bad cells of one column leave; another column is asked for what is left. */
static void
test_bad(void **state)
{
	static const size_t src = 0, dport = 1;

	(void)state;
	open_text("#src\tdport\n1.1.1.1\t1\n1.1.1\tno\n3.3.3.3\t65536\n"
		  "4.4.4.4\t4\n10.0.0.1/8\t5\n");
	block_load(block, &src, 1);
	assert_int_equal(block->nsel, 3);
	assert_int_equal(origin.malformed, 2);
	block_load(block, &dport, 1);
	assert_int_equal(block->nsel, 2);
	assert_int_equal(block->sel[0], 0);
	assert_int_equal(block->sel[1], 3);
	assert_int_equal(origin.malformed, 3);
	block_load(block, &dport, 1);
	assert_int_equal(origin.malformed, 3);
	close_text();
}

/* Rows that a filter dropped are not looked at. */
static void
test_filtered(void **state)
{
	static const size_t dport = 1;

	(void)state;
	open_text("#src\tdport\n1.1.1.1\t1\n2.2.2.2\tno\n3.3.3.3\t3\n");
	block->sel[0] = 0;
	block->sel[1] = 2;
	block->nsel = 2;
	block_load(block, &dport, 1);
	assert_int_equal(block->nsel, 2);
	assert_int_equal(origin.malformed, 0);
	assert_int_equal(block->vec[1].num[2], 3);
	close_text();
}

/* Cells of each kind, good ones and others. */
static const char *const words[][6] = {
    {"10.0.0.1", "2001:db8::1", "10.1.0.0/16", "-", "1.2.3", "::g"},
    {"0", "443", "65535", "-", "65536", "-5"},
    {"ACCEPT", "REJECT", "-", "ACCEPT", "accept", "REJECTED"},
    {"a", "b", "-", "with blank", "c", "dd"},
};

enum {
	KINDS = 4,
	WORDS = 6,
	ROWS = 300
};

/* The words of a column, each with room around it. */
struct shelf {
	char text[WORDS][BLOCK_PAD * 3];
	struct slice cell[WORDS];
	struct dict dict;
};

static void
fill_shelf(struct shelf *s, size_t k)
{
	for (size_t i = 0; i < WORDS; i++) {
		strcpy(s->text[i] + BLOCK_PAD, words[k][i]);
		s->cell[i] = slice_str(s->text[i] + BLOCK_PAD);
	}
	s->dict = (struct dict){.n = WORDS, .cell = s->cell};
}

/* Does a loaded cell of b have the value that the first block has? */
static void
same_value(const struct block *b, size_t row, size_t col)
{
	const struct vec *x = &block->vec[col], *y = &b->vec[col];

	if (col == 0) {
		assert_true(ip_eq(x->ip[row], y->ip[row]));
		assert_int_equal(x->len[row], y->len[row]);
	} else if (col < KINDS - 1) {
		assert_true(x->num[row] == y->num[row]);
	} else {
		assert_true(slice_eq(x->slice[row], y->slice[row]));
	}
}

/* Text, cells and codes of the same words are one, good or bad. */
static void
test_forms(void **state)
{
	static struct shelf shelf[KINDS];
	static uint8_t pick[ROWS][KINDS];
	static const size_t col[] = {0, 1, 2, 3};
	struct buf text = {0};

	(void)state;
	srandom(7);
	for (size_t k = 0; k < KINDS; k++)
		fill_shelf(&shelf[k], k);
	buf_str(&text, "#src\tdport\taction\tfoo\n");
	for (size_t r = 0; r < ROWS; r++) {
		for (size_t k = 0; k < KINDS; k++) {
			pick[r][k] = (uint8_t)(random() % WORDS);
			buf_str(&text, words[k][pick[r][k]]);
			buf_char(&text, k + 1 < KINDS ? '\t' : '\n');
		}
	}
	open_text(buf_cstr(&text));
	block_load(block, col, KINDS);
	uint64_t malformed = origin.malformed;
	assert_in_range(malformed, 1, ROWS - 1);
	for (int codes = 0; codes < 2; codes++) {
		struct block *b = block_new();
		block_start(b, block->schema, &origin);
		origin.malformed = 0;
		b->nrow = ROWS;
		block_all(b);
		for (size_t k = 0; k < KINDS; k++) {
			struct slice *cell = NULL;
			uint32_t *code = NULL;
			if (codes)
				code = block_codes(b, k, &shelf[k].dict);
			else
				cell = block_cells(b, k);
			for (size_t r = 0; r < ROWS; r++) {
				if (codes)
					code[r] = pick[r][k];
				else
					cell[r] = shelf[k].cell[pick[r][k]];
			}
		}
		block_load(b, col, KINDS);
		assert_int_equal(origin.malformed, malformed);
		assert_int_equal(b->nsel, block->nsel);
		for (size_t i = 0; i < b->nsel; i++) {
			assert_int_equal(b->sel[i], block->sel[i]);
			for (size_t k = 0; k < KINDS; k++)
				same_value(b, b->sel[i], k);
		}
		block_free(b);
	}
	for (size_t k = 0; k < KINDS; k++)
		dict_free(&shelf[k].dict);
	buf_free(&text);
	close_text();
}

static void
cell_is(size_t row, size_t col, const char *want)
{
	char tmp[CELL_MAX];
	assert_true(slice_is(block_cell(block, row, col, tmp), want));
}

/* Columns born typed print as a stream has them. */
static void
test_born_typed(void **state)
{
	struct slice name[] = {{"src", 3}, {"action", 6}, {"foo", 3}};
	uint8_t *len;

	(void)state;
	all = schemas_new();
	block = block_new();
	block_start(block, schemas_names(all, name, 3), &origin);
	struct ip *ip = block_ips(block, 0, &len);
	uint64_t *num = block_nums(block, 1);
	struct slice *slice = block_slices(block, 2);
	ip[0] = ip_from4(0x0a000000);
	len[0] = IP_V4_BASE + 8;
	ip[1] = IP_NONE;
	len[1] = 128;
	num[0] = ACTION_REJECT;
	num[1] = NUM_NONE;
	slice[0] = slice_str("a b");
	slice[1] = slice_str("-");
	block->nrow = 2;
	block_all(block);
	cell_is(0, 0, "10.0.0.0/8");
	cell_is(1, 0, "-");
	cell_is(0, 1, "REJECT");
	cell_is(1, 1, "-");
	cell_is(0, 2, "a b");
	block_free(block);
	schemas_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_typed),
	    cmocka_unit_test(test_bad),
	    cmocka_unit_test(test_filtered),
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_born_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
