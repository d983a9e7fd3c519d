/* SPDX-License-Identifier: ISC */

/*
 * See ref.h.  Every rule of addresses is a fact, and facts are chosen for in
 * two steps, each of which looks at all facts that one rule could stand for:
 *
 *   1. peers: of the facts of subjects with the same groups, one direction,
 *      protocol and port, those whose peers can be named by a group.  Which
 *      groups cover their peers best (cover.h)?
 *   2. subjects: of the facts of one direction, protocol, port and peer, as it
 *      is called by now.  Which groups cover their subjects best?
 *
 * Then facts of the same group, service and peer are one rule.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "rules/cover.h"
#include "rules/ref_part.h"

/* ---- facts ------------------------------------------------------------- */

static bool
has_word(const char *list, struct slice word)
{
	struct slice rest = slice_str(list);

	while (rest.p != NULL)
		if (slice_eq(slice_cut(&rest, ','), word))
			return true;
	return false;
}

/* Can a rule of one VPC name groups of another? */
static bool
reaches(const struct ref *r, struct slice a, struct slice b)
{
	const struct opt_list *l = &r->conf.peered;

	if (a.n == 0 || b.n == 0 || slice_eq(a, b))
		return true;
	for (size_t i = 0; i < l->n; i++)
		if (has_word(l->item[i], a) && has_word(l->item[i], b))
			return true;
	return false;
}

/* The list that an address is in: of several the smallest that is known. */
static struct prefix
list_of(const struct ref *r, struct slice ids)
{
	const struct party *best = NULL;

	for (size_t i = 0; i < r->ngroup0; i++) {
		const struct party *p = &r->parties.party[i];
		struct slice rest = ids;
		bool in = false;

		while (rest.p != NULL)
			in |= slice_is(slice_cut(&rest, ','), p->id);
		if (!in)
			continue;
		if (best == NULL ||
		    (p->nmember > 0 &&
			(best->nmember == 0 ||
			    member_plus(p->size.n[0], p->size.n[1]) <
				member_plus(best->size.n[0], best->size.n[1]))))
			best = p;
	}
	return party_prefix(&r->parties, (size_t)(best - r->parties.party));
}

/* What a rule of addresses says, and what its peer can be called. */
static struct ref_fact
fact_of(const struct ref *r, const struct rule *rule, const struct ref_end *end)
{
	const struct who *subject = who_at(r->whos, end->subject);
	const struct who *peer = who_at(r->whos, end->peer);
	struct ref_fact f = {
	    .peer = rule->peer,
	    .at = rule->peer,
	    .service = ref_service(rule),
	    .peer_class = MEMBER_NONE,
	    .owner = MEMBER_NONE,
	};

	if (r->by != REF_GROUP)
		return f;
	f.class = r->members->of_who[end->subject];
	f.peer_class = r->members->of_who[end->peer];
	f.named = f.peer_class != MEMBER_NONE &&
	    reaches(r, subject->cell[WHO_VPC], peer->cell[WHO_VPC]);
	if (!f.named && who_says(peer, WHO_PL))
		f.peer = list_of(r, peer->cell[WHO_PL]);
	return f;
}

static void
make_facts(struct ref *r, const struct ruleset *set)
{
	r->nfact = r->n;
	r->fact = mem_array(NULL, r->n, sizeof(*r->fact));
	for (size_t i = 0; i < r->n; i++)
		r->fact[i] = fact_of(r, &set->rule[i], &r->end[i]);
}

/* ---- choosing ---------------------------------------------------------- */

/* Facts sorted by some words; the last word is the class to choose for. */
struct choice {
	const struct members *members;
	struct cover *cover;
	uint64_t *key;
	size_t words;
	uint32_t *row; /* in order */
	uint32_t *of;  /* the fact of a row */
	size_t n;
	struct cover_item *item;
	size_t cap;
};

static struct cover_item *
next_item(struct choice *c, size_t n)
{
	if (n == c->cap) {
		c->cap = c->cap > 0 ? 2 * c->cap : 64;
		c->item = mem_array(c->item, c->cap, sizeof(*c->item));
	}
	return &c->item[n];
}

/*
 * Chooses for the rows from i on that are alike but for their class; returns
 * where they end.  group[] takes the choice for each fact.
 */
static size_t
choose_run(struct choice *c, size_t i, uint32_t *group)
{
	size_t last = c->words - 1, n = 0, end = i, k = 0;
	const uint64_t *first = c->key + c->row[i] * c->words;

	for (; end < c->n; end++) {
		const uint64_t *key = c->key + c->row[end] * c->words;
		const struct member_class *class;

		if (order_cmp(first, key, last) != 0)
			break;
		class = &c->members->class[key[last]];
		if (n == 0 || c->item[n - 1].group != class->group)
			*next_item(c, n++) = (struct cover_item){class->group,
			    class->n, 0, 0};
		c->item[n - 1].n++;
	}
	cover_choose(c->cover, c->item, n);
	for (; i < end; i++) {
		const uint64_t *key = c->key + c->row[i] * c->words;

		if (c->item[k].group != c->members->class[key[last]].group)
			k++;
		group[c->of[c->row[i]]] = c->item[k].chosen;
	}
	return end;
}

static void
choose(struct choice *c, uint32_t *group)
{
	c->row = order_sort(c->key, c->n, c->words, c->words);
	for (size_t i = 0; i < c->n;)
		i = choose_run(c, i, group);
	free(c->row);
}

/* Step 1. */
static void
choose_peers(struct ref *r, struct choice *c, uint32_t *group)
{
	c->words = 3;
	c->n = 0;
	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];
		uint64_t *key = c->key + c->n * c->words;

		if (!f->named)
			continue;
		key[0] = f->service;
		key[1] = f->class;
		key[2] = f->peer_class;
		c->of[c->n++] = (uint32_t)i;
	}
	choose(c, group);
	for (size_t i = 0; i < r->nfact; i++)
		if (r->fact[i].named)
			r->fact[i].peer = party_prefix(&r->parties,
			    r->ngroup0 + group[i]);
}

/* Step 2. */
static void
choose_subjects(struct ref *r, struct choice *c, uint32_t *group)
{
	c->words = 4;
	c->n = r->nfact;
	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];
		uint64_t *key = c->key + i * c->words;

		key[0] = (uint64_t)f->service << 32 | f->peer.len;
		key[1] = f->peer.ip.hi;
		key[2] = f->peer.ip.lo;
		key[3] = f->class;
		c->of[i] = (uint32_t)i;
	}
	choose(c, group);
	for (size_t i = 0; i < r->nfact; i++)
		r->fact[i].owner = (uint32_t)r->ngroup0 + group[i];
}

static void
choose_groups(struct ref *r)
{
	struct choice c = {.members = r->members};
	uint32_t *group = mem_array(NULL, r->nfact, sizeof(*group));

	c.cover = cover_new(r->members->size, r->members->ngroup);
	c.key = mem_array(NULL, r->nfact, 4 * sizeof(*c.key));
	c.of = mem_array(NULL, r->nfact, sizeof(*c.of));
	choose_peers(r, &c, group);
	choose_subjects(r, &c, group);
	cover_free(c.cover);
	free(c.key);
	free(c.of);
	free(c.item);
	free(group);
}

/* ---- rules ------------------------------------------------------------- */

/*
 * Marks of what became one: a doubt stays only if all of it is in doubt, but
 * that some of it was rejected stays true.
 */
static uint8_t
note_of(uint8_t a, uint8_t b)
{
	return (uint8_t)((a & b) | ((a | b) & RULE_CONTESTED));
}

/* One rule of the facts from i on that are alike; returns where they end. */
static size_t
merge_run(struct ref *r, struct ruleset *from, struct ruleset *to,
    const uint64_t *key, const uint32_t *row, size_t i)
{
	const struct ref_fact *f = &r->fact[row[i]];
	struct rule rule = from->rule[row[i]];
	size_t first = i;

	rule.subject = party_prefix(&r->parties, f->owner);
	rule.peer = f->peer;
	while (++i < r->nfact &&
	    order_cmp(key + row[first] * 4, key + row[i] * 4, 4) == 0) {
		rule.note = note_of(rule.note, from->rule[row[i]].note);
		rule_merge(&rule, &from->rule[row[i]]);
	}
	ruleset_add(to, &rule);
	return i;
}

static void
make_rules(struct ref *r, struct ruleset *set)
{
	uint64_t *key = mem_array(NULL, r->nfact, 4 * sizeof(*key));
	struct ruleset to = {
	    .parties = &r->parties,
	    .group0 = r->ngroup0,
	    .priced = r->by == REF_GROUP,
	};
	uint32_t *row;

	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];

		key[4 * i] = (uint64_t)f->owner << 32 | f->service;
		key[4 * i + 1] = f->peer.len;
		key[4 * i + 2] = f->peer.ip.hi;
		key[4 * i + 3] = f->peer.ip.lo;
	}
	row = order_sort(key, r->nfact, 4, 4);
	for (size_t i = 0; i < r->nfact;)
		i = merge_run(r, set, &to, key, row, i);
	free(key);
	free(row);
	ruleset_free(set);
	*set = to;
}

void
ref_apply(struct ref *r, struct ruleset *set)
{
	r->evidence = set->n;
	if (r->by == REF_PLAIN)
		return;
	if (r->by == REF_GROUP) {
		r->members = member_new(r->whos, r->enis);
		for (size_t i = 0; i < r->n; i++) {
			const struct rule *rule = &set->rule[i];

			member_seen(r->members, r->end[i].subject,
			    rule->subject);
			member_seen(r->members, r->end[i].peer, rule->peer);
		}
		member_done(r->members);
		ref_lists(r);
		ref_groups(r);
	}
	make_facts(r, set);
	if (r->by == REF_GROUP)
		choose_groups(r);
	else
		ref_names(r, set);
	free(r->end);
	r->end = NULL;
	make_rules(r, set);
	r->evidence = r->by == REF_GROUP ? r->nfact : set->n;
}
