/* SPDX-License-Identifier: ISC */

/*
 * See exact.h.  Rules of one subject, direction, protocol and note are a
 * bucket of rectangles: a peer prefix wide, a port range high.  Two kinds of
 * seams can go, and closing one kind first can spoil the other:
 *
 *         ports first         peers first
 *         .0   .1             .0   .1
 *   81   +-----+             +-----+
 *        |     +----+        +-----+----+      same evidence (.0 on 80-81,
 *   80   |     |    |        |          |      .1 on 80), two rules each way;
 *        +-----+----+        +----------+      with more peers they differ
 *
 * So both orders run, each until nothing changes (no rule comes back once it
 * is gone, so they end), and the shorter list stays.
 *
 * Most ports have no neighbour, and cost less: rules whose ports touch are a
 * cluster, no two clusters ever meet, and in one of a single port range only
 * peers can be joined.  Either order says the same there.
 *
 * What runs are small copies; what they took is only written down, and done
 * to the rules once the list is chosen.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "rules/exact.h"

#define KEY_WORDS 4

/* What of a rule merging looks at and changes. */
struct rect {
	struct ip ip; /* of the peer */
	uint64_t seen;
	int32_t from, to;
	uint32_t rule; /* its number in the set */
	uint8_t len;
};

/* Rule `from` goes into rule `into`. */
struct step {
	uint32_t into, from;
};

/* One way to merge a bucket; room for all of its rectangles. */
struct way {
	struct rect *rect;
	size_t n;
	struct step *step;
	size_t nstep;
};

struct work {
	struct ruleset *set;
	size_t cap; /* rectangles that each of these has room for */
	struct rect *tmp;
	struct way way[2]; /* ports first, peers first */
	uint64_t *key;
	uint32_t *order;
};

/* ---- rectangles ------------------------------------------------------- */

static struct prefix
peer_of(const struct rect *r)
{
	return (struct prefix){r->ip, r->len};
}

static bool
same_ports(const struct rect *a, const struct rect *b)
{
	return a->from == b->from && a->to == b->to;
}

static bool
same_peer(const struct rect *a, const struct rect *b)
{
	return a->len == b->len && ip_eq(a->ip, b->ip);
}

/* Is the peer of b inside that of a? */
static bool
inside(const struct rect *a, const struct rect *b)
{
	if (a->len == 128)
		return same_peer(a, b);
	return rule_prefix_has(peer_of(a), peer_of(b));
}

/* Are the peers of a and b, in this order, the two halves of one prefix? */
static bool
halves(const struct rect *a, const struct rect *b)
{
	bool a4 = rule_is4(peer_of(a));
	unsigned int bit = 128U - a->len; /* the one that tells halves apart */
	uint64_t hi = a->ip.hi ^ b->ip.hi, lo = a->ip.lo ^ b->ip.lo;

	if (a->len != b->len || a->len == (a4 ? IP_V4_BASE : 0) ||
	    a4 != rule_is4(peer_of(b)))
		return false;
	if (bit < 64)
		return hi == 0 && lo == 1ULL << bit;
	return lo == 0 && hi == 1ULL << (bit - 64);
}

/*
 * Takes b into a, which is widened by the caller.  Where the two overlap
 * they may have been seen by the same packets, so only the larger of the two
 * is sure.
 */
static void
take(struct way *w, struct rect *a, const struct rect *b, bool overlap)
{
	if (!overlap)
		a->seen += b->seen;
	else if (b->seen > a->seen)
		a->seen = b->seen;
	w->step[w->nstep++] = (struct step){a->rule, b->rule};
}

/* ---- joining ---------------------------------------------------------- */

/*
 * Joins port ranges of one peer that touch; returns how many rectangles
 * stay.  They are sorted by peer.
 */
static size_t
join_ports(struct way *w, struct rect *r, size_t n)
{
	size_t k = 0;

	for (size_t i = 1; i < n; i++) {
		struct rect *top = &r[k];

		if (!same_peer(top, &r[i]) || r[i].from > top->to + 1) {
			r[++k] = r[i];
			continue;
		}
		take(w, top, &r[i], r[i].from <= top->to);
		if (r[i].to > top->to)
			top->to = r[i].to;
	}
	return k + 1;
}

/*
 * Joins peers of one port range that are halves or lie inside one another;
 * returns how many rectangles stay.  They are sorted by ports.  r[0..k] is a
 * stack of prefixes that are done so far: since they come in order, only its
 * top can hold the next one, and only its two topmost can be halves.
 */
static size_t
join_peers(struct way *w, struct rect *r, size_t n)
{
	size_t k = 0;

	for (size_t i = 1; i < n; i++) {
		if (same_ports(&r[k], &r[i]) && inside(&r[k], &r[i])) {
			take(w, &r[k], &r[i], true);
			continue;
		}
		if (++k != i)
			r[k] = r[i];
		while (k > 0 && same_ports(&r[k - 1], &r[k]) &&
		    halves(&r[k - 1], &r[k])) {
			take(w, &r[k - 1], &r[k], false);
			r[--k].len--;
		}
	}
	return k + 1;
}

typedef void (*pack)(uint64_t *, const struct rect *);

static uint64_t
ports_word(const struct rect *r)
{
	return (uint64_t)(r->from + 1) << 17 | (uint64_t)(r->to + 1);
}

static void
by_peer(uint64_t *key, const struct rect *r)
{
	key[0] = !rule_is4(peer_of(r));
	key[1] = r->ip.hi;
	key[2] = r->ip.lo;
	key[3] = (uint64_t)r->len << 34 | ports_word(r);
}

static void
by_ports(uint64_t *key, const struct rect *r)
{
	key[0] = ports_word(r) << 1 | !rule_is4(peer_of(r));
	key[1] = r->ip.hi;
	key[2] = r->ip.lo;
	key[3] = r->len;
}

static void
sort(struct work *w, struct rect *r, size_t n, pack by)
{
	uint32_t *row;

	for (size_t i = 0; i < n; i++)
		by(w->key + i * KEY_WORDS, &r[i]);
	row = order_sort(w->key, n, KEY_WORDS, KEY_WORDS);
	for (size_t i = 0; i < n; i++)
		w->tmp[i] = r[row[i]];
	memcpy(r, w->tmp, n * sizeof(*r));
	free(row);
}

/* ---- buckets ---------------------------------------------------------- */

/*
 * One past the cluster of the rectangles, sorted by ports, that begins at i.
 * *many: has it more than one port range?
 */
static size_t
cluster(const struct rect *r, size_t i, size_t n, bool *many)
{
	int32_t top = r[i].to;

	*many = false;
	while (++i < n && r[i].from <= top + 1) {
		*many |= !same_ports(&r[i - 1], &r[i]);
		if (r[i].to > top)
			top = r[i].to;
	}
	return i;
}

/* Have all clusters one port range? */
static bool
plain(const struct rect *r, size_t n)
{
	bool many = false;

	for (size_t i = 0; i < n && !many;)
		i = cluster(r, i, n, &many);
	return !many;
}

/*
 * Joins along both sides, in turns, until nothing changes; returns how many
 * stay, sorted by ports.
 */
static size_t
settle(struct work *w, struct way *way, struct rect *r, size_t n)
{
	bool ports_first = way == &w->way[0];
	size_t before;

	do {
		before = n;
		if (ports_first) {
			sort(w, r, n, by_peer);
			n = join_ports(way, r, n);
		}
		sort(w, r, n, by_ports);
		n = join_peers(way, r, n);
		if (!ports_first) {
			sort(w, r, n, by_peer);
			n = join_ports(way, r, n);
		}
	} while (n < before);
	if (!ports_first)
		sort(w, r, n, by_ports);
	return n;
}

/* Merges the n rectangles in w->way[1]; returns the better way. */
static const struct way *
shrink(struct work *w, size_t n)
{
	struct way *ports = &w->way[0], *peers = &w->way[1];
	size_t end;
	bool many;

	for (size_t k = 0; k < nitems(w->way); k++)
		w->way[k].n = w->way[k].nstep = 0;
	if (plain(peers->rect, n)) {
		peers->n = join_peers(peers, peers->rect, n);
		return peers;
	}
	for (size_t i = 0; i < n; i = end) {
		end = cluster(peers->rect, i, n, &many);
		for (size_t k = 0; k < nitems(w->way); k++) {
			struct way *way = &w->way[k];
			struct rect *to = way->rect + way->n;

			/* Peers last: it is on its own place. */
			memmove(to, peers->rect + i, (end - i) * sizeof(*to));
			way->n += many ? settle(w, way, to, end - i) :
					 join_peers(way, to, end - i);
		}
	}
	return peers->n < ports->n ? peers : ports;
}

/* Room for n rectangles in a bucket; those that are there stay. */
static void
reserve(struct work *w, size_t n)
{
	if (n <= w->cap)
		return;
	w->cap = 2 * n;
	w->key = mem_array(w->key, w->cap, KEY_WORDS * sizeof(*w->key));
	w->tmp = mem_array(w->tmp, w->cap, sizeof(*w->tmp));
	w->order = mem_array(w->order, w->cap, sizeof(*w->order));
	for (size_t k = 0; k < nitems(w->way); k++) {
		struct way *way = &w->way[k];

		way->rect = mem_array(way->rect, w->cap, sizeof(*way->rect));
		way->step = mem_array(way->step, w->cap, sizeof(*way->step));
	}
}

static void
release(struct work *w)
{
	for (size_t k = 0; k < nitems(w->way); k++) {
		free(w->way[k].rect);
		free(w->way[k].step);
	}
	free(w->key);
	free(w->tmp);
	free(w->order);
}

static bool
same_kind(const struct rule *a, const struct rule *b)
{
	return a->proto == b->proto && rule_same_table(a, b);
}

/* Loads the bucket that begins at i; returns how many rules it has. */
static size_t
load(struct work *w, size_t i)
{
	const struct ruleset *set = w->set;
	const struct rule *first = ruleset_at(set, i), *r;
	size_t n = 0;

	for (; i < set->n; i++) {
		ruleset_soon(set, i);
		r = ruleset_at(set, i);
		if (r->note != first->note || !same_kind(first, r))
			break;
		reserve(w, n + 1);
		w->way[1].rect[n++] = (struct rect){
		    .ip = r->peer.ip,
		    .seen = r->seen,
		    .from = r->from,
		    .to = r->to,
		    .rule = set->order[i],
		    .len = r->peer.len,
		};
	}
	return n;
}

/* Does to the rules what a way has written down; order becomes theirs. */
static void
apply(struct ruleset *set, const struct way *way, uint32_t *order)
{
	for (size_t i = 0; i < way->nstep; i++)
		rule_count_add(set->rule[way->step[i].into].count,
		    set->rule[way->step[i].from].count);
	for (size_t i = 0; i < way->n; i++) {
		const struct rect *from = &way->rect[i];
		struct rule *to = &set->rule[from->rule];

		order[i] = from->rule;
		if (way->nstep == 0)
			continue;
		to->peer = peer_of(from);
		to->from = from->from;
		to->to = from->to;
		to->seen = from->seen;
	}
}

/*
 * Makes one run of two that are in order: n rules, and m behind them, which
 * differ in their note.
 */
static void
blend(struct work *w, uint32_t *order, size_t n, size_t m)
{
	const struct rule *rule = w->set->rule;
	const uint32_t *a, *a_end, *b = order + n, *b_end = b + m;

	reserve(w, n);
	memcpy(w->order, order, n * sizeof(*order));
	a = w->order;
	a_end = a + n;
	while (a < a_end && b < b_end)
		*order++ = rule_cmp(&rule[*a], &rule[*b]) < 0 ? *a++ : *b++;
	while (a < a_end)
		*order++ = *a++;
}

void
exact_merge(struct ruleset *set)
{
	struct work w = {.set = set};
	size_t run = 0, kept = 0, n; /* run: of one kind, where it begins */
	const struct rule *last = NULL;

	ruleset_sort(set, RULESET_MERGES);
	for (size_t i = 0; i < set->n; i += n) {
		const struct rule *first = ruleset_at(set, i);
		const struct way *way;

		n = load(&w, i);
		way = shrink(&w, n);
		apply(set, way, set->order + kept);
		if (last == NULL || !same_kind(last, first))
			run = kept;
		if (kept > run)
			blend(&w, set->order + run, kept - run, way->n);
		kept += way->n;
		last = first;
	}
	set->n = kept;
	release(&w);
}
