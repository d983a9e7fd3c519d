/* SPDX-License-Identifier: ISC */

/*
 * exprrun: what expressions mean.  Tables of cases with answers by hand, and
 * random expressions over random rows against a slow evaluator that goes row
 * by row, knows no order of tests and holds addresses as sets of bits.
 */

#include <ctype.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compat.h"
#include "base/feed.h"
#include "base/mem.h"
#include "engine/expr.h"
#include "model/block.h"
#include "stream/rd.h"

#define SEED 20261124

/* What became of the rows of a stream: the first cells of those kept. */
struct result {
	struct buf kept;
	size_t nkept, dropped, malformed;
};

static struct result
filter(const char *text, size_t size, char *const *word, size_t nword)
{
	struct once once = {0};
	struct voice voice = {.once = &once};
	struct origin origin = {.name = "test",
	    .ev = EVIDENCE_INIT,
	    .voice = &voice};
	struct schemas *all = schemas_new();
	struct block *b = block_new();
	struct result res = {{0}, 0, 0, 0};
	const char *why;
	char tmp[CELL_MAX];

	struct expr *e = expr_parse(word, nword);
	assert_non_null(e);
	struct exprrun *run = exprrun_new(e);
	struct rd *rd = rd_new(feed_head(text, size,
				   feed_open("/dev/null", &why)),
	    &origin, all);
	while (rd_next(rd, b) == 1) {
		res.dropped += exprrun_block(run, b);
		res.nkept += b->nsel;
		for (size_t i = 0; i < b->nsel; i++) {
			if (res.kept.n > 0)
				buf_char(&res.kept, ' ');
			buf_slice(&res.kept, block_cell(b, b->sel[i], 0, tmp));
		}
	}
	res.malformed = origin.malformed;
	exprrun_free(run);
	expr_free(e);
	rd_free(rd);
	block_free(b);
	schemas_free(all);
	buf_cstr(&res.kept);
	voice_forget(&once);
	return res;
}

/* Runs something with stderr in a file; its text into out. */
static void
quiet(const char *text, const char *word, struct result *res, char *out,
    size_t size)
{
	char *copy = mem_str(word);
	char path[] = "/tmp/fl-exprrun-XXXXXX";

	fflush(stderr);
	int saved = dup(2), fd = mkstemp(path);
	assert_true(saved != -1 && fd != -1);
	unlink(path);
	dup2(fd, 2);
	*res = filter(text, strlen(text), &copy, 1);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	ssize_t n = pread(fd, out, size - 1, 0);
	assert_true(n >= 0);
	out[n] = '\0';
	close(fd);
	free(copy);
}

struct one {
	const char *word, *kept;
};

static void
check(const char *text, const struct one *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *copy = mem_str(cases[i].word);
		struct result res = filter(text, strlen(text), &copy, 1);
		if (strcmp(res.kept.p, cases[i].kept) != 0)
			fail_msg("%s: kept %s, not %s", copy, res.kept.p,
			    cases[i].kept);
		buf_free(&res.kept);
		free(copy);
	}
}

static void
addresses(void **state)
{
	static const char text[] = "#id\tsrc\tdst\n"
				   "a\t10.0.0.1\t10.0.0.9\n"
				   "b\t10.1.0.0/16\t192.0.2.1\n"
				   "c\t2001:db8::1\t::1\n"
				   "d\t-\t10.0.0.1\n"
				   "e\t-\t-\n"
				   "f\t::/0\t0.0.0.0/0\n"
				   "g\t::ffff:10.0.0.1\t10.0.0.128/25\n";
	static const struct one cases[] = {
	    {"src=10.0.0.1", "a g"},
	    {"src!=10.0.0.1", "b c f"},
	    {"not src=10.0.0.1", "b c d e f"},
	    {"src=-", "d e"},
	    {"src!=-", "a b c f g"},
	    {"src=-,10.0.0.1", "a d e g"},
	    {"src!=-,10.0.0.1", "b c f"},
	    {"src=10.0.0.0/8", "a b g"},
	    {"src=10.1.0.0/16", "b"},
	    {"src=10.1.0.0/17", ""},
	    {"src=10.1.0.0/17,10.1.128.0/17", "b"},
	    {"src=10.1.0.0-10.1.255.255", "b"},
	    {"src=10.1.0.0-10.1.255.254", ""},
	    {"src=10.1.0.0..10.1.127.255,10.1.128.0/17", "b"},
	    {"src=0.0.0.0/0", "a b g"},
	    {"dst=0.0.0.0/0", "a b d f g"},
	    {"src=::/0", "c f"},
	    {"dst=::/0", "c"},
	    {"src=::/0,0.0.0.0/0", "a b c f g"},
	    {"src=2001:DB8:0::/32", "c"},
	    {"src=::-ffff:ffff::", "c"},
	    {"src<10.0.0.1", ""},
	    {"src<=10.0.0.1", "a g"},
	    {"src>10.0.0.1", "b"},
	    {"src>=10.0.0.1", "a b g"},
	    {"dst>10.0.0.0/25", "b g"},
	    {"dst<10.0.0.128/25", "a d"},
	    {"src>=::", "c f"},
	    {"src>2001:db8::1", ""},
	    {"addr=10.0.0.1", "a d g"},
	    {"addr!=10.0.0.1", "b c f"},
	    {"not addr=10.0.0.1", "b c e f"},
	    {"addr=-", "d e"},
	    {"addr!=-", "a b c f g"},
	    {"addr=192.0.2.0/24,2001:db8::/32", "b c"},
	    {"addr<10.0.0.9", "a d g"},
	};

	(void)state;
	check(text, cases, nitems(cases));
}

static void
numbers(void **state)
{
	static const char text[] = "#id\tsport\tdport\tproto\tbytes\n"
				   "a\t50000\t443\t6\t10240\n"
				   "b\t50001\t80\t6\t10239\n"
				   "c\t0\t0\t1\t18446744073709551614\n"
				   "d\t-\t80\t17\t0\n"
				   "e\t-\t-\t-\t-\n"
				   "f\t65535\t1024\t255\t5\n";
	static const struct one cases[] = {
	    {"dport=443", "a"},
	    {"dport=https", "a"},
	    {"dport=80,443", "a b d"},
	    {"dport=1-1024", "a b d f"},
	    {"dport=1..1023", "a b d"},
	    {"dport!=80", "a c f"},
	    {"not dport=80", "a c e f"},
	    {"not dport!=80", "b d e"},
	    {"dport<80", "c"},
	    {"dport<=80", "b c d"},
	    {"dport>80", "a f"},
	    {"dport>=443", "a f"},
	    {"dport<0", ""},
	    {"sport>65534", "f"},
	    {"port=80", "b d"},
	    {"port!=80", "a c f"},
	    {"port=-", "d e"},
	    {"port>=50000", "a b f"},
	    {"port<80", "c"},
	    {"proto=tcp", "a b"},
	    {"proto=udp,icmp", "c d"},
	    {"proto!=tcp", "c d f"},
	    {"proto=tcp dport=443", "a"},
	    {"bytes>=10k", "a c"},
	    {"bytes<10k", "b d f"},
	    {"bytes=10k", "a"},
	    {"bytes>1T", "c"},
	    {"bytes>=0", "a b c d f"},
	    {"bytes=18446744073709551614", "c"},
	};

	(void)state;
	check(text, cases, nitems(cases));
}

/* A service may have many ports (8000-8079, 8081-8085 and more here), and
 * more than one name. */
static void
services(void **state)
{
	static const char text[] = "#id\tdport\tfromport\n"
				   "a\t7999\t7999\nb\t8000\t8000\n"
				   "c\t8079\t8079\nd\t8080\t8080\n"
				   "e\t8085\t8085\nf\t-\t-1\n";
	static const struct one cases[] = {
	    {"dport=http-other", "b c e"},
	    {"dport=HTTP-Other", "b c e"},
	    {"dport!=http-other", "a d"},
	    {"dport=http-alt", "d"},
	    {"dport=http-alt,http-other", "b c d e"},
	    {"dport<http-other", "a"},
	    {"fromport=http-other", "b c e"},
	    {"fromport=-1-7999", "a f"},
	};

	(void)state;
	check(text, cases, nitems(cases));
}

static void
words(void **state)
{
	static const char text[] = "#id\tflags\taction\thow\tvpc\tmy-col\n"
				   "a\t2\tACCEPT\tsyn\tvpc-1\tx y\n"
				   "b\t18\tREJECT\tnone\tvpc-2\ta,b\n"
				   "c\t0\t-\t-\t-\t-\n"
				   "d\t-\tACCEPT\tport\tVPC-1\t(z)\n"
				   "e\t3\tREJECT\tsyn\tor\t@f\n";
	static const struct one cases[] = {
	    {"flags=syn", "a b e"},
	    {"flags=SYN+ACK", "b"},
	    {"flags=fin,ack", "b e"},
	    {"flags=2", "a"},
	    {"flags=2,ack", "a b"},
	    {"flags!=syn", "c"},
	    {"flags=syn not flags=ack", "a e"},
	    {"flags=0", "c"},
	    {"flags=0-2", "a c"},
	    {"action=accept", "a d"},
	    {"action!=Accept", "b e"},
	    {"action=accept,reject", "a b d e"},
	    {"how=syn,port", "a d e"},
	    {"vpc=vpc-1", "a"},
	    {"vpc=vpc-1,vpc-2,vpc-9", "a b"},
	    {"vpc!=vpc-1", "b d e"},
	    {"vpc=-", "c"},
	    {"vpc=or or vpc=VPC-1", "d e"},
	    {"my-col='x y'", "a"},
	    {"my-col=\"a,b\",'(z)'", "b d"},
	    {"my-col='@f'", "e"},
	    {"my-col!='x y'", "b d e"},
	    {"col:my-col=-", "c"},
	};

	(void)state;
	check(text, cases, nitems(cases));
}

/*
 * 2026-03-01T00:00:00Z is 1772323200: 20513 days of 86400 seconds since
 * 1970 (56 years of 365 days, 14 leap days, 31 + 28 days of 2026).
 */
static void
times(void **state)
{
	static const char text[] = "#id\tstart\n"
				   "a\t1772323199\n"
				   "b\t1772323200\n"
				   "c\t1772409599\n"
				   "d\t1772409600\n"
				   "e\t-\n";
	static const struct one cases[] = {
	    {"start=2026-03-01", "b c"},
	    {"start!=2026-03-01", "a d"},
	    {"start<2026-03-01", "a"},
	    {"start<=2026-03-01", "a b c"},
	    {"start>2026-03-01", "d"},
	    {"start>=2026-03-01", "b c d"},
	    {"start=2026", "a b c d"},
	    {"start=2026-03", "b c d"},
	    {"start=1772323200", "b"},
	    {"start=2026-03-01..2026-03-02", "b c d"},
	    {"start='2026-03-01 00:00..2026-03-01 00:00'", "b"},
	    {"start=2026-03-01T01:00:00+01:00", "b"},
	    {"start=2026-02-28,1772409600", "a d"},
	};

	(void)state;
	check(text, cases, nitems(cases));
}

static void
logic(void **state)
{
	static const char text[] = "#id\tdport\tproto\n"
				   "a\t1\t1\nb\t1\t2\nc\t2\t1\nd\t2\t2\n";
	static const struct one cases[] = {
	    {"dport=1 and proto=1", "a"},
	    {"dport=1 or proto=1", "a b c"},
	    {"dport=1 proto=2 or dport=2 proto=1", "b c"},
	    {"dport=1 (proto=2 or dport=2) proto=1", ""},
	    {"dport=1 or proto=1 and dport=2", "a b c"},
	    {"(dport=1 or proto=1) and dport=2", "c"},
	    {"not dport=1 or proto=2", "b c d"},
	    {"not (dport=1 or proto=2)", "c"},
	    {"not (dport=1 and proto=2)", "a c d"},
	    {"not not dport=1", "a b"},
	    {"not(not(dport=1)or not(proto=1))", "a"},
	    {"((dport=1))", "a b"},
	    {"dport=1 or dport=2", "a b c d"},
	    {"dport=1 and dport=2", ""},
	    {"not(dport=1 or dport=2) or proto=2", "b d"},
	    {"(dport=1 or dport=2) (proto=1 or dport=2)", "a c d"},
	};
	char two[2][16] = {"dport=1", "proto=2"};
	char *word[] = {two[0], two[1]};

	(void)state;
	check(text, cases, nitems(cases));

	/* Arguments are joined by and; none keeps everything. */
	struct result res = filter(text, sizeof(text) - 1, word, 2);
	assert_string_equal(res.kept.p, "b");
	assert_int_equal(res.dropped, 3);
	buf_free(&res.kept);
	res = filter(text, sizeof(text) - 1, NULL, 0);
	assert_string_equal(res.kept.p, "a b c d");
	assert_int_equal(res.dropped, 0);
	buf_free(&res.kept);
}

/* Bad cells: reported where a test needs them, not where a cheaper one drops
 * the row first. */
static void
malformed(void **state)
{
	static const char text[] = "#id\tsrc\tdport\tfoo\n"
				   "a\t10.0.0.1\t80\t1\n"
				   "b\t10.0.0.x\t80\t1\n"
				   "c\t10.0.0.x\t81\t1\n"
				   "d\t10.0.0.1\t99999\t2\n";
	struct result res;
	char said[4096];

	(void)state;
	quiet(text, "src=10.0.0.1 dport=80", &res, said, sizeof(said));
	assert_string_equal(res.kept.p, "a");
	assert_int_equal(res.malformed, 2);
	assert_int_equal(res.dropped, 1);
	assert_string_equal(said,
	    "fl: test:5: dport: not a port (0-65535): \"99999\"\n"
	    "fl: test:3: src: not an address: \"10.0.0.x\"\n");
	buf_free(&res.kept);

	/* All columns of an or are read before it. */
	quiet(text, "foo=1 or dport=80", &res, said, sizeof(said));
	assert_string_equal(res.kept.p, "a b c");
	assert_int_equal(res.malformed, 1);
	assert_int_equal(res.dropped, 0);
	buf_free(&res.kept);

	/* Nobody asks. */
	quiet(text, "foo=1", &res, said, sizeof(said));
	assert_string_equal(res.kept.p, "a b c");
	assert_int_equal(res.malformed, 0);
	assert_int_equal(res.dropped, 1);
	assert_string_equal(said, "");
	buf_free(&res.kept);
}

/* A known column that is not there is missing in every row, said once. */
static void
absent(void **state)
{
	static const char text[] =
	    "#id\tdport\na\t80\nb\t81\n#id\tproto\tdport\nc\t6\t80\n"
	    "#id\tdport\nd\t80\n";
	static const char said_once[] =
	    "fl: test: no column proto: every row counts as missing it\n";
	static const struct one cases[] = {
	    {"proto=6", "c"},
	    {"proto!=6", ""},
	    {"not proto=6", "a b d"},
	    {"proto=-", "a b d"},
	    {"proto!=-", "c"},
	    {"not proto!=-", "a b d"},
	    {"proto=6 or dport=80", "a c d"},
	    {"dport=80 not proto=6", "a d"},
	};
	struct result res;
	char said[4096];

	(void)state;
	for (size_t i = 0; i < nitems(cases); i++) {
		quiet(text, cases[i].word, &res, said, sizeof(said));
		assert_string_equal(res.kept.p, cases[i].kept);
		assert_string_equal(said, said_once);
		buf_free(&res.kept);
	}
}

/* ---- random ----------------------------------------------------------- */

/*
 * The universe of addresses: 16 of 10.0.0.0/28 in bits 0-15, the rest of
 * IPv4 in bit 16; 16 of 2001:db8::/124 in bits 17-32, the rest in bit 33.
 */
enum col {
	SRC,
	DST,
	SPORT,
	DPORT,
	BYTES,
	FLAGS,
	START,
	VPC,
	NCOL
};

static const char *const col_name[] = {"src", "dst", "sport", "dport", "bytes",
    "flags", "start", "vpc"};

struct row {
	bool missing[NCOL];
	uint64_t v[NCOL]; /* bits for addresses, else the number */
};

enum op {
	EQ,
	NE,
	LT,
	LE,
	GT,
	GE
};

static const char *const op_text[] = {"=", "!=", "<", "<=", ">", ">="};

/* An item: a range of numbers (lo to hi), bits that must be set, addresses. */
struct item {
	bool missing, flags;
	uint64_t lo, hi;
};

struct tree {
	enum {
		TEST,
		AND,
		OR,
		NOT
	} kind;
	struct tree *a, *b;
	enum col col;
	bool pair; /* col and the next one: addr or port */
	enum op op;
	struct item item[4];
	size_t n;
};

static uint64_t
block_bits(unsigned int base, unsigned int from, unsigned int n)
{
	return ((1ULL << n) - 1) << (base + from);
}

/* A random address or aligned prefix as text and bits; one=true: address. */
static uint64_t
random_ip(char *text, size_t size, bool one)
{
	bool v6 = random() % 3 == 0;
	unsigned int shift = one ? 0 : random() % 5;
	unsigned int from = random() % 16 >> shift << shift;
	unsigned int base = v6 ? 17 : 0;

	if (!one && random() % 12 == 0) {
		snprintf(text, size, "%s", v6 ? "2001:db8::/32" : "10.0.0.0/8");
		return block_bits(base, 0, 17);
	}
	snprintf(text, size, v6 ? "2001:db8::%x" : "10.0.0.%u", from);
	if (shift > 0 || (!one && random() % 2 == 0)) {
		size_t n = strlen(text);
		snprintf(text + n, size - n, "/%u", (v6 ? 128 : 32) - shift);
	}
	return block_bits(base, from, 1U << shift);
}

static const uint64_t days[] = {1772236800, 1772323200, 1772409600, 1772496000};
static const char *const day_text[] = {"2026-02-28", "2026-03-01", "2026-03-02",
    "2026-03-03"};

static void
random_cell(struct row *r, enum col c, struct buf *to)
{
	char text[64] = "-";

	r->missing[c] = random() % 8 == 0;
	if (!r->missing[c] && c <= DST) {
		r->v[c] = random_ip(text, sizeof(text), random() % 3 != 0);
	} else if (!r->missing[c]) {
		r->v[c] = c == START ?
		    days[random() % 4] + random() % 2 * 86399 :
		    (uint64_t)random() % 10;
		snprintf(text, sizeof(text), c == VPC ? "v-%ju" : "%ju",
		    (uintmax_t)r->v[c]);
	}
	buf_str(to, text);
}

/* One item of a list; order: for an operator that takes one value. */
static struct item
random_item(enum col c, bool order, struct buf *to)
{
	static const char *const flag[] = {"fin", "syn", "rst", "FIN+rst"};
	static const uint64_t bits[] = {1, 2, 4, 5};
	struct item it = {false, false, 0, 0};
	char text[64];

	if (!order && random() % 8 == 0) {
		buf_char(to, '-');
		it.missing = true;
		return it;
	}
	if (c <= DST) {
		it.lo = it.hi = random_ip(text, sizeof(text), false);
		buf_str(to, text);
	} else if (c == START) {
		size_t i = random() % 4;
		size_t k = i + random() % (4 - i);
		if (order || random() % 2 == 0)
			k = i;
		it.lo = days[i];
		it.hi = days[k] + 86399;
		buf_fmt(to, i == k ? "%s" : "%s..%s", day_text[i], day_text[k]);
	} else if (c == FLAGS && random() % 2 == 0) {
		size_t i = random() % 4;
		it.flags = true;
		it.lo = bits[i];
		buf_str(to, flag[i]);
	} else {
		it.lo = it.hi = (uint64_t)random() % 10;
		if (!order && c != VPC && random() % 2 == 0)
			it.hi += (uint64_t)random() % 5;
		const char *one = c == VPC ? "v-%ju" : "%ju";
		buf_fmt(to, it.lo == it.hi ? one : "%ju-%ju", (uintmax_t)it.lo,
		    (uintmax_t)it.hi);
	}
	return it;
}

static struct tree *
random_test(struct buf *to)
{
	struct tree *t = mem_new(sizeof(*t));

	t->col = random() % NCOL;
	t->pair = (t->col == SRC || t->col == SPORT) && random() % 2 == 0;
	bool order = t->col != FLAGS && t->col != VPC && random() % 3 == 0;
	t->op = order ? LT + random() % 4 : random() % 2;
	if (t->pair)
		buf_str(to, t->col == SRC ? "addr" : "port");
	else
		buf_str(to, col_name[t->col]);
	buf_str(to, random() % 8 == 0 ? " " : "");
	buf_str(to, op_text[t->op]);
	buf_str(to, random() % 8 == 0 ? " " : "");
	t->n = order ? 1 : 1 + random() % 4;
	for (size_t i = 0; i < t->n; i++) {
		buf_str(to, i == 0 ? "" : random() % 8 == 0 ? " , " : ",");
		t->item[i] = random_item(t->col, order, to);
	}
	return t;
}

/* Text binds as the tree does: an or inside of an and has parentheses. */
static struct tree *
random_tree(struct buf *to, int depth)
{
	static const char *const word[] = {"", " and ", " or ", "not "};

	if (depth == 0 || random() % 4 == 0)
		return random_test(to);
	struct tree *t = mem_new(sizeof(*t));
	t->kind = AND + random() % 3;
	buf_str(to, "(");
	buf_str(to, t->kind == NOT ? "NoT " : "");
	t->a = random_tree(to, depth - 1);
	if (t->kind != NOT) {
		bool bare = t->kind == AND && random() % 2 == 0;
		buf_str(to, bare ? " " : word[t->kind]);
		t->b = random_tree(to, depth - 1);
	}
	buf_str(to, ")");
	return t;
}

static void
free_tree(struct tree *t)
{
	if (t == NULL)
		return;
	free_tree(t->a);
	free_tree(t->b);
	free(t);
}

/* The rest of a family, which begins as the sixteen do, lies above them. */
static bool
slow_order_ip(enum op op, uint64_t cell, uint64_t item)
{
	uint64_t family = item < 1ULL << 17 ? (1ULL << 17) - 1 :
					      ~((1ULL << 17) - 1);
	uint64_t low = item & -item, high;

	for (high = item; (high & (high - 1)) != 0;)
		high &= high - 1;
	if ((cell & family) == 0)
		return false;
	return op == LT ? cell < low :
	    op == LE    ? cell < high << 1 :
	    op == GT    ? (cell & ((high << 1) - 1)) == 0 :
			  (cell & (low - 1)) == 0;
}

static bool
slow_value(const struct tree *t, enum col c, uint64_t v)
{
	uint64_t all = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct item *it = &t->item[i];
		if (it->missing)
			continue;
		if (t->op > NE && c <= DST)
			return slow_order_ip(t->op, v, it->lo);
		if (t->op > NE)
			return t->op == LT ? v < it->lo :
			    t->op == LE    ? v <= it->hi :
			    t->op == GT    ? v > it->hi :
					     v >= it->lo;
		if (c <= DST)
			all |= it->lo;
		else if (it->flags ? (v & it->lo) == it->lo :
				     it->lo <= v && v <= it->hi)
			return true;
	}
	return c <= DST && t->op <= NE && (v & ~all) == 0;
}

static bool
slow_column(const struct tree *t, const struct row *r, enum col c)
{
	bool dash = false;

	for (size_t i = 0; i < t->n; i++)
		dash |= t->item[i].missing;
	return r->missing[c] ? dash : slow_value(t, c, r->v[c]);
}

static bool
slow_test(const struct tree *t, const struct row *r)
{
	enum col c = t->col, d = t->pair ? c + 1 : c;
	bool any = slow_column(t, r, c) || slow_column(t, r, d);

	if (t->op != NE)
		return any;
	return !any && !(r->missing[c] && r->missing[d]);
}

static bool
slow(const struct tree *t, const struct row *r)
{
	switch (t->kind) {
	case TEST:
		return slow_test(t, r);
	case AND:
		return slow(t->a, r) && slow(t->b, r);
	case OR:
		return slow(t->a, r) || slow(t->b, r);
	case NOT:
		break;
	}
	return !slow(t->a, r);
}

#define ROWS 600
#define MANY 9000 /* more than two blocks */

static struct row *
random_rows(struct buf *text, size_t n)
{
	struct row *rows = mem_new(n * sizeof(*rows));

	buf_str(text, "#id");
	for (int c = 0; c < NCOL; c++)
		buf_fmt(text, "\t%s", col_name[c]);
	for (size_t i = 0; i < n; i++) {
		buf_fmt(text, "\n%zu", i);
		for (int c = 0; c < NCOL; c++) {
			buf_char(text, '\t');
			random_cell(&rows[i], c, text);
		}
	}
	buf_char(text, '\n');
	return rows;
}

static size_t
compare(const struct buf *text, const struct row *rows, size_t n, int depth)
{
	struct buf word = {0}, want = {0};
	size_t nwant = 0;

	struct tree *t = random_tree(&word, depth);
	for (size_t i = 0; i < n; i++) {
		if (!slow(t, &rows[i]))
			continue;
		buf_fmt(&want, nwant++ == 0 ? "%zu" : " %zu", i);
	}
	char *copy = mem_str(buf_cstr(&word));
	struct result res = filter(text->p, text->n, &copy, 1);
	if (strcmp(res.kept.p, buf_cstr(&want)) != 0)
		fail_msg("%s: kept %s, not %s", copy, res.kept.p, want.p);
	assert_int_equal(res.nkept, nwant);
	assert_int_equal(res.nkept + res.dropped, n);
	assert_int_equal(res.malformed, 0);
	free(copy);
	free_tree(t);
	buf_free(&res.kept);
	buf_free(&word);
	buf_free(&want);
	return nwant;
}

static void
against_slow(void **state)
{
	size_t some = 0, none = 0, all = 0;

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct buf text = {0};
		size_t n = round == 0 ? MANY : ROWS;
		struct row *rows = random_rows(&text, n);
		for (int i = 0; i < 30; i++) {
			size_t kept = compare(&text, rows, n, i % 6);
			none += kept == 0;
			all += kept == n;
			some += kept > 0 && kept < n;
		}
		free(rows);
		buf_free(&text);
	}
	printf("%zu expressions kept some rows, %zu none, %zu all\n", some,
	    none, all);
	assert_true(some > none + all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses),
	    cmocka_unit_test(numbers),
	    cmocka_unit_test(services),
	    cmocka_unit_test(words),
	    cmocka_unit_test(times),
	    cmocka_unit_test(logic),
	    cmocka_unit_test(malformed),
	    cmocka_unit_test(absent),
	    cmocka_unit_test(against_slow),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
