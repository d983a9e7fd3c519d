/* SPDX-License-Identifier: ISC */

/*
 * pq: files that are cut, changed at random, or lie: they end in an error that
 * says what is wrong, or in rows.  What good files give is parquet.t's.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../fuzz/fuzzing.h"
#include "source/pq.h"

#define DATA "tests/data/parquet"

static const unsigned int seed = 20260302;

/* ---- a small writer, which lies as it is told ------------------------- */

/* A file of one page of one column; all zero is none of it. */
struct lie {
	int64_t rows, group_rows, values; /* of file, group and column */
	int64_t from, size;               /* of the chunk; size 0: right */
	int64_t codec, type, repetition, children;
	const char *name;
	int64_t groups;    /* row groups, all the same */
	uint64_t listed;   /* how many the list says it has; 0: right */
	unsigned int deep; /* structs inside one another, in the footer */
	int64_t n, packed, unpacked, encoding; /* of the page */
	const char *body;
	size_t nbody;
	uint32_t footer; /* what the file says its size is; 0: right */
	const char *end; /* the magic */
};

static const struct lie truth = {
    .rows = 2,
    .group_rows = 2,
    .values = 2,
    .from = 4,
    .type = 6,
    .name = "srcaddr",
    .groups = 1,
    .n = 2,
    .packed = -1,
    .unpacked = -1,
    .body = "\7\0\0\0001.2.3.4\7\0\0\0005.6.7.8",
    .nbody = 22,
    .end = "PAR1",
};

static void
varint(struct buf *b, uint64_t v)
{
	for (; v > 127; v >>= 7)
		buf_char(b, (char)((v & 127) | 128));
	buf_char(b, (char)v);
}

/* A field with an integer; type 5 (32 bits) and 6 are written alike. */
static void
num(struct buf *b, unsigned int step, int64_t v)
{
	buf_char(b, (char)(step << 4 | 6));
	varint(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

/* A field of another type. */
static void
begin(struct buf *b, unsigned int step, unsigned int type)
{
	buf_char(b, (char)(step << 4 | type));
}

static void
list(struct buf *b, unsigned int step, uint64_t n)
{
	begin(b, step, 9);
	buf_char(b, (char)0xfc);
	varint(b, n);
}

static void
text(struct buf *b, unsigned int step, const char *s)
{
	begin(b, step, 8);
	varint(b, strlen(s));
	buf_str(b, s);
}

static void
page(struct buf *b, const struct lie *l)
{
	int64_t n = (int64_t)l->nbody;

	num(b, 1, 0);
	num(b, 1, l->unpacked >= 0 ? l->unpacked : n);
	num(b, 1, l->packed >= 0 ? l->packed : n);
	begin(b, 2, 12);
	num(b, 1, l->n);
	num(b, 1, l->encoding);
	num(b, 1, 3);
	buf_add(b, "\0\0", 2);
	buf_add(b, l->body, l->nbody);
}

static void
group(struct buf *b, const struct lie *l, int64_t size)
{
	list(b, 1, 1);
	begin(b, 3, 12);
	num(b, 1, l->type);
	num(b, 3, l->codec);
	num(b, 1, l->values);
	num(b, 2, l->size != 0 ? l->size : size);
	num(b, 2, l->from);
	buf_add(b, "\0\0", 2);
	num(b, 2, l->group_rows);
	buf_char(b, '\0');
}

static void
footer(struct buf *b, const struct lie *l, int64_t size)
{
	num(b, 1, 1);
	list(b, 1, 2);
	text(b, 4, "schema");
	num(b, 1, 1);
	buf_char(b, '\0');
	num(b, 1, l->type);
	num(b, 2, l->repetition);
	text(b, 1, l->name);
	if (l->children != 0)
		num(b, 1, l->children);
	buf_char(b, '\0');
	num(b, 1, l->rows);
	list(b, 1, l->listed != 0 ? l->listed : (uint64_t)l->groups);
	for (int64_t i = 0; i < l->groups; i++)
		group(b, l, size);
	for (unsigned int i = 0; i < l->deep; i++)
		begin(b, i == 0 ? 6 : 1, 12);
	buf_char(b, '\0');
}

static void
put_le(struct buf *b, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		buf_char(b, (char)(v >> 8 * i));
}

static struct outcome
outcome_of(const struct lie *l)
{
	struct buf b = {0};

	buf_str(&b, "PAR1");
	page(&b, l);
	size_t at = b.n;
	footer(&b, l, (int64_t)at - 4);
	put_le(&b, l->footer != 0 ? l->footer : (uint32_t)(b.n - at));
	buf_str(&b, l->end);
	char *exact = mem_array(NULL, b.n, 1);
	memcpy(exact, b.p, b.n);
	struct outcome o = read_format(pq_open, exact, b.n, SIZE_MAX, NULL);
	free(exact);
	buf_free(&b);
	return o;
}

/* It ends with these words, and as something that is not whole. */
static void
ends(const struct lie *l, const char *words)
{
	struct outcome o = outcome_of(l);

	if (strstr(o.said, words) == NULL)
		print_error("said: %s\nnot: %s\n", o.said, words);
	assert_non_null(strstr(o.said, words));
	assert_false(evidence_whole(&o.origin.ev));
	assert_true(o.origin.ev.why[0] != '\0');
}

/* ---- lies ------------------------------------------------------------- */

static void
test_truth(void **state)
{
	struct outcome o = outcome_of(&truth);

	(void)state;
	assert_string_equal(o.said, "");
	assert_int_equal(o.end, 0);
	assert_int_equal(o.rows, 2);
}

static void
test_rows(void **state)
{
	struct lie l = truth;

	(void)state;
	l.rows = l.group_rows = l.values = INT64_C(1) << 60;
	ends(&l, "row group 1: 1152921504606846976 rows");
	l = truth;
	l.rows = 3;
	ends(&l, "3 rows, but its row groups have 2");
	l.group_rows = 3;
	ends(&l, "3 rows, but its columns have 2 values");
	l.values = 3;
	ends(&l, "its pages end 1 rows before row group 1 does");
	l.rows = l.group_rows = l.values = 1;
	ends(&l, "more rows than row group 1 has");
	l = truth;
	l.rows = l.group_rows = l.values = INT32_MAX;
	ends(&l, "its pages end");
	l = truth;
	l.rows = -1;
	ends(&l, "its footer can't be read");
	l = truth;
	l.group_rows = l.values = -2;
	ends(&l, "row group 1: -2 rows");
}

static void
test_places(void **state)
{
	struct lie l = truth;

	(void)state;
	l.from = INT64_C(1) << 40;
	ends(&l, "column srcaddr is outside of the file");
	l.from = INT64_MAX;
	l.size = INT64_MAX;
	ends(&l, "outside of the file");
	l.from = -4;
	ends(&l, "outside of the file");
	l = truth;
	l.size = 1000;
	ends(&l, "outside of the file");
	l.size = -1;
	ends(&l, "outside of the file");
	l.size = 20;
	ends(&l, "a page goes beyond the column");
	l.size = 5;
	ends(&l, "the head of a page can't be read");
	l.size = 40; /* into the footer: what is behind is no page */
	ends(&l, "damaged");
}

static void
test_footer(void **state)
{
	struct lie l = truth;

	(void)state;
	l.footer = 4000000000;
	ends(&l, "a footer of 4000000000 bytes, in a file of");
	l.footer = 3;
	ends(&l, "its footer can't be read");
	l = truth;
	l.end = "PAR2";
	ends(&l, "no PAR1 at its end");
	l = truth;
	l.listed = UINT64_C(1) << 60;
	ends(&l, "its footer can't be read");
	l.listed = 2;
	ends(&l, "its footer can't be read");
	l = truth;
	l.deep = 100000;
	ends(&l, "its footer can't be read");
	l = truth;
	l.children = 1;
	ends(&l, "nested schema (column srcaddr)");
	l = truth;
	l.repetition = 2;
	ends(&l, "nested schema (column srcaddr)");
	l = truth;
	l.type = 77;
	ends(&l, "column srcaddr has no type we know");
	l = truth;
	l.name = "mine\ttab";
	ends(&l, "none of its columns is a flow log's: mine_tab");
	l = truth;
	l.type = 3;
	l.name = "start";
	ends(&l, "times of 96 bits, which are not read");
}

static void
test_pages(void **state)
{
	struct lie l = truth;

	(void)state;
	l.n = INT32_MAX;
	l.rows = l.group_rows = l.values = INT32_MAX;
	ends(&l, "a page has fewer values than it says");
	l = truth;
	l.unpacked = 23;
	ends(&l, "a page says it has 23 bytes and has 22");
	l.codec = 2;
	ends(&l, "its gzip can't be unpacked");
	l.unpacked = 1 << 30;
	ends(&l, "a page of more than 64 MiB");
	l = truth;
	l.packed = 1000;
	ends(&l, "a page goes beyond the column");
	l = truth;
	l.encoding = 5;
	ends(&l, "the encoding DELTA_BINARY_PACKED, which is not read");
	l.encoding = 8;
	ends(&l, "damaged: a code of");
	l = truth;
	l.codec = 6;
	ends(&l, "packed with zstd, which is not read");
	l.codec = 99;
	ends(&l, "packed with a codec we don't know");
	l = truth;
	l.nbody = 21;
	ends(&l, "fewer values");
	l.nbody = 0;
	ends(&l, "fewer values");
	l = truth;
	l.body = "\xff\xff\xff\xff"
		 "1.2.3.4\7\0\0\0005.6.7.8";
	ends(&l, "fewer values");
	l = truth;
	l.repetition = 1; /* then nulls come first, behind their length */
	l.body += 1;
	l.nbody = 21;
	ends(&l, "a page is too short");
}

/* A few bytes stand for billions of nulls: time, but no memory. */
static void
test_bomb(void **state)
{
	struct lie l = truth;
	char body[10] = {6, 0, 0, 0};

	(void)state;
	l.repetition = 1;
	l.rows = l.group_rows = l.values = l.n = 5000000;
	struct buf b = {0};
	varint(&b, (uint64_t)l.n << 1);
	buf_char(&b, '\0');
	body[0] = (char)b.n;
	memcpy(body + 4, b.p, b.n);
	l.body = body;
	l.nbody = 4 + b.n;
	buf_free(&b);
	struct outcome o = outcome_of(&l);
	assert_string_equal(o.said, "");
	assert_int_equal(o.origin.rows, 5000000);
}

/* A cell that no log has. */
static void
test_long_cell(void **state)
{
	struct lie l = truth;
	size_t n = PQ_CELL_MOST;
	struct buf b = {0};

	(void)state;
	l.rows = l.group_rows = l.values = l.n = 1;
	for (int more = 0; more < 2; more++, n++) {
		b.n = 0;
		put_le(&b, (uint32_t)n);
		memset(buf_room(&b, n), 'x', n);
		b.n += n;
		l.body = b.p;
		l.nbody = b.n;
		if (more == 1)
			ends(&l, "a cell of more than 4096 bytes");
		else
			assert_int_equal(outcome_of(&l).origin.malformed, 1);
	}
	buf_free(&b);
}

/* What a stream must not have in a cell is encoded. */
static void
test_control(void **state)
{
	struct lie l = truth;

	(void)state;
	l.rows = l.group_rows = l.values = l.n = 1;
	l.body = "\6\0\0\0a\tb\n%c";
	l.nbody = 10;
	struct outcome o = outcome_of(&l);
	assert_non_null(strstr(o.said, "not an address: \"a%09b%0A%c\""));
}

/* ---- files that were changed ------------------------------------------ */

static struct buf
read_file(const char *name)
{
	char path[256];
	struct buf b = {0};
	size_t got;

	snprintf(path, sizeof(path), "%s/%s", DATA, name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	do {
		got = fread(buf_room(&b, BUFSIZ), 1, BUFSIZ, f);
		b.n += got;
	} while (got > 0);
	fclose(f);
	return b;
}

/* What files leave for those behind them. */
static struct format_rest rest;

/*
 * Reads the first n bytes, in memory of their own size: alone, and behind all
 * files before, which is the same.
 */
static struct outcome
read_part(const struct buf *b, size_t n)
{
	char *exact = mem_array(NULL, n + 1, 1);

	memcpy(exact, b->p, n);
	struct outcome o = read_format(pq_open, exact, n, SIZE_MAX, NULL);
	struct outcome again = read_format(pq_open, exact, n, SIZE_MAX, &rest);
	assert_int_equal(again.end, o.end);
	assert_int_equal(again.rows, o.rows);
	assert_true(again.sum == o.sum);
	assert_string_equal(again.said, o.said);
	free(exact);
	return o;
}

static const char *const files[] = {"duckdb-gzip.parquet",
    "duckdb-types.parquet", "hyparquet-gzip.parquet",
    "hyparquet-plain.parquet"};

/* No file is whole that was cut. */
static void
test_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < nitems(files); i++) {
		struct buf b = read_file(files[i]);
		struct outcome o = read_part(&b, b.n);
		assert_int_equal(o.rows, 88);
		for (size_t n = 0; n < b.n; n += 1 + b.n / 499) {
			o = read_part(&b, n);
			assert_false(o.opened);
			assert_true(o.said[0] != '\0');
			assert_false(evidence_whole(&o.origin.ev));
		}
		buf_free(&b);
	}
}

/* A few bytes are others: whatever comes of it, it ends. */
static void
test_changed(void **state)
{
	(void)state;
	srandom(seed);
	for (int round = 0; round < 3000; round++) {
		struct buf b = read_file(files[random() % 4]);
		size_t half = round % 2 ? 0 : b.n / 2;
		for (long k = random() % 4; k >= 0; k--)
			b.p[half + (size_t)random() % (b.n - half)] = (char)
			    random();
		struct outcome o = read_part(&b, b.n);
		assert_true(o.end == 0 || o.said[0] != '\0');
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_truth),
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_footer),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_bomb),
	    cmocka_unit_test(test_long_cell),
	    cmocka_unit_test(test_control),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_changed),
	};

	printf("seed %u\n", seed);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (rest.p != NULL)
		rest.free(rest.p);
	return failed;
}
