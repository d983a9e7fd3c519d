/* SPDX-License-Identifier: ISC */

/* See audit_show.h: a table (sheet.h) for each kind of finding. */

#include <inttypes.h>

#include "base/num.h"
#include "rules/audit_show.h"
#include "rules/sheet.h"
#include "value/human.h"

#define SHOWN 8 /* rules in the place of one */

static void
cell_rule(struct sheet *t, const struct audit *a, uint32_t rule)
{
	sgset_put(sheet_open(t), a->set, &a->set->rule[rule]);
	sheet_close(t);
}

static void
cell_bytes(struct sheet *t, uint64_t n)
{
	char text[HUMAN_MAX + 1];

	*human_bytes(text, n) = '\0';
	sheet_cell(t, text);
}

static void
cell_note(struct sheet *t, const struct audit *a, uint32_t rule)
{
	audit_note(a, rule, sheet_open(t));
	sheet_close(t);
}

/* ---- one row each ------------------------------------------------------- */

static void
row_open(struct sheet *t, const struct audit *a, uint32_t i)
{
	const struct audit_rule *r = &a->rule[i];

	cell_rule(t, a, i);
	sheet_cell(t, audit_risk_word[r->risk]);
	audit_services(sheet_open(t), &a->set->rule[i]);
	sheet_close(t);
	sheet_cell(t, audit_word[r->use]);
	sheet_count(t, r->hit.conns);
	sheet_count(t, r->peers);
	sheet_day(t, r->last);
}

static void
row_unused(struct sheet *t, const struct audit *a, uint32_t i)
{
	cell_rule(t, a, i);
	cell_note(t, a, i);
}

static void
row_used(struct sheet *t, const struct audit *a, uint32_t i)
{
	const struct audit_rule *r = &a->rule[i];

	cell_rule(t, a, i);
	sheet_count(t, r->hit.conns);
	sheet_count(t, r->sole.conns);
	sheet_count(t, r->hit.flows);
	cell_bytes(t, r->hit.bytes);
	sheet_count(t, r->peers);
	sheet_day(t, r->first);
	sheet_day(t, r->last);
	cell_note(t, a, i);
}

/* A rule in the place of another, under it. */
static void
row_fresh(struct sheet *t, const struct audit *a, const struct audit_fresh *f)
{
	struct buf *to = sheet_open(t);

	buf_str(to, "+ ");
	sgset_put(to, a->set, &f->rule);
	sheet_close(t);
	sheet_count(t, f->conns);
	sheet_cell(t, "");
	sheet_count(t, f->flows);
	cell_bytes(t, f->bytes);
	sheet_cell(t, "");
	sheet_day(t, f->first);
	sheet_day(t, f->last);
	sheet_cell(t, "");
}

static void
row_wide(struct sheet *t, const struct audit *a, uint32_t i)
{
	const struct audit_rule *r = &a->rule[i];

	row_used(t, a, i);
	for (size_t k = 0; k < r->nfresh && k < SHOWN; k++)
		row_fresh(t, a, &a->fresh[r->fresh + k]);
	if (r->nfresh <= SHOWN)
		return;
	buf_fmt(sheet_open(t), "+ %zu more (-f tsv has them)",
	    r->nfresh - SHOWN);
	sheet_close(t);
	for (size_t k = 1; k < t->ncol; k++)
		sheet_cell(t, "");
}

static void
row_inside(struct sheet *t, const struct audit *a, uint32_t i)
{
	cell_rule(t, a, i);
	cell_rule(t, a, a->rule[i].inside);
	sheet_count(t, a->rule[i].hit.conns);
}

static void
row_elsewhere(struct sheet *t, const struct audit *a, uint32_t i)
{
	cell_rule(t, a, i);
	cell_rule(t, a, a->rule[i].elsewhere);
	sheet_count(t, a->rule[i].hit.conns);
}

static void
row_unsure(struct sheet *t, const struct audit *a, uint32_t i)
{
	cell_rule(t, a, i);
	sheet_count(t, a->rule[i].maybe.conns);
	cell_note(t, a, i);
}

/* ---- which rows --------------------------------------------------------- */

static bool
is_open(const struct audit_rule *r)
{
	return r->risk != AUDIT_SAFE;
}

static bool
is_unused(const struct audit_rule *r)
{
	return r->use == AUDIT_UNUSED;
}

static bool
is_wide(const struct audit_rule *r)
{
	return r->use == AUDIT_WIDE;
}

static bool
is_rare(const struct audit_rule *r)
{
	return r->use == AUDIT_RARE;
}

static bool
is_inside(const struct audit_rule *r)
{
	return r->inside != AUDIT_NONE;
}

static bool
is_elsewhere(const struct audit_rule *r)
{
	return r->elsewhere != AUDIT_NONE;
}

static bool
is_unsure(const struct audit_rule *r)
{
	return r->use == AUDIT_UNSURE;
}

static bool
is_used(const struct audit_rule *r)
{
	return r->use == AUDIT_USED;
}

static const char *const head_open[] = {"Rule", "Risk", "Services", "Use",
    "Conns", "Peers", "Last seen", NULL};
static const char *const head_unused[] = {"Rule", "Note", NULL};
static const char *const head_used[] = {"Rule", "Conns", "Sole", "Flows",
    "Bytes", "Peers", "First seen", "Last seen", "Note", NULL};
static const char *const head_inside[] = {"Rule", "Inside", "Conns", NULL};
static const char *const head_elsewhere[] = {"Rule", "And", "Conns", NULL};
static const char *const head_unsure[] = {"Rule", "May be", "Note", NULL};
static const char *const head_groups[] = {"Group", "Name", "Rules",
    "Named by rules"};

static const struct part {
	const char *title;
	const char *const *head;
	bool (*is)(const struct audit_rule *r);
	void (*row)(struct sheet *t, const struct audit *a, uint32_t rule);
} parts[] = {
    {"Open to the world: commonly remote administration, of high risk, or "
     "insecure",
	head_open, is_open, row_open},
    {"Unused: nothing that was seen needed them", head_unused, is_unused,
	row_unused},
    {"Wide: they let through far more than was seen; + would do", head_used,
	is_wide, row_wide},
    {"Rare: all that needed them was within a day", head_used, is_rare,
	row_used},
    {"Shadowed: another rule of the group lets all of it through", head_inside,
	is_inside, row_inside},
    {"Doubled: so does a rule of a group that all their interfaces have, too",
	head_elsewhere, is_elsewhere, row_elsewhere},
    {"Unsure: the data does not tell", head_unsure, is_unsure, row_unsure},
    {"Used", head_used, is_used, row_used},
};

static void
put_part(const struct audit *a, const struct part *p, struct buf *to, bool bars)
{
	struct sheet t = {.head = p->head, .bars = bars};

	while (p->head[t.ncol] != NULL)
		t.ncol++;
	for (uint32_t i = 0; i < a->set->nrule; i++)
		if (p->is(&a->rule[i]))
			p->row(&t, a, i);
	sheet_put(&t, to, p->title);
}

static void
put_groups(const struct audit *a, struct buf *to, bool bars)
{
	struct sheet t = {
	    .head = head_groups,
	    .ncol = nitems(head_groups),
	    .bars = bars,
	};

	for (size_t i = 0; i < a->set->ngroup; i++) {
		const struct audit_group *g = &a->group[i];
		if (!g->known || g->held)
			continue;
		sheet_cell(&t, a->set->group[i].id);
		sheet_cell(&t, a->set->group[i].name);
		sheet_count(&t, a->set->group[i].n);
		sheet_count(&t, g->referred);
	}
	sheet_put(&t, to, "Groups on no interface");
}

static void
put(const struct audit_show *s, struct buf *to, bool bars)
{
	audit_window(s, to);
	buf_str(to, bars ? "\n\n" : "\n");
	audit_warning(s, to);
	buf_str(to, "\n\n");
	for (size_t i = 0; i < nitems(parts); i++)
		put_part(s->audit, &parts[i], to, bars);
	put_groups(s->audit, to, bars);
	audit_summary(s->audit, to);
	buf_char(to, '\n');
}

void
audit_table(const struct audit_show *s, struct buf *to)
{
	put(s, to, false);
}

void
audit_markdown(const struct audit_show *s, struct buf *to)
{
	buf_str(to, "# What of these rules is used?\n\n");
	put(s, to, true);
}
