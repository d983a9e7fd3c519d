/* SPDX-License-Identifier: ISC */

/* See owner.h. */

#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/mem.h"
#include "engine/owner.h"
#include "engine/threshold.h"
#include "value/proto.h"

/* ---- own addresses ---------------------------------------------------- */

/*
 * Addresses that may be in half of the ends or more (Misra and Gries, "Finding
 * repeated elements", 1982): with k counters none that has more than 1 in
 * k + 1 is lost, whatever the order.  Then they are counted.
 */
struct votes {
	struct ip ip[OWN_CANDIDATES];
	uint64_t n[OWN_CANDIDATES];
	uint64_t all;
};

static void
propose(struct votes *v, struct ip ip)
{
	int spare = -1;

	for (int i = 0; i < OWN_CANDIDATES; i++) {
		if (v->n[i] == 0)
			spare = i;
		else if (ip_eq(v->ip[i], ip)) {
			v->n[i]++;
			return;
		}
	}
	if (spare >= 0) {
		v->ip[spare] = ip;
		v->n[spare] = 1;
		return;
	}
	for (int i = 0; i < OWN_CANDIDATES; i++)
		v->n[i]--;
}

static void
vote(struct votes *v, struct ip ip)
{
	v->all++;
	for (int i = 0; i < OWN_CANDIDATES; i++)
		if (ip_eq(v->ip[i], ip))
			v->n[i]++;
}

/*
 * The address in most records that is not in `not` (NULL: nothing is), one of
 * ours before all others; IP_NONE: there is none, or are several.
 */
static struct ip
winner(const struct votes *v, const struct ipset *ours,
    const struct ipset * not )
{
	struct ip best = IP_NONE;
	uint64_t most = 0;
	bool mine = false;

	for (int i = 0; i < OWN_CANDIDATES; i++) {
		bool in = ipset_has(ours, v->ip[i]);
		if (v->n[i] * OWN_SHARE <= v->all || (mine && !in) ||
		    (not != NULL && ipset_has(not, v->ip[i])))
			continue;
		if (in == mine && v->n[i] <= most) {
			if (v->n[i] == most)
				best = IP_NONE;
			continue;
		}
		best = v->ip[i];
		most = v->n[i];
		mine = in;
	}
	return best;
}

/*
 * Calls take with both ends, for all interfaces of a part that have not said
 * theirs.
 */
FL_INLINE void
each_end(struct pair *p, size_t part, struct votes *votes,
    void (*take)(struct votes *, struct ip))
{
	struct pair_cursor c = {.pair = p};

	while (pair_next(&c)) {
		pair_look(&c);
		for (unsigned int i = 0; i < EVID_PLACES; i++) {
			uint32_t eni = c.t->eni[i];
			if (eni >= EVID_REJECTED || eni % p->parts != part)
				continue;
			bool v6 = !ip_is4(c.e.ip[0]);
			if (!ip_none(pair_eni(p, eni)->own[v6]))
				continue;
			take(&votes[2 * eni + v6], c.e.ip[0]);
			take(&votes[2 * eni + v6], c.e.ip[1]);
		}
	}
}

/* What is worked on by parts. */
struct owners {
	struct pair *pair;
	struct votes *votes;
	const struct ipset *ours, *near, *own;
};

/* Those without an own address get it, where votes tell. */
static void
elect(struct pair *p, const struct votes *votes, size_t n,
    const struct ipset *ours, const struct ipset *taken)
{
	for (size_t i = 0; i < n; i++) {
		struct ip *own = &pair_eni(p, (uint32_t)(i / 2))->own[i % 2];
		if (votes[i].all > 0 && ip_none(*own))
			*own = winner(&votes[i], ours, taken);
	}
}

/* Candidates are counted anew: proposing lost some. */
static void
start_count(struct votes *v)
{
	for (int k = 0; k < OWN_CANDIDATES; k++) {
		if (v->n[k] == 0)
			v->ip[k] = IP_NONE;
		v->n[k] = 0;
	}
}

static void
vote_part(void *arg, size_t part)
{
	struct owners *o = arg;

	each_end(o->pair, part, o->votes, propose);
	for (size_t i = part; i < o->pair->neni; i += o->pair->parts) {
		start_count(&o->votes[2 * i]);
		start_count(&o->votes[2 * i + 1]);
	}
	each_end(o->pair, part, o->votes, vote);
}

void
owner_find(struct pair *p, const struct ipset *ours)
{
	size_t n = 2 * (size_t)p->neni;
	struct owners o = {.pair = p};

	o.votes = mem_new(n * sizeof(*o.votes));
	pair_each(p, vote_part, &o);
	elect(p, o.votes, n, ours, NULL);
	struct ipset *taken = owner_set(p);
	elect(p, o.votes, n, ours, taken);
	ipset_free(taken);
	free(o.votes);
}

struct ipset *
owner_set(const struct pair *p)
{
	struct ipset *set = ipset_new();

	for (uint32_t i = 0; i < p->neni; i++)
		for (int v6 = 0; v6 < 2; v6++) {
			struct ip own = pair_eni(p, i)->own[v6];
			if (!ip_none(own))
				ipset_range(set, own, own);
		}
	ipset_done(set);
	return set;
}

static void
mark_own(const struct pair *p, struct tuple *t, const struct ends *e)
{
	bool v6 = !ip_is4(e->ip[0]);

	for (unsigned int i = 0; i < EVID_PLACES; i++) {
		if (t->eni[i] >= EVID_REJECTED)
			continue;
		struct ip own = pair_eni(p, t->eni[i])->own[v6];
		for (unsigned int end = 0; end < 2; end++)
			if (ip_eq(own, e->ip[end]))
				t->bits |= evid_side(EVID_OWN, i, end);
	}
}

static void
mark_part(void *arg, size_t part)
{
	const struct owners *o = arg;
	struct pair_cursor c = {.pair = o->pair,
	    .part = part,
	    .parts = o->pair->parts};
	bool none = ipset_count(o->own) == 0;

	while (pair_next(&c)) {
		struct tuple *t = c.t;
		pair_look(&c);
		mark_own(o->pair, t, &c.e);
		for (unsigned int end = 0; end < 2; end++) {
			struct ip ip = c.e.ip[end];
			bool logs = evid_logged(t, end) ||
			    ipset_has(o->own, ip);
			bool in = logs || ipset_has(o->ours, ip);
			if (!in && !ipset_has(o->near, ip))
				t->state |= TUPLE_FAR;
			if (in)
				t->state |= (uint16_t)(TUPLE_OURS << end);
			if (logs || (in && none))
				t->state |= (uint16_t)(TUPLE_LOGS << end);
		}
	}
}

void
owner_mark(struct pair *p, const struct ipset *ours, const struct ipset *near)
{
	struct ipset *own = owner_set(p);
	struct owners o = {.pair = p, .ours = ours, .near = near, .own = own};

	pair_each(p, mark_part, &o);
	ipset_free(own);
}

/* ---- translation ------------------------------------------------------ */

struct translate {
	struct pair *pair;
	const uint32_t *vpc;
	struct tab x;     /* X, p, the peer's port of an F -> is there an O? */
	struct tab relay; /* N, P, P's port */
	uint64_t ports[(UINT16_MAX + 1) / 64]; /* bits: some F has this p */
};

static void
x_key(const struct translate *s, const struct ends *e, unsigned int end,
    uint64_t key[4])
{
	key[0] = e->ip[end].hi;
	key[1] = e->ip[end].lo;
	key[2] = (uint64_t)e->port[end] << 32 | (uint64_t)e->port[!end] << 8 |
	    e->proto;
	key[3] = s->vpc[e->tag];
}

/* Could this be an F, seen from one end: its own interface does not know it? */
static bool
strange(const struct pair_cursor *c, unsigned int end)
{
	return evid_logs(c->t, end) && !evid_logged(c->t, end) &&
	    evid_logged(c->t, !end) && proto_ports(c->e.proto);
}

static void
note_fake(struct translate *s, const struct pair_cursor *c, unsigned int end)
{
	uint64_t key[4], *pay;

	x_key(s, &c->e, end, key);
	tab_find(&s->x, key, 1, &pay);
	s->ports[c->e.port[end] / 64] |= 1ULL << c->e.port[end] % 64;
}

/*
 * What is known of an end as X; NULL: there is no F with it.  Most ends are
 * none, and most of these have a port that none has.
 */
static uint64_t *
x_fact(const struct translate *s, const struct ends *e, unsigned int end)
{
	uint16_t port = e->port[end];
	uint64_t key[4];

	if (!(s->ports[port / 64] >> port % 64 & 1))
		return NULL;
	x_key(s, e, end, key);
	return tab_get(&s->x, key);
}

static void
relay_key(const struct translate *s, struct ip via, const struct ends *e,
    unsigned int peer, uint64_t key[6])
{
	key[0] = via.hi;
	key[1] = via.lo;
	key[2] = e->ip[peer].hi;
	key[3] = e->ip[peer].lo;
	key[4] = (uint64_t)e->port[peer] << 8 | e->proto;
	key[5] = s->vpc[e->tag];
}

/* Is it an O, seen from X? */
static void
note_real(const struct translate *s, const struct pair_cursor *c,
    unsigned int end)
{
	if (!evid_logged(c->t, end))
		return;
	uint64_t *real = x_fact(s, &c->e, end);
	if (real != NULL)
		__atomic_store_n(real, 1, __ATOMIC_RELAXED);
}

/* What an interface passed on, as the log says itself. */
static void
note_replaced(struct translate *s, const struct pair_cursor *c)
{
	uint64_t key[6], *pay;

	if (!(c->t->bits & (0xfU * EVID_REPLACED)))
		return;
	for (unsigned int i = 0; i < EVID_PLACES; i++)
		for (unsigned int end = 0; end < 2; end++) {
			if (!(c->t->bits & evid_side(EVID_REPLACED, i, end)))
				continue;
			struct ip ip = c->e.ip[end];
			struct pair_eni *f = pair_eni(s->pair, c->t->eni[i]);
			relay_key(s, f->own[!ip_is4(ip)], &c->e, end, key);
			tab_find(&s->relay, key, 1, &pay);
		}
}

/* Is it an L: from the own address of an interface to whom it passes on to? */
static void
mark_leg(const struct translate *s, const struct pair_cursor *c)
{
	uint64_t key[6];

	for (unsigned int end = 0; end < 2; end++) {
		relay_key(s, c->e.ip[end], &c->e, !end, key);
		if (evid_logged(c->t, end) && tab_get(&s->relay, key) != NULL)
			c->t->state |= TUPLE_HOP;
	}
}

/* Is it an F, seen from X? */
static void
mark_fake(const struct translate *s, const struct pair_cursor *c,
    unsigned int end)
{
	if (!strange(c, end))
		return;
	const uint64_t *real = x_fact(s, &c->e, end);
	if (real != NULL && *real == 1)
		c->t->state |= (uint16_t)(TUPLE_NO_RULE << end);
}

static void
mark_hops(struct pair *p, const struct ipset *hops)
{
	struct pair_cursor c = {.pair = p};

	while (hops != NULL && pair_next(&c)) {
		pair_look(&c);
		if (ipset_has(hops, c.e.ip[0]) || ipset_has(hops, c.e.ip[1]))
			c.t->state |= TUPLE_HOP;
	}
}

/* Notes what may be an F, and what passes on: in one thread, as it adds. */
static void
note_all(struct translate *s)
{
	struct pair_cursor c = {.pair = s->pair};

	while (pair_next(&c)) {
		pair_look(&c);
		note_replaced(s, &c);
		for (unsigned int end = 0; end < 2; end++)
			if (strange(&c, end))
				note_fake(s, &c, end);
	}
}

static void
real_part(void *arg, size_t part)
{
	const struct translate *s = arg;
	struct pair_cursor c = {.pair = s->pair,
	    .part = part,
	    .parts = s->pair->parts};

	while (pair_next(&c)) {
		pair_look(&c);
		if (s->relay.n > 0)
			mark_leg(s, &c);
		for (unsigned int end = 0; s->x.n > 0 && end < 2; end++)
			note_real(s, &c, end);
	}
}

static void
fake_part(void *arg, size_t part)
{
	const struct translate *s = arg;
	struct pair_cursor c = {.pair = s->pair,
	    .part = part,
	    .parts = s->pair->parts};

	while (s->x.n > 0 && pair_next(&c)) {
		pair_look(&c);
		for (unsigned int end = 0; end < 2; end++)
			mark_fake(s, &c, end);
	}
}

void
owner_translate(struct pair *p, const struct ipset *hops, const uint32_t *vpc)
{
	static const uint64_t zero;
	struct translate s = {.pair = p, .vpc = vpc};
	uint64_t seed[2];

	mark_hops(p, hops);
	arc4random_buf(seed, sizeof(seed));
	tab_init(&s.x, 4, 1, &zero, seed[0]);
	tab_init(&s.relay, 6, 0, &zero, seed[1]);
	note_all(&s);
	if (s.relay.n > 0 || s.x.n > 0) {
		pair_each(p, real_part, &s);
		pair_each(p, fake_part, &s);
	}
	tab_free(&s.x);
	tab_free(&s.relay);
}
