/* SPDX-License-Identifier: ISC */

/* See review.h. */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "model/cell.h"
#include "rules/review.h"
#include "value/proto.h"

#define MADE "fl-" /* what groups without an id yet are called by us */

const char *const review_word[REVIEW_STATES] = {
    [REVIEW_SAME] = "unchanged",
    [REVIEW_NEW] = "new",
    [REVIEW_WIDENED] = "widened",
    [REVIEW_NARROWED] = "narrowed",
    [REVIEW_GONE] = "gone",
};

/* ---- which rule, in a table of reasons ---------------------------------- */

/* From and to as AWS has them: of ICMP they are type and code. */
static void
put_span(struct buf *to, const struct sgset_rule *r)
{
	struct sgset_span s = r->span;
	int code = s.from == s.to ? s.from & 0xff : -1;
	bool every = s.from == 0 && s.to == UINT16_MAX;

	if (proto_ports(r->proto))
		buf_fmt(to, "%d\t%d\t", s.from, s.to);
	else if (proto_icmp(r->proto) && !every)
		buf_fmt(to, "%d\t%d\t", s.from >> 8, code);
	else
		buf_str(to, "-1\t-1\t");
}

static void
put_key(struct buf *to, const char *subject, const struct sgset_rule *r)
{
	char text[PREFIX_MAX];

	to->n = 0;
	buf_str(to, r->dir == RULE_INGRESS ? "ingress\t" : "egress\t");
	cell_encode(to, slice_str(subject));
	buf_fmt(to, "\t%d\t", r->proto == SGSET_ALL ? -1 : r->proto);
	put_span(to, r);
	if (r->kind == SGSET_CIDR)
		buf_add(to, text, (size_t)(prefix_print(text, r->cidr) - text));
	else
		cell_encode(to, slice_str(r->peer));
	buf_char(to, '\t');
}

/*
 * The reason of a rule.  Its group may stand in the table by its id, as
 * fl-sgrules -f tsv would call it, or by its name; *key gets the cells of the
 * row that is there, or else those that a new one gets.
 */
static const struct just_row *
reason(struct review *r, const struct sgset_group *g,
    const struct sgset_rule *rule, bool mark, const char **key)
{
	bool made = strncmp(g->id, MADE, sizeof(MADE) - 1) == 0;
	const char *const name[] = {
	    made ? g->id + sizeof(MADE) - 1 : g->id,
	    g->id,
	    g->name,
	};
	const struct just_row *row = NULL;
	struct buf b = {0};
	size_t i = 0;

	for (; i < nitems(name) && row == NULL; i++) {
		put_key(&b, name[i], rule);
		row = just_key(r->just, buf_cstr(&b), mark);
	}
	if (row == NULL)
		put_key(&b, name[0], rule);
	if (key != NULL)
		*key = keep_str(r->keep, buf_cstr(&b));
	buf_free(&b);
	return row;
}

/* ---- what became of it -------------------------------------------------- */

static bool
same_peer(const struct sgset_rule *a, const struct sgset_rule *b)
{
	return a->kind == b->kind && a->kind != SGSET_CIDR &&
	    strcmp(a->peer, b->peer) == 0;
}

/* Is there a packet that both let through? */
static bool
meet(const struct sgset_rule *a, const struct sgset_rule *b)
{
	if (a->dir != b->dir || a->stale || b->stale)
		return false;
	if (a->proto != b->proto && a->proto != SGSET_ALL &&
	    b->proto != SGSET_ALL)
		return false;
	if (a->proto == b->proto &&
	    (a->span.from > b->span.to || b->span.from > a->span.to))
		return false;
	if (a->kind != SGSET_CIDR || b->kind != SGSET_CIDR)
		return same_peer(a, b);
	return rule_is4(a->cidr) == rule_is4(b->cidr) &&
	    (rule_prefix_has(a->cidr, b->cidr) ||
		rule_prefix_has(b->cidr, a->cidr));
}

/* Does a let all through that b does? */
static bool
holds(const struct sgset_rule *a, const struct sgset_rule *b)
{
	if (!meet(a, b))
		return false;
	if (a->proto != SGSET_ALL &&
	    (a->proto != b->proto || a->span.from > b->span.from ||
		a->span.to < b->span.to))
		return false;
	return a->kind != SGSET_CIDR || rule_prefix_has(a->cidr, b->cidr);
}

/* Rules of one group of a set. */
struct rules {
	const struct sgset *set;
	const struct sgset_group *group; /* NULL: it has no such group */
};

static const struct sgset_rule *
rule_at(const struct rules *of, uint32_t i)
{
	return &of->set->rule[of->group->first + i];
}

static size_t
count(const struct rules *of)
{
	return of->group != NULL ? of->group->n : 0;
}

static bool
meets_any(const struct rules *of, const struct sgset_rule *r)
{
	for (uint32_t i = 0; i < count(of); i++)
		if (meet(rule_at(of, i), r))
			return true;
	return false;
}

/* Is a part of a rule among what was added, or removed? */
static bool
differs(const struct differ *d, const struct differ_subject *s, bool added,
    const struct sgset_rule *r)
{
	for (size_t i = s->first; i < s->first + s->n; i++) {
		const struct differ_rect *rect = &d->rect[i];

		/* The others are those that no rule names. */
		if (rect->added == added &&
		    (!rect->others || r->proto == SGSET_ALL) &&
		    meet(&rect->rule, r))
			return true;
	}
	return false;
}

/* ---- rows --------------------------------------------------------------- */

static struct review_row *
add_row(struct review *r, enum review_state state, const char *subject,
    const struct sgset_rule *rule)
{
	if (r->n == r->room) {
		r->room = r->room == 0 ? 64 : 2 * r->room;
		r->row = mem_array(r->row, r->room, sizeof(*r->row));
	}
	struct review_row *row = &r->row[r->n++];
	*row = (struct review_row){
	    .state = state,
	    .subject = subject,
	    .rule = rule,
	};
	r->count[state]++;
	return row;
}

/* A reason of the older set that stands for all of a rule. */
static void
inherit(struct review *r, struct review_row *row, const struct rules *old)
{
	for (uint32_t i = 0; row->why == NULL && i < count(old); i++) {
		const struct sgset_rule *o = rule_at(old, i);

		if (!holds(o, row->rule))
			continue;
		row->why = reason(r, old->group, o, false, NULL);
		row->from = row->why != NULL ? o : NULL;
	}
}

static void
add_new(struct review *r, const struct differ_subject *s,
    const struct rules *old, const struct rules *new)
{
	for (uint32_t i = 0; i < count(new); i++) {
		const struct sgset_rule *rule = rule_at(new, i);
		enum review_state state = REVIEW_SAME;

		if (differs(r->differ, s, true, rule))
			state = meets_any(old, rule) ? REVIEW_WIDENED :
						       REVIEW_NEW;
		struct review_row *row = add_row(r, state, s->id, rule);
		row->why = reason(r, new->group, rule, true, &row->key);
		if (state == REVIEW_SAME)
			inherit(r, row, old);
	}
}

/* Those of the older set that let through what nothing does any more. */
static void
add_gone(struct review *r, const struct differ_subject *s,
    const struct rules *old, const struct rules *new)
{
	for (uint32_t i = 0; i < count(old); i++) {
		const struct sgset_rule *rule = rule_at(old, i);

		if (!differs(r->differ, s, false, rule))
			continue;
		struct review_row *row = add_row(r,
		    meets_any(new, rule) ? REVIEW_NARROWED : REVIEW_GONE, s->id,
		    rule);
		row->why = reason(r, old->group, rule, false, &row->key);
	}
}

static struct rules
rules_of(const struct sgset *set, const char *id)
{
	uint32_t g = sgset_find_id(set, id);

	return (struct rules){set, g != UINT32_MAX ? &set->group[g] : NULL};
}

void
review_make(struct review *r, const struct differ *d, const struct sgset *old,
    const struct sgset *new, struct just *just)
{
	*r = (struct review){
	    .just = just,
	    .differ = d,
	    .keep = keep_new(),
	};
	for (size_t i = 0; i < d->nsubject; i++) {
		const struct differ_subject *s = &d->subject[i];
		struct rules was = rules_of(old, s->id);
		struct rules is = rules_of(new, s->id);

		add_new(r, s, &was, &is);
		add_gone(r, s, &was, &is);
	}
}

void
review_free(struct review *r)
{
	free(r->row);
	keep_free(r->keep);
	*r = (struct review){.n = 0};
}
