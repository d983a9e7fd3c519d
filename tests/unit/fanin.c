/* SPDX-License-Identifier: ISC */

/* fanin.h: the facts of ends against slow counts over all pairs of tuples. */

#include "pairing.h"

#include "engine/fanin.h"

#define PARTS 3 /* threads */
#define MANY 700

static uint64_t state = 11;

static uint64_t
rnd(uint64_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 33) % n;
}

struct seen {
	struct ends e;
	struct tuple t;
};

static bool
same_end(const struct ends *a, unsigned int i, const struct ends *b,
    unsigned int k)
{
	return ip_eq(a->ip[i], b->ip[k]) && a->port[i] == b->port[k] &&
	    a->proto == b->proto;
}

/* What an end met, by looking at all tuples; ports and hosts counted once. */
static struct fanin_end
slowly(const struct seen *all, size_t n, const struct ends *e, unsigned int end)
{
	struct fanin_end f = {0};
	static bool port[65536];
	struct ip host[MANY * 2];

	memset(port, 0, sizeof(port));
	for (size_t i = 0; i < n; i++)
		for (unsigned int k = 0; k < 2; k++) {
			const struct seen *s = &all[i];
			if (!same_end(&s->e, k, e, end))
				continue;
			bool even = s->e.port[0] == s->e.port[1];
			f.opened += s->t.how == HOW_SYN && s->t.from == k &&
			    (!even || s->e.port[0] == 0);
			if (!(s->t.bits & EVID_DATA))
				continue;
			if (!even) {
				f.spread += !port[s->e.port[!k]];
				port[s->e.port[!k]] = true;
				continue;
			}
			bool new = evid_ours(&s->t, !k);
			for (size_t h = 0; h < f.hub; h++)
				new &= !ip_eq(host[h], s->e.ip[!k]);
			if (new)
				host[f.hub++] = s->e.ip[!k];
		}
	return f;
}

static void
put_record(struct buf *rows)
{
	static const unsigned int port[] = {53, 443, 5000, 5001, 5064, 5065,
	    6000, 65535, 0};
	unsigned int big = rnd(2) ? 9 : 1;

	buf_fmt(rows, "e 10.0.0.%u %u 10.0.1.%u %u 6 %u %u 1 1 ACCEPT %s\n",
	    (unsigned int)rnd(9), port[rnd(9)], (unsigned int)rnd(9),
	    port[rnd(9)], big, big * 60, rnd(3) ? "0" : "2");
}

static void
test_facts(void **s)
{
	static struct seen all[2 * MANY];
	struct schemas *names = schemas_new();
	struct pair *p = pair_new(NULL, 0);
	struct pair_cursor c;
	struct buf rows = {0};
	size_t n = 0;

	(void)s;
	for (int i = 0; i < MANY; i++)
		put_record(&rows);
	pairing_add(p, names, PAIRING_HEAD, buf_cstr(&rows));
	buf_free(&rows);
	p->parts = PARTS;
	pair_settle(p);
	for (c = (struct pair_cursor){.pair = p}; pair_next(&c);) {
		pair_look(&c);
		int from = evid_opener(c.t);
		c.t->bits |= rnd(2) ? EVID_DATA : 0;
		c.t->state = (uint16_t)(rnd(4) * TUPLE_OURS);
		c.t->how = from == 0 || from == 1 ? HOW_SYN : HOW_NONE;
		c.t->from = from == 1;
		all[n++] = (struct seen){c.e, *c.t};
	}
	uint32_t *vpc = pair_vpcs(p);
	struct fanin *f = fanin_new(p, vpc);
	for (c = (struct pair_cursor){.pair = p}; pair_next(&c);) {
		pair_look(&c);
		fanin_meet(f, rnd(PARTS), c.t, &c.e);
	}
	fanin_learn(f);
	n = 0;
	for (c = (struct pair_cursor){.pair = p}; pair_next(&c);)
		all[n++].t = *c.t;
	for (size_t i = 0; i < n; i++)
		for (unsigned int end = 0; end < 2; end++) {
			const struct ends *e = &all[i].e;
			struct fanin_end want = slowly(all, n, e, end);
			const struct fanin_end *got = fanin_at(f, &all[i].t,
			    end);
			/* An end that was met once may have no facts. */
			if (got->number == 0) {
				assert_true(want.spread + want.hub <= 1);
				assert_true(want.opened <= 1);
				continue;
			}
			assert_int_equal(got->spread, want.spread);
			assert_int_equal(got->hub, want.hub);
			assert_int_equal(got->opened, want.opened);
		}
	fanin_free(f);
	free(vpc);
	pair_free(p);
	schemas_free(names);
}

/* The two fours. */
static void
test_above(void **s)
{
	(void)s;
	assert_false(fanin_above(3, 0));
	assert_true(fanin_above(4, 0));
	assert_true(fanin_above(4, 1));
	assert_false(fanin_above(7, 2));
	assert_true(fanin_above(8, 2));
	assert_false(fanin_above(UINT32_MAX, UINT32_MAX / 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_facts),
	    cmocka_unit_test(test_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
