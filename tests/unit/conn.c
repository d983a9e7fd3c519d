/* SPDX-License-Identifier: ISC */

/*
 * conn.h and pair.h: many records at random, in any order, split in any way,
 * merged from several tables and with little memory: the same bytes.  Counters
 * are compared with a slow table.
 */

#include "pairing.h"

#define MANY 6000
#define LINE 160

static uint64_t state = 1;

static uint64_t
rnd(uint64_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 33) % n;
}

struct record {
	char text[LINE]; /* as a row */
	char key[300];   /* both ends, the lower first */
	bool back;       /* from the higher end */
	unsigned int eni;
	uint64_t packets, bytes;
	bool reject;
};

/* An end: few hosts, IPv6 among them, and few ports. */
static void
put_end(char *to, uint64_t host, uint64_t port, bool v6)
{
	if (v6)
		sprintf(to, "2001:db8::%x %u", (unsigned int)host + 1,
		    (unsigned int)port);
	else
		sprintf(to, "%s.0.0.%u %u", host < 6 ? "10" : "9",
		    (unsigned int)host + 1, (unsigned int)port);
}

static void
make(struct record *r)
{
	static const char *const flags[] = {"-", "0", "2", "18", "3", "19", "4",
	    "1"};
	static const unsigned int ports[] = {53, 80, 443, 8080, 33000, 40000,
	    40001, 51000, 60000};
	char a[40], b[40];
	bool v6 = rnd(4) == 0;
	uint64_t ha = rnd(9), hb = rnd(9), pa = ports[rnd(9)];
	uint64_t pb = ports[rnd(9)];
	int proto = rnd(4) == 0 ? 17 : 6;

	*r = (struct record){.back = rnd(2), .eni = (unsigned int)rnd(5)};
	r->packets = rnd(12) + 1;
	r->bytes = r->packets * 40 + rnd(200) * rnd(2);
	r->reject = rnd(6) == 0;
	if (ha > hb || (ha == hb && pa > pb)) {
		uint64_t h = ha, p = pa;
		ha = hb;
		pa = pb;
		hb = h;
		pb = p;
	}
	if (ha == hb && pa == pb)
		r->back = false; /* nobody can tell */
	put_end(a, ha, pa, v6);
	put_end(b, hb, pb, v6);
	snprintf(r->key, sizeof(r->key), "%s %s %d", a, b, proto);
	unsigned int start = 1000000 + (unsigned int)rnd(50000);
	snprintf(r->text, sizeof(r->text),
	    "%s%u %s %s %d %ju %ju %u %u %s %s\n", r->eni == 0 ? "-" : "e",
	    r->eni, r->back ? b : a, r->back ? a : b, proto,
	    (uintmax_t)r->packets, (uintmax_t)r->bytes, start,
	    start + (unsigned int)rnd(60), r->reject ? "REJECT" : "ACCEPT",
	    proto == 6 ? flags[rnd(8)] : "-");
	if (r->eni == 0)
		memmove(r->text + 1, r->text + 2, strlen(r->text + 2) + 1);
}

static void
shuffle(struct record **r, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = rnd(i);
		struct record *x = r[i - 1];
		r[i - 1] = r[k];
		r[k] = x;
	}
}

static const char *const all_cols[] = {"src", "sport", "dst", "dport", "proto",
    "dir", "flows", "rejects", "answered", "scans", "needed", "packets",
    "bytes", "rpackets", "rbytes", "first", "last", "how"};

/* The rows of all records, by so many tables, each with so much memory. */
static struct buf
run(struct record **r, size_t n, size_t tables, size_t bound)
{
	struct schemas *all = schemas_new();
	struct pair **p = mem_new(tables * sizeof(struct pair *));

	for (size_t i = 0; i < tables; i++) {
		p[i] = pair_new(NULL, 0);
		if (bound > 0)
			pair_bound(p[i], bound);
	}
	for (size_t i = 0; i < n;) {
		struct buf rows = {0};
		size_t k = i + 1 + rnd(400);
		for (; i < n && i < k; i++)
			buf_str(&rows, r[i]->text);
		pairing_add(p[rnd(tables)], all, PAIRING_HEAD, buf_cstr(&rows));
		buf_free(&rows);
	}
	for (size_t i = 1; i < tables; i++)
		pair_merge(p[0], p[i]);
	struct buf out = pairing_text(p[0], all, all_cols, nitems(all_cols));
	schemas_free(all);
	free(p);
	return out;
}

static void
test_any_way(void **s)
{
	static struct record record[MANY];
	static struct record *r[MANY];

	(void)s;
	for (size_t i = 0; i < MANY; i++) {
		make(&record[i]);
		r[i] = &record[i];
	}
	struct buf want = run(r, MANY, 1, 0);
	for (size_t round = 0; round < 12; round++) {
		static const size_t bounds[] = {0, 1, 50000, 400000};
		shuffle(r, MANY);
		struct buf got = run(r, MANY, 1 + round % 4, bounds[round / 3]);
		assert_string_equal(buf_cstr(&got), buf_cstr(&want));
		buf_free(&got);
	}
	buf_free(&want);
}

/* ---- the slow table --------------------------------------------------- */

#define ENIS 5

struct sum {
	const char *key;
	uint64_t flows, rejects;
	uint64_t packets[ENIS][2], bytes[ENIS][2];
};

static struct sum *
sum_of(struct sum *all, size_t *n, const char *key)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(all[i].key, key) == 0)
			return &all[i];
	all[*n] = (struct sum){.key = key};
	return &all[(*n)++];
}

/* Packets, and bytes of the interface with most packets, then most bytes. */
static void
most(const struct sum *x, int dir, uint64_t *packets, uint64_t *bytes)
{
	*packets = *bytes = 0;
	for (int e = 0; e < ENIS; e++) {
		uint64_t p = x->packets[e][dir], b = x->bytes[e][dir];
		if (p < *packets || (p == *packets && b < *bytes))
			continue;
		*packets = p;
		*bytes = b;
	}
}

/* One row of ours to its sum: which end opened does not matter here. */
static void
compare(char *line, struct sum *all, size_t n)
{
	char src[64], dst[64], sport[8], dport[8], proto[8], dir[8];
	char key[2][LINE];
	uintmax_t flows, rejects, a, b, c, v[4];

	assert_int_equal(sscanf(line,
			     "%63s %7s %63s %7s %7s %7s %ju %ju %ju %ju "
			     "%ju %ju %ju %ju %ju",
			     src, sport, dst, dport, proto, dir, &flows,
			     &rejects, &a, &b, &c, &v[0], &v[1], &v[2], &v[3]),
	    15);
	snprintf(key[0], LINE, "%s %s %s %s %s", src, sport, dst, dport, proto);
	snprintf(key[1], LINE, "%s %s %s %s %s", dst, dport, src, sport, proto);
	for (size_t i = 0; i < n; i++) {
		int back = strcmp(all[i].key, key[0]) == 0 ? 0 : 1;
		uint64_t p[2], y[2];
		if (strcmp(all[i].key, key[back]) != 0)
			continue;
		most(&all[i], back, &p[0], &y[0]);
		most(&all[i], !back, &p[1], &y[1]);
		if (flows != all[i].flows || rejects != all[i].rejects ||
		    v[0] != p[0] || v[1] != y[0] || v[2] != p[1] ||
		    v[3] != y[1])
			fail_msg("%s", line);
		return;
	}
	fail_msg("not in the input: %s", line);
}

/* Without flags no tuple is two rows, so each can be compared. */
static void
test_sums(void **s)
{
	static struct record record[MANY];
	static struct record *r[MANY];
	static struct sum all[MANY];
	size_t n = 0, lines = 0;

	(void)s;
	for (size_t i = 0; i < MANY; i++) {
		make(&record[i]);
		r[i] = &record[i];
		char *flags = strrchr(record[i].text, ' ');
		strcpy(flags, " -\n");
		struct sum *x = sum_of(all, &n, record[i].key);
		x->flows++;
		x->rejects += record[i].reject;
		x->packets[record[i].eni][record[i].back] += record[i].packets;
		x->bytes[record[i].eni][record[i].back] += record[i].bytes;
	}
	struct buf out = run(r, MANY, 3, 0);
	struct slice rest = {out.p, out.n};
	while (rest.n > 0) {
		struct slice line = slice_cut(&rest, '\n');
		char *copy = mem_strn(line.p, line.n);
		compare(copy, all, n);
		free(copy);
		lines++;
	}
	assert_int_equal(lines, n);
	buf_free(&out);
}

/* One connection that 9 interfaces saw, as behind a chain of gateways. */
static void
test_chain(void **s)
{
	static const char *const col[] = {"src", "flows", "packets", "rpackets",
	    "first", "last", "answered"};
	struct schemas *all = schemas_new();
	struct pair *p[2] = {pair_new(NULL, 0), pair_new(NULL, 0)};
	char row[LINE];

	(void)s;
	for (int i = 0; i < 9; i++) {
		snprintf(row, sizeof(row),
		    "e%d 10.0.0.1 40000 10.0.0.2 443 6 %d 9000 %d 2000 "
		    "ACCEPT -\n",
		    i, i == 6 ? 99 : 10, 1000 + i);
		pairing_add(p[i % 2], all, PAIRING_HEAD, row);
		snprintf(row, sizeof(row),
		    "e%d 10.0.0.2 443 10.0.0.1 40000 6 %d 9000 1500 %d "
		    "ACCEPT -\n",
		    i, i == 3 ? 88 : 10, 3000 + i);
		pairing_add(p[(i + 1) % 2], all, PAIRING_HEAD, row);
	}
	pair_merge(p[0], p[1]);
	struct buf out = pairing_text(p[0], all, col, nitems(col));
	assert_string_equal(buf_cstr(&out), "10.0.0.1 18 99 88 1000 3008 1\n");
	buf_free(&out);
	schemas_free(all);
}

/* IPv4 and IPv6 in one order: ::1 is before, 2001:: behind. */
static void
test_order(void **s)
{
	(void)s;
	pairing_check(
	    "e 2001:db8::1 40000 2001:db8::2 443 6 9 999 1 2 ACCEPT 2\n"
	    "e 10.0.0.200 40000 10.0.0.2 443 6 9 999 1 2 ACCEPT 2\n"
	    "e ::1 40000 10.0.0.2 443 6 9 999 1 2 ACCEPT 2\n"
	    "e 9.0.0.1 40000 10.0.0.2 443 6 9 999 1 2 ACCEPT 2\n",
	    "::1 10.0.0.2 443 syn 0 0 0\n"
	    "9.0.0.1 10.0.0.2 443 syn 0 0 0\n"
	    "10.0.0.200 10.0.0.2 443 syn 0 0 0\n"
	    "2001:db8::1 2001:db8::2 443 syn 0 0 0\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_way),
	    cmocka_unit_test(test_sums),
	    cmocka_unit_test(test_chain),
	    cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
