/* SPDX-License-Identifier: ISC */

/* See groups.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/groups.h"
#include "rules/why.h"

#define FEW 64

static int
by_who(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return rule_prefix_cmp(x->who, y->who);
}

static struct group *
add(struct groups *g, size_t *cap, struct prefix who)
{
	if (g->n == *cap) {
		*cap = *cap > 0 ? 2 * *cap : FEW;
		g->group = mem_array(g->group, *cap, sizeof(*g->group));
	}
	g->group[g->n] = (struct group){.who = who, .vpc = ""};
	return &g->group[g->n++];
}

/* The subjects, which are in order. */
static void
add_subjects(struct groups *g, size_t *cap, const struct ruleset *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = ruleset_at(set, i);
		struct group *last = g->n > 0 ? &g->group[g->n - 1] : NULL;

		ruleset_soon(set, i);
		if (last == NULL || !rule_prefix_eq(last->who, r->subject)) {
			last = add(g, cap, r->subject);
			last->first = i;
		}
		last->n++;
		last->way[r->dir]++;
		quota_add(&last->quota[r->dir], set->parties, r->peer);
	}
}

/* Groups that rules name and that have none of their own. */
static void
add_named(struct groups *g, size_t *cap, const struct ruleset *set)
{
	bool *seen = mem_new(set->parties->n * sizeof(*seen));

	for (size_t i = 0; i < g->n; i++)
		if (party_is(g->group[i].who))
			seen[g->group[i].who.ip.lo] = true;
	for (size_t i = 0; i < set->n; i++) {
		struct prefix p = ruleset_at(set, i)->peer;

		if (p.len != PARTY_GROUP || seen[p.ip.lo])
			continue;
		seen[p.ip.lo] = true;
		add(g, cap, p);
	}
	free(seen);
	if (g->n > 0)
		qsort(g->group, g->n, sizeof(*g->group), by_who);
}

/* Texts are slices of one buffer, which has to stay where it is. */
static void
add_texts(struct groups *g, const struct ruleset *set)
{
	size_t at = 0;

	for (size_t i = 0; i < g->n; i++) {
		struct group *to = &g->group[i];
		const struct party *p = party_of(set->parties, to->who);

		if (p != NULL && p->kind == PARTY_GROUP && p->name[0] != '\0')
			buf_str(&g->text, p->name);
		else
			party_put(&g->text, set->parties, to->who);
		to->text.n = g->text.n - at;
		at = g->text.n;
		if (p != NULL)
			to->vpc = p->vpc;
	}
	at = 0;
	for (size_t i = 0; i < g->n; at += g->group[i++].text.n)
		g->group[i].text.p = g->text.p + at;
}

struct groups *
groups_new(const struct ruleset *set)
{
	struct groups *g = mem_new(sizeof(*g));
	size_t cap = 0;

	add_subjects(g, &cap, set);
	if (set->parties != NULL)
		add_named(g, &cap, set);
	add_texts(g, set);
	return g;
}

void
groups_free(struct groups *g)
{
	if (g == NULL)
		return;
	free(g->group);
	buf_free(&g->text);
	free(g);
}

bool
groups_lack_vpc(const struct groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->group[i].vpc[0] == '\0')
			return true;
	return false;
}

size_t
groups_find(const struct groups *g, struct prefix who)
{
	struct group key = {.who = who};
	const struct group *found = NULL;

	if (g->n > 0)
		found = bsearch(&key, g->group, g->n, sizeof(key), by_who);
	return found != NULL ? (size_t)(found - g->group) : GROUPS_NONE;
}

/* What it is made for, as far as AWS takes it. */
static void
put_text(const struct group *g, struct buf *to)
{
	size_t n = g->text.n < WHY_SUBJECT ? g->text.n : WHY_SUBJECT;

	buf_add(to, g->text.p, n);
	why_clean(to->p + to->n - n, n);
}

void
groups_purpose(const struct group *g, struct buf *to)
{
	buf_str(to, "fl-sgrules: what ");
	put_text(g, to);
	buf_str(to, " needs");
}

void
groups_heading(const struct group *g, struct buf *to)
{
	put_text(g, to);
	for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
		buf_fmt(to, "%s%zu %s rule%s", dir == 0 ? ": " : ", ",
		    g->way[dir], dir == RULE_INGRESS ? "ingress" : "egress",
		    g->way[dir] == 1 ? "" : "s");
		if (quota_over(&g->quota[dir]))
			buf_fmt(to, " (AWS's default quota is %d)",
			    QUOTA_RULES);
	}
}

char **
groups_names(const struct groups *g, const struct names_style *style)
{
	struct slice *text = mem_array(NULL, g->n, sizeof(*text));
	char **name;

	for (size_t i = 0; i < g->n; i++)
		text[i] = g->group[i].text;
	name = names_make(style, text, g->n);
	free(text);
	return name;
}
