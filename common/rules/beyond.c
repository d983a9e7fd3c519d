/* SPDX-License-Identifier: ISC */

/* See beyond.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/beyond.h"
#include "rules/match_state.h"
#include "value/proto.h"

/* How many addresses, of IPv4 and IPv6. */
struct size {
	double n[2];
};

static void
add(struct size *to, struct prefix p)
{
	to->n[!rule_is4(p)] += prefix_size(p);
}

/*
 * Addresses of each group of the set, and of each reference.  A place inside
 * another is counted with it.
 */
static void
measure(const struct match *m, struct size *group, struct size *ref)
{
	for (size_t p = 0; p < m->nplace; p++) {
		const struct match_place *at = &m->place[p];
		for (size_t i = 0; i < at->host.n; i++) {
			const struct match_host *h = &m->host[at->host.at + i];
			for (size_t g = 0; g < h->ngroup; g++)
				add(&group[h->group[g]], at->prefix);
			for (size_t k = 0; k < h->nparty; k++)
				add(&ref[h->party[k] - m->nprefix - m->nlist],
				    at->prefix);
		}
	}
}

/* The entries of a list; those inside others are not counted again. */
static struct size
list_size(const struct match *m, uint32_t list)
{
	struct size s = {{0, 0}};
	uint32_t id = (uint32_t)m->nprefix + list;

	for (size_t i = 0; i < m->nprefix; i++) {
		struct match_part a = m->around[i];
		size_t times = 0;
		/* Its own lists stand before those of wider prefixes. */
		for (size_t k = 0; k < a.n; k++)
			times += m->party[a.at + k] == id;
		if (times == 1 && a.n > 1) {
			bool own = false;
			for (size_t k = 1; k < a.n; k++) {
				if (m->party[a.at + k] < m->nprefix)
					break;
				own |= m->party[a.at + k] == id;
			}
			if (own)
				add(&s, m->prefix[i]);
		}
	}
	return s;
}

/* How many ports, of all protocols where that is what it says. */
static double
ports(const struct sgset_rule *r)
{
	if (r->proto == SGSET_ALL) /* TCP and UDP have ports, others not */
		return 2 * 65536.0 + 254;
	return proto_ports(r->proto) ? r->span.to - r->span.from + 1 : 1;
}

struct sizes {
	struct size *group, *ref, *list;
};

static double
admitted(const struct match *m, const struct sizes *all,
    const struct sgset_rule *r)
{
	const struct size *who = &all->group[r->group];
	struct size peer = {{0, 0}};

	if (r->stale)
		return 0;
	if (r->kind == SGSET_CIDR)
		add(&peer, r->cidr);
	else if (r->kind == SGSET_GROUP)
		peer = all->ref[match_id(m->ref, m->nref, r->peer)];
	else
		peer = all->list[match_id(m->list, m->nlist, r->peer)];
	return (who->n[0] * peer.n[0] + who->n[1] * peer.n[1]) * ports(r);
}

static int
by_excess(const void *x, const void *y)
{
	const struct beyond *a = x, *b = y;
	double ea = a->admitted - (double)a->seen;
	double eb = b->admitted - (double)b->seen;

	if (ea > eb || ea < eb)
		return ea > eb ? -1 : 1;
	return (a->rule > b->rule) - (a->rule < b->rule);
}

struct beyond *
beyond_find(const struct trial *t, size_t *n)
{
	const struct match *m = t->conf.match;
	const struct sgset *set = m->set;
	struct sizes all = {
	    .group = mem_new(set->ngroup * sizeof(*all.group)),
	    .ref = mem_new(m->nref * sizeof(*all.ref)),
	    .list = mem_new(m->nlist * sizeof(*all.list)),
	};
	struct beyond *found = mem_array(NULL, set->nrule, sizeof(*found));

	measure(m, all.group, all.ref);
	for (uint32_t i = 0; i < m->nlist; i++)
		all.list[i] = list_size(m, i);
	*n = 0;
	for (uint32_t i = 0; i < set->nrule; i++) {
		struct beyond b = {i, admitted(m, &all, &set->rule[i]),
		    t->use[i].pairs};
		if (b.admitted > (double)b.seen)
			found[(*n)++] = b;
	}
	free(all.group);
	free(all.ref);
	free(all.list);
	if (*n > 0)
		qsort(found, *n, sizeof(*found), by_excess);
	return found;
}
