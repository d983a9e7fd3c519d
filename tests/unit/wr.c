/* SPDX-License-Identifier: ISC */

/* wr and out: what is written is what rd reads, and ends tell the truth. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/stat.h>

#include <cmocka.h>

#include "base/cpu.h"
#include "base/diag.h"
#include "base/feed.h"
#include "base/mem.h"
#include "stream/lines.h"
#include "stream/rd.h"
#include "stream/row.h"
#include "stream/wr.h"

static char path[] = "/tmp/fl-wr-XXXXXX";
static char got[1 << 16];

static void
slurp(void)
{
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	size_t n = fread(got, 1, sizeof(got) - 1, f);
	got[n] = '\0';
	fclose(f);
}

/* Copies a stream, choosing columns by number (9 is missing). */
static void
copy(const char *text, bool bare, const char *header, const char *cols)
{
	struct out_conf conf = {.path = path};
	struct origin origin = {.name = "t", .ev = EVIDENCE_INIT};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct slice name[10], rest = slice_str(header);
	size_t col[10], n = 0;
	const char *why;

	for (; rest.p != NULL; n++) {
		col[n] = cols[n] == '9' ? SCHEMA_NONE : (size_t)cols[n] - '0';
		name[n] = slice_cut(&rest, ' ');
	}
	struct rd *r = rd_new(feed_head(text, strlen(text),
				  feed_open("/dev/null", &why)),
	    &origin, all);
	struct out *o = out_open(&conf);
	struct wr *w = wr_new(o, bare);
	while (rd_next(r, b) == 1) {
		wr_header(w, schemas_names(all, name, n));
		wr_rows(w, b, col, n);
	}
	wr_end(w, &origin.ev);
	wr_free(w);
	out_close(o);
	rd_free(r);
	block_free(b);
	schemas_free(all);
	slurp();
}

static void
test_copy(void **state)
{
	static const char in[] = "#src\tfoo\tdport\n1.1.1.1\ta b\t1\n"
				 "2.2.2.2\t-\t2\n#!end\trecords=2\tfrom=1\t"
				 "to=2\tnodata=0\tskipdata=0\tmalformed=0\n";

	(void)state;
	copy(in, false, "src foo dport", "012");
	assert_string_equal(got, in);
	copy(in, true, "dport flags src foo", "2901");
	assert_string_equal(got, "1\t-\t1.1.1.1\ta b\n2\t-\t2.2.2.2\t-\n");
	copy("#src\tfoo\tdport\n1.1.1.1\tx\t1\n", false, "src", "0");
	assert_string_equal(got, "#src\n1.1.1.1\n");
	copy("#src\n#!incomplete\tdisk full\n", false, "src", "0");
	/* The status is 2 now, so the file is left as it was. */
	assert_string_equal(got, "#src\n1.1.1.1\n");
}

/* Blocks of a raw log: separated by blanks, addresses in any spelling. */
static void
test_raw(void **state)
{
	static const char in[] = "2001:DB8:0::1 2 #tag\n1.2.3.4 - x%20y\n"
				 "junk 5 #\n";
	struct out_conf conf = {.path = path};
	struct origin origin = {.name = "t", .ev = EVIDENCE_INIT, .raw = true};
	struct slice name[] = {{"foo", 3}, {"src", 3}, {"packets", 7}};
	struct slice in_name[] = {{"src", 3}, {"packets", 7}, {"foo", 3}};
	static const size_t col[] = {2, 0, 1};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct cursor c;
	const char *why;

	(void)state;
	struct lines *l = lines_new(feed_head(in, sizeof(in) - 1,
					feed_open("/dev/null", &why)),
	    &origin, ' ', 0x20);
	unlink(path);
	assert_int_equal(lines_next(l, &c.page), 1);
	cursor_start(&c);
	block_start(b, schemas_names(all, in_name, 3), &origin);
	cursor_bind(&c, b);
	for (size_t i = 0; i < c.page.scan.neol; i++)
		cursor_plain(&c, b, i);
	block_all(b);
	/* Written in place, for the status is 2 from the test before. */
	assert_int_equal(mkfifo(path, 0600), 0);
	FILE *f = fopen(path, "r+");
	struct out *o = out_open(&conf);
	struct wr *w = wr_new(o, false);
	wr_header(w, schemas_names(all, name, 3));
	wr_header(w, schemas_names(all, name, 3));
	wr_rows(w, b, col, 3);
	wr_end(w, &origin.ev);
	wr_free(w);
	out_close(o);
	static const char want[] = "#foo\tsrc\tpackets\n"
				   "%23tag\t2001:db8::1\t2\n"
				   "x%20y\t1.2.3.4\t-\n"
				   "%23\tjunk\t5\n"
				   "#!incomplete\twr failed\n";
	assert_int_equal(fread(got, 1, sizeof(want) - 1, f), sizeof(want) - 1);
	got[sizeof(want) - 1] = '\0';
	assert_string_equal(got, want);
	fclose(f);
	lines_free(l);
	block_free(b);
	schemas_free(all);
}

/* ---- random rows ------------------------------------------------------- */

static unsigned seed = 20240907;
static enum cpu most; /* the best variant of this machine */

static unsigned
roll(unsigned n)
{
	return (unsigned)rand_r(&seed) % n;
}

/* A cell of a stream, or of a log: of any length, some that look like more. */
static void
add_cell(struct buf *to)
{
	static const char *const odd[] = {
	    "-",
	    "#",
	    "#src",
	    "1.2.3.4",
	    "2001:DB8::1",
	    "2001:db8:0:1::5",
	    "::ffff:1.2.3.4",
	    "fe80::1:2:3:4",
	    "2a01:cb00:8d1:35c7:92ba:c812:e640:bd65",
	    "0:0:0:0:0:0:0:1",
	};

	if (roll(3) > 0) {
		buf_str(to, odd[roll(nitems(odd))]);
		return;
	}
	for (unsigned n = roll(8) == 0 ? 1 + roll(200) : 1 + roll(20); n > 0;
	     n--)
		buf_char(to, (char)('!' + roll(90)));
}

#define WIDE 6  /* columns */
#define ADDED 2 /* behind them, in some blocks */

/* Lines of WIDE cells, in a stream with other lines between them. */
static void
make_rows(struct buf *to, char sep, bool raw)
{
	for (unsigned n = 1 + roll(400); n > 0; n--) {
		if (!raw && roll(20) == 0)
			buf_str(to, "# a comment\n");
		size_t at = to->n;
		for (int i = 0; i < WIDE; i++) {
			if (i > 0)
				buf_char(to, sep);
			add_cell(to);
		}
		if (!raw && to->p[at] == '#')
			to->p[at] = 'x'; /* else it is no row */
		buf_char(to, '\n');
	}
}

/* Drops rows: none, all but some, or some. */
static void
drop(struct block *b)
{
	unsigned way = roll(3);
	size_t n = 0;

	for (size_t i = 0; i < b->nsel && way > 0; i++)
		if ((roll(16) == 0) == (way == 1))
			b->sel[n++] = b->sel[i];
	if (way > 0)
		b->nsel = n;
}

/* Columns in any order, as they are, or one that is missing. */
static size_t
choose(size_t *col, unsigned ncol)
{
	size_t n = roll(3) == 0 ? ncol : 1 + roll(ncol);
	bool same = roll(2) == 0;

	for (size_t i = 0; i < n; i++) {
		col[i] = same ? i : roll(ncol);
		if (!same && roll(6) == 0)
			col[i] = SCHEMA_NONE;
	}
	return n;
}

/* What wr_rows writes is what row_text says of each row: on any machine. */
static void
compare(const struct block *b)
{
	size_t col[WIDE + ADDED], n = choose(col, (unsigned)b->schema->ncol);
	struct buf want = {0};

	for (size_t i = 0; i < b->nsel; i++) {
		row_text(&want, b, b->sel[i], col, n);
		buf_char(&want, '\n');
	}
	for (enum cpu i = CPU_PLAIN; i <= most; i++) {
		struct out *o = out_memory();
		setenv("FL_CPU", cpu_name(i), 1);
		struct wr *w = wr_new(o, true);
		unsetenv("FL_CPU");
		wr_rows(w, b, col, n);
		struct slice all = out_bytes(o);
		assert_int_equal(all.n, want.n);
		if (all.n > 0)
			assert_memory_equal(all.p, want.p, all.n);
		wr_free(w);
		out_close(o);
	}
	buf_free(&want);
}

/* Two columns are addresses. */
static const struct slice wide[WIDE + ADDED] = {{"src", 3}, {"dst", 3},
    {"packets", 7}, {"foo", 3}, {"vpc", 3}, {"bar", 3}, {"one", 3}, {"two", 3}};

/* Gives some blocks columns that are not in their text. */
static void
widen(struct block *b, struct schemas *all)
{
	static const char text[] = "a name of up to forty bytes, as labels are";

	if (roll(2) == 0)
		return;
	block_widen(b, schemas_names(all, wide, WIDE + ADDED));
	for (size_t i = WIDE; i < WIDE + ADDED; i++) {
		struct slice *cell = block_slices(b, i);
		for (size_t row = 0; row < b->nrow; row++)
			cell[row] = (struct slice){text, 1 + roll(40)};
	}
}

static void
test_random_streams(void **state)
{
	const char *why;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct origin origin = {.name = "t", .ev = EVIDENCE_INIT};
		struct schemas *all = schemas_new();
		struct block *b = block_new();
		struct buf text = {0};
		buf_str(&text, "#src\tdst\tpackets\tfoo\tvpc\tbar\n");
		make_rows(&text, '\t', false);
		struct rd *r = rd_new(feed_head(text.p, text.n,
					  feed_open("/dev/null", &why)),
		    &origin, all);
		while (rd_next(r, b) == 1) {
			drop(b);
			widen(b, all);
			compare(b);
		}
		assert_int_equal(origin.malformed, 0);
		rd_free(r);
		buf_free(&text);
		block_free(b);
		schemas_free(all);
	}
}

static void
test_random_logs(void **state)
{
	const char *why;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct origin origin = {.ev = EVIDENCE_INIT, .raw = true};
		struct schemas *all = schemas_new();
		struct block *b = block_new();
		struct buf text = {0};
		struct cursor c;
		make_rows(&text, ' ', true);
		struct lines *l = lines_new(feed_head(text.p, text.n,
						feed_open("/dev/null", &why)),
		    &origin, ' ', 0x20);
		assert_int_equal(lines_next(l, &c.page), 1);
		cursor_start(&c);
		block_start(b, schemas_names(all, wide, WIDE), &origin);
		cursor_bind(&c, b);
		for (size_t i = 0; i < c.page.scan.neol; i++)
			cursor_plain(&c, b, i);
		block_all(b);
		drop(b);
		widen(b, all);
		compare(b);
		lines_free(l);
		buf_free(&text);
		block_free(b);
		schemas_free(all);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_copy),
	    cmocka_unit_test(test_raw),
	    cmocka_unit_test(test_random_streams),
	    cmocka_unit_test(test_random_logs),
	};
	diag_init("wr");
	most = cpu_level();
	fprintf(stderr, "seed %u\n", seed);
	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
