/* SPDX-License-Identifier: ISC */

/* See match.h: parties, and the table of what they may do. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rules/match_state.h"

#define SAID 3 /* ids in a message */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

uint32_t
match_id(const char *const *id, size_t n, const char *what)
{
	const char *const *at = n > 0 ?
	    bsearch(&what, id, n, sizeof(*id), by_text) :
	    NULL;

	return at != NULL ? (uint32_t)(at - id) : MATCH_NOBODY;
}

/* The ids of all peers of a kind, sorted, each once. */
static const char **
peers(const struct sgset *set, enum sgset_peer kind, size_t *n)
{
	const char **id = mem_array(NULL, set->nrule, sizeof(*id));
	size_t all = 0;

	for (size_t i = 0; i < set->nrule; i++)
		if (set->rule[i].kind == kind && !set->rule[i].stale)
			id[all++] = set->rule[i].peer;
	if (all > 0)
		qsort(id, all, sizeof(*id), by_text);
	*n = 0;
	for (size_t i = 0; i < all; i++)
		if (i == 0 || strcmp(id[i], id[*n - 1]) != 0)
			id[(*n)++] = id[i];
	return id;
}

/* ---- prefixes ---------------------------------------------------------- */

static int
by_prefix(const void *a, const void *b)
{
	const struct prefix *x = a, *y = b;

	return rule_prefix_cmp(*x, *y);
}

/* Those of rules, and of the lists that rules name; sorted, each once. */
static void
add_prefixes(struct match *m, const struct plist_entry *e, size_t n)
{
	const struct sgset *set = m->set;
	size_t all = 0;

	m->prefix = mem_array(NULL, set->nrule + n, sizeof(*m->prefix));
	for (size_t i = 0; i < set->nrule; i++)
		if (set->rule[i].kind == SGSET_CIDR)
			m->prefix[all++] = set->rule[i].cidr;
	for (size_t i = 0; i < n; i++)
		if (match_id(m->list, m->nlist, e[i].list->id) != MATCH_NOBODY)
			m->prefix[all++] = e[i].prefix;
	if (all > 0)
		qsort(m->prefix, all, sizeof(*m->prefix), by_prefix);
	for (size_t i = 0; i < all; i++)
		if (i == 0 ||
		    !rule_prefix_eq(m->prefix[i], m->prefix[m->nprefix - 1]))
			m->prefix[m->nprefix++] = m->prefix[i];
	m->find = ipmap_new();
	for (size_t i = 0; i < m->nprefix; i++)
		ipmap_add(m->find, m->prefix[i], (uint32_t)i);
	ipmap_done(m->find);
}

static uint32_t
prefix_party(const struct match *m, struct prefix p)
{
	const struct prefix *at = bsearch(&p, m->prefix, m->nprefix, sizeof(p),
	    by_prefix);

	return (uint32_t)(at - m->prefix);
}

/* An array of parties that grows. */
struct growing {
	size_t n, room;
};

static void
add_party(struct match *m, struct growing *g, uint32_t party)
{
	if (g->n == g->room) {
		g->room = g->room == 0 ? 256 : 2 * g->room;
		m->party = mem_array(m->party, g->room, sizeof(*m->party));
	}
	m->party[g->n++] = party;
}

/*
 * For each prefix itself, the lists that it is in, and all of the next wider
 * one, which came before it as they are sorted.
 */
static void
add_around(struct match *m, const struct plist_entry *e, size_t n)
{
	struct growing g = {0};
	uint32_t *up = mem_array(NULL, m->nprefix, sizeof(*up));
	size_t k = 0;

	m->around = mem_array(NULL, m->nprefix, sizeof(*m->around));
	for (uint32_t i = 0; i < m->nprefix; i++) {
		struct match_part *p = &m->around[i];
		up[i] = i > 0 ? i - 1 : MATCH_NOBODY;
		while (up[i] != MATCH_NOBODY &&
		    !rule_prefix_has(m->prefix[up[i]], m->prefix[i]))
			up[i] = up[up[i]];
		p->at = (uint32_t)g.n;
		add_party(m, &g, i);
		while (k < n && rule_prefix_cmp(e[k].prefix, m->prefix[i]) < 0)
			k++;
		for (; k < n && rule_prefix_eq(e[k].prefix, m->prefix[i]);
		     k++) {
			uint32_t id = match_id(m->list, m->nlist,
			    e[k].list->id);
			if (id != MATCH_NOBODY)
				add_party(m, &g, (uint32_t)m->nprefix + id);
		}
		struct match_part w = {0, 0};
		if (up[i] != MATCH_NOBODY)
			w = m->around[up[i]];
		for (size_t j = 0; j < w.n; j++)
			add_party(m, &g, m->party[w.at + j]);
		p->n = (uint32_t)g.n - p->at;
	}
	free(up);
}

/* The entries of all lists, in the order of prefixes here. */
static struct plist_entry *
entries(const struct plists *lists, size_t *n)
{
	*n = 0;
	if (lists == NULL)
		return NULL;
	const struct plist_entry *from = plist_entries(lists, n);
	struct plist_entry *to = mem_array(NULL, *n, sizeof(*to));
	if (*n == 0)
		return to;
	memcpy(to, from, *n * sizeof(*to));
	/* A prefix is the first member. */
	qsort(to, *n, sizeof(*to), by_prefix);
	return to;
}

/* ---- the table --------------------------------------------------------- */

struct keyed { /* a rule, and where it belongs */
	uint64_t key;
	uint32_t rule;
	uint16_t proto, from;
};

static int
by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->proto != y->proto)
		return x->proto < y->proto ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

uint32_t
match_party(const struct match *m, const struct sgset_rule *r)
{
	size_t at = m->nprefix;

	if (r->kind == SGSET_CIDR)
		return prefix_party(m, r->cidr);
	if (r->kind == SGSET_LIST)
		return (uint32_t)at + match_id(m->list, m->nlist, r->peer);
	return (uint32_t)(at + m->nlist) + match_id(m->ref, m->nref, r->peer);
}

/* Adds a span to those of a slot, or to the last of them, which it meets. */
static void
add_span(struct match *m, struct match_slot *s, const struct sgset_rule *r)
{
	struct match_span *last = &m->span[m->nspan - 1];

	if (s->span.n > 0 && last->proto == r->proto &&
	    r->span.from <= last->span.to + 1) {
		if (r->span.to > last->span.to)
			last->span.to = r->span.to;
		return;
	}
	m->span[m->nspan++] = (struct match_span){r->proto, r->span};
	s->span.n++;
}

static void
put_slot(struct match *m, const struct match_slot *s)
{
	uint64_t hash = match_hash(s->key), i = hash & m->mask;

	while (m->tag[i] != 0)
		i = (i + 1) & m->mask;
	m->tag[i] = match_tag(hash);
	m->slot[i] = *s;
	m->nslot++;
}

static void
add_slots(struct match *m, const struct keyed *k, size_t n)
{
	size_t size = 16;

	while (size < 2 * n + 1)
		size *= 2;
	m->slot = mem_new(size * sizeof(*m->slot));
	m->tag = mem_new(size * sizeof(*m->tag));
	m->mask = size - 1;
	m->span = mem_array(NULL, n + 1, sizeof(*m->span));
	m->order = mem_array(NULL, n, sizeof(*m->order));
	for (size_t i = 0, next; i < n; i = next) {
		struct match_slot s = {k[i].key, {(uint32_t)m->nspan, 0},
		    {(uint32_t)i, 0}};
		for (next = i; next < n && k[next].key == s.key; next++) {
			m->order[next] = k[next].rule;
			add_span(m, &s, &m->set->rule[k[next].rule]);
		}
		s.rule.n = (uint32_t)(next - i);
		put_slot(m, &s);
	}
}

static void
add_rules(struct match *m)
{
	const struct sgset *set = m->set;
	struct keyed *k = mem_array(NULL, set->nrule, sizeof(*k));
	size_t n = 0;

	m->party_of = mem_array(NULL, set->nrule, sizeof(*m->party_of));
	for (size_t i = 0; i < set->nrule; i++) {
		const struct sgset_rule *r = &set->rule[i];
		m->party_of[i] = r->stale ? MATCH_NOBODY : match_party(m, r);
		if (r->stale)
			continue;
		k[n++] = (struct keyed){match_key(r->group, r->dir,
					    m->party_of[i]),
		    (uint32_t)i, r->proto, r->span.from};
	}
	if (n > 0)
		qsort(k, n, sizeof(*k), by_key);
	add_slots(m, k, n);
	free(k);
}

/* ---- all of it --------------------------------------------------------- */

/* Says of which nothing is known: the first few by id. */
static void
say_unseen(const char *const *id, const bool *known, size_t n, const char *what)
{
	struct buf b = {0};
	size_t unseen = 0;

	for (size_t i = 0; i < n; i++) {
		if (known[i])
			continue;
		if (unseen++ < SAID)
			buf_fmt(&b, "%s%s", b.n > 0 ? ", " : "", id[i]);
	}
	if (unseen > SAID)
		buf_fmt(&b, " and %zu more", unseen - SAID);
	if (unseen > 0)
		diag_say("note: %s: %s", buf_cstr(&b), what);
	buf_free(&b);
}

/* Parties that nothing is known of. */
static void
add_unseen(struct match *m)
{
	m->unseen = mem_array(NULL, m->nlist + m->nref, sizeof(*m->unseen));
	for (size_t i = 0; i < m->nlist; i++)
		if (!m->list_known[i])
			m->unseen[m->nunseen++] = (uint32_t)(m->nprefix + i);
	m->nunseen_list = m->nunseen;
	for (size_t i = 0; i < m->nref; i++)
		if (!m->ref_known[i])
			m->unseen[m->nunseen++] = (uint32_t)(m->nprefix +
			    m->nlist + i);
	say_unseen(m->list, m->list_known, m->nlist,
	    "its entries are not known: rules with it may admit anything");
	say_unseen(m->ref, m->ref_known, m->nref,
	    "no interface of this group is known: rules with it may admit any "
	    "address that no known interface has");
}

struct match *
match_new(const struct sgset *set, const struct enis *enis,
    const struct plists *lists)
{
	struct match *m = mem_new(sizeof(*m));
	size_t n;

	m->set = set;
	m->keep = keep_new();
	m->list = peers(set, SGSET_LIST, &m->nlist);
	m->ref = peers(set, SGSET_GROUP, &m->nref);
	m->list_known = mem_new(m->nlist);
	m->ref_known = mem_new(m->nref);
	for (size_t i = 0; lists != NULL && i < plist_count(lists); i++) {
		const struct plist *l = plist_at(lists, i);
		uint32_t id = match_id(m->list, m->nlist, l->id);
		if (id != MATCH_NOBODY)
			m->list_known[id] = l->n > 0;
	}
	struct plist_entry *e = entries(lists, &n);
	add_prefixes(m, e, n);
	add_around(m, e, n);
	free(e);
	add_rules(m);
	match_hosts(m, enis);
	add_unseen(m);
	return m;
}

void
match_free(struct match *m)
{
	if (m == NULL)
		return;
	keep_free(m->keep);
	ipmap_free(m->find);
	ipmap_free(m->at);
	free(m->prefix);
	free(m->around);
	free(m->party);
	free(m->list);
	free(m->ref);
	free(m->list_known);
	free(m->ref_known);
	free(m->unseen);
	free(m->slot);
	free(m->tag);
	free(m->span);
	free(m->order);
	free(m->party_of);
	free(m->place);
	free(m->host);
	free(m);
}

size_t
match_missing(const struct match *m)
{
	return m->nunseen;
}

const struct sgset *
match_set(const struct match *m)
{
	return m->set;
}
