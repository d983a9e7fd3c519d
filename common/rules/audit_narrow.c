/* SPDX-License-Identifier: ISC */

/*
 * See audit.h: the rules that would do in the place of a wide one, which is
 * one that they differ from.  They are made of the cells, as fl-sgrules makes
 * rules of traffic:
 *
 *   peers  stay as they are, unless the rule admits far more addresses than
 *          were seen; then each is named, but a port that the public uses
 *          stays open to it
 *   ports  are those that were used
 *
 * What a rule that stays lets through anyhow is left out: AWS takes no rule
 * twice, and it is not needed.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/audit.h"
#include "rules/exact.h"
#include "rules/match_state.h"
#include "rules/quota.h"
#include "rules/wide.h"
#include "value/proto.h"

/* A peer that is no prefix, in a set that has but one such. */
#define OTHER ((struct prefix){{0, 0}, PARTY_GROUP})

/* Does a rule let far more addresses in than were seen? */
static bool
is_wide(const struct audit *a, uint32_t i)
{
	const struct sgset_rule *r = &a->set->rule[i];

	return r->kind == SGSET_CIDR &&
	    prefix_size(r->cidr) >
	    (double)a->conf.wide * (double)a->rule[i].peers;
}

/* Does another rule that stays let this through? */
static bool
is_kept(struct audit *a, const struct audit_cell *c)
{
	uint32_t group = a->set->rule[c->rule].group;
	struct match_host host = {.group = &group, .ngroup = 1};
	struct match_what what = {c->proto, {c->port, c->port}};
	struct match_who who;

	if (!proto_ports(c->proto))
		what.span = SGSET_EVERY;
	/* Whoever may hold it: of several it is not known who it was. */
	match_who(a->conf.match, c->peer, (struct slice){NULL, 0}, &who);
	size_t n = audit_find(a, match_rules, &host, a->set->rule[c->rule].dir,
	    &who, what, 0);
	for (size_t i = 0; i < n; i++)
		if (a->found[i] != c->rule &&
		    a->rule[a->found[i]].change == AUDIT_KEEP)
			return true;
	return false;
}

/* ---- making rules -------------------------------------------------------- */

#define MANY 65536 /* rules of cells, made at a time */

/*
 * Rules on their way, of many rules each: their subject is the number of the
 * one that they are made of.  Those that are for one port stand apart.
 */
struct making {
	struct audit *a;
	bool last; /* what is made is to replace, and leaves out what is kept */
	struct ruleset set[2]; /* by: of a rule for one port */
};

static void
add(struct making *mk, const struct audit_cell *c, struct prefix peer,
    const struct trial_sum *sum, uint64_t first, uint64_t last)
{
	const struct sgset_rule *of = &mk->a->set->rule[c->rule];
	uint64_t more[RULE_MORE];
	struct rule r = {
	    .subject = {ip_from4(c->rule), 128},
	    .peer = peer,
	    .proto = c->proto,
	    .dir = of->dir,
	    .from = proto_ports(c->proto) ? c->port : RULE_NOPORT,
	    .count =
		{
		    [RULE_FLOWS] = sum->flows,
		    [RULE_PACKETS] = NUM_NONE,
		    [RULE_BYTES] = sum->bytes,
		    [RULE_FIRST] = first,
		    [RULE_LAST] = last,
		},
	    .more = more,
	};

	for (size_t i = 0; i < RULE_MORE; i++)
		more[i] = NUM_NONE;
	more[RULE_CONNS - RULE_FEW] = sum->conns;
	r.to = r.from;
	ruleset_add(&mk->set[of->span.from == of->span.to], &r);
}

static bool
same_port(const struct audit_cell *x, const struct audit_cell *y)
{
	return x->proto == y->proto && x->port == y->port;
}

/*
 * Adds the cells of rule i: each by itself where the rule's prefix is too
 * wide, else all of a port, which stand together, as one.
 */
static void
add_rule(struct making *mk, uint32_t i)
{
	const struct sgset_rule *r = &mk->a->set->rule[i];
	const struct audit_rule *of = &mk->a->rule[i];
	const struct audit_cell *c = &mk->a->cell[of->cell];
	bool wide = is_wide(mk->a, i);

	for (size_t k = 0, next; k < of->ncell; k = next) {
		struct trial_sum sum = {0};
		uint64_t first = NUM_NONE, last = NUM_NONE;
		bool any = false;
		for (next = k; next < of->ncell; next++) {
			if (next > k && (wide || !same_port(&c[k], &c[next])))
				break;
			if (mk->last && is_kept(mk->a, &c[next]))
				continue;
			any = true;
			sum.conns += c[next].sum.conns;
			sum.flows += c[next].sum.flows;
			sum.bytes += c[next].sum.bytes;
			first = counter_join(FIELD_FIRST, first, c[next].first);
			last = counter_join(FIELD_LAST, last, c[next].last);
		}
		struct prefix peer = {c[k].peer, 128};
		if (!wide)
			peer = r->kind == SGSET_CIDR ? r->cidr : OTHER;
		if (any)
			add(mk, &c[k], peer, &sum, first, last);
	}
}

/* Ports that the public uses, as far as the rules let it. */
static void
open_public(struct making *mk, bool one)
{
	/* A rule for one port and the world was meant so. */
	struct wide w = {.most = mk->a->conf.crowd, .insecure = one};
	struct ruleset *set = &mk->set[one];

	wide_apply(&w, set, NULL);
	for (size_t i = 0; i < set->n; i++) {
		struct rule *x = ruleset_at(set, i);
		if ((x->note & RULE_WIDE) != 0)
			x->peer = mk->a->set
				      ->rule[x->subject.ip.lo & UINT32_MAX]
				      .cidr;
		x->note = 0;
	}
}

static struct sgset_rule
back(const struct sgset_rule *of, const struct rule *x)
{
	struct sgset_rule r = {
	    .group = of->group,
	    .proto = x->proto,
	    .span = SGSET_EVERY,
	    .dir = of->dir,
	    .kind = of->kind,
	    .cidr = x->peer,
	    .peer = of->peer,
	    .id = "",
	    .about = "",
	};

	if (x->from != RULE_NOPORT)
		r.span = (struct sgset_span){(uint16_t)x->from,
		    (uint16_t)x->to};
	else if (of->proto != SGSET_ALL)
		r.span = of->span;
	if (of->kind != SGSET_CIDR)
		r.cidr = of->cidr;
	return r;
}

/* Is what is made of a rule, n rules from `at` on, another one than it is? */
static bool
differs(const struct audit *a, uint32_t i, const struct ruleset *set, size_t at,
    size_t n)
{
	const struct sgset_rule *r = &a->set->rule[i];
	struct sgset_rule x = back(r, ruleset_at(set, at));

	return n != 1 || sgset_cmp(&x, r) != 0;
}

/*
 * Does a rule that stays, for the same group or list, have it inside?  Who is
 * meant by those may not be known, so that cells do not tell.
 */
static bool
is_there(const struct audit *a, const struct sgset_rule *x)
{
	const struct match *m = a->conf.match;
	const struct match_slot *slot;

	if (x->kind == SGSET_CIDR)
		return false;
	slot = match_find(m, x->group, x->dir, match_party(m, x));
	for (uint32_t i = 0; i < slot->rule.n; i++) {
		uint32_t at = m->order[slot->rule.at + i];
		const struct sgset_rule *r = &a->set->rule[at];
		if (a->rule[at].change == AUDIT_KEEP &&
		    (r->proto == x->proto || r->proto == SGSET_ALL) &&
		    r->span.from <= x->span.from && r->span.to >= x->span.to)
			return true;
	}
	return false;
}

static void
put_fresh(struct audit *a, uint32_t i, const struct sgset_rule *r,
    const struct rule *x)
{
	if (a->nfresh == a->fresh_room) {
		a->fresh_room = a->fresh_room == 0 ? 64 : 2 * a->fresh_room;
		a->fresh = mem_array(a->fresh, a->fresh_room,
		    sizeof(*a->fresh));
	}
	a->fresh[a->nfresh++] = (struct audit_fresh){
	    .of = i,
	    .rule = *r,
	    .conns = x->more[RULE_CONNS - RULE_FEW],
	    .flows = x->count[RULE_FLOWS],
	    .bytes = x->count[RULE_BYTES],
	    .first = x->count[RULE_FIRST],
	    .last = x->count[RULE_LAST],
	};
}

static void
replace(struct audit *a, uint32_t i, const struct ruleset *set, size_t at,
    size_t n)
{
	struct audit_rule *of = &a->rule[i];
	struct quota quota = {{0, 0}};

	of->fresh = a->nfresh;
	for (size_t k = at; k < at + n; k++) {
		const struct rule *x = ruleset_at(set, k);
		struct sgset_rule r = back(&a->set->rule[i], x);
		if (is_there(a, &r))
			continue;
		put_fresh(a, i, &r, x);
		if (!party_is(x->peer))
			quota_add(&quota, NULL, x->peer);
	}
	of->nfresh = a->nfresh - of->fresh;
	if (quota_over(&quota)) {
		of->crowded = true;
		of->change = AUDIT_KEEP;
	}
}

/* What was added, as it is made. */
static void
flush(struct making *mk)
{
	for (size_t one = 0; one < nitems(mk->set); one++) {
		struct ruleset *set = &mk->set[one];
		open_public(mk, one == 1);
		exact_merge(set);
		for (size_t at = 0, n; at < set->n; at += n) {
			const struct rule *x = ruleset_at(set, at);
			uint32_t i = (uint32_t)x->subject.ip.lo;
			n = 1;
			while (at + n < set->n &&
			    rule_same_subject(x, ruleset_at(set, at + n)))
				n++;
			if (mk->last)
				replace(mk->a, i, set, at, n);
			else if (differs(mk->a, i, set, at, n))
				mk->a->rule[i].use = AUDIT_WIDE;
		}
		ruleset_free(set);
		*set = (struct ruleset){0};
	}
}

static void
make(struct making *mk, uint32_t i)
{
	if (mk->set[0].added + mk->set[1].added > MANY)
		flush(mk);
	add_rule(mk, i);
}

/* Most rules are for one port, and no wide prefix. */
static bool
may_differ(const struct audit *a, uint32_t i)
{
	const struct sgset_rule *r = &a->set->rule[i];

	return a->rule[i].use <= AUDIT_RARE &&
	    (is_wide(a, i) || r->proto == SGSET_ALL ||
		(proto_ports(r->proto) && r->span.from != r->span.to));
}

/*
 * A rule inside another may go if that one stays.  What is inside is used
 * only where the other is, too.
 */
static enum audit_change
change_of(const struct audit *a, uint32_t i)
{
	const struct audit_rule *r = &a->rule[i];

	switch (r->use) {
	case AUDIT_UNUSED:
		return AUDIT_REVOKE;
	case AUDIT_WIDE:
		return AUDIT_REPLACE;
	case AUDIT_UNSURE:
	case AUDIT_ORPHAN:
		return AUDIT_KEEP;
	default:
		break;
	}
	bool spare = r->inside != AUDIT_NONE &&
	    change_of(a, r->inside) == AUDIT_KEEP;

	return spare ? AUDIT_REVOKE : AUDIT_KEEP;
}

void
audit_narrow(struct audit *a)
{
	struct making mk = {.a = a};
	size_t n = a->set->nrule;

	for (uint32_t i = 0; i < n; i++)
		if (may_differ(a, i))
			make(&mk, i);
	flush(&mk);
	for (uint32_t i = 0; i < n; i++)
		a->rule[i].change = (uint8_t)change_of(a, i);
	mk.last = true;
	for (uint32_t i = 0; i < n; i++)
		if (a->rule[i].use == AUDIT_WIDE)
			make(&mk, i);
	flush(&mk);
}
