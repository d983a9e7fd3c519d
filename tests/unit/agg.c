/* SPDX-License-Identifier: ISC */

/*
 * agg.h: groups against a slow version that knows only text, whatever the
 * order, the split, and the number of levels.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>
#include <arpa/inet.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "engine/agg.h"
#include "stream/rd.h"

static uint64_t state = 20261124;

static unsigned int
rnd(unsigned int n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (unsigned int)((state >> 33) % n);
}

/* ---- streams in, text out --------------------------------------------- */

/* Adds a stream to a; returns how many rows were good. */
static size_t
feed_text(struct agg *a, struct schemas *all, struct slice text)
{
	struct origin origin = {.name = "t", .ev = EVIDENCE_INIT};
	struct block *b = block_new();
	size_t kept = 0;
	const char *why;

	struct feed *rest = feed_open("/dev/null", &why);
	struct rd *r = rd_new(feed_head(text.p, text.n, rest), &origin, all);
	while (rd_next(r, b) == 1) {
		agg_block(a, b);
		kept += b->nsel;
	}
	rd_free(r);
	block_free(b);
	return kept;
}

/* The groups of a as a stream without an end; ends a. */
static void
drain(struct agg *a, struct buf *to)
{
	const struct schema *s = agg_schema(a);
	struct block *b = block_new();
	char tmp[CELL_MAX];

	for (size_t c = 0; c < s->ncol; c++)
		buf_fmt(to, "%s%s", c == 0 ? "#" : "\t", s->col[c].name);
	buf_char(to, '\n');
	while (agg_next(a, b) == 1) {
		assert_ptr_equal(b->schema, s);
		for (size_t i = 0; i < b->nsel; i++) {
			for (size_t c = 0; c < s->ncol; c++) {
				buf_str(to, c == 0 ? "" : "\t");
				buf_slice(to, block_cell(b, b->sel[i], c, tmp));
			}
			buf_char(to, '\n');
		}
	}
	block_free(b);
}

/* Groups one stream. */
static struct buf
group(const char *list, struct slice text)
{
	struct schemas *all = schemas_new();
	struct keys *k = keys_parse(list);
	struct agg *a = agg_new(k, all);
	struct buf out = {0};

	feed_text(a, all, text);
	drain(a, &out);
	agg_free(a);
	keys_free(k);
	schemas_free(all);
	return out;
}

static void
check(const char *list, const char *in, const char *want)
{
	struct buf out = group(list, slice_str(in));

	assert_string_equal(buf_cstr(&out), want);
	buf_free(&out);
}

/* ---- by hand ---------------------------------------------------------- */

static void
test_records(void **s)
{
	(void)s;
	check("dst,dport",
	    "#src\tdst\tdport\tpackets\tbytes\tstart\tend\taction\n"
	    "10.0.0.1\t10.0.0.9\t443\t3\t300\t100\t160\tACCEPT\n"
	    "10.0.0.2\t10.0.0.9\t443\t4\t400\t90\t150\tREJECT\n"
	    "10.0.0.2\t9.0.0.9\t80\t-\t-\t-\t-\tACCEPT\n",
	    "#dst\tdport\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "9.0.0.9\t80\t1\t0\t-\t-\t-\t-\n"
	    "10.0.0.9\t443\t2\t1\t7\t700\t90\t160\n");
}

/* One missing action leaves nobody knowing how many were rejected. */
static void
test_unknown_rejects(void **s)
{
	(void)s;
	check("dst",
	    "#dst\taction\tstart\n1.1.1.1\tREJECT\t5\n"
	    "1.1.1.1\t-\t6\n2.2.2.2\tREJECT\t7\n#dst\tstart\n"
	    "2.2.2.2\t8\n3.3.3.3\t9\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "1.1.1.1\t2\t-\t-\t-\t5\t-\n"
	    "2.2.2.2\t2\t-\t-\t-\t7\t-\n"
	    "3.3.3.3\t1\t-\t-\t-\t9\t-\n");
}

/* Neither groups nor records: how many flows is not known. */
static void
test_neither(void **s)
{
	(void)s;
	check("dst", "#dst\tbytes\n1.1.1.1\t5\n1.1.1.1\t6\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "1.1.1.1\t-\t-\t-\t11\t-\t-\n");
}

static void
test_masks(void **s)
{
	(void)s;
	check("src/24:64",
	    "#src\tflows\n10.0.1.7\t1\n10.0.1.0/24\t2\n10.0.0.0/16\t4\n"
	    "10.0.1.128/25\t8\n2001:db8::1\t16\n2001:db8::/48\t32\n"
	    "2001:db8:0:0:ffff::\t64\n-\t128\n::/0\t256\n0.0.0.0/0\t512\n",
	    "#src\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "::/0\t256\t-\t-\t-\t-\t-\n"
	    "0.0.0.0/0\t512\t-\t-\t-\t-\t-\n"
	    "10.0.0.0/16\t4\t-\t-\t-\t-\t-\n"
	    "10.0.1.0/24\t11\t-\t-\t-\t-\t-\n"
	    "2001:db8::/48\t32\t-\t-\t-\t-\t-\n"
	    "2001:db8::/64\t80\t-\t-\t-\t-\t-\n"
	    "-\t128\t-\t-\t-\t-\t-\n");
	check("src/0", "#src\tflows\n10.0.1.7\t1\n9.9.9.9\t2\n::1\t4\n-\t8\n",
	    "#src\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "::1\t4\t-\t-\t-\t-\t-\n"
	    "0.0.0.0/0\t3\t-\t-\t-\t-\t-\n"
	    "-\t8\t-\t-\t-\t-\t-\n");
}

/* The highest values beside missing ones: no two share a packed form. */
static void
test_tops(void **s)
{
	(void)s;
	check("src,dport,proto,bytes,fromport,action,start,foo",
	    "#src\tdport\tproto\tbytes\tfromport\taction\tstart\tfoo\tflows\n"
	    "255.255.255.255\t65535\t255\t18446744073709551614\t65535\tREJECT"
	    "\t4294967294\t~\t1\n"
	    "-\t-\t-\t-\t-\t-\t-\t-\t2\n"
	    "255.255.255.255\t0\t0\t0\t-1\tACCEPT\t0\t\x7e\x7e\t4\n"
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\t-\t-\t-\t-\t-\t-\t-\t"
	    "8\n",
	    "#src\tdport\tproto\tbytes\tfromport\taction\tstart\tfoo"
	    "\tflows\trejects\tpackets\tfirst\tlast\n"
	    "255.255.255.255\t0\t0\t0\t-1\tACCEPT\t0\t\x7e\x7e"
	    "\t4\t-\t-\t-\t-\n"
	    "255.255.255.255\t65535\t255\t18446744073709551614\t65535\tREJECT"
	    "\t4294967294\t~\t1\t-\t-\t-\t-\n"
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\t-\t-\t-\t-\t-\t-\t-"
	    "\t8\t-\t-\t-\t-\n"
	    "-\t-\t-\t-\t-\t-\t-\t-\t2\t-\t-\t-\t-\n");
}

static void
test_rounding(void **s)
{
	(void)s;
	check("start/1h,version/10",
	    "#start\tversion\tbytes\n7199\t19\t1\n3600\t10\t2\n7200\t20\t4\n"
	    "-\t-\t8\n",
	    "#start\tversion\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "3600\t10\t2\t-\t-\t3\t3600\t-\n"
	    "7200\t20\t1\t-\t-\t4\t7200\t-\n"
	    "-\t-\t1\t-\t-\t8\t-\t-\n");
}

/* Counters that came late, and how: only needed rows say it. */
static void
test_late_counters(void **s)
{
	(void)s;
	check("dst",
	    "#dst\tflows\n1.1.1.1\t1\n2.2.2.2\t2\n"
	    "#dst\tflows\tneeded\thow\n1.1.1.1\t1\t0\tsyn\n"
	    "1.1.1.1\t1\t1\tport\n1.1.1.1\t1\t2\tservice\n3.3.3.3\t1\t0\tsyn\n"
	    "#dst\tflows\tconns\n2.2.2.2\t1\t7\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\tconns\tneeded"
	    "\thow\n"
	    "1.1.1.1\t4\t-\t-\t-\t-\t-\t-\t3\tservice\n"
	    "2.2.2.2\t3\t-\t-\t-\t-\t-\t7\t-\t-\n"
	    "3.3.3.3\t1\t-\t-\t-\t-\t-\t-\t0\t-\n");
}

/* A counter that is a key is no counter. */
static void
test_counter_key(void **s)
{
	(void)s;
	check("flows,first",
	    "#dst\tflows\tfirst\tbytes\n1.1.1.1\t2\t5\t10\n1.1.1.2\t2\t5\t20\n"
	    "1.1.1.1\t10\t5\t40\n",
	    "#flows\tfirst\trejects\tpackets\tbytes\tlast\n"
	    "2\t5\t-\t-\t30\t-\n10\t5\t-\t-\t40\t-\n");
}

/* A row can't begin with #, and one name has one spelling. */
static void
test_hash(void **s)
{
	(void)s;
	check("foo",
	    "#dst\tfoo\tflows\n1.1.1.1\t#x\t1\n1.1.1.1\t%23x\t2\n"
	    "1.1.1.1\tx#\t4\n",
	    "#foo\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "%23x\t3\t-\t-\t-\t-\t-\nx#\t4\t-\t-\t-\t-\t-\n");
}

/* No rows, and nothing at all. */
static void
test_empty(void **s)
{
	(void)s;
	check("dst", "", "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\n");
	check("dst", "#dst\tneeded\tflows\n",
	    "#dst\tflows\trejects\tpackets\tbytes\tfirst\tlast\tneeded\n");
}

/* Rows that are bad leave the selection and nothing else. */
static void
test_malformed(void **s)
{
	struct schemas *all = schemas_new();
	struct keys *k = keys_parse("dport,end");
	struct agg *a = agg_new(k, all);
	struct buf out = {0};
	size_t kept;

	(void)s;
	kept = feed_text(a, all,
	    slice_str("#dport\tstart\tend\tpackets\tbytes\taction\n"
		      "80\t1\t2\t281474976710655\t281474976710655\tACCEPT\n"
		      "99999\t1\t2\t1\t1\tACCEPT\n"
		      "80\tx\t2\t1\t1\tACCEPT\n"
		      "80\t4294967295\t2\t1\t1\tACCEPT\n"
		      "80\t1\t4294967295\t1\t1\tACCEPT\n"
		      "80\t1\t2\t281474976710656\t1\tACCEPT\n"
		      "80\t1\t2\t1\t281474976710656\tACCEPT\n"
		      "80\t1\t2\t1\t1\taccept\n"));
	assert_int_equal(kept, 1);
	/* What grouped rows count has no such bound. */
	kept = feed_text(a, all,
	    slice_str("#dport\tend\tflows\tpackets\n"
		      "80\t2\t1\t281474976710656\n"));
	assert_int_equal(kept, 1);
	drain(a, &out);
	assert_string_equal(buf_cstr(&out),
	    "#dport\tend\tflows\trejects\tpackets\tbytes\tfirst\tlast\n"
	    "80\t2\t2\t-\t562949953421311\t281474976710655\t1\t2\n");
	buf_free(&out);
	agg_free(a);
	keys_free(k);
	schemas_free(all);
}

/* The exit status of grouping a text in a child, whose stderr is closed. */
static int
status_of(const char *list, const char *text)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		close(2);
		struct buf out = group(list, slice_str(text));
		buf_free(&out);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
test_fatal(void **s)
{
	(void)s;
	assert_int_equal(status_of("mine", "#dst\tyours\n1.1.1.1\t2\n"), 2);
	assert_int_equal(status_of("mine", "#dst\n"), 2);
	assert_int_equal(status_of("dst",
			     "#dst\tflows\n1.1.1.1\t18446744073709551614\n"
			     "1.1.1.1\t1\n"),
	    2);
	assert_int_equal(status_of("dst",
			     "#dst\tflows\n1.1.1.1\t18446744073709551613\n"
			     "1.1.1.1\t1\n"),
	    99);
}

/* ---- at random -------------------------------------------------------- */

/* A random row as text; the columns of `header` below, and what it counts. */
struct row {
	char src[48], dst[48], dport[8], proto[4], eni[8], start[12];
	char flows[24], rejects[24], bytes[24], first[12], last[12];
	char needed[8], how[8];
};

static const char *const how_words[] = {"syn", "fanin", "opens", "hub", "alone",
    "service", "port", "order", "reach", "none"};

static void
any_address(char *p)
{
	static const char *const six[] = {"2001:db8::", "2001:db8:1::1",
	    "2001:db8:1::2", "fe80::1", "::1", "2001:db8:1::/48", "::/0"};

	switch (rnd(8)) {
	case 0:
		strcpy(p, six[rnd(nitems(six))]);
		break;
	case 1:
		strcpy(p, "-");
		break;
	case 2:
		sprintf(p, "10.0.%u.0/24", rnd(3));
		break;
	default:
		sprintf(p, "10.0.%u.%u", rnd(3), rnd(3) * 100);
	}
}

static void
any_num(char *p, unsigned int n)
{
	if (rnd(12) == 0)
		strcpy(p, "-");
	else
		sprintf(p, "%u", rnd(n));
}

static void
any_row(struct row *r)
{
	static const char *const enis[] = {"eni-1", "eni-10", "eni-2", "-", "Z",
	    "\xc3\xa4"};

	any_address(r->src);
	any_address(r->dst);
	any_num(r->dport, 3);
	any_num(r->proto, 2);
	any_num(r->start, 9);
	strcpy(r->eni, enis[rnd(nitems(enis))]);
	if (strcmp(r->start, "-") != 0)
		strcat(r->start, "000");
	any_num(r->flows, 4);
	any_num(r->rejects, 4);
	any_num(r->bytes, 100000);
	any_num(r->first, 1000);
	any_num(r->last, 1000);
	any_num(r->needed, 3);
	strcpy(r->how, rnd(9) ? how_words[rnd(nitems(how_words))] : "-");
}

static const char header[] = "#src\tdst\tdport\tproto\teni\tstart\tflows\t"
			     "rejects\tbytes\tfirst\tlast\tneeded\thow\n";

static void
put_row(struct buf *to, const struct row *r)
{
	buf_fmt(to, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
	    r->src, r->dst, r->dport, r->proto, r->eni, r->start, r->flows,
	    r->rejects, r->bytes, r->first, r->last, r->needed, r->how);
}

/* A key part of the slow version: bytes that sort, and its text. */
struct slowkey {
	unsigned char sort[24];
	char text[48];
};

/* An address by inet_pton; 16 bytes and the length, missing last. */
static struct slowkey
slow_address(const char *text, unsigned int most4, unsigned int most6)
{
	struct slowkey k = {.sort = {0}};
	char addr[48];
	unsigned int len = 128;

	strcpy(k.text, "-");
	memset(k.sort, 0xff, sizeof(k.sort));
	if (strcmp(text, "-") == 0)
		return k;
	memset(k.sort, 0, sizeof(k.sort));
	strcpy(addr, text);
	char *slash = strchr(addr, '/');
	bool four = strchr(addr, ':') == NULL;
	if (slash != NULL) {
		*slash = '\0';
		len = (unsigned int)atoi(slash + 1) + (four ? 96 : 0);
	}
	if (four) {
		k.sort[10] = k.sort[11] = 0xff;
		inet_pton(AF_INET, addr, k.sort + 12);
	} else {
		inet_pton(AF_INET6, addr, k.sort);
	}
	unsigned int most = four ? 96 + most4 : most6;
	if (len > most)
		len = most;
	for (unsigned int bit = len; bit < 128; bit++)
		k.sort[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
	k.sort[16] = (unsigned char)len;
	inet_ntop(four ? AF_INET : AF_INET6, k.sort + (four ? 12 : 0), k.text,
	    sizeof(k.text));
	if (len < 128)
		sprintf(k.text + strlen(k.text), "/%u", len - (four ? 96 : 0));
	return k;
}

static struct slowkey
slow_num(const char *text, unsigned int unit)
{
	struct slowkey k = {.sort = {0}};

	strcpy(k.text, "-");
	memset(k.sort, 0xff, 4);
	if (strcmp(text, "-") == 0)
		return k;
	unsigned int v = (unsigned int)atoi(text) / unit * unit;
	for (int i = 0; i < 4; i++)
		k.sort[i] = (unsigned char)(v >> (24 - 8 * i));
	sprintf(k.text, "%u", v);
	return k;
}

static struct slowkey
slow_name(const char *text)
{
	struct slowkey k = {.sort = {0}};

	strcpy(k.text, text);
	if (strcmp(text, "-") == 0)
		memset(k.sort, 0xff, sizeof(k.sort));
	else
		memcpy(k.sort, text, strlen(text));
	return k;
}

#define SLOW_KEYS 6
static const char slow_list[] = "dst/24:64,eni,src/16,start/2000s,dport,proto";

struct slow {
	struct slowkey key[SLOW_KEYS];
	uint64_t sum[7]; /* flows rejects bytes first last needed how */
};

static uint64_t
slow_cell(const char *text)
{
	uint64_t v = NUM_NONE;

	for (uint64_t i = 0; i < nitems(how_words); i++) {
		if (strcmp(text, how_words[i]) == 0)
			return i;
	}
	if (strcmp(text, "-") != 0)
		assert_int_equal(num_parse(slice_str(text), NUM_NONE, &v), 0);
	return v;
}

static struct slow
slow_row(const struct row *r)
{
	struct slow s = {
	    .key = {slow_address(r->dst, 24, 64), slow_name(r->eni),
		    slow_address(r->src,                          16, 128),             slow_num(r->start, 2000),
		    slow_num(r->dport, 1), slow_num(r->proto, 1)},
	    .sum = {slow_cell(r->flows),              slow_cell(r->rejects),
		    slow_cell(r->bytes),        slow_cell(r->first),        slow_cell(r->last),
		    slow_cell(r->needed),   slow_cell(r->how)},
	};

	if (strcmp(r->needed, "0") == 0 || strcmp(r->needed, "-") == 0)
		s.sum[6] = NUM_NONE;
	return s;
}

static void
slow_merge(struct slow *a, const struct slow *b)
{
	for (int i = 0; i < 7; i++) {
		uint64_t *x = &a->sum[i], y = b->sum[i];
		bool none = *x == NUM_NONE || y == NUM_NONE;
		if (none && i < 2)
			*x = NUM_NONE;
		else if (none)
			*x = *x == NUM_NONE ? y : *x;
		else if (i == 3 || i == 6)
			*x = *x < y ? *x : y;
		else if (i == 4)
			*x = *x > y ? *x : y;
		else
			*x += y;
	}
}

static int
slow_cmp(const void *a, const void *b)
{
	const struct slow *x = a, *y = b;
	int c = 0;

	for (int i = 0; i < SLOW_KEYS && c == 0; i++)
		c = memcmp(x->key[i].sort, y->key[i].sort,
		    sizeof(x->key[i].sort));
	return c;
}

static void
slow_put(struct buf *to, const struct slow *s)
{
	static const int order[] = {0, 1, -1, 2, 3, 4, 5, 6};

	for (int i = 0; i < SLOW_KEYS; i++)
		buf_fmt(to, "%s\t", s->key[i].text);
	for (size_t i = 0; i < nitems(order); i++) {
		uint64_t v = order[i] < 0 ? NUM_NONE : s->sum[order[i]];
		buf_str(to, i == 0 ? "" : "\t");
		if (v == NUM_NONE)
			buf_char(to, '-');
		else if (order[i] == 6)
			buf_str(to, how_words[v]);
		else
			buf_fmt(to, "%ju", (uintmax_t)v);
	}
	buf_char(to, '\n');
}

/* Groups rows as the definition says, one by one. */
static struct buf
slow_group(const struct row *row, size_t n)
{
	struct slow *g = mem_array(NULL, n, sizeof(*g));
	struct buf out = {0};
	size_t ng = 0;

	for (size_t i = 0; i < n; i++) {
		struct slow s = slow_row(&row[i]);
		size_t j = 0;
		while (j < ng && slow_cmp(&g[j], &s) != 0)
			j++;
		if (j < ng)
			slow_merge(&g[j], &s);
		else
			g[ng++] = s;
	}
	qsort(g, ng, sizeof(*g), slow_cmp);
	buf_str(&out,
	    "#dst\teni\tsrc\tstart\tdport\tproto\tflows\trejects\t"
	    "packets\tbytes\tfirst\tlast\tneeded\thow\n");
	for (size_t i = 0; i < ng; i++)
		slow_put(&out, &g[i]);
	free(g);
	return out;
}

/* Frees got; of long texts only the first line that differs is shown. */
static void
same_bytes(struct buf *got, struct buf *want)
{
	struct slice g = {got->p, got->n}, w = {want->p, want->n};

	while (g.p != NULL && w.p != NULL) {
		struct slice a = slice_cut(&g, '\n');
		struct slice b = slice_cut(&w, '\n');
		if (!slice_eq(a, b))
			fail_msg("got  %.*s\nwant %.*s", (int)a.n, a.p,
			    (int)b.n, b.p);
	}
	assert_true(g.p == NULL && w.p == NULL);
	buf_free(got);
}

static void
shuffle(struct row *row, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rnd((unsigned int)i);
		struct row x = row[j];
		row[j] = row[i - 1];
		row[i - 1] = x;
	}
}

/* Groups n rows in random parts, `levels` deep, each part first. */
static struct buf
in_parts(const struct row *row, size_t n, int levels)
{
	struct buf text = {0};

	if (levels == 0 || n < 2) {
		buf_str(&text, header);
		for (size_t i = 0; i < n; i++)
			put_row(&text, &row[i]);
	} else {
		size_t half = rnd((unsigned int)n);
		struct buf a = in_parts(row, half, levels - 1);
		struct buf b = in_parts(row + half, n - half, levels - 1);
		buf_add(&text, b.p, b.n);
		buf_add(&text, a.p, a.n);
		buf_free(&a);
		buf_free(&b);
	}
	struct buf out = group(slow_list, (struct slice){text.p, text.n});
	buf_free(&text);
	return out;
}

/* Each row into one of three tables, then all into the first. */
static struct buf
merged(const struct row *row, size_t n)
{
	struct schemas *all = schemas_new();
	struct keys *k = keys_parse(slow_list);
	struct agg *a[3];
	struct buf text[3] = {{0}}, out = {0};

	for (size_t i = 0; i < n; i++) {
		struct buf *to = &text[rnd(3)];
		if (to->n == 0)
			buf_str(to, header);
		put_row(to, &row[i]);
	}
	for (int i = 0; i < 3; i++) {
		a[i] = agg_new(k, all);
		feed_text(a[i], all, (struct slice){text[i].p, text[i].n});
		buf_free(&text[i]);
	}
	agg_merge(a[2], a[1]);
	agg_merge(a[0], a[2]);
	assert_int_equal(agg_count(a[1]) + agg_count(a[2]), 0);
	drain(a[0], &out);
	for (int i = 0; i < 3; i++)
		agg_free(a[i]);
	keys_free(k);
	schemas_free(all);
	return out;
}

static void
test_random(void **s)
{
	struct row row[3000];

	(void)s;
	print_message("seed %ju\n", (uintmax_t)state);
	for (int round = 0; round < 60; round++) {
		size_t n = round < 30 ? rnd(60) + 1 : rnd(nitems(row)) + 1;
		for (size_t i = 0; i < n; i++)
			any_row(&row[i]);
		struct buf want = slow_group(row, n);
		for (int levels = 0; levels < 5; levels++) {
			shuffle(row, n);
			struct buf got = in_parts(row, n, levels);
			same_bytes(&got, &want);
		}
		if (n >= 20) {
			struct buf got = merged(row, n);
			same_bytes(&got, &want);
		}
		buf_free(&want);
	}
}

/* More groups than a block has rows, in both forms, come out in order. */
static void
test_many(void **s)
{
	struct buf text = {0}, want = {0};

	(void)s;
	buf_str(&text, "#dst\tdport\tflows\n");
	for (unsigned int i = 0; i < 30000; i++) {
		unsigned int v = i * 7919 % 30000; /* a prime: all of them */
		if (v < 15000)
			buf_fmt(&text, "10.0.%u.%u\t%u\t1\n", v / 100, v % 100,
			    v);
		else
			buf_fmt(&text, "2001:db8::%x\t%u\t1\n", v, v);
	}
	buf_str(&want,
	    "#dst\tdport\tflows\trejects\tpackets\tbytes\tfirst"
	    "\tlast\n");
	for (unsigned int v = 0; v < 30000; v++) {
		if (v < 15000)
			buf_fmt(&want, "10.0.%u.%u", v / 100, v % 100);
		else
			buf_fmt(&want, "2001:db8::%x", v);
		buf_fmt(&want, "\t%u\t1\t-\t-\t-\t-\t-\n", v);
	}
	struct buf got = group("dst,dport", (struct slice){text.p, text.n});
	same_bytes(&got, &want);
	buf_free(&want);
	buf_free(&text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_records),
	    cmocka_unit_test(test_unknown_rejects),
	    cmocka_unit_test(test_neither),
	    cmocka_unit_test(test_masks),
	    cmocka_unit_test(test_tops),
	    cmocka_unit_test(test_rounding),
	    cmocka_unit_test(test_late_counters),
	    cmocka_unit_test(test_counter_key),
	    cmocka_unit_test(test_hash),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_fatal),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_many),
	};

	diag_init("agg");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
