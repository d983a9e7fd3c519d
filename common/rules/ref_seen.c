/* SPDX-License-Identifier: ISC */

/*
 * See ref.h: how much of the evidence a rule admits.  A rule of a group stands
 * for all triples of its members, and a triple that was the reason of one rule
 * may be admitted by others, too: by those of another group of its subject, by
 * a prefix list, by all addresses.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/ref_part.h"

/* Rules by owner, service and peer. */
struct index {
	const struct ruleset *set;
	uint32_t *slot; /* rules, and one more; 0: free */
	size_t mask;
	bool *owns;          /* by party: has it rules? */
	bool *named;         /* by party: do rules name it as their peer? */
	struct ipset **list; /* by party: what is in it; NULL: not known */
	bool wide;           /* there are rules for all addresses */
};

static uint64_t
hash(uint64_t owner, uint64_t service, struct prefix peer)
{
	uint64_t v = owner << 32 ^ service ^ (uint64_t)peer.len << 26;

	v = (v ^ peer.ip.lo) * 0x9e3779b97f4a7c15;
	v = (v ^ peer.ip.hi ^ v >> 29) * 0x9e3779b97f4a7c15;
	return v ^ v >> 32;
}

/* Where the rule is, or would go. */
static uint32_t *
find(const struct index *x, uint64_t owner, uint32_t service,
    struct prefix peer)
{
	for (size_t i = hash(owner, service, peer);; i++) {
		uint32_t *slot = &x->slot[i & x->mask];
		const struct rule *r;

		if (*slot == 0)
			return slot;
		r = &x->set->rule[*slot - 1];
		if (r->subject.ip.lo == owner && ref_service(r) == service &&
		    rule_prefix_eq(r->peer, peer))
			return slot;
	}
}

static void
make_index(struct index *x, const struct ref *r, const struct ruleset *set)
{
	*x = (struct index){.set = set, .mask = 63};
	while (x->mask < 2 * set->n)
		x->mask = 2 * x->mask + 1;
	x->slot = mem_new((x->mask + 1) * sizeof(*x->slot));
	x->owns = mem_new(r->parties.n);
	x->named = mem_new(r->parties.n);
	x->list = mem_new(r->parties.n * sizeof(struct ipset *));
	for (size_t i = 0; i < set->n; i++) {
		struct rule *rule = ruleset_at(set, i);
		uint64_t owner = rule->subject.ip.lo;

		rule->seen = 0;
		x->owns[owner] = true;
		x->wide |= rule->note & RULE_WIDE;
		if (party_is(rule->peer))
			x->named[rule->peer.ip.lo] = true;
		*find(x, owner, ref_service(rule), rule->peer) = set->order[i] +
		    1;
	}
	for (size_t i = 0; i < r->ngroup0; i++) {
		const struct party *p = &r->parties.party[i];

		if (!x->named[i] || p->nmember == 0)
			continue;
		x->list[i] = ipset_new();
		for (size_t k = 0; k < p->nmember; k++)
			ipset_add(x->list[i], p->member[k]);
		ipset_done(x->list[i]);
	}
}

static void
free_index(struct index *x, const struct ref *r)
{
	for (size_t i = 0; i < r->ngroup0; i++)
		ipset_free(x->list[i]);
	free(x->list);
	free(x->slot);
	free(x->owns);
	free(x->named);
}

/* Counts a fact for the rule that has it, if there is one. */
static void
hit(const struct index *x, uint64_t owner, const struct ref_fact *f,
    struct prefix peer)
{
	uint32_t rule = *find(x, owner, f->service, peer);

	if (rule != 0)
		x->set->rule[rule - 1].seen++;
}

/* The same for all rules of an owner. */
static void
hit_all(const struct ref *r, const struct index *x, uint64_t owner,
    const struct ref_fact *f)
{
	const struct member_class *c = NULL;

	hit(x, owner, f, f->at);
	if (x->wide)
		hit(x, owner, f, rule_world(f->at));
	for (size_t i = 0; i < r->ngroup0; i++) {
		struct prefix p = party_prefix(&r->parties, i);

		if (x->named[i] &&
		    (rule_prefix_eq(f->peer, p) ||
			(x->list[i] != NULL &&
			    ipset_covers(x->list[i], f->at))))
			hit(x, owner, f, p);
	}
	if (f->peer_class != MEMBER_NONE)
		c = &r->members->class[f->peer_class];
	for (uint32_t i = 0; c != NULL && i < c->n; i++)
		if (x->named[r->ngroup0 + c->group[i]])
			hit(x, owner, f,
			    party_prefix(&r->parties,
				r->ngroup0 + c->group[i]));
}

void
ref_seen(struct ref *r, struct ruleset *set)
{
	struct index x;

	if (r->by != REF_GROUP)
		return;
	make_index(&x, r, set);
	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];
		const struct member_class *c = &r->members->class[f->class];

		for (uint32_t k = 0; k < c->n; k++)
			if (x.owns[r->ngroup0 + c->group[k]])
				hit_all(r, &x, r->ngroup0 + c->group[k], f);
	}
	free_index(&x, r);
}
