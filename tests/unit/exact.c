/* SPDX-License-Identifier: ISC */

/*
 * exact.h against a slow version of its own, and against the plain meaning
 * of rules: the points (subject, peer, port) that they admit.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"
#include "merging.h"
#include "rules/exact.h"
#include "rules/price.h"

#define SEED 20261124
#define HOSTS 16
#define PORTS 10
#define KINDS 4 /* of subject, direction and note */

static struct prefix
net(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(slice_str(text), &p), 0);
	return p;
}

static struct rule
make(const char *peer, int from, int to)
{
	struct rule r = {
	    .subject = net("10.9.0.1"),
	    .peer = net(peer),
	    .from = from,
	    .to = to,
	    .proto = 6,
	    .seen = 1,
	};

	for (size_t i = 0; i < RULE_FEW; i++)
		r.count[i] = 1;
	return r;
}

/* Merges the given rules and compares with what should come out. */
static void
expect(const struct rule *in, size_t nin, const struct rule *out, size_t nout)
{
	struct ruleset set = {0};

	for (size_t i = 0; i < nin; i++)
		ruleset_add(&set, &in[i]);
	exact_merge(&set);
	assert_int_equal(set.n, nout);
	for (size_t i = 0; i < nout; i++)
		assert_int_equal(rule_cmp(ruleset_at(&set, i), &out[i]), 0);
	ruleset_free(&set);
}

static void
nothing(void **state)
{
	(void)state;
	expect(NULL, 0, NULL, 0);
}

static void
ports(void **state)
{
	const struct rule touching[] = {
	    make("10.0.0.1", 81, 81),
	    make("10.0.0.1", 65535, 65535),
	    make("10.0.0.1", 80, 80),
	    make("10.0.0.1", 83, 83),
	    make("10.0.0.1", 0, 0),
	};
	const struct rule joined[] = {
	    make("10.0.0.1", 0, 0),
	    make("10.0.0.1", 80, 81),
	    make("10.0.0.1", 83, 83),
	    make("10.0.0.1", 65535, 65535),
	};

	(void)state;
	expect(touching, nitems(touching), joined, nitems(joined));
}

static void
peers(void **state)
{
	const struct rule hosts[] = {
	    make("10.0.0.3", 22, 22),
	    make("10.0.0.1", 22, 22),
	    make("10.0.0.2", 22, 22),
	    make("10.0.0.4", 22, 22),
	    make("10.0.0.0", 22, 22),
	    make("10.0.0.7", 22, 22),
	};
	const struct rule joined[] = {
	    make("10.0.0.0/30", 22, 22),
	    make("10.0.0.4", 22, 22),
	    make("10.0.0.7", 22, 22),
	};

	(void)state;
	expect(hosts, nitems(hosts), joined, nitems(joined));
}

/* .1 and .2 are neighbours and no halves of anything. */
static void
no_halves(void **state)
{
	const struct rule hosts[] = {
	    make("10.0.0.1", 22, 22),
	    make("10.0.0.2", 22, 22),
	};

	(void)state;
	expect(hosts, nitems(hosts), hosts, nitems(hosts));
}

static void
inside(void **state)
{
	const struct rule in[] = {
	    make("10.0.0.7", 22, 22),
	    make("10.0.0.0/24", 22, 22),
	    make("10.0.0.7", 23, 23),
	    make("10.0.0.0/28", 22, 22),
	};
	/* Ports first, as ties go: .7 keeps 22, that the /24 admits, too. */
	const struct rule out[] = {
	    make("10.0.0.0/24", 22, 22),
	    make("10.0.0.7", 22, 23),
	};

	(void)state;
	expect(in, nitems(in), out, nitems(out));
}

/* The families never meet, though one type holds both. */
static void
families(void **state)
{
	const struct rule in[] = {
	    make("::/0", 22, 22),
	    make("10.0.0.1", 22, 22),
	    make("2001:db8::1", 22, 22),
	    make("128.0.0.0/1", 23, 23),
	    make("0.0.0.0/1", 23, 23),
	    make("::fffe:0:0/96", 23, 23),
	};
	const struct rule out[] = {
	    make("10.0.0.1", 22, 22),
	    make("::/0", 22, 22),
	    make("0.0.0.0/0", 23, 23),
	    make("::fffe:0:0/96", 23, 23),
	};

	(void)state;
	expect(in, nitems(in), out, nitems(out));
}

/* All of IPv6 from its halves, and no further. */
static void
whole(void **state)
{
	const struct rule in[] = {
	    make("8000::/1", 22, 22),
	    make("::/1", 22, 22),
	};
	const struct rule out[] = {make("::/0", 22, 22)};

	(void)state;
	expect(in, nitems(in), out, nitems(out));
}

static void
portless(void **state)
{
	struct rule in[] = {
	    make("10.0.0.1", RULE_NOPORT, RULE_NOPORT),
	    make("10.0.0.0", RULE_NOPORT, RULE_NOPORT),
	};
	struct rule out[] = {make("10.0.0.0/31", RULE_NOPORT, RULE_NOPORT)};

	(void)state;
	in[0].proto = in[1].proto = out[0].proto = 1;
	expect(in, nitems(in), out, nitems(out));
}

static void
notes(void **state)
{
	struct rule in[] = {
	    make("10.0.0.0", 80, 80),
	    make("10.0.0.1", 80, 80),
	    make("10.0.0.0", 81, 81),
	};

	(void)state;
	in[1].note = in[2].note = RULE_CONTESTED;
	expect(in, nitems(in), in, nitems(in));
}

/*
 * A column and a row that cross: ports first leaves two rules, peers first
 * three.  And the same on its side, where peers first is shorter.
 */
static void
both_orders(void **state)
{
	const struct rule column[] = {
	    make("10.0.0.0", 80, 80),
	    make("10.0.0.0", 81, 81),
	    make("10.0.0.0", 82, 82),
	    make("10.0.0.1", 81, 81),
	};
	const struct rule columns[] = {
	    make("10.0.0.0", 80, 82),
	    make("10.0.0.1", 81, 81),
	};
	const struct rule row[] = {
	    make("10.0.0.0", 80, 80),
	    make("10.0.0.1", 80, 80),
	    make("10.0.0.2", 80, 80),
	    make("10.0.0.3", 80, 80),
	    make("10.0.0.2", 81, 81),
	};
	const struct rule rows[] = {
	    make("10.0.0.0/30", 80, 80),
	    make("10.0.0.2", 81, 81),
	};

	(void)state;
	expect(column, nitems(column), columns, nitems(columns));
	expect(row, nitems(row), rows, nitems(rows));
}

/* 7 + 5 flows, the first of both, the last of both. */
static void
counters(void **state)
{
	struct ruleset set = {0};
	struct rule a = make("10.0.0.0", 80, 80), b = make("10.0.0.1", 80, 80);

	(void)state;
	for (size_t i = 0; i < RULE_FEW; i++) {
		a.count[i] = 7;
		b.count[i] = 5;
	}
	ruleset_add(&set, &a);
	ruleset_add(&set, &b);
	exact_merge(&set);
	assert_int_equal(set.n, 1);
	assert_int_equal(ruleset_at(&set, 0)->count[RULE_FLOWS], 12);
	assert_int_equal(ruleset_at(&set, 0)->count[RULE_FIRST], 5);
	assert_int_equal(ruleset_at(&set, 0)->count[RULE_LAST], 7);
	assert_int_equal(ruleset_at(&set, 0)->seen, 2);
	ruleset_free(&set);
}

/* 1 of 3 and 3 of 4 are one contested rule with 4 of 7, apart from others. */
static void
contested(void **state)
{
	struct ruleset set = {0};
	struct rule a = make("10.0.0.0", 80, 80), b = make("10.0.0.1", 80, 80),
		    c = make("10.0.0.2", 80, 80);
	char text[RULE_NOTE_MAX + 1] = "";

	(void)state;
	a.note = b.note = RULE_CONTESTED;
	a.count[0] = 3;
	a.count[1] = 1;
	b.count[0] = 4;
	b.count[1] = 3;
	ruleset_add(&set, &c);
	ruleset_add(&set, &b);
	ruleset_add(&set, &a);
	exact_merge(&set);
	assert_int_equal(set.n, 2);
	*rule_note(text, ruleset_at(&set, 0)) = '\0';
	assert_string_equal(text, "contested: 4 of 7 rejected");
	assert_int_equal(ruleset_at(&set, 1)->note, 0);
	ruleset_free(&set);
}

/* ---- any evidence ----------------------------------------------------- */

/* A point or, where wide, a prefix or a range. */
static struct rule
any(bool wide)
{
	char text[PREFIX_MAX];
	int kind = random() % KINDS, port = random() % PORTS;
	int len = wide && random() % 4 == 0 ? 28 + random() % 5 : 32;
	int host = (random() % HOSTS) & ~((1 << (32 - len)) - 1);
	struct rule r;

	snprintf(text, sizeof(text), "10.0.0.%d/%d", host, len);
	r = make(text, port, port);
	if (wide && random() % 4 == 0)
		r.to += random() % (PORTS - port);
	r.subject = kind & 1 ? net("10.9.0.2") : r.subject;
	r.dir = kind == 2 ? RULE_EGRESS : RULE_INGRESS;
	r.note = kind == 3 ? RULE_CONTESTED : 0;
	r.count[0] = (uint64_t)(random() % 100);
	return r;
}

static int
kind_of(const struct rule *r)
{
	if (r->dir == RULE_EGRESS)
		return 2;
	if (r->note != 0)
		return 3;
	return rule_prefix_cmp(r->subject, net("10.9.0.2")) == 0;
}

typedef bool points[KINDS][HOSTS][PORTS];

/* What the rules admit; returns how often a point was admitted twice. */
static int
admit(const struct rule *r, size_t n, points at)
{
	int twice = 0;

	memset(at, 0, sizeof(points));
	for (size_t i = 0; i < n; i++) {
		int kind = kind_of(&r[i]), host = (int)(r[i].peer.ip.lo & 0xff);
		int hosts = 1 << (128 - r[i].peer.len);

		assert_true(host + hosts <= HOSTS);
		for (int h = host; h < host + hosts; h++) {
			for (int p = r[i].from; p <= r[i].to; p++) {
				twice += at[kind][h][p];
				at[kind][h][p] = true;
			}
		}
	}
	return twice;
}

static void
shuffle(struct rule *r, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)random() % i;
		struct rule tmp = r[i - 1];

		r[i - 1] = r[j];
		r[j] = tmp;
	}
}

static bool
same_kind(const struct rule *a, const struct rule *b)
{
	return kind_of(a) == kind_of(b);
}

/* Joins b to a along the ports if that is exact. */
static bool
slow_ports(struct rule *a, const struct rule *b)
{
	if (!same_kind(a, b) || prefix_cmp(a->peer, b->peer) != 0 ||
	    b->from > a->to + 1 || a->from > b->to + 1)
		return false;
	a->from = a->from < b->from ? a->from : b->from;
	a->to = a->to > b->to ? a->to : b->to;
	return true;
}

/* The same along the peers. */
static bool
slow_peers(struct rule *a, const struct rule *b)
{
	struct prefix up = a->peer;

	if (!same_kind(a, b) || a->from != b->from || a->to != b->to)
		return false;
	if (prefix_has(a->peer, b->peer))
		return true;
	up.len--;
	up.ip = ip_mask(up.ip, up.len);
	if (a->peer.len != b->peer.len || !prefix_has(up, b->peer))
		return false;
	a->peer = up;
	return true;
}

/* Joins any pair that joins, until none does; returns how many stay. */
static size_t
slow_pass(struct rule *r, size_t n,
    bool (*join)(struct rule *, const struct rule *))
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			if (i == j || !join(&r[i], &r[j]))
				continue;
			r[j] = r[--n];
			i = j = (size_t)-1;
			break;
		}
	}
	return n;
}

/* How many rules of one kind there are when both passes change nothing. */
static size_t
slow(const struct rule *in, size_t n, int kind, bool ports_first)
{
	struct rule r[64];
	size_t k = 0, before;

	for (size_t i = 0; i < n; i++)
		if (kind_of(&in[i]) == kind)
			r[k++] = in[i];
	do {
		before = k;
		k = slow_pass(r, k, ports_first ? slow_ports : slow_peers);
		k = slow_pass(r, k, ports_first ? slow_peers : slow_ports);
	} while (k < before);
	return k;
}

static size_t
slow_best(const struct rule *in, size_t n)
{
	size_t sum = 0;

	for (int kind = 0; kind < KINDS; kind++) {
		size_t a = slow(in, n, kind, true);
		size_t b = slow(in, n, kind, false);

		sum += a < b ? a : b;
	}
	return sum;
}

static uint64_t
flows(const struct rule *r, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += r[i].count[0];
	return sum;
}

static void
merge(struct ruleset *set, const struct rule *r, size_t n)
{
	*set = (struct ruleset){0};
	for (size_t i = 0; i < n; i++)
		ruleset_add(set, &r[i]);
	exact_merge(set);
}

/* The rules of a set in their order. */
static struct rule *
flat(const struct ruleset *set)
{
	struct rule *r = mem_array(NULL, set->n, sizeof(*r));

	for (size_t i = 0; i < set->n; i++)
		r[i] = *ruleset_at(set, i);
	return r;
}

/* Are two lists of rules the same, and in order? */
static void
same(const struct plain_rule *a, size_t na, const struct plain_rule *b,
    size_t nb)
{
	assert_int_equal(na, nb);
	for (size_t i = 0; i < na; i++) {
		assert_int_equal(plain_cmp(&a[i], &b[i]), 0);
		assert_memory_equal(a[i].count, b[i].count, sizeof(a->count));
		assert_int_equal(a[i].seen, b[i].seen);
		if (i > 0)
			assert_true(plain_cmp(&a[i - 1], &a[i]) < 0);
	}
}

static void
one_round(bool wide)
{
	struct rule in[64], *a, *b;
	struct plain_rule *pa, *pb;
	size_t n = 1 + (size_t)random() % nitems(in);
	struct ruleset seta, setb;
	points before, after;

	for (size_t i = 0; i < n; i++)
		in[i] = any(wide);
	merge(&seta, in, n);
	a = flat(&seta);
	admit(in, n, before);
	int twice = admit(a, seta.n, after);
	assert_memory_equal(before, after, sizeof(before));
	assert_int_equal(seta.n, slow_best(in, n));
	assert_int_equal(flows(a, seta.n), flows(in, n));
	if (!wide) {
		assert_int_equal(twice, 0);
		assert_int_equal(price_set(&seta), 0);
	}

	shuffle(in, n);
	merge(&setb, in, n);
	b = flat(&setb);
	pa = plain_all(a, seta.n);
	pb = plain_all(b, setb.n);
	same(pa, seta.n, pb, setb.n);
	ruleset_free(&seta);
	ruleset_free(&setb);
	free(a);
	free(b);
	free(pa);
	free(pb);
}

/* How many points admit() found. */
static size_t
count(points at)
{
	const bool *p = &at[0][0][0];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(points); i++)
		n += p[i];
	return n;
}

/* Whatever points the evidence really was, the price is not too low. */
static void
price_holds(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct rule in[64], point[64];
		size_t n = 1 + (size_t)random() % nitems(in);
		struct rule *merged;
		struct ruleset set;
		points seen, all;

		for (size_t k = 0; k < n; k++) {
			struct rule *r = &in[k];
			int hosts;

			*r = any(true);
			hosts = 1 << (128 - r->peer.len);
			point[k] = *r;
			point[k].peer.ip.lo += (uint64_t)(random() % hosts);
			point[k].peer.len = 128;
			point[k].from += random() % (r->to - r->from + 1);
			point[k].to = point[k].from;
		}
		admit(point, n, seen);
		merge(&set, in, n);
		merged = flat(&set);
		admit(merged, set.n, all);
		assert_true(price_set(&set) + count(seen) >= count(all));
		ruleset_free(&set);
		free(merged);
	}
}

static void
points_stay(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++)
		one_round(false);
}

static void
wide_stay(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++)
		one_round(true);
}

/* ---- the plain version ------------------------------------------------ */

/*
 * Few subjects and protocols, and peers and ports that often meet: both
 * families (six: may be IPv6), their edges, and notes.
 */
static struct rule
wild(bool six, int hosts)
{
	static const char *const subjects[] = {
	    "10.9.0.1",
	    "10.9.0.0/24",
	    "0.0.0.0",
	    "255.255.255.254",
	    "2001:db8::9",
	    "::",
	};
	static const char *const wides[] = {"0.0.0.0/0", "::/0", "8000::/1"};
	static const uint8_t protos[] = {6, 17, 1, 255};
	struct rule r = make("10.0.0.0", 0, 0);
	bool v6 = six && random() % 2 == 0;

	r.subject = net(subjects[random() % (six ? 6 : 4)]);
	if (v6)
		r.peer = net(random() % 2 ? "2001:db8::" : "::");
	r.peer.ip.lo += (uint64_t)(random() % hosts);
	if (random() % 8 == 0)
		r.peer.len = (uint8_t)(120 + random() % 9);
	r.peer.ip = ip_mask(r.peer.ip, r.peer.len);
	if (random() % 300 == 0)
		r.peer = net(wides[random() % (six ? 3 : 1)]);
	r.proto = protos[random() % 4];
	r.dir = random() % 2 ? RULE_INGRESS : RULE_EGRESS;
	r.note = random() % 4 == 0 ? RULE_CONTESTED : 0;
	r.from = (int32_t)(random() % 6 + (random() % 3 == 0 ? 65530 : 0));
	r.to = random() % 9 == 0 && r.from < 6 ? r.from + 3 : r.from;
	if (r.proto != 6 && r.proto != 17)
		r.from = r.to = RULE_NOPORT;
	for (size_t i = 0; i < RULE_FEW; i++)
		r.count[i] = (uint64_t)random();
	return r;
}

/* Half of the rules have other counters, and these not all. */
static void
give_more(struct rule *r, size_t n, uint64_t (*more)[RULE_MORE])
{
	for (size_t i = 0; i < n; i++) {
		if (random() % 2)
			continue;
		for (size_t k = 0; k < RULE_MORE; k++)
			more[i][k] = random() % 3 ? (uint64_t)random() :
						    NUM_NONE;
		r[i].more = more[i];
	}
}

static void
plain_round(size_t n, bool six, int hosts)
{
	uint64_t(*more)[RULE_MORE] = mem_array(NULL, n, sizeof(*more));
	struct rule *in = mem_array(NULL, n, sizeof(*in)), *out;
	struct plain_rule *want, *got;
	struct ruleset set;

	for (size_t i = 0; i < n; i++)
		in[i] = wild(six, hosts);
	give_more(in, n, more);
	merge(&set, in, n);
	out = flat(&set);
	got = plain_all(out, set.n);
	want = plain_all(in, n);
	n = plain_merge(want, n);
	same(got, set.n, want, n);
	ruleset_free(&set);
	free(got);
	free(want);
	free(out);
	free(in);
	free(more);
}

static void
as_plain(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++)
		plain_round((size_t)random() % 300, i % 2, 1 + i % 60);
	/* Few rules meet; and enough for every part of the sort. */
	plain_round(60000, false, 40000);
	plain_round(60000, true, 4000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing),
	    cmocka_unit_test(ports),
	    cmocka_unit_test(peers),
	    cmocka_unit_test(no_halves),
	    cmocka_unit_test(inside),
	    cmocka_unit_test(families),
	    cmocka_unit_test(whole),
	    cmocka_unit_test(portless),
	    cmocka_unit_test(notes),
	    cmocka_unit_test(both_orders),
	    cmocka_unit_test(counters),
	    cmocka_unit_test(contested),
	    cmocka_unit_test(points_stay),
	    cmocka_unit_test(wide_stay),
	    cmocka_unit_test(price_holds),
	    cmocka_unit_test(as_plain),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
