/* SPDX-License-Identifier: ISC */

/* See sgset.h. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "rules/sgset.h"
#include "value/proto.h"

void
sgset_init(struct sgset *set)
{
	*set = (struct sgset){.keep = keep_new()};
}

void
sgset_free(struct sgset *set)
{
	keep_free(set->keep);
	free(set->group);
	free(set->rule);
	free(set->whole);
	*set = (struct sgset){0};
}

uint32_t
sgset_group_add(struct sgset *set, const struct sgset_group *g, bool whole)
{
	if (set->ngroup == set->group_room) {
		set->group_room = set->group_room == 0 ? 64 :
							 2 * set->group_room;
		set->group = mem_array(set->group, set->group_room,
		    sizeof(*set->group));
		set->whole = mem_array(set->whole, set->group_room,
		    sizeof(*set->whole));
	}
	set->group[set->ngroup] = *g;
	set->whole[set->ngroup] = whole;
	return (uint32_t)set->ngroup++;
}

void
sgset_rule_add(struct sgset *set, const struct sgset_rule *r)
{
	if (set->nrule == set->rule_room) {
		set->rule_room = set->rule_room == 0 ? 256 : 2 * set->rule_room;
		set->rule = mem_array(set->rule, set->rule_room,
		    sizeof(*set->rule));
	}
	set->rule[set->nrule++] = *r;
}

/* ---- in order ---------------------------------------------------------- */

static int
peer_cmp(const struct sgset_rule *a, const struct sgset_rule *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == SGSET_CIDR)
		return rule_prefix_cmp(a->cidr, b->cidr);
	return strcmp(a->peer, b->peer);
}

int
sgset_cmp(const struct sgset_rule *a, const struct sgset_rule *b)
{
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->dir != b->dir)
		return a->dir < b->dir ? -1 : 1;
	if (a->proto != b->proto)
		return a->proto < b->proto ? -1 : 1;
	if (a->span.from != b->span.from)
		return a->span.from < b->span.from ? -1 : 1;
	if (a->span.to != b->span.to)
		return a->span.to < b->span.to ? -1 : 1;
	return peer_cmp(a, b);
}

/* For qsort: a rule that has an id before its like. */
static int
rule_order(const void *x, const void *y)
{
	const struct sgset_rule *a = x, *b = y;
	int c = sgset_cmp(a, b);

	if (c == 0)
		c = strcmp(b->id, a->id);
	if (c == 0)
		c = strcmp(a->about, b->about);
	return c != 0 ? c : a->stale - b->stale;
}

/* By id; of one id as they came, which is their order in memory. */
static int
group_order(const void *x, const void *y)
{
	const struct sgset_group *const *a = x, *const *b = y;
	int c = strcmp((*a)->id, (*b)->id);

	return c != 0 ? c : (*a > *b) - (*a < *b);
}

/* The strings and members of a group that later ones lack. */
static void
inherit(struct sgset_group *to, const struct sgset_group *from)
{
	if (to->name[0] == '\0')
		to->name = from->name;
	if (to->vpc[0] == '\0')
		to->vpc = from->vpc;
	if (to->nmember == 0) {
		to->member = from->member;
		to->nmember = from->nmember;
	}
}

/*
 * Sorts the groups, each once.  map: from the numbers while reading to those
 * now, UINT32_MAX where a later whole group makes the rules void.
 */
static void
join_groups(struct sgset *set, uint32_t *map)
{
	size_t n = set->ngroup, to = 0;
	const struct sgset_group **by = mem_array(NULL, n, sizeof(*by));
	struct sgset_group *out = mem_array(NULL, n, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		by[i] = &set->group[i];
	if (n > 0)
		qsort(by, n, sizeof(*by), group_order);
	for (size_t i = 0, next; i < n; i = next, to++) {
		size_t from = i; /* the last whole one, else the first */
		for (next = i; next < n; next++) {
			if (strcmp(by[next]->id, by[i]->id) != 0)
				break;
			if (set->whole[by[next] - set->group])
				from = next;
		}
		for (size_t k = i; k < next; k++)
			map[by[k] - set->group] = k < from ? UINT32_MAX :
							     (uint32_t)to;
		out[to] = *by[from];
		for (size_t k = from + 1; k < next; k++)
			inherit(&out[to], by[k]);
	}
	free(by);
	free(set->group);
	set->group = out;
	set->ngroup = to;
}

void
sgset_done(struct sgset *set)
{
	uint32_t *map = mem_array(NULL, set->ngroup, sizeof(*map));
	size_t n = 0;

	join_groups(set, map);
	for (size_t i = 0; i < set->nrule; i++) {
		struct sgset_rule r = set->rule[i];
		r.group = map[r.group];
		if (r.group != UINT32_MAX)
			set->rule[n++] = r;
	}
	free(map);
	if (n > 0)
		qsort(set->rule, n, sizeof(*set->rule), rule_order);
	set->nrule = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || sgset_cmp(&set->rule[i - 1], &set->rule[i]) != 0)
			set->rule[set->nrule++] = set->rule[i];
	for (size_t g = 0, i = 0; g < set->ngroup; g++) {
		set->group[g].first = (uint32_t)i;
		while (i < set->nrule && set->rule[i].group == g)
			i++;
		set->group[g].n = (uint32_t)i - set->group[g].first;
	}
}

uint32_t
sgset_find_id(const struct sgset *set, const char *id)
{
	size_t lo = 0, hi = set->ngroup;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strcmp(set->group[mid].id, id);
		if (c == 0)
			return (uint32_t)mid;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return UINT32_MAX;
}

uint32_t
sgset_find(const struct sgset *set, const char *word)
{
	uint32_t found = sgset_find_id(set, word);
	size_t n = 0;

	if (found != UINT32_MAX)
		return found;
	for (size_t i = 0; i < set->ngroup; i++) {
		if (strcmp(set->group[i].name, word) != 0)
			continue;
		found = (uint32_t)i;
		n++;
	}
	return n == 1 ? found : UINT32_MAX;
}

/* ---- for people -------------------------------------------------------- */

/*
 * A span of ICMP: "", "type 8", "type 3 code 4"; and what is left of one when
 * another is taken away: "type 0-7", "type 3 code 0-3", "type 3 code 5 to
 * type 8 code 0".
 */
static void
put_icmp(struct buf *to, struct sgset_span s)
{
	int a = s.from >> 8, b = s.to >> 8;
	int first = s.from & 0xff, last = s.to & 0xff;

	if (s.from == 0 && s.to == UINT16_MAX)
		return;
	buf_fmt(to, " type %d", a);
	if (first == 0 && last == 0xff) {
		if (b > a)
			buf_fmt(to, "-%d", b);
		return;
	}
	buf_fmt(to, " code %d", first);
	if (b > a)
		buf_fmt(to, " to type %d code %d", b, last);
	else if (last > first)
		buf_fmt(to, "-%d", last);
}

void
sgset_put_service(struct buf *to, uint16_t proto, struct sgset_span span)
{
	if (proto == SGSET_ALL) {
		buf_str(to, "all");
		return;
	}
	const char *name = proto_name(proto);
	if (name != NULL)
		buf_str(to, name);
	else
		buf_fmt(to, "proto %d", proto);
	if (proto_icmp(proto))
		put_icmp(to, span);
	else if (!proto_ports(proto))
		return;
	else if (span.from == span.to)
		buf_fmt(to, " %d", span.from);
	else
		buf_fmt(to, " %d-%d", span.from, span.to);
}

void
sgset_put_peer(struct buf *to, const struct sgset_rule *r)
{
	char text[PREFIX_MAX];

	if (r->kind == SGSET_CIDR)
		buf_add(to, text, (size_t)(rule_cidr(text, r->cidr) - text));
	else
		buf_str(to, r->peer);
}

void
sgset_put(struct buf *to, const struct sgset *set, const struct sgset_rule *r)
{
	buf_fmt(to, "%s %s ", set->group[r->group].id,
	    r->dir == RULE_INGRESS ? "ingress" : "egress");
	sgset_put_service(to, r->proto, r->span);
	buf_char(to, ' ');
	sgset_put_peer(to, r);
}
