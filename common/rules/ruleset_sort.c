/* SPDX-License-Identifier: ISC */

/*
 * See ruleset.h: sorting by numbers.  What orders two rules is packed into
 * words, and words are sorted many times faster than rules are compared: two
 * words where all is IPv4, as nearly always, else seven.
 *
 *   narrow  subject 32+6  dir 1  proto 8  from 17  to 17  peer 32+6
 *   wide    family | hi | lo | len 8  dir 1  proto 8  from 17  to 17  family 1
 *           | hi | lo | len 8
 *
 * and 8 bits of note, before the ports or at the end.  Lengths of IPv4 are
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
	key = join_ports(key, r) << 1 | !rule_is4(r->peer);
	to[0] = !rule_is4(r->subject);
	to[1] = r->subject.ip.hi;
	to[2] = r->subject.ip.lo;
	to[3] = (uint64_t)key;
	to[4] = r->peer.ip.hi;
	to[5] = r->peer.ip.lo;
	to[6] = r->peer.len;
	if (by == RULESET_SHOWN)
		to[6] = to[6] << 8 | r->note;
}

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
	row = order_sort(key, set->n, words, words);
	mem_huge(key, size, 0);
	for (size_t i = 0; i < set->n; i++)
		row[i] = set->order[row[i]];
	if (set->n > 0)
		memcpy(set->order, row, set->n * sizeof(*row));
	free(row);
}
