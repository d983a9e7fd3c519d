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

uint64_t
rule_count(const uint64_t *count, enum field_id id)
{
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		if (counter_order[i] == id)
			return count[i];
	return NUM_NONE;
}

void
rule_count_add(uint64_t *to, const uint64_t *from)
{
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		to[i] = counter_merge(counter_order[i], to[i], from[i]);
}

void
rule_count_put(struct block *b, const uint64_t *count, size_t stride, size_t n)
{
	for (size_t c = 0; c < RULE_COUNTERS; c++) {
		size_t col = b->schema->at[counter_order[c]];
		const char *from = (const char *)(count + c);

		if (col == SCHEMA_NONE)
			continue;
		uint64_t *num = block_nums(b, col);
		for (size_t i = 0; i < n; i++, from += stride)
			memcpy(&num[i], from, sizeof(num[i]));
	}
}

uint64_t
rule_counter(const struct rule *r, enum field_id id)
{
	return rule_count(r->count, id);
}

char *
rule_note(char *p, const struct rule *r)
{
	uint64_t flows = rule_counter(r, FIELD_FLOWS);
	uint64_t rejects = rule_counter(r, FIELD_REJECTS);

	if ((r->note & RULE_CONTESTED) == 0)
		return p;
	p = stpcpy(p, "contested");
	if (flows == NUM_NONE || rejects == NUM_NONE)
		return p;
	p = num_print(stpcpy(p, ": "), rejects);
	p = num_print(stpcpy(p, " of "), flows);
	return stpcpy(p, " rejected");
}

void
rule_merge(struct rule *to, const struct rule *from)
{
	rule_count_add(to->count, from->count);
}

int
rule_prefix_cmp(struct prefix a, struct prefix b)
{
	bool a4 = rule_is4(a);

	if (a4 != rule_is4(b))
		return a4 ? -1 : 1;
	return prefix_cmp(a, b);
}

bool
rule_prefix_has(struct prefix a, struct prefix b)
{
	return rule_is4(a) == rule_is4(b) && prefix_has(a, b);
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
