/* SPDX-License-Identifier: ISC */

/*
 * exact.h once more, plainly: rules are moved whole, sorted by comparing
 * them, and every bucket goes both ways.
 */

#ifndef UNIT_MERGING_H
#define UNIT_MERGING_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/ruleset.h"

/* A rule with all its counters in it. */
struct plain_rule {
	struct prefix subject, peer;
	int32_t from, to;
	uint8_t proto, dir, note;
	uint64_t seen;
	uint64_t count[RULE_COUNTERS];
};

static inline struct plain_rule
plain_of(const struct rule *r)
{
	struct plain_rule p = {
	    .subject = r->subject,
	    .peer = r->peer,
	    .from = r->from,
	    .to = r->to,
	    .proto = r->proto,
	    .dir = r->dir,
	    .note = r->note,
	    .seen = r->seen,
	};

	memcpy(p.count, r->count, sizeof(r->count));
	for (size_t i = 0; i < RULE_MORE; i++)
		p.count[RULE_FEW + i] = r->more != NULL ? r->more[i] : NUM_NONE;
	return p;
}

static inline struct plain_rule *
plain_all(const struct rule *r, size_t n)
{
	struct plain_rule *p = mem_array(NULL, n, sizeof(*p));

	for (size_t i = 0; i < n; i++)
		p[i] = plain_of(&r[i]);
	return p;
}

/* May these merge at all? */
static inline int
plain_by_bucket(const void *va, const void *vb)
{
	const struct plain_rule *a = va, *b = vb;
	int c = rule_prefix_cmp(a->subject, b->subject);

	if (c == 0)
		c = a->dir - b->dir;
	if (c == 0)
		c = a->proto - b->proto;
	return c != 0 ? c : a->note - b->note;
}

static inline int
plain_ports_cmp(const struct plain_rule *a, const struct plain_rule *b)
{
	return a->from != b->from ? a->from - b->from : a->to - b->to;
}

static inline int
plain_by_peer(const void *va, const void *vb)
{
	const struct plain_rule *a = va, *b = vb;
	int c = rule_prefix_cmp(a->peer, b->peer);

	return c != 0 ? c : plain_ports_cmp(a, b);
}

static inline int
plain_by_ports(const void *va, const void *vb)
{
	const struct plain_rule *a = va, *b = vb;
	int c = plain_ports_cmp(a, b);

	return c != 0 ? c : rule_prefix_cmp(a->peer, b->peer);
}

/*
 * Takes b into a, which is widened by the caller.  Where the two overlap
 * they may have been seen by the same packets, so only the larger of the two
 * is sure.
 */
static inline void
plain_take(struct plain_rule *a, const struct plain_rule *b, bool overlap)
{
	if (!overlap)
		a->seen += b->seen;
	else if (b->seen > a->seen)
		a->seen = b->seen;
	rule_count_add(a->count, b->count, RULE_FLOWS, RULE_COUNTERS);
}

/* Joins port ranges of one peer that touch; returns how many rules stay. */
static inline size_t
plain_join_ports(struct plain_rule *r, size_t n)
{
	size_t k = 0;

	qsort(r, n, sizeof(*r), plain_by_peer);
	for (size_t i = 1; i < n; i++) {
		struct plain_rule *top = &r[k];

		if (rule_prefix_cmp(top->peer, r[i].peer) != 0 ||
		    r[i].from > top->to + 1) {
			r[++k] = r[i];
			continue;
		}
		plain_take(top, &r[i], r[i].from <= top->to);
		if (r[i].to > top->to)
			top->to = r[i].to;
	}
	return k + 1;
}

/* Are a and b, in this order, the two plain_halves of one prefix? */
static inline bool
plain_halves(struct prefix a, struct prefix b)
{
	struct ip parent;

	if (a.len != b.len || rule_is4(a) != rule_is4(b) ||
	    a.len == (rule_is4(a) ? IP_V4_BASE : 0))
		return false;
	parent = ip_mask(b.ip, a.len - 1);
	return ip_eq(a.ip, parent) && !ip_eq(b.ip, parent);
}

/*
 * Joins peers of one port range that are halves or lie inside one another;
 * returns how many rules stay.  r[0..k] is a stack of prefixes that are done
 * so far: since they come in order, only its top can hold the next one, and
 * only its two topmost can be plain_halves.
 */
static inline size_t
plain_join_peers(struct plain_rule *r, size_t n)
{
	size_t k = 0;

	qsort(r, n, sizeof(*r), plain_by_ports);
	for (size_t i = 1; i < n; i++) {
		if (plain_ports_cmp(&r[k], &r[i]) == 0 &&
		    rule_prefix_has(r[k].peer, r[i].peer)) {
			plain_take(&r[k], &r[i], true);
			continue;
		}
		r[++k] = r[i];
		while (k > 0 && plain_ports_cmp(&r[k - 1], &r[k]) == 0 &&
		    plain_halves(r[k - 1].peer, r[k].peer)) {
			plain_take(&r[k - 1], &r[k], false);
			r[--k].peer.len--;
		}
	}
	return k + 1;
}

typedef size_t (*plain_join)(struct plain_rule *, size_t);

/* Alternates both until nothing changes; returns how many rules stay. */
static inline size_t
plain_settle(struct plain_rule *r, size_t n, plain_join first,
    plain_join second)
{
	size_t before;

	do {
		before = n;
		n = first(r, n);
		n = second(r, n);
	} while (n < before);
	return n;
}

/* Merges the n rules of one bucket in place, with n rules of scratch. */
static inline size_t
plain_shrink(struct plain_rule *r, size_t n, struct plain_rule *scratch)
{
	size_t other;

	memcpy(scratch, r, n * sizeof(*r));
	other = plain_settle(scratch, n, plain_join_peers, plain_join_ports);
	n = plain_settle(r, n, plain_join_ports, plain_join_peers);
	if (other < n) {
		n = other;
		memcpy(r, scratch, n * sizeof(*r));
	}
	return n;
}

/* As rule_cmp has it. */
static inline int
plain_cmp(const void *va, const void *vb)
{
	const struct plain_rule *a = va, *b = vb;
	int c = rule_prefix_cmp(a->subject, b->subject);

	if (c == 0)
		c = a->dir - b->dir;
	if (c == 0)
		c = a->proto - b->proto;
	if (c == 0)
		c = plain_by_ports(a, b);
	return c != 0 ? c : a->note - b->note;
}

/* Merges n rules in place, as exact_merge does; returns how many stay. */
static inline size_t
plain_merge(struct plain_rule *r, size_t n)
{
	struct plain_rule *scratch = mem_array(NULL, n, sizeof(*scratch));
	size_t kept = 0, end, m;

	if (n > 0)
		qsort(r, n, sizeof(*r), plain_by_bucket);
	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && plain_by_bucket(&r[i], &r[end]) == 0)
			end++;
		m = plain_shrink(&r[i], end - i, scratch);
		memmove(&r[kept], &r[i], m * sizeof(*r));
		kept += m;
	}
	free(scratch);
	if (kept > 0)
		qsort(r, kept, sizeof(*r), plain_cmp);
	return kept;
}

#endif
