/* SPDX-License-Identifier: ISC */

/* block and load: typed arrays of text cells, and what becomes of bad ones. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

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
	    cmocka_unit_test(test_born_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
