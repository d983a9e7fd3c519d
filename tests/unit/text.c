/* SPDX-License-Identifier: ISC */

/*
 * text: every spelling of a log that should read alike does, in pieces of
 * any size, and what is malformed is counted and told apart.
 */

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "source/text.h"

#define SEED 20261124

#define V2_HEAD                                                    \
	"version account-id interface-id srcaddr dstaddr srcport " \
	"dstport protocol packets bytes start end action log-status\n"
#define V2 "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK\n"

/* A feed over bytes, in pieces of random size up to most. */
struct pieces {
	struct feed feed;
	const char *p;
	size_t n, most;
};

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct pieces *s = (struct pieces *)f;
	size_t k = 1 + (size_t)random() % s->most;

	k = k < n ? k : n;
	k = k < s->n ? k : s->n;
	if (k > 0)
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
done(struct feed *f)
{
	free(f);
}

static struct origin origin;

/*
 * Reads a text of n bytes and adds to *seen the headers as [a b] and the
 * selected rows as (1 2).  columns is -F or NULL.  False if it was refused.
 */
static bool
read_bytes(const char *text, size_t n, const char *columns, size_t most,
    struct buf *seen)
{
	struct pieces *f = mem_new(sizeof(*f));
	struct schemas *all = schemas_new();
	struct layout *l = columns != NULL ? layout_parse(columns) : NULL;
	struct block *b = block_new();
	const struct schema *last = NULL;
	char tmp[CELL_MAX];

	f->feed = (struct feed){.pull = pull, .ready = ready, .close = done};
	f->p = text;
	f->n = n;
	f->most = most;
	origin = (struct origin){.name = "test", .ev = EVIDENCE_INIT};
	struct format_env env = {
	    .origin = &origin,
	    .all = all,
	    .columns = l,
	    .head = {text, n < 65536 ? n : 65536},
	};
	seen->n = 0;
	struct source *s = text_open(&f->feed, &env);
	while (s != NULL && s->next(s, b) == 1) {
		if (b->schema != last) {
			buf_char(seen, '[');
			for (size_t c = 0; c < b->schema->ncol; c++)
				buf_fmt(seen, "%s%s", c ? " " : "",
				    b->schema->col[c].name);
			buf_char(seen, ']');
		}
		last = b->schema;
		for (size_t i = 0; i < b->nsel; i++)
			for (size_t c = 0; c < b->schema->ncol; c++) {
				buf_char(seen, c == 0 ? '(' : ' ');
				buf_slice(seen,
				    block_cell(b, b->sel[i], c, tmp));
				if (c + 1 == b->schema->ncol)
					buf_char(seen, ')');
			}
	}
	bool opened = s != NULL;
	if (opened)
		s->close(s);
	block_free(b);
	layout_free(l);
	schemas_free(all);
	buf_cstr(seen);
	return opened;
}

/* The same for a string, which must be read. */
static const char *
read_text(const char *text, const char *columns)
{
	static struct buf seen;

	if (!read_bytes(text, strlen(text), columns, 100, &seen))
		return NULL;
	return seen.p;
}

static void
counts(uint64_t rows, uint64_t nodata, uint64_t skipdata, uint64_t malformed)
{
	assert_int_equal(origin.rows, rows);
	assert_int_equal(origin.nodata, nodata);
	assert_int_equal(origin.skipdata, skipdata);
	assert_int_equal(origin.malformed, malformed);
}

static void
test_spellings(void **state)
{
	static const char *const same[] = {
	    "srcaddr dstaddr bytes\n1.1.1.1 2.2.2.2 7\n3.3.3.3 4.4.4.4 8\n",
	    "srcaddr dstaddr bytes\r\n1.1.1.1 2.2.2.2 7\r\n3.3.3.3 4.4.4.4 8",
	    "srcaddr\tdstaddr  bytes\n1.1.1.1 \t2.2.2.2 7\n\n \t\n"
	    "3.3.3.3\t4.4.4.4\t8\n",
	    "\n  srcaddr dstaddr bytes  \n 1.1.1.1 2.2.2.2 7 \r\n"
	    "\r\n3.3.3.3   4.4.4.4 8\r",
	    "\xef\xbb\xbfsrcaddr dstaddr bytes\n"
	    "\xef\xbb\xbf"
	    "1.1.1.1 2.2.2.2 7\n"
	    "\xef\xbb\xbfsrcaddr dstaddr bytes\n3.3.3.3 4.4.4.4 8\n",
	    "SrcAddr dst_addr BYTES\n1.1.1.1 2.2.2.2 7\n"
	    "srcaddr dstaddr bytes\n3.3.3.3 4.4.4.4 8\n",
	};

	(void)state;
	for (size_t i = 0; i < nitems(same); i++) {
		assert_string_equal(read_text(same[i], NULL),
		    "[src dst bytes](1.1.1.1 2.2.2.2 7)(3.3.3.3 4.4.4.4 8)");
		counts(2, 0, 0, 0);
		assert_true(origin.raw);
	}
}

static void
test_layouts(void **state)
{
	(void)state;
	assert_string_equal(read_text("srcaddr bytes\n1.1.1.1 7\n"
				      "bytes srcaddr mine\n8 2.2.2.2 x\n"
				      "srcaddr bytes\n3.3.3.3 9\n",
				NULL),
	    "[src bytes](1.1.1.1 7)[bytes src mine](8 2.2.2.2 x)"
	    "[src bytes](3.3.3.3 9)");
	counts(3, 0, 0, 0);

	/* A header alone tells of its columns; of two the last. */
	assert_string_equal(read_text("srcaddr bytes\nbytes srcaddr\n", NULL),
	    "[bytes src]");
	assert_string_equal(read_text("srcaddr bytes\n1.1.1.1 x y\n", NULL),
	    "[src bytes]");

	/* -F, and a header that wins over it. */
	assert_string_equal(read_text("1.1.1.1 7\n", "${srcaddr},mine"),
	    "[src mine](1.1.1.1 7)");
	assert_string_equal(read_text("srcaddr bytes\n1.1.1.1 7\n",
				"bytes dstaddr"),
	    "[src bytes](1.1.1.1 7)");
	assert_string_equal(read_text(V2, NULL),
	    "[version account eni src dst sport dport proto packets bytes "
	    "start end action status]"
	    "(2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 100 160 ACCEPT OK)");

	/* The first line that fits tells, those before it do not. */
	assert_non_null(read_text("6 1 40 100 160 ACCEPT OK\n" V2, NULL));
	counts(2, 0, 0, 1);
}

static void
test_status(void **state)
{
	(void)state;
	assert_string_equal(
	    read_text("srcaddr start end log-status\n- 50 60 NODATA\n"
		      "1.1.1.1 100 160 OK\n- 200 260 SKIPDATA\n"
		      "- 10 300 -\n",
		NULL),
	    "[src start end status](1.1.1.1 100 160 OK)");
	counts(4, 1, 1, 1);
	assert_int_equal(origin.ev.from, 50);
	assert_int_equal(origin.ev.to, 260);

	/* All NODATA: its columns are told all the same. */
	assert_string_equal(read_text("srcaddr bytes\n- -\n- -\n", NULL),
	    "[src bytes]");
	counts(2, 2, 0, 0);

	/* Milliseconds, of plain lines and of others. */
	assert_string_equal(
	    read_text("srcaddr start end bytes\n"
		      "1.1.1.1 1400000000999 1400000060000 7\n"
		      "1.1.1.1  1400000000999   1400000060000 8\r\n"
		      "1.1.1.1 1400000000 1400000060 9\n",
		NULL),
	    "[src start end bytes](1.1.1.1 1400000000 1400000060 7)"
	    "(1.1.1.1 1400000000 1400000060 8)"
	    "(1.1.1.1 1400000000 1400000060 9)");
	assert_int_equal(origin.ev.from, 1400000000);
	assert_int_equal(origin.ev.to, 1400000060);
}

static void
test_malformed(void **state)
{
	static const char nul[] = "srcaddr bytes\n1.1.1.1 7\n1.1.\0.1 8\n"
				  "1.1.1.1 9\n\0\n1.1.1.1 \0\n1.1.1.1 10\n";
	struct buf seen = {0};

	(void)state;
	assert_string_equal(
	    read_text("srcaddr bytes\n1.1.1.1 7\n1.1.1.1\n1.1.1.1 8 9\n"
		      "1.1.1.1\a8\n1.1.1.1 9\n",
		NULL),
	    "[src bytes](1.1.1.1 7)(1.1.1.1 9)");
	counts(5, 0, 0, 3);
	assert_true(read_bytes(nul, sizeof(nul) - 1, NULL, 100, &seen));
	assert_string_equal(seen.p,
	    "[src bytes](1.1.1.1 7)(1.1.1.1 9)(1.1.1.1 10)");
	counts(6, 0, 0, 3);
	buf_free(&seen);
}

static void
test_refused(void **state)
{
	static const char elf[] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0";
	static const struct {
		const char *text, *why;
	} t[] = {
	    {"hello world\n",
		"fl: test: no header and no known layout; name the columns "
		"with -F 'srcaddr dstaddr ...': \"hello world\""},
	    {"1.1.1.1\t2.2.2.2\n",
		"fl: test: rows with tabs and no header; "
		"keep the lines that begin with #: grep "
		"-e '^#' -e ..., awk '/^#/ || ...'"},
	    {"\n \r\n", "fl: test: nothing but blank lines"},
	};
	struct buf seen = {0};

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		assert_null(read_text(t[i].text, NULL));
		assert_string_equal(origin.ev.why, t[i].why);
	}
	assert_false(read_bytes(elf, sizeof(elf) - 1, "srcaddr", 100, &seen));
	assert_string_equal(origin.ev.why,
	    "fl: test: not a flow log: binary data");
	buf_free(&seen);
}

/* More than an eighth of bytes that no log holds, wherever they stand. */
static void
test_binary(void **state)
{
	struct buf seen = {0};
	char text[100];

	(void)state;
	for (int c = 0; c < 256; c++) {
		for (size_t n = 8; n < sizeof(text); n += 13) {
			size_t most = n / 8;
			bool odd = c >= 0x7f || (c < ' ' && !isspace(c));
			for (size_t k = most; k <= most + 1; k++) {
				memset(text, 'x', n);
				for (size_t i = 0; i < k; i++)
					text[n - 1 - i * 7] = (char)c;
				read_bytes(text, n, NULL, 100, &seen);
				bool said = strstr(origin.ev.why, "binary");
				assert_int_equal(said, odd && k > most);
			}
		}
	}
	buf_free(&seen);
}

static void
test_claim(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_int_equal(text_claim(slice_str(V2_HEAD), false), CLAIM_YES);
	assert_int_equal(text_claim(slice_str("version srcaddr"), false),
	    CLAIM_MORE);
	assert_int_equal(text_claim(slice_str("version srcaddr"), true),
	    CLAIM_YES);
	assert_int_equal(text_claim(slice_str("x\n\ny\n" V2), false),
	    CLAIM_YES);
	assert_int_equal(text_claim(slice_str("x\n\ny\n"), false), CLAIM_MORE);
	while (b.n < 2 * 200)
		buf_str(&b, "x\n");
	assert_int_equal(text_claim((struct slice){b.p, b.n}, false),
	    CLAIM_YES);
	buf_free(&b);
}

/* ---- the slow way ----------------------------------------------------- */

/* One random line; *want gets what must be seen of it, if anything. */
static void
put_line(struct buf *text, struct buf *want, uint64_t sums[4])
{
	static const char *const gaps[] = {" ", " ", " ", "  ", "\t", " \t "};
	bool odd = random() % 8 == 0, cr = random() % 30 == 0;
	struct buf row = {0};

	if (random() % 50 == 0) {
		buf_str(text, random() % 2 ? "\n" : " \r\n");
		return;
	}
	sums[0]++;
	long kind = random() % 20;
	const char *status = kind == 1 ? "NODATA" :
	    kind == 2                  ? "SKIPDATA" :
					 "OK";
	size_t n = kind == 3 ? 2 : kind == 4 ? 4 : 3;
	for (size_t i = 0; i < n; i++) {
		const char *gap = gaps[odd ? (size_t)random() % 6 : 0];
		size_t from = text->n + (i > 0 ? strlen(gap) : 0);
		if (i > 0)
			buf_str(text, gap);
		if (i == 2)
			buf_str(text, status);
		else
			buf_fmt(text, "%ld", random() % 100000);
		buf_char(&row, i == 0 ? '(' : ' ');
		buf_add(&row, text->p + from, text->n - from);
	}
	buf_str(&row, ")");
	buf_str(text, odd && random() % 2 ? " " : "");
	buf_str(text, cr ? "\r\n" : "\n");
	if (n != 3)
		sums[3]++;
	else if (kind == 1 || kind == 2)
		sums[kind]++;
	else
		buf_add(want, row.p, row.n);
	buf_free(&row);
}

static void
test_random(void **state)
{
	(void)state;
	srandom(SEED);
	print_message("seed %d\n", SEED);
	for (int round = 0; round < 40; round++) {
		struct buf text = {0}, want = {0}, seen = {0};
		uint64_t sums[4] = {0};
		size_t lines = round % 4 == 0 ? 30000 : 300;
		buf_str(&text, "bytes packets log-status\n");
		buf_str(&want, "[bytes packets status]");
		for (size_t i = 0; i < lines; i++)
			put_line(&text, &want, sums);
		size_t most = round % 2 ? 100 : 300000;
		assert_true(read_bytes(text.p, text.n, NULL, most, &seen));
		assert_string_equal(seen.p, buf_cstr(&want));
		counts(sums[0], sums[1], sums[2], sums[3]);
		buf_free(&text);
		buf_free(&want);
		buf_free(&seen);
	}
}

/* A page of rows that must all be repaired, of few and of very long cells. */
static void
test_room(void **state)
{
	(void)state;
	for (size_t len = 1; len < 250000; len = len * 30 + 7) {
		struct buf text = {0}, seen = {0};
		size_t rows = 0;
		buf_str(&text, "mine start bytes\n");
		while (text.n < 900000) {
			for (size_t i = 0; i < len; i++)
				buf_char(&text, 'x');
			buf_str(&text, "  1400000000000 7\r\n");
			rows++;
		}
		assert_true(read_bytes(text.p, text.n, NULL, 99999, &seen));
		counts(rows, 0, 0, 0);
		assert_int_equal(seen.n,
		    strlen("[mine start bytes]") + rows * (len + 15));
		buf_free(&text);
		buf_free(&seen);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_spellings),
	    cmocka_unit_test(test_layouts),
	    cmocka_unit_test(test_status),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_binary),
	    cmocka_unit_test(test_claim),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
