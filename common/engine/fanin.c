/* SPDX-License-Identifier: ISC */

/* See fanin.h. */

#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/diag.h"
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

/* The ends that one thread learns of, and what it is about to. */
struct part {
	struct tab ends;  /* an end -> struct fanin_end */
	struct tab ports; /* number of an end, peer port / 64 -> bits */
	struct tab hosts; /* number of an end, peer address -> nothing */
	size_t nlate;     /* what is to be put into the filter */
	uint32_t late[LATE];
	struct batch batch;
};

/*
 * Threads meet parts of the tuples, and learn of parts of the ends.  An end
 * belongs to the part that its place in the filter says, modulo their number,
 * and so does what a tuple keeps of it: first that place, and then its number
 * times the parts plus the part, where number 0 is an end without facts.
 */
struct fanin {
	struct pair *pair;
	const uint32_t *vpc;
	uint64_t *met;     /* by turns: bits of ends met once, and twice */
	unsigned int bits; /* 1 << bits of either */
	uint64_t seed;
	uint32_t parts;
	struct part *part;
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

/* Sets bits of a word, which threads may do at a time; what was there. */
static uint64_t
set_bits(const struct fanin *f, uint64_t *word, uint64_t bits)
{
	if (f->parts > 1)
		return __atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
	uint64_t was = *word;
	*word |= bits;
	return was;
}

static void
filter_add(struct fanin *f, struct part *p)
{
	for (size_t i = 0; i < p->nlate; i++) {
		uint64_t *w = filter_words(f, p->late[i]);
		uint64_t bit = 1ULL << (p->late[i] & 63);
		if (set_bits(f, &w[0], bit) & bit)
			set_bits(f, &w[1], bit);
	}
	p->nlate = 0;
}

static bool
filter_has(const struct fanin *f, uint32_t at)
{
	return filter_words(f, at)[1] >> (at & 63) & 1;
}

void
fanin_meet(struct fanin *f, size_t part, struct tuple *t, const struct ends *e)
{
	struct part *p = &f->part[part];
	uint64_t key[KEY];

	for (unsigned int end = 0; end < 2; end++) {
		end_key(f, e, end, key);
		t->fact[end] = (uint32_t)filter_bit(f, key);
		__builtin_prefetch(filter_words(f, t->fact[end]), 1);
		p->late[p->nlate++] = t->fact[end];
	}
	if (p->nlate == LATE)
		filter_add(f, p);
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
meet_ports(struct part *p, uint64_t *const *end)
{
	const struct batch *b = &p->batch;
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
	tab_find(&p->ports, key, n, pay);
	for (size_t i = 0; i < n; i++) {
		uint64_t bit = 1ULL << (b->met[who[i]].port & 63);
		fanin_of(end[who[i]])->spread += !(*pay[i] & bit);
		*pay[i] |= bit;
	}
}

static void
meet_host(struct part *p, struct fanin_end *x, struct ip peer)
{
	uint64_t key[KEY] = {peer.hi, peer.lo, x->number}, *pay;
	size_t n = p->hosts.n;

	tab_find(&p->hosts, key, 1, &pay);
	x->hub += p->hosts.n > n;
}

/* An end met another, but for the ports. */
static void
meet(struct part *p, struct fanin_end *x, const struct met *m)
{
	struct tuple *t = m->t;

	if ((t->bits & EVID_DATA) && !m->apart && evid_ours(t, !m->end))
		meet_host(p, x, m->peer);
	if ((m->apart || m->port == 0) &&
	    (t->how == HOW_SYN || t->how == HOW_ALONE) && t->from == m->end &&
	    !(t->state & TUPLE_ERROR))
		x->opened++;
}

/* What a tuple keeps of an end; other threads look whose it is meanwhile. */
static void
keep(const struct fanin *f, struct tuple *t, unsigned int end, size_t part,
    uint64_t number)
{
	uint64_t v = number * f->parts + part;

	if (v > UINT32_MAX)
		diag_die("too many ends: fewer threads (-j 1) can do it");
	__atomic_store_n(&t->fact[end], (uint32_t)v, __ATOMIC_RELAXED);
}

static void
learn_batch(struct fanin *f, size_t part)
{
	struct part *p = &f->part[part];
	struct batch *b = &p->batch;
	uint64_t *pay[TAB_BATCH];

	tab_find(&p->ends, b->key, b->n, pay);
	for (size_t i = 0; i < b->n; i++) {
		struct fanin_end *x = fanin_of(pay[i]);
		size_t at = (size_t)(pay[i] - p->ends.entry) / p->ends.words;
		x->number = (uint32_t)at + 1;
		keep(f, b->met[i].t, b->met[i].end, part, x->number);
		meet(p, x, &b->met[i]);
	}
	meet_ports(p, pay);
	b->n = 0;
}

/* An end of a part; one that was met once has no facts. */
static void
learn_end(struct fanin *f, const struct pair_cursor *c, unsigned int end,
    size_t part)
{
	struct batch *b = &f->part[part].batch;
	uint32_t at = __atomic_load_n(&c->t->fact[end], __ATOMIC_RELAXED);

	if (at % f->parts != part)
		return;
	if (!filter_has(f, at)) {
		keep(f, c->t, end, part, 0);
		return;
	}
	end_key(f, &c->e, end, b->key + b->n * KEY);
	b->met[b->n++] = (struct met){c->t, c->e.ip[!end], c->e.port[!end],
	    (uint8_t)end, c->e.port[0] != c->e.port[1]};
	if (b->n == TAB_BATCH)
		learn_batch(f, part);
}

/* Asks for what the filter says of a later tuple. */
FL_INLINE void
look_ahead(const struct fanin *f, const struct pair_cursor *c)
{
	const struct tuple *t = pair_ahead(c, AHEAD);

	if (t == NULL)
		return;
	for (int end = 0; end < 2; end++)
		__builtin_prefetch(filter_words(f,
		    __atomic_load_n(&t->fact[end], __ATOMIC_RELAXED)));
}

static void
learn_part(void *arg, size_t part)
{
	struct fanin *f = arg;
	struct pair_cursor c = {.pair = f->pair};

	while (pair_next(&c)) {
		look_ahead(f, &c);
		pair_look(&c);
		learn_end(f, &c, 0, part);
		learn_end(f, &c, 1, part);
	}
	learn_batch(f, part);
	tab_free(&f->part[part].ports);
	tab_free(&f->part[part].hosts);
}

void
fanin_learn(struct fanin *f)
{
	for (uint32_t i = 0; i < f->parts; i++)
		filter_add(f, &f->part[i]);
	pair_each(f->pair, learn_part, f);
}

/* The facts of an end of a tuple; NULL: it has none. */
static struct fanin_end *
fact(const struct fanin *f, const struct tuple *t, unsigned int end)
{
	uint32_t number = t->fact[end] / f->parts;

	if (number == 0)
		return NULL;
	return fanin_of(tab_entry(&f->part[t->fact[end] % f->parts].ends,
			    number - 1) +
	    KEY);
}

/* Adds one to a count of an end that has facts, which threads do at a time. */
static void
add(const struct fanin *f, uint32_t *n)
{
	if (f->parts > 1)
		__atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
	else
		++*n;
}

void
fanin_match(struct fanin *f, const struct tuple *t)
{
	for (unsigned int end = 0; end < 2; end++) {
		struct fanin_end *x = fact(f, t, end);
		if (x != NULL && evid_logs(t, !end) &&
		    !fanin_above(x->hub, fanin_at(f, t, !end)->hub))
			add(f, &x->even);
	}
}

void
fanin_serve(struct fanin *f, const struct tuple *t)
{
	struct fanin_end *from = fact(f, t, t->from);
	struct fanin_end *to = fact(f, t, !t->from);

	if (from != NULL)
		add(f, &from->called);
	if (to != NULL)
		add(f, &to->served);
}

const struct fanin_end *
fanin_at(const struct fanin *f, const struct tuple *t, unsigned int end)
{
	const struct fanin_end *x = fact(f, t, end);

	return x != NULL ? x : &nothing;
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
fanin_new(struct pair *p, const uint32_t *vpc)
{
	struct fanin *f = mem_new(sizeof(*f));
	uint64_t seed[4];

	arc4random_buf(seed, sizeof(seed));
	f->pair = p;
	f->vpc = vpc;
	f->seed = seed[0];
	f->parts = (uint32_t)p->parts;
	f->bits = FILTER_BITS_MIN;
	while (f->bits < FILTER_BITS_MOST &&
	    (size_t)1 << f->bits < pair_count(p) * FILTER_EACH)
		f->bits++;
	f->met = mem_huge(NULL, 0, filter_bytes(f));
	f->part = mem_new(f->parts * sizeof(*f->part));
	for (uint32_t i = 0; i < f->parts; i++) {
		struct part *x = &f->part[i];
		tab_init(&x->ends, KEY, nitems(zero), zero, seed[1]);
		tab_init(&x->ports, 1, 1, zero, seed[2]);
		tab_init(&x->hosts, KEY, 0, zero, seed[3]);
	}
	return f;
}

void
fanin_free(struct fanin *f)
{
	if (f == NULL)
		return;
	for (uint32_t i = 0; i < f->parts; i++) {
		tab_free(&f->part[i].ends);
		tab_free(&f->part[i].ports);
		tab_free(&f->part[i].hosts);
	}
	mem_huge(f->met, filter_bytes(f), 0);
	free(f->part);
	free(f);
}
