/* SPDX-License-Identifier: ISC */

/* See rule.h. */

#include <string.h>

#include "base/num.h"
#include "rules/rule.h"

const char *
rule_dir(const struct rule *r)
{
	return r->dir == RULE_INGRESS ? "ingress" : "egress";
}

void
rule_count_add(uint64_t *to, const uint64_t *from, enum rule_counter first,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = counter_merge(counter_order[first + i], to[i], from[i]);
}

void
rule_merge(struct rule *to, struct rule *from)
{
	rule_count_add(to->count, from->count, RULE_FLOWS, RULE_FEW);
	if (to->more == NULL)
		to->more = from->more;
	else if (from->more != NULL)
		rule_count_add(to->more, from->more, RULE_FEW, RULE_MORE);
	from->more = NULL;
}

void
rule_columns_in(struct rule_columns *c, const struct block *b)
{
	for (size_t i = 0; i < RULE_COUNTERS; i++) {
		size_t col = b->schema->at[counter_order[i]];

		c->num[i] = col == SCHEMA_NONE ? NULL : b->vec[col].num;
	}
}

void
rule_columns_out(struct rule_columns *c, struct block *b)
{
	for (size_t i = 0; i < RULE_COUNTERS; i++) {
		size_t col = b->schema->at[counter_order[i]];

		c->num[i] = col == SCHEMA_NONE ? NULL : block_nums(b, col);
	}
}

static char *
note_contested(char *p, const struct rule *r)
{
	uint64_t flows = r->count[RULE_FLOWS];
	uint64_t rejects = r->count[RULE_REJECTS];

	p = stpcpy(p, "contested");
	if (flows == NUM_NONE || rejects == NUM_NONE)
		return p;
	p = num_print(stpcpy(p, ": "), rejects);
	p = num_print(stpcpy(p, " of "), flows);
	return stpcpy(p, " rejected");
}

char *
rule_note(char *p, const struct rule *r)
{
	static const struct {
		enum rule_note bit;
		const char *word;
	} marks[] = {
	    {RULE_WIDE, "open to all"},
	    {RULE_THIN, "thin"},
	    {RULE_ONEWAY, "one-way"},
	    {RULE_UNDECIDED, "undecided"},
	};
	char *start = p;

	if (r->note & RULE_CONTESTED)
		p = note_contested(p, r);
	for (size_t i = 0; i < nitems(marks); i++) {
		if (!(r->note & marks[i].bit))
			continue;
		p = stpcpy(p, p > start ? ", " : "");
		p = stpcpy(p, marks[i].word);
	}
	return p;
}

int
rule_prefix_cmp(struct prefix a, struct prefix b)
{
	int by = (int)rule_family(a) - (int)rule_family(b);

	return by != 0 ? by : prefix_cmp(a, b);
}

bool
rule_prefix_has(struct prefix a, struct prefix b)
{
	if (rule_family(a) != rule_family(b))
		return false;
	return a.len > 128 ? ip_eq(a.ip, b.ip) : prefix_has(a, b);
}

int
rule_cmp(const struct rule *a, const struct rule *b)
{
	int c = rule_prefix_cmp(a->subject, b->subject);

	if (c == 0)
		c = a->dir - b->dir;
	if (c == 0)
		c = a->proto - b->proto;
	if (c == 0)
		c = a->from - b->from;
	if (c == 0)
		c = a->to - b->to;
	if (c == 0)
		c = rule_prefix_cmp(a->peer, b->peer);
	return c != 0 ? c : a->note - b->note;
}

char *
rule_cidr(char *p, struct prefix pre)
{
	p = ip_print(p, pre.ip);
	*p++ = '/';
	return num_print(p, rule_is4(pre) ? pre.len - IP_V4_BASE : pre.len);
}
