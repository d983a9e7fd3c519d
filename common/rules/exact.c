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
#define FEW 1024 /* rectangles, and steps, that there is room for at first */

/* What of a rule merging looks at and changes. */
struct rect {
	struct ip ip; /* of the peer */
	uint64_t seen;
	int32_t from, to;
	uint32_t rule; /* its number in the set */
	uint8_t len;
	bool changed;
};

/* Rule `from` goes into rule `into`. */
struct step {
	uint32_t into, from;
};

/* Rectangles of a bucket that are done, and how they came to be. */
struct way {
	struct rect *rect;
	size_t n;
	struct step *step;
	size_t nstep, cap;
};

struct work {
	struct ruleset *set;
	struct way plain;  /* clusters of one port range; loaded there */
	size_t loaded;     /* rectangles that it has room for */
	struct way way[2]; /* the others: ports first, peers first */
	size_t cap;        /* rectangles that these have room for */
	struct rect *tmp;
	uint64_t *key;
	uint32_t *order; /* of the first of two runs */
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
	if (a->len >= 128)
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

	if (a->len != b->len || a->len > 128 ||
	    a->len == (a4 ? IP_V4_BASE : 0) || a4 != rule_is4(peer_of(b)))
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
	a->changed = true;
	if (w->nstep == w->cap) {
		w->cap = w->cap > 0 ? 2 * w->cap : FEW;
		w->step = mem_array(w->step, w->cap, sizeof(*w->step));
	}
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
	key[0] = rule_family(peer_of(r));
	key[1] = r->ip.hi;
	key[2] = r->ip.lo;
	key[3] = (uint64_t)r->len << 34 | ports_word(r);
}

static void
by_ports(uint64_t *key, const struct rect *r)
{
	key[0] = ports_word(r) << 3 | rule_family(peer_of(r));
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

/* How many rectangles are in clusters of several port ranges? */
static size_t
count_hard(const struct rect *r, size_t n)
{
	size_t hard = 0, end;
	bool many;

	for (size_t i = 0; i < n; i = end) {
		end = cluster(r, i, n, &many);
		hard += many ? end - i : 0;
	}
	return hard;
}

/*
 * Joins along both sides, in turns, until one changes nothing: then so would
 * the other, which came just before.  Returns how many stay, sorted by ports.
 */
static size_t
settle(struct work *w, struct way *way, struct rect *r, size_t n)
{
	bool ports = way == &w->way[0], first = true;
	size_t before;

	do {
		before = first ? n + 1 : n;
		sort(w, r, n, ports ? by_peer : by_ports);
		n = ports ? join_ports(way, r, n) : join_peers(way, r, n);
		ports = !ports;
		first = false;
	} while (n < before);
	sort(w, r, n, by_ports);
	return n;
}

/* Another array, since what is in the old one need not be copied. */
static void *
fresh(void *old, size_t n, size_t size)
{
	free(old);
	return mem_array(NULL, n, size);
}

/* Room for n rectangles both ways. */
static void
reserve(struct work *w, size_t n)
{
	if (n <= w->cap)
		return;
	w->cap = 2 * n;
	w->key = fresh(w->key, w->cap, KEY_WORDS * sizeof(*w->key));
	w->tmp = fresh(w->tmp, w->cap, sizeof(*w->tmp));
	for (size_t k = 0; k < nitems(w->way); k++)
		w->way[k].rect = fresh(w->way[k].rect, w->cap,
		    sizeof(*w->way[k].rect));
}

/*
 * Merges the n rectangles that are loaded.  What is in clusters of one port
 * range stays in w->plain, the rest goes both ways; returns the better one.
 */
static const struct way *
shrink(struct work *w, size_t n)
{
	struct way *plain = &w->plain;
	struct rect *r = plain->rect;
	size_t end;
	bool many;

	reserve(w, count_hard(r, n));
	plain->n = plain->nstep = 0;
	for (size_t k = 0; k < nitems(w->way); k++)
		w->way[k].n = w->way[k].nstep = 0;
	for (size_t i = 0; i < n; i = end) {
		end = cluster(r, i, n, &many);
		for (size_t k = 0; many && k < nitems(w->way); k++) {
			struct way *way = &w->way[k];
			struct rect *to = way->rect + way->n;

			memcpy(to, r + i, (end - i) * sizeof(*r));
			way->n += settle(w, way, to, end - i);
		}
		if (many)
			continue;
		if (plain->n != i)
			memmove(r + plain->n, r + i, (end - i) * sizeof(*r));
		plain->n += join_peers(plain, r + plain->n, end - i);
	}
	return w->way[1].n < w->way[0].n ? &w->way[1] : &w->way[0];
}

/* Doubles the rectangles that can be loaded. */
static void
grow(struct work *w)
{
	size_t cap = w->loaded > 0 ? 2 * w->loaded : FEW;
	size_t size = sizeof(*w->plain.rect);

	w->plain.rect = mem_huge(w->plain.rect, w->loaded * size, cap * size);
	w->loaded = cap;
}

static void
release(struct work *w)
{
	mem_huge(w->plain.rect, w->loaded * sizeof(*w->plain.rect), 0);
	free(w->plain.step);
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
		if (n == w->loaded)
			grow(w);
		w->plain.rect[n++] = (struct rect){
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

/* Does to the rules what a way has written down. */
static void
apply(struct ruleset *set, const struct way *way)
{
	for (size_t i = 0; i < way->nstep; i++)
		rule_merge(&set->rule[way->step[i].into],
		    &set->rule[way->step[i].from]);
	for (size_t i = 0; i < way->n; i++) {
		const struct rect *from = &way->rect[i];
		struct rule *to = &set->rule[from->rule];

		if (!from->changed)
			continue;
		to->peer = peer_of(from);
		to->from = from->from;
		to->to = from->to;
		to->seen = from->seen;
	}
}

/* The numbers of the rules of two ways, whose clusters lie side by side. */
static void
number(const struct way *a, const struct way *b, uint32_t *order)
{
	const struct rect *p = a->rect, *q = b->rect;

	for (size_t n = a->n + b->n; n > 0; n--) {
		if (q == b->rect + b->n ||
		    (p < a->rect + a->n && p->from < q->from))
			*order++ = p++->rule;
		else
			*order++ = q++->rule;
	}
}

/*
 * How many of n rules in order come before a rule of another note.  There
 * are few such, so what is skipped grows by doubling until it is too much.
 */
static size_t
ahead(const struct rule *rule, const uint32_t *order, size_t n, uint32_t of)
{
	size_t lo = 0, step = 1;

	while (lo + step <= n &&
	    rule_cmp(&rule[order[lo + step - 1]], &rule[of]) < 0) {
		lo += step;
		step *= 2;
	}
	while (step > 0) {
		if (lo + step <= n &&
		    rule_cmp(&rule[order[lo + step - 1]], &rule[of]) < 0)
			lo += step;
		step /= 2;
	}
	return lo;
}

/*
 * Makes one run of two that are in order: n rules, and m behind them, which
 * differ in their note.
 */
static void
blend(struct work *w, uint32_t *order, size_t n, size_t m)
{
	const uint32_t *a, *b = order + n;
	size_t skip;

	w->order = fresh(w->order, n, sizeof(*w->order));
	a = memcpy(w->order, order, n * sizeof(*order));
	for (; m > 0; m--, b++) {
		skip = ahead(w->set->rule, a, n, *b);
		order = mempcpy(order, a, skip * sizeof(*order));
		a += skip;
		n -= skip;
		*order++ = *b;
	}
	memcpy(order, a, n * sizeof(*order));
}

void
exact_notes(struct ruleset *set)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++) {
		struct rule *r = ruleset_at(set, i), *last = NULL;
		struct rule like = *r;

		if (kept > 0) {
			last = ruleset_at(set, kept - 1);
			like.note = last->note;
		}
		if (last == NULL || rule_cmp(last, &like) != 0) {
			set->order[kept++] = set->order[i];
			continue;
		}
		last->note |= r->note;
		if (r->seen > last->seen)
			last->seen = r->seen;
		rule_merge(last, r);
	}
	set->n = kept;
}

void
exact_merge(struct ruleset *set)
{
	struct work w = {.set = set};
	size_t run = 0, kept = 0, n, m; /* run: of one kind, where it begins */
	const struct rule *last = NULL;

	set->subjects = 0;
	ruleset_sort(set, RULESET_MERGES);
	for (size_t i = 0; i < set->n; i += n) {
		const struct rule *first = ruleset_at(set, i);
		const struct way *way;

		n = load(&w, i);
		way = shrink(&w, n);
		apply(set, &w.plain);
		apply(set, way);
		number(&w.plain, way, set->order + kept);
		m = w.plain.n + way->n;
		set->subjects += last == NULL ||
		    !rule_same_subject(last, first);
		if (last == NULL || !same_kind(last, first))
			run = kept;
		if (kept > run)
			blend(&w, set->order + run, kept - run, m);
		kept += m;
		last = first;
	}
	set->n = kept;
	release(&w);
}
