/* SPDX-License-Identifier: ISC */

/* See fanin.h. */

#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/mem.h"
#include "engine/fanin.h"
#include "engine/threshold.h"

#define KEY 3 /* words of an end */
#define FILTER_BITS_MIN 12
#define FILTER_BITS_MOST 32
#define FILTER_EACH 16 /* bits for each tuple: two ends, at most 1 in 8 set */
#define LATE 32        /* looks into the filter that are on their way */
#define AHEAD 16       /* tuples whose looks into it are */

/* Ends whose facts are looked up together, and what they met. */
struct met {
	struct tuple *t;
	struct ip peer;
	uint16_t port; /* of the peer */
	uint8_t end;
	bool apart; /* from the end's own */
};

struct batch {
	size_t n;
	uint64_t key[TAB_BATCH * KEY];
	struct met met[TAB_BATCH];
};

struct fanin {
	const uint32_t *vpc;
	struct tab ends;   /* an end -> struct fanin_end */
	struct tab ports;  /* number of an end, peer port / 64 -> bits */
	struct tab hosts;  /* number of an end, peer address -> nothing */
	uint64_t *met;     /* by turns: bits of ends met once, and twice */
	unsigned int bits; /* 1 << bits of either */
	uint64_t seed;
	size_t nlate; /* what is to be put into the filter */
	uint32_t late[LATE];
	struct batch *batch;
};

static const struct fanin_end nothing;
static const uint64_t zero[sizeof(struct fanin_end) / sizeof(uint64_t)];

static void
end_key(const struct fanin *f, const struct ends *e, unsigned int end,
    uint64_t key[KEY])
{
	key[0] = e->ip[end].hi;
	key[1] = e->ip[end].lo;
	key[2] = (uint64_t)f->vpc[e->tag] << 32 | (uint64_t)e->proto << 16 |
	    e->port[end];
}

/* ---- the filter ------------------------------------------------------- */

static size_t
filter_bytes(const struct fanin *f)
{
	return (size_t)2 << f->bits >> 3;
}

static size_t
filter_bit(const struct fanin *f, const uint64_t key[KEY])
{
	uint64_t h = tab_mix(key[0] ^ f->seed, key[1] ^ ~f->seed);

	h = tab_mix(h ^ key[2], 0x9e3779b97f4a7c15);
	return h >> (64 - f->bits);
}

/* The two words of a bit. */
static uint64_t *
filter_words(const struct fanin *f, uint32_t at)
{
	return f->met + (at >> 6) * 2;
}

static void
filter_add(struct fanin *f)
{
	for (size_t i = 0; i < f->nlate; i++) {
		uint64_t *w = filter_words(f, f->late[i]);
		uint64_t bit = 1ULL << (f->late[i] & 63);
		w[1] |= w[0] & bit;
		w[0] |= bit;
	}
	f->nlate = 0;
}

static bool
filter_has(const struct fanin *f, uint32_t at)
{
	return filter_words(f, at)[1] >> (at & 63) & 1;
}

/* Until it is learned from, a tuple keeps where its ends are in the filter. */
void
fanin_meet(struct fanin *f, struct tuple *t, const struct ends *e)
{
	uint64_t key[KEY];

	for (unsigned int end = 0; end < 2; end++) {
		end_key(f, e, end, key);
		t->fact[end] = (uint32_t)filter_bit(f, key);
		__builtin_prefetch(filter_words(f, t->fact[end]), 1);
		f->late[f->nlate++] = t->fact[end];
	}
	if (f->nlate == LATE)
		filter_add(f);
}

/* ---- learning --------------------------------------------------------- */

static struct fanin_end *
fanin_of(uint64_t *pay)
{
	return (struct fanin_end *)(void *)pay;
}

/* Has a tuple more than a scan, which meets everybody, and peers' ports? */
static bool
by_port(const struct met *m)
{
	return (m->t->bits & EVID_DATA) && m->apart;
}

/* Ends met ports, which count if they are new. */
static void
meet_ports(struct fanin *f, const struct batch *b, uint64_t *const *end)
{
	uint64_t key[TAB_BATCH], *pay[TAB_BATCH];
	uint32_t who[TAB_BATCH];
	size_t n = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		if (!by_port(&b->met[i]))
			continue;
		key[n] = (uint64_t)fanin_of(end[i])->number << 10 |
		    b->met[i].port >> 6;
		who[n++] = i;
	}
	tab_find(&f->ports, key, n, pay);
	for (size_t i = 0; i < n; i++) {
		uint64_t bit = 1ULL << (b->met[who[i]].port & 63);
		fanin_of(end[who[i]])->spread += !(*pay[i] & bit);
		*pay[i] |= bit;
	}
}

static void
meet_host(struct fanin *f, struct fanin_end *x, struct ip peer)
{
	uint64_t key[KEY] = {peer.hi, peer.lo, x->number}, *pay;
	size_t n = f->hosts.n;

	tab_find(&f->hosts, key, 1, &pay);
	x->hub += f->hosts.n > n;
}

/* An end met another, but for the ports. */
static void
meet(struct fanin *f, struct fanin_end *x, const struct met *m)
{
	struct tuple *t = m->t;

	t->fact[m->end] = x->number;
	if ((t->bits & EVID_DATA) && !m->apart && evid_ours(t, !m->end))
		meet_host(f, x, m->peer);
	if ((m->apart || m->port == 0) &&
	    (t->how == HOW_SYN || t->how == HOW_ALONE) && t->from == m->end &&
	    !(t->state & TUPLE_ERROR))
		x->opened++;
}

static void
learn_batch(struct fanin *f, struct batch *b)
{
	uint64_t *pay[TAB_BATCH];

	tab_find(&f->ends, b->key, b->n, pay);
	for (size_t i = 0; i < b->n; i++) {
		struct fanin_end *x = fanin_of(pay[i]);
		x->number = (uint32_t)((size_t)(pay[i] - f->ends.entry) /
				f->ends.words) +
		    1;
		meet(f, x, &b->met[i]);
	}
	meet_ports(f, b, pay);
	b->n = 0;
}

/* An end that was met once has no facts. */
static void
learn_end(struct fanin *f, const struct pair_cursor *c, unsigned int end)
{
	struct batch *b = f->batch;

	if (!filter_has(f, c->t->fact[end])) {
		c->t->fact[end] = 0;
		return;
	}
	end_key(f, &c->e, end, b->key + b->n * KEY);
	b->met[b->n++] = (struct met){c->t, c->e.ip[!end], c->e.port[!end],
	    (uint8_t)end, c->e.port[0] != c->e.port[1]};
	if (b->n == TAB_BATCH)
		learn_batch(f, b);
}

/* Asks for what the filter says of a later tuple. */
FL_INLINE void
look_ahead(const struct fanin *f, const struct pair_cursor *c)
{
	const struct tuple *t = pair_ahead(c, AHEAD);

	if (t == NULL)
		return;
	__builtin_prefetch(filter_words(f, t->fact[0]));
	__builtin_prefetch(filter_words(f, t->fact[1]));
}

void
fanin_learn(struct fanin *f, struct pair *p)
{
	struct pair_cursor c = {.pair = p};

	filter_add(f);
	while (pair_next(&c)) {
		look_ahead(f, &c);
		pair_look(&c);
		learn_end(f, &c, 0);
		learn_end(f, &c, 1);
	}
	learn_batch(f, f->batch);
	tab_free(&f->ports);
	tab_free(&f->hosts);
}

static struct fanin_end *
fact(const struct fanin *f, uint32_t number)
{
	return fanin_of(tab_entry(&f->ends, number - 1) + KEY);
}

void
fanin_match(struct fanin *f, const struct tuple *t)
{
	for (unsigned int end = 0; end < 2; end++)
		if (t->fact[end] != 0 && evid_logs(t, !end) &&
		    !fanin_above(fanin_at(f, t, end)->hub,
			fanin_at(f, t, !end)->hub))
			fact(f, t->fact[end])->even++;
}

void
fanin_serve(struct fanin *f, const struct tuple *t)
{
	if (t->fact[t->from] != 0)
		fact(f, t->fact[t->from])->called++;
	if (t->fact[!t->from] != 0)
		fact(f, t->fact[!t->from])->served++;
}

const struct fanin_end *
fanin_at(const struct fanin *f, const struct tuple *t, unsigned int end)
{
	return t->fact[end] != 0 ? fact(f, t->fact[end]) : &nothing;
}

bool
fanin_above(uint32_t a, uint32_t b)
{
	return a >= SPREAD_LEAST && a >= (uint64_t)SPREAD_TIMES * b;
}

bool
fanin_hub(const struct fanin_end *x)
{
	return x->hub >= HUB_LEAST &&
	    x->hub >= (uint64_t)SPREAD_TIMES * x->even;
}

struct fanin *
fanin_new(const uint32_t *vpc, size_t tuples)
{
	struct fanin *f = mem_new(sizeof(*f));
	uint64_t seed[4];

	arc4random_buf(seed, sizeof(seed));
	f->vpc = vpc;
	f->seed = seed[0];
	f->bits = FILTER_BITS_MIN;
	while (f->bits < FILTER_BITS_MOST &&
	    (size_t)1 << f->bits < tuples * FILTER_EACH)
		f->bits++;
	f->met = mem_huge(NULL, 0, filter_bytes(f));
	f->batch = mem_new(sizeof(*f->batch));
	tab_init(&f->ends, KEY, nitems(zero), zero, seed[1]);
	tab_init(&f->ports, 1, 1, zero, seed[2]);
	tab_init(&f->hosts, KEY, 0, zero, seed[3]);
	return f;
}

void
fanin_free(struct fanin *f)
{
	if (f == NULL)
		return;
	tab_free(&f->ends);
	tab_free(&f->ports);
	tab_free(&f->hosts);
	mem_huge(f->met, filter_bytes(f), 0);
	free(f->batch);
	free(f);
}
