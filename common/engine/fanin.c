/* SPDX-License-Identifier: ISC */

/* See fanin.h. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/fanin.h"
#include "engine/threshold.h"
#include "value/proto.h"

#define KEY 3 /* words of an end */
#define FILTER_BITS_MIN 12
#define FILTER_BITS_MOST 32
#define FILTER_EACH 16 /* bits for each tuple: two ends, at most 1 in 8 set */

struct fanin {
	const uint32_t *vpc;
	struct tab ends;  /* an end -> struct fanin_end */
	struct tab ports; /* number of an end, peer port / 64 -> bits */
	struct tab hosts; /* number of an end, peer address -> nothing */
	uint64_t *once, *twice;
	unsigned int bits; /* the filter has 1 << bits bits */
	uint64_t seed;
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
	return (size_t)1 << f->bits >> 3;
}

static size_t
filter_bit(const struct fanin *f, const uint64_t key[KEY])
{
	uint64_t h = tab_mix(key[0] ^ f->seed, key[1] ^ ~f->seed);

	h = tab_mix(h ^ key[2], 0x9e3779b97f4a7c15);
	return h >> (64 - f->bits);
}

static size_t
filter_add(struct fanin *f, const uint64_t key[KEY])
{
	size_t at = filter_bit(f, key);
	uint64_t bit = 1ULL << (at & 63);

	f->twice[at >> 6] |= f->once[at >> 6] & bit;
	f->once[at >> 6] |= bit;
	return at;
}

static bool
filter_has(const struct fanin *f, size_t at)
{
	return f->twice[at >> 6] >> (at & 63) & 1;
}

/* Until it is learned from, a tuple keeps where its ends are in the filter. */
void
fanin_meet(struct fanin *f, struct tuple *t, const struct ends *e)
{
	uint64_t key[KEY];

	for (unsigned int end = 0; end < 2; end++) {
		end_key(f, e, end, key);
		t->fact[end] = (uint32_t)filter_add(f, key);
	}
}

/* ---- learning --------------------------------------------------------- */

/* The facts of an end, to be changed; NULL: it was met once. */
static struct fanin_end *
facts(struct fanin *f, const struct tuple *t, const struct ends *e,
    unsigned int end)
{
	uint64_t key[KEY], *pay;

	if (!filter_has(f, t->fact[end]))
		return NULL;
	end_key(f, e, end, key);
	tab_find(&f->ends, key, 1, &pay);
	struct fanin_end *x = (struct fanin_end *)(void *)pay;
	if (x->number == 0)
		x->number = (uint32_t)f->ends.n;
	return x;
}

/* An end met a port; it counts if it is new. */
static void
meet_port(struct fanin *f, struct fanin_end *x, uint16_t port)
{
	uint64_t key = (uint64_t)x->number << 10 | port >> 6, *pay;
	uint64_t bit = 1ULL << (port & 63);

	tab_find(&f->ports, &key, 1, &pay);
	x->spread += !(*pay & bit);
	*pay |= bit;
}

static void
meet_host(struct fanin *f, struct fanin_end *x, struct ip peer)
{
	uint64_t key[KEY] = {peer.hi, peer.lo, x->number}, *pay;
	size_t n = f->hosts.n;

	tab_find(&f->hosts, key, 1, &pay);
	x->hub += f->hosts.n > n;
}

static void
learn_end(struct fanin *f, const struct pair_cursor *c, unsigned int end)
{
	struct fanin_end *x = facts(f, c->t, &c->e, end);
	bool apart = c->e.port[0] != c->e.port[1];

	c->t->fact[end] = x != NULL ? x->number : 0;
	if (x == NULL)
		return;
	if (!(c->t->bits & EVID_DATA))
		; /* a scan meets everybody */
	else if (apart && proto_ports(c->e.proto))
		meet_port(f, x, c->e.port[!end]);
	else if (evid_ours(c->t, !end))
		meet_host(f, x, c->e.ip[!end]);
	if ((c->t->how == HOW_SYN || c->t->how == HOW_ALONE) &&
	    c->t->from == end && !(c->t->state & TUPLE_ERROR))
		x->opened++;
}

void
fanin_learn(struct fanin *f, struct pair *p)
{
	struct pair_cursor c = {.pair = p};

	mem_huge(f->once, filter_bytes(f), 0);
	f->once = NULL;
	while (pair_next(&c)) {
		pair_look(&c);
		learn_end(f, &c, 0);
		learn_end(f, &c, 1);
	}
	tab_free(&f->ports);
	tab_free(&f->hosts);
}

static struct fanin_end *
fact(const struct fanin *f, uint32_t number)
{
	return (struct fanin_end *)(void *)(tab_entry(&f->ends, number - 1) +
	    KEY);
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
	return x->hub >= (uint64_t)SPREAD_TIMES * x->even;
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
	f->once = mem_huge(NULL, 0, filter_bytes(f));
	f->twice = mem_huge(NULL, 0, filter_bytes(f));
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
	if (f->once != NULL)
		mem_huge(f->once, filter_bytes(f), 0);
	mem_huge(f->twice, filter_bytes(f), 0);
	free(f);
}
