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

#include <arpa/inet.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "grouping.h"

static uint64_t state = 20261124;

static unsigned int
rnd(unsigned int n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (unsigned int)((state >> 33) % n);
}

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
	const char *const cell[] = {r->flows, r->rejects, r->bytes, r->first,
	    r->last, r->needed, r->how};
	struct slow s;

	s.key[0] = slow_address(r->dst, 24, 64);
	s.key[1] = slow_name(r->eni);
	s.key[2] = slow_address(r->src, 16, 128);
	s.key[3] = slow_num(r->start, 2000);
	s.key[4] = slow_num(r->dport, 1);
	s.key[5] = slow_num(r->proto, 1);
	for (size_t i = 0; i < nitems(cell); i++)
		s.sum[i] = slow_cell(cell[i]);
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

/*
 * Each row into one of three tables, then all into the first; with a bound
 * above 0 on the memory of each.
 */
static struct buf
merged(const struct row *row, size_t n, size_t bound)
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
		if (bound > 0)
			agg_bound(a[i], bound / (1 + rnd(3)));
		feed_text(a[i], all, (struct slice){text[i].p, text[i].n});
		buf_free(&text[i]);
	}
	agg_merge(a[2], a[1]);
	agg_merge(a[0], a[2]);
	drain(a[0], &out);
	agg_free(a[0]);
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
			struct buf got = merged(row, n, 0);
			same_bytes(&got, &want);
			/* From a run a batch to none at all. */
			got = merged(row, n, 1U << rnd(22));
			same_bytes(&got, &want);
		}
		buf_free(&want);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	};

	diag_init("aggsplit");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
