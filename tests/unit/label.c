/* SPDX-License-Identifier: ISC */

/*
 * label against a walk over all that was added, on random sources, holders
 * and rows; what tables say; and columns that are there before.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/feed.h"
#include "base/mem.h"
#include "engine/label.h"
#include "stream/rd.h"

#define SEED 20261124

static unsigned int
below(unsigned int n)
{
	return (unsigned int)random() % n;
}

/* ---- the plain way ----------------------------------------------------- */

#define COLUMNS 4 /* a to d */
#define SOURCES 4
#define MANY 40
#define PLACES 6 /* interfaces, the first four of which are placed */

struct added {
	struct prefix prefix;
	unsigned int source;
	bool held;
	char vpc[4], eni[4];
	char cell[COLUMNS][24]; /* by column; "": its source has it not */
};

static struct added added[MANY];
static size_t nadded;
static char place[PLACES][4];

/* Those of one prefix with holders. */
static size_t
holders(struct prefix p)
{
	size_t n = 0;

	for (size_t i = 0; i < nadded; i++)
		n += added[i].held && prefix_cmp(added[i].prefix, p) == 0;
	return n;
}

/* Which holder of a prefix a row's VPC and interface tell; NULL. */
static const struct added *
told(struct prefix p, const char *vpc, const char *eni)
{
	const struct added *one = NULL;
	size_t n = 0;

	for (size_t i = 0; i < nadded; i++) {
		const struct added *a = &added[i];
		if (a->held && prefix_cmp(a->prefix, p) == 0 &&
		    strcmp(a->eni, eni) == 0)
			return a;
	}
	if (vpc[0] == '-' && eni[0] == 'e' && eni[1] - '0' < PLACES)
		vpc = place[eni[1] - '0'];
	for (size_t i = 0; i < nadded; i++) {
		const struct added *a = &added[i];
		if (!a->held || prefix_cmp(a->prefix, p) != 0 ||
		    strcmp(a->vpc, vpc) != 0)
			continue;
		one = a;
		n++;
	}
	return n == 1 ? one : NULL;
}

/* What one prefix says of a column: NULL: nothing. */
static const char *
says(struct prefix p, size_t c, bool longest, const char *vpc, const char *eni)
{
	const struct added *mine = longest ? told(p, vpc, eni) : NULL;
	size_t n = holders(p);

	for (int s = SOURCES - 1; s >= 0; s--) {
		for (size_t i = nadded; i-- > 0;) {
			const struct added *a = &added[i];
			if (a->source != (unsigned int)s ||
			    a->cell[c][0] == '\0' ||
			    prefix_cmp(a->prefix, p) != 0)
				continue;
			if (!a->held || n == 1 || a == mine)
				return a->cell[c];
			if (mine == NULL)
				return "-"; /* in doubt */
		}
	}
	return NULL;
}

static const char *
plain(struct prefix ask, size_t c, const char *vpc, const char *eni)
{
	bool longest = true;

	for (int len = ask.len; len >= 0; len--) {
		struct prefix p = {ip_mask(ask.ip, (unsigned int)len),
		    (uint8_t)len};
		bool there = false;
		for (size_t i = 0; i < nadded; i++)
			there |= prefix_cmp(added[i].prefix, p) == 0;
		if (!there)
			continue;
		const char *s = says(p, c, longest, vpc, eni);
		if (s != NULL)
			return s;
		longest = false;
	}
	return "-";
}

/* ---- random ------------------------------------------------------------ */

static struct prefix
some_prefix(unsigned int most)
{
	struct ip ip = ip_from4(0x0a000000 | below(16));
	unsigned int len = 128 - below(most);

	if (below(3) == 0)
		ip = (struct ip){0x20010db800000000, below(16)};
	return (struct prefix){ip_mask(ip, len), (uint8_t)len};
}

/* Sources with random columns, and what they say. */
static struct label *
make(void)
{
	static const struct slice name[COLUMNS] = {{"a", 1}, {"b", 1}, {"c", 1},
	    {"d", 1}};
	struct label *l = label_new();
	struct slice col[SOURCES][COLUMNS];
	size_t has[SOURCES][COLUMNS], n[SOURCES];

	for (size_t s = 0; s < SOURCES; s++) {
		n[s] = 0;
		for (size_t c = 0; c < COLUMNS; c++)
			if (below(2) == 0 || s == c) {
				has[s][n[s]] = c;
				col[s][n[s]++] = name[c];
			}
		label_source(l, "source", col[s], n[s]);
	}
	for (int i = 0; i < PLACES; i++)
		snprintf(place[i], sizeof(place[i]), "%s%u", i < 4 ? "v" : "-",
		    below(3));
	nadded = below(MANY);
	for (size_t i = 0; i < nadded; i++) {
		struct added *a = &added[i];
		struct slice cell[COLUMNS];
		*a = (struct added){.prefix = some_prefix(6)};
		/* The first source has interfaces, the others tables. */
		a->source = below(2) ? 0 : 1 + below(SOURCES - 1);
		a->held = a->source == 0;
		snprintf(a->vpc, sizeof(a->vpc), "v%u", below(3));
		snprintf(a->eni, sizeof(a->eni), "e%u", below(10));
		for (size_t k = 0; k < i && !a->held; k++)
			if (added[k].source == a->source &&
			    prefix_cmp(added[k].prefix, a->prefix) == 0)
				a->prefix.len = 0; /* not twice */
		if (a->prefix.len == 0) {
			nadded = i;
			break;
		}
		for (size_t c = 0; c < n[a->source]; c++) {
			char *to = a->cell[has[a->source][c]];
			snprintf(to, sizeof(a->cell[0]), "x%zu", i);
			cell[c] = slice_str(to);
		}
		struct label_holder by = {slice_str(a->vpc), slice_str(a->eni)};
		label_add(l, a->source, a->prefix, cell, a->held ? &by : NULL,
		    i + 1);
	}
	for (int i = 0; i < 4; i++) {
		char eni[4] = {'e', (char)('0' + i), '\0', '\0'};
		label_place(l, slice_str(eni), slice_str(place[i]));
	}
	assert_int_equal(label_done(l), 0);
	return l;
}

#define ROWS 60

static struct {
	struct prefix side[2];
	char vpc[4], eni[4];
} rows[ROWS];

static void
put_rows(struct buf *to)
{
	char text[PREFIX_MAX];

	buf_str(to, "#src\tdst\tvpc\teni\n");
	for (int i = 0; i < ROWS; i++) {
		for (int s = 0; s < 2; s++) {
			rows[i].side[s] = some_prefix(below(4) ? 1 : 4);
			char *end = prefix_print(text, rows[i].side[s]);
			buf_add(to, text, (size_t)(end - text));
			buf_char(to, '\t');
		}
		snprintf(rows[i].vpc, sizeof(rows[i].vpc), "%s",
		    below(2) ? "-" : "v0");
		if (rows[i].vpc[0] == 'v')
			rows[i].vpc[1] = (char)('0' + below(4));
		snprintf(rows[i].eni, sizeof(rows[i].eni), "e%u", below(10));
		if (below(3) == 0)
			strcpy(rows[i].eni, "-");
		buf_fmt(to, "%s\t%s\n", rows[i].vpc, rows[i].eni);
	}
}

/* The columns that a run fills: all of them. */
static void
run_block(struct labelrun *r, struct schemas *all, struct block *b)
{
	size_t col[SCHEMA_COLS];

	block_widen(b, labelrun_widen(r, all, b->schema));
	for (size_t i = 0; i < b->schema->ncol; i++)
		col[i] = i;
	labelrun_block(r, b, col, b->schema->ncol);
}

static struct rd *
read_text(const struct buf *text, struct origin *o, struct schemas *all)
{
	const char *why;

	return rd_new(feed_head(text->p, text->n, feed_open("/dev/null", &why)),
	    o, all);
}

static void
check_row(const struct block *b, size_t row)
{
	static const char *const side[] = {"src", "dst"};
	char tmp[CELL_MAX], name[8];

	for (size_t c = 0; c < COLUMNS; c++) {
		for (int s = 0; s < 2; s++) {
			snprintf(name, sizeof(name), "%s%c", side[s],
			    (char)('a' + (int)c));
			size_t col = schema_column(b->schema, &field_other,
			    slice_str(name));
			assert_true(col != SCHEMA_NONE);
			struct slice got = block_cell(b, row, col, tmp);
			const char *want = plain(rows[row].side[s], c,
			    rows[row].vpc, rows[row].eni);
			assert_int_equal(got.n, strlen(want));
			assert_memory_equal(got.p, want, got.n);
		}
	}
}

static void
test_random(void **state)
{
	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct origin o = {.name = "t", .ev = EVIDENCE_INIT};
		struct schemas *all = schemas_new();
		struct block *b = block_new();
		struct buf text = {0};
		struct label *l = make();
		struct labelrun *r = labelrun_new(l);
		put_rows(&text);
		struct rd *rd = read_text(&text, &o, all);
		assert_int_equal(rd_next(rd, b), 1);
		run_block(r, all, b);
		assert_int_equal(b->nsel, ROWS);
		for (size_t i = 0; i < ROWS; i++)
			check_row(b, i);
		labelrun_free(r);
		label_free(l);
		rd_free(rd);
		block_free(b);
		schemas_free(all);
		buf_free(&text);
	}
}

/* ---- by hand ----------------------------------------------------------- */

/* The labels of a small stream, as "name=cell ..." of the columns named. */
static void
gives(struct label *l, const char *header, const char *row, const char *want)
{
	struct origin o = {.name = "t", .ev = EVIDENCE_INIT};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct buf text = {0}, got = {0};
	char tmp[CELL_MAX];

	buf_fmt(&text, "%s\n%s\n", header, row);
	struct labelrun *r = labelrun_new(l);
	struct rd *rd = read_text(&text, &o, all);
	assert_int_equal(rd_next(rd, b), 1);
	run_block(r, all, b);
	assert_int_equal(b->nsel, 1);
	for (size_t i = 0; i < b->schema->ncol; i++) {
		buf_fmt(&got, "%s%s=", i > 0 ? " " : "",
		    b->schema->col[i].name);
		buf_slice(&got, block_cell(b, 0, i, tmp));
	}
	assert_string_equal(buf_cstr(&got), want);
	labelrun_free(r);
	rd_free(rd);
	block_free(b);
	schemas_free(all);
	buf_free(&text);
	buf_free(&got);
}

static struct prefix
prefix(const char *s)
{
	struct prefix p;

	assert_int_equal(prefix_parse(slice_str(s), &p), 0);
	return p;
}

/* What is there stays in its place, and is changed where more is known. */
static void
test_again(void **state)
{
	static const struct slice col[] = {{"name", 4}, {"site", 4}};
	struct slice one[] = {{"n", 1}, {"", 0}};
	struct label *l = label_new();

	(void)state;
	size_t s = label_source(l, "s", col, 2);
	label_add(l, s, prefix("10.0.0.1"), one, NULL, 1);
	assert_int_equal(label_done(l), 0);
	gives(l, "#src\tdst", "10.0.0.1\t10.0.0.2",
	    "src=10.0.0.1 dst=10.0.0.2 srcname=n dstname=- srcsite=- "
	    "dstsite=-");
	gives(l, "#srcname\tsrc\tdstname\tdst\tsrcsite\tdstsite",
	    "old\t10.0.0.1\tkept\t10.0.0.2\told\tkept",
	    "srcname=n src=10.0.0.1 dstname=kept dst=10.0.0.2 srcsite=- "
	    "dstsite=kept");
	gives(l, "#SRC-NAME\tsrc", "old\t10.0.0.9",
	    "srcname=old src=10.0.0.9 dstname=- srcsite=- dstsite=-");
	gives(l, "#dport\tfoo", "1\tx",
	    "dport=1 foo=x srcname=- dstname=- srcsite=- dstsite=-");
	gives(l, "#src\tdst", "-\t10.0.0.0/31",
	    "src=- dst=10.0.0.0/31 srcname=- dstname=- srcsite=- dstsite=-");
	label_free(l);
}

/* Each side of a transit gateway's row has its own VPC. */
static void
test_gateway(void **state)
{
	static const struct slice col[] = {{"name", 4}};
	struct slice a[] = {{"a", 1}}, b[] = {{"b", 1}};
	struct label_holder in_a = {{"va", 2}, {"ea", 2}};
	struct label_holder in_b = {{"vb", 2}, {"eb", 2}};
	struct label *l = label_new();

	(void)state;
	size_t s = label_source(l, "s", col, 1);
	label_add(l, s, prefix("10.0.0.1"), a, &in_a, 0);
	label_add(l, s, prefix("10.0.0.1"), b, &in_b, 0);
	assert_int_equal(label_done(l), 0);
	gives(l, "#src\tdst\ttgwsrcvpc\ttgwdstvpc",
	    "10.0.0.1\t10.0.0.1\tvb\tva",
	    "src=10.0.0.1 dst=10.0.0.1 tgwsrcvpc=vb tgwdstvpc=va srcname=b "
	    "dstname=a");
	assert_int_equal(label_doubts(l).n, 0);
	gives(l, "#src\tdst\tvpc", "10.0.0.1\t10.0.0.1\tvc",
	    "src=10.0.0.1 dst=10.0.0.1 vpc=vc srcname=- dstname=-");
	struct label_doubt d = label_doubts(l);
	assert_int_equal(d.n, 2);
	assert_true(ip_eq(d.ip, ip_from4(0x0a000001)));
	assert_true(slice_is(d.holder[0], "va"));
	assert_true(slice_is(d.holder[1], "vb"));
	label_free(l);
}

static void
test_names(void **state)
{
	static const char *const good[] = {"name", "sg", "NAME", "site", "a.b",
	    "pl", "vpc"};
	static const char *const bad[] = {"", "port", "addr", "svc", "ip",
	    "a b", "a,b", "a=b", "a#", "a\tb"};

	(void)state;
	for (size_t i = 0; i < nitems(good); i++)
		assert_true(label_may(slice_str(good[i])));
	for (size_t i = 0; i < nitems(bad); i++)
		assert_false(label_may(slice_str(bad[i])));
}

/* ---- tables ------------------------------------------------------------ */

static char path[] = "/tmp/fl-label.XXXXXX";

static struct label *
table(const char *text, size_t n, int want)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
	struct label *l = label_new();
	int r = label_table(l, path);
	if (r == 0)
		r = label_done(l);
	assert_int_equal(r, want);
	return l;
}

#define TABLE(text, want) table(text, sizeof(text) - 1, want)

static void
test_tables(void **state)
{
	struct label *l;

	(void)state;
	l = TABLE("\xef\xbb\xbf#prefix\tsite\towner\r\n# ours\n\n"
		  "10.0.0.0/8\t a\t50% x\r\n10.1.0.0/16\tb\t\n"
		  "#prefix\tsite\towner\n10.1.0.0/16\tb\t-\n#!end\n"
		  "2001:db8::/32\tsix\t#1",
	    0);
	gives(l, "#src\tdst", "10.0.0.1\t10.1.0.2",
	    "src=10.0.0.1 dst=10.1.0.2 srcsite=a dstsite=b srcowner=50% x "
	    "dstowner=-");
	gives(l, "#src\tdst", "2001:db8::1\t11.0.0.0",
	    "src=2001:db8::1 dst=11.0.0.0 srcsite=six dstsite=- srcowner=#1 "
	    "dstowner=-");
	label_free(l);
	l = TABLE("\xff\xfep\0\t\0s\0\n\0"
		  "1\0.\0"
		  "1\0.\0"
		  "1\0.\0"
		  "1\0\t\0"
		  "\xe9\0",
	    0);
	gives(l, "#src\tdst", "1.1.1.1\t-",
	    "src=1.1.1.1 dst=- srcs=\xc3\xa9 dsts=-");
	label_free(l);
	assert_int_equal(diag_status(), DIAG_OK);
}

/* From here on the exit status is 2. */
static void
test_bad_tables(void **state)
{
	(void)state;
	label_free(TABLE("", -1));
	label_free(TABLE("# nothing\n", -1));
	label_free(TABLE("10.0.0.0/8\ta\n", -1));
	label_free(TABLE("prefix\n10.0.0.0/8\n", -1));
	label_free(TABLE("prefix\tport\n", -1));
	label_free(TABLE("prefix\ta\n10.0.0.0/8\n", -1));
	label_free(TABLE("prefix\ta\n10.0.0.0/8\tx\ty\n", -1));
	label_free(TABLE("prefix\ta\n10.0.0.1/8\tx\n", -1));
	label_free(TABLE("prefix\ta\nten\tx\n", -1));
	label_free(TABLE("prefix\ta\n10.0.0.0/8\tx\x01\n", -1));
	label_free(TABLE("prefix\ta\n10.0.0.0/8\tx\n\n10.0.0.0/8\ty\n", -1));
	label_free(TABLE("prefix\ta\n1.1.1.1\tx\n#prefix\tb\n", -1));
	assert_int_equal(diag_status(), DIAG_LOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_again),
	    cmocka_unit_test(test_gateway),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_bad_tables),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	assert_true(mkstemp(path) != -1);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
