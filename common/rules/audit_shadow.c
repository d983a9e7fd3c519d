/* SPDX-License-Identifier: ISC */

/*
 * See audit.h: rules that are wholly inside another, by meaning: all of its
 * addresses and all of its ports.
 *
 *   group, direction, peer -> rules by protocol and first port
 *
 *     tcp 20-25   tcp 22-22   tcp 80-90   all
 *     top: 20-25  20-25       80-90       all      the one that ends last,
 *                                                  of those up to here
 *
 * Where the last rule that begins no later than another ends no earlier
 * either, the other is inside it.  So each rule looks once at each prefix and
 * list that its own peer is inside of, however many rules those have.
 *
 * A prefix list of which nothing is known, and a group, are inside no other
 * peer: who is in a group changes by the day.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/audit.h"
#include "rules/match_state.h"

/* What is worked out once. */
struct shadow {
	struct audit *a;
	const struct match *m;
	uint32_t *top; /* by place in m->order: a rule */
	/* Of each list the parties that all of its entries are inside of. */
	struct match_part *list;
	uint32_t *party;
	size_t nparty, room;
};

/* ---- lists -------------------------------------------------------------- */

/* The lists that a prefix is an entry of stand behind it, up to the next. */
static bool
is_entry(const struct match *m, struct match_part around, uint32_t list)
{
	for (size_t k = 1; k < around.n; k++) {
		if (m->party[around.at + k] < m->nprefix)
			return false;
		if (m->party[around.at + k] == list)
			return true;
	}
	return false;
}

static bool
is_among(const uint32_t *party, size_t n, uint32_t what)
{
	for (size_t i = 0; i < n; i++)
		if (party[i] == what)
			return true;
	return false;
}

static void
add_party(struct shadow *s, uint32_t party)
{
	if (s->nparty == s->room) {
		s->room = s->room == 0 ? 64 : 2 * s->room;
		s->party = mem_array(s->party, s->room, sizeof(*s->party));
	}
	s->party[s->nparty++] = party;
}

/* What holds all entries of a list, whose number as a party is `list`. */
static struct match_part
around_list(struct shadow *s, uint32_t list)
{
	const struct match *m = s->m;
	struct match_part to = {(uint32_t)s->nparty, 0};
	bool first = true;

	for (size_t i = 0; i < m->nprefix; i++) {
		struct match_part e = m->around[i];
		if (!is_entry(m, e, list))
			continue;
		size_t left = to.at;
		for (size_t k = 0; first && k < e.n; k++)
			add_party(s, m->party[e.at + k]);
		for (size_t k = to.at; k < s->nparty; k++)
			if (is_among(m->party + e.at, e.n, s->party[k]))
				s->party[left++] = s->party[k];
		s->nparty = left;
		first = false;
	}
	if (first) /* of a list without entries nothing is known */
		add_party(s, list);
	to.n = (uint32_t)s->nparty - to.at;
	return to;
}

/* ---- rules -------------------------------------------------------------- */

static void
find_tops(struct shadow *s)
{
	const struct match *m = s->m;

	for (size_t i = 0; i <= m->mask; i++) {
		struct match_part p = m->slot[i].rule;
		for (uint32_t k = p.at; k < p.at + p.n; k++) {
			const struct sgset_rule *r, *last;
			s->top[k] = m->order[k];
			if (k == p.at)
				continue;
			r = &m->set->rule[m->order[k]];
			last = &m->set->rule[s->top[k - 1]];
			if (last->proto == r->proto &&
			    last->span.to >= r->span.to)
				s->top[k] = s->top[k - 1];
		}
	}
}

/* The rules up to place k begin no later than (proto, from). */
static uint32_t
last_before(const struct match *m, struct match_part p, uint16_t proto,
    uint16_t from)
{
	uint32_t lo = p.at, hi = p.at + p.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct sgset_rule *r = &m->set->rule[m->order[mid]];
		if (r->proto < proto ||
		    (r->proto == proto && r->span.from <= from))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A rule of a group, for a party, that has the service of r inside. */
static uint32_t
of_slot(const struct shadow *s, uint32_t group, uint32_t party,
    const struct sgset_rule *r)
{
	const struct match *m = s->m;
	const struct match_slot *slot = match_find(m, group, r->dir, party);

	if (slot == NULL)
		return AUDIT_NONE;
	uint32_t last = m->order[slot->rule.at + slot->rule.n - 1];
	if (m->set->rule[last].proto == SGSET_ALL)
		return last;
	uint32_t at = last_before(m, slot->rule, r->proto, r->span.from);
	if (at == slot->rule.at)
		return AUDIT_NONE;
	const struct sgset_rule *top = &m->set->rule[s->top[at - 1]];
	return top->proto == r->proto && top->span.to >= r->span.to ?
	    s->top[at - 1] :
	    AUDIT_NONE;
}

/* The parties that the peer of a rule is inside of, its own included. */
static const uint32_t *
around_rule(const struct shadow *s, const struct sgset_rule *r, uint32_t *own,
    size_t *n)
{
	const struct match *m = s->m;

	*own = match_party(m, r);
	*n = 1;
	if (r->kind == SGSET_CIDR) {
		*n = m->around[*own].n;
		return m->party + m->around[*own].at;
	}
	if (r->kind == SGSET_LIST) {
		struct match_part p = s->list[*own - m->nprefix];
		*n = p.n;
		return s->party + p.at;
	}
	return own;
}

static bool
same_service(const struct sgset_rule *a, const struct sgset_rule *b)
{
	return a->proto == b->proto && a->span.from == b->span.from &&
	    a->span.to == b->span.to;
}

/* Are two rules inside each other?  Then the first of them stays. */
static bool
is_same(const struct shadow *s, uint32_t x, uint32_t y)
{
	const struct sgset_rule *a = &s->m->set->rule[x];
	const struct sgset_rule *b = &s->m->set->rule[y];
	uint32_t own;
	size_t n;

	const uint32_t *party = around_rule(s, b, &own, &n);
	return same_service(a, b) && is_among(party, n, match_party(s->m, a));
}

/* The widest rule of a group that has rule i inside; AUDIT_NONE. */
static uint32_t
find(const struct shadow *s, uint32_t i, uint32_t group)
{
	const struct sgset_rule *r = &s->m->set->rule[i];
	bool home = group == r->group;
	uint32_t own;
	size_t n;

	const uint32_t *party = around_rule(s, r, &own, &n);
	while (n-- > 0) {
		uint32_t by = of_slot(s, group, party[n], r);
		if (by == AUDIT_NONE || by == i ||
		    (home && by > i && is_same(s, i, by)))
			continue;
		return by;
	}
	return AUDIT_NONE;
}

void
audit_shadow(struct audit *a)
{
	const struct match *m = a->conf.match;
	const struct sgset *set = a->set;
	struct shadow s = {
	    .a = a,
	    .m = m,
	    .top = mem_array(NULL, set->nrule, sizeof(*s.top)),
	    .list = mem_array(NULL, m->nlist, sizeof(*s.list)),
	};

	find_tops(&s);
	for (uint32_t l = 0; l < m->nlist; l++)
		s.list[l] = around_list(&s, (uint32_t)m->nprefix + l);
	for (uint32_t i = 0; i < set->nrule; i++) {
		const struct sgset_rule *r = &set->rule[i];
		const struct audit_group *g = &a->group[r->group];
		if (r->stale)
			continue;
		a->rule[i].inside = find(&s, i, r->group);
		for (size_t k = 0; k < g->nbeside; k++) {
			a->rule[i].elsewhere = find(&s, i, g->beside[k]);
			if (a->rule[i].elsewhere != AUDIT_NONE)
				break;
		}
	}
	free(s.top);
	free(s.list);
	free(s.party);
}

/* ---- groups ------------------------------------------------------------- */

/* Of those beside it stay only what this interface has, too. */
static void
meet(struct audit_group *g, const struct match_host *h, uint32_t self)
{
	size_t n = 0;

	if (!g->held) {
		g->beside = mem_array(NULL, h->ngroup, sizeof(*g->beside));
		for (size_t i = 0; i < h->ngroup; i++)
			if (h->group[i] != self)
				g->beside[n++] = h->group[i];
	} else {
		for (size_t i = 0; i < g->nbeside; i++)
			if (is_among(h->group, h->ngroup, g->beside[i]))
				g->beside[n++] = g->beside[i];
	}
	g->nbeside = (uint32_t)n;
	g->held = g->known = true;
}

void
audit_groups(struct audit *a)
{
	const struct match *m = a->conf.match;

	for (size_t i = 0; i < a->set->ngroup; i++)
		a->group[i].known = a->conf.enis != NULL;
	for (size_t i = 0; i < m->nhost; i++)
		for (size_t k = 0; k < m->host[i].ngroup; k++)
			meet(&a->group[m->host[i].group[k]], &m->host[i],
			    m->host[i].group[k]);
	for (size_t i = 0; i < a->set->nrule; i++) {
		const struct sgset_rule *r = &a->set->rule[i];
		if (r->kind != SGSET_GROUP || r->stale)
			continue;
		uint32_t g = sgset_find_id(a->set, r->peer);
		if (g != UINT32_MAX && g != r->group)
			a->group[g].referred++;
	}
}
