/* SPDX-License-Identifier: ISC */

/*
 * Rules of many subjects, and their way out as blocks of a stream:
 *
 *   direction subject proto fromport toport peer  counters ...  note
 *
 * The formats for people and for AWS are emit.h.
 */

#ifndef RULES_RULESET_H
#define RULES_RULESET_H

#include "model/block.h"
#include "model/schema.h"
#include "rules/rule.h"

/* All zero is the empty set; owns rule. */
struct ruleset {
	struct rule *rule;
	size_t n, cap;
	bool has[RULE_COUNTERS]; /* counters to write, by counter_order */
	size_t next;             /* where ruleset_next goes on */
	struct buf text;         /* names of the block handed out last */
};

void ruleset_add(struct ruleset *set, const struct rule *r);
void ruleset_sort(struct ruleset *set); /* by rule_cmp */

/*
 * In a sorted set: one past the last rule of the subject of rule i; of its
 * subject and direction.
 */
size_t ruleset_subject(const struct ruleset *set, size_t i);
size_t ruleset_table(const struct ruleset *set, size_t i);

/* How many subjects a sorted set has. */
size_t ruleset_subjects(const struct ruleset *set);

/* The header of the rules as a stream: counters that no rule has stay out. */
const struct schema *
ruleset_schema(const struct ruleset *set, struct schemas *all);

/*
 * 1 and the next block of rules, of this schema; 0 at the end.  The block
 * lives until the next call.  Its origin is the caller's.
 */
int ruleset_next(struct ruleset *set, const struct schema *schema,
    struct origin *origin, struct block *b);

void ruleset_free(struct ruleset *set);

#endif
