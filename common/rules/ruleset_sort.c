/* SPDX-License-Identifier: ISC */

/*
 * See ruleset.h: sorting by numbers.  What orders two rules is packed into
 * words, and words are sorted many times faster than rules are compared: two
 * words where all is IPv4, as nearly always, else seven.
 *
 *   narrow  subject 32+6  dir 1  proto 8  from 17  to 17  peer 32+6
 *   wide    family | hi | lo | len 8  dir 1  proto 8  from 17  to 17  family 3
 *           | hi | lo | len 8
 *
 * and 8 bits of note, before the ports or at the end; parties (party.h) are
 * families of their own, and wide.  Lengths of IPv4 are
 * those of its text, and ports are one more, so that none is below 0.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "rules/ruleset.h"

#define NARROW 2 /* words */
#define WIDE 7

typedef unsigned __int128 bits128;

static bits128
join4(bits128 key, struct prefix p)
{
	key = key << 32 | (uint32_t)p.ip.lo;
	return key << 6 | (p.len - IP_V4_BASE);
}

static bits128
join_ports(bits128 key, const struct rule *r)
{
	key = key << 17 | (uint64_t)(r->from + 1);
	return key << 17 | (uint64_t)(r->to + 1);
}

static void
pack_narrow(uint64_t *to, const struct rule *r, enum ruleset_by by)
{
	bits128 key = join4(0, r->subject) << 1 | r->dir;

	key = key << 8 | r->proto;
	if (by == RULESET_MERGES)
		key = key << 8 | r->note;
	key = join4(join_ports(key, r), r->peer);
	if (by == RULESET_SHOWN)
		key = key << 8 | r->note;
	to[0] = (uint64_t)(key >> 64);
	to[1] = (uint64_t)key;
}

static void
pack_wide(uint64_t *to, const struct rule *r, enum ruleset_by by)
{
	bits128 key = (bits128)r->subject.len << 1 | r->dir;

	key = key << 8 | r->proto;
	if (by == RULESET_MERGES)
		key = key << 8 | r->note;
	key = join_ports(key, r) << 3 | rule_family(r->peer);
	to[0] = rule_family(r->subject);
	to[1] = r->subject.ip.hi;
	to[2] = r->subject.ip.lo;
	to[3] = (uint64_t)key;
	to[4] = r->peer.ip.hi;
	to[5] = r->peer.ip.lo;
	to[6] = r->peer.len;
	if (by == RULESET_SHOWN)
		to[6] = to[6] << 8 | r->note;
}

/* ---- by place -------------------------------------------------------- */

/*
 * All of a narrow key but the peer is a rule's place.  Places are few, and
 * rules of grouped rows come with their peers in order, so that putting each
 * rule behind the last one of its place sorts them, in a third of the time.
 */
#define PLACE_BITS 38 /* of the peer, that are none of it */

struct place {
	uint64_t key[NARROW];
	uint32_t n; /* rules; later where the next one goes */
};

struct places {
	struct place *place;
	size_t n, max;
	uint32_t *slot; /* place numbers, and one more; 0: free */
	size_t mask;
	uint32_t *of; /* the place of each rule */
};

/* The number of the place of a key; max: there are too many. */
static size_t
find(struct places *p, const uint64_t *key)
{
	uint64_t low = key[1] >> PLACE_BITS;
	uint64_t hash = (key[0] ^ low << 37) * 0x9e3779b97f4a7c15;

	for (size_t i = hash >> 32;; i++) {
		uint32_t *slot = &p->slot[i & p->mask];
		const struct place *at;

		if (*slot == 0) {
			if (p->n == p->max)
				return p->max;
			*slot = (uint32_t)++p->n;
			p->place[p->n - 1] = (struct place){{key[0], low}, 0};
			return p->n - 1;
		}
		at = &p->place[*slot - 1];
		if (at->key[0] == key[0] && at->key[1] == low)
			return *slot - 1;
	}
}

/* Counts the rules of each place; false: there are too many places. */
static bool
count(struct places *p, const uint64_t *key, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = find(p, key + i * NARROW);

		if (at == p->max)
			return false;
		p->place[at].n++;
		p->of[i] = (uint32_t)at;
	}
	return true;
}

/* Puts n rules behind each other by place; false where peers lack order. */
static bool
deal(struct places *p, const uint64_t *key, size_t n, uint32_t *row)
{
	size_t stride = sizeof(struct place) / sizeof(uint64_t);
	uint32_t *order = order_sort(p->place[0].key, p->n, stride, NARROW);
	uint32_t next = 0, many;

	for (size_t i = 0; i < p->n; i++) {
		many = p->place[order[i]].n;
		p->place[order[i]].n = next;
		next += many;
	}
	free(order);
	for (size_t i = 0; i < n; i++)
		row[p->place[p->of[i]].n++] = (uint32_t)i;
	for (size_t i = 1; i < n; i++)
		if (order_cmp(key + row[i - 1] * NARROW, key + row[i] * NARROW,
			NARROW) > 0)
			return false;
	return true;
}

/* The rows of n narrow keys in order; NULL where this is not the way. */
static uint32_t *
by_place(const uint64_t *key, size_t n)
{
	struct places p = {.mask = 63};
	uint32_t *row = NULL;

	while (p.mask < n / 4)
		p.mask = 2 * p.mask + 1;
	p.max = p.mask / 2;
	p.place = mem_array(NULL, p.max, sizeof(*p.place));
	p.slot = mem_new((p.mask + 1) * sizeof(*p.slot));
	p.of = mem_array(NULL, n, sizeof(*p.of));
	if (n > 0 && count(&p, key, n)) {
		row = mem_array(NULL, n, sizeof(*row));
		if (!deal(&p, key, n, row)) {
			free(row);
			row = NULL;
		}
	}
	free(p.place);
	free(p.slot);
	free(p.of);
	return row;
}

/* ---- a set ------------------------------------------------------------- */

void
ruleset_sort(struct ruleset *set, enum ruleset_by by)
{
	size_t words = set->wide ? WIDE : NARROW;
	size_t size = set->n * words * sizeof(uint64_t);
	uint64_t *key = mem_huge(NULL, 0, size);
	uint32_t *row;

	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = ruleset_at(set, i);

		ruleset_soon(set, i);
		if (set->wide)
			pack_wide(key + i * WIDE, r, by);
		else
			pack_narrow(key + i * NARROW, r, by);
	}
	row = by == RULESET_MERGES && !set->wide ? by_place(key, set->n) : NULL;
	if (row == NULL)
		row = order_sort(key, set->n, words, words);
	mem_huge(key, size, 0);
	for (size_t i = 0; i < set->n; i++)
		row[i] = set->order[row[i]];
	if (set->n > 0)
		memcpy(set->order, row, set->n * sizeof(*row));
	free(row);
}
