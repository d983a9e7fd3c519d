/* SPDX-License-Identifier: ISC */

/*
 * See exact.h.  Rules of one subject, direction, protocol and note are
 * rectangles: a peer prefix wide, a port range high.  Two kinds of seams can
 * go, and closing one kind first can spoil the other:
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
 */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/exact.h"

/* May these merge at all? */
static int
by_bucket(const void *va, const void *vb)
{
	const struct rule *a = va, *b = vb;
	int c = rule_prefix_cmp(a->subject, b->subject);

	if (c == 0)
		c = a->dir - b->dir;
	if (c == 0)
		c = a->proto - b->proto;
	return c != 0 ? c : a->note - b->note;
}

static int
ports_cmp(const struct rule *a, const struct rule *b)
{
	return a->from != b->from ? a->from - b->from : a->to - b->to;
}

static int
by_peer(const void *va, const void *vb)
{
	const struct rule *a = va, *b = vb;
	int c = rule_prefix_cmp(a->peer, b->peer);

	return c != 0 ? c : ports_cmp(a, b);
}

static int
by_ports(const void *va, const void *vb)
{
	const struct rule *a = va, *b = vb;
	int c = ports_cmp(a, b);

	return c != 0 ? c : rule_prefix_cmp(a->peer, b->peer);
}

/*
 * Takes b into a, which is widened by the caller.  Where the two overlap
 * they may have been seen by the same packets, so only the larger of the two
 * is sure.
 */
static void
take(struct rule *a, const struct rule *b, bool overlap)
{
	if (!overlap)
		a->seen += b->seen;
	else if (b->seen > a->seen)
		a->seen = b->seen;
	rule_merge(a, b);
}

/* Joins port ranges of one peer that touch; returns how many rules stay. */
static size_t
join_ports(struct rule *r, size_t n)
{
	size_t k = 0;

	qsort(r, n, sizeof(*r), by_peer);
	for (size_t i = 1; i < n; i++) {
		struct rule *top = &r[k];

		if (rule_prefix_cmp(top->peer, r[i].peer) != 0 ||
		    r[i].from > top->to + 1) {
			r[++k] = r[i];
			continue;
		}
		take(top, &r[i], r[i].from <= top->to);
		if (r[i].to > top->to)
			top->to = r[i].to;
	}
	return k + 1;
}

/* Are a and b, in this order, the two halves of one prefix? */
static bool
halves(struct prefix a, struct prefix b)
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
 * only its two topmost can be halves.
 */
static size_t
join_peers(struct rule *r, size_t n)
{
	size_t k = 0;

	qsort(r, n, sizeof(*r), by_ports);
	for (size_t i = 1; i < n; i++) {
		if (ports_cmp(&r[k], &r[i]) == 0 &&
		    rule_prefix_has(r[k].peer, r[i].peer)) {
			take(&r[k], &r[i], true);
			continue;
		}
		r[++k] = r[i];
		while (k > 0 && ports_cmp(&r[k - 1], &r[k]) == 0 &&
		    halves(r[k - 1].peer, r[k].peer)) {
			take(&r[k - 1], &r[k], false);
			r[--k].peer.len--;
		}
	}
	return k + 1;
}

typedef size_t (*join)(struct rule *, size_t);

/* Alternates both until nothing changes; returns how many rules stay. */
static size_t
settle(struct rule *r, size_t n, join first, join second)
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
static size_t
shrink(struct rule *r, size_t n, struct rule *scratch)
{
	size_t other;

	memcpy(scratch, r, n * sizeof(*r));
	other = settle(scratch, n, join_peers, join_ports);
	n = settle(r, n, join_ports, join_peers);
	if (other < n) {
		n = other;
		memcpy(r, scratch, n * sizeof(*r));
	}
	return n;
}

void
exact_merge(struct ruleset *set)
{
	struct rule *scratch = mem_array(NULL, set->n, sizeof(*scratch));
	size_t kept = 0, end;

	if (set->n > 0)
		qsort(set->rule, set->n, sizeof(*set->rule), by_bucket);
	for (size_t i = 0; i < set->n; i = end) {
		size_t n;

		end = i + 1;
		while (end < set->n &&
		    by_bucket(&set->rule[i], &set->rule[end]) == 0)
			end++;
		n = shrink(&set->rule[i], end - i, scratch);
		memmove(&set->rule[kept], &set->rule[i],
		    n * sizeof(*set->rule));
		kept += n;
	}
	set->n = kept;
	free(scratch);
	ruleset_sort(set);
}
