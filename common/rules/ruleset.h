/* SPDX-License-Identifier: ISC */

/*
 * Rules of many subjects, and their way out as blocks of a stream:
 *
 *   direction subject proto fromport toport peer  counters ...  note
 *
 * Where peers are groups or prefix lists, these are in peerid, and peer is "-";
 * where the set is priced there is price, before note.
 *
 * The formats for people and for AWS are emit.h.
 */

#ifndef RULES_RULESET_H
#define RULES_RULESET_H

#include "model/block.h"
#include "model/schema.h"
#include "rules/party.h"
#include "rules/rule.h"

#define RULESET_AHEAD 16 /* rules on their way from memory */

/*
 * All zero is the empty set.  Rules stay where they were added, as they are
 * large and many; what is sorted are their numbers:
 *
 *   order  | 3 | 0 | 2 |        n of them: the set, in its order
 *   rule   | . | . | . | . |    added: 1 was merged into another
 */
struct ruleset {
	struct rule *rule; /* of mem_huge */
	size_t added, cap;
	uint32_t *order;
	size_t n;
	size_t subjects;           /* how many; exact_merge counts them */
	bool wide;                 /* some are not all IPv4 */
	bool nets;                 /* some are for more than an address */
	bool priced;               /* what they admit beyond is of interest */
	struct ruleset_more *more; /* what the rules' more point to */
	bool has[RULE_MORE];       /* which of these some rule has */
	const struct parties *parties; /* of rules that have some; NULL */
	size_t group0;   /* the number of the first of them that is a group */
	size_t next;     /* where ruleset_next goes on */
	struct buf text; /* names of the block handed out last */
};

/* The orders of a set: as it is shown (rule_cmp), or by what may merge. */
enum ruleset_by {
	RULESET_SHOWN,  /* subject dir proto      from to peer note */
	RULESET_MERGES, /* subject dir proto note from to peer */
};

/* A copy of a rule, and of what it has in `more`. */
void ruleset_add(struct ruleset *set, const struct rule *r);
void ruleset_sort(struct ruleset *set, enum ruleset_by by);

/* The i-th rule, in the set's order. */
static inline struct rule *
ruleset_at(const struct ruleset *set, size_t i)
{
	return &set->rule[set->order[i]];
}

/*
 * Brings a rule near that will be asked for: in order they lie anywhere, and
 * each asked for by itself would be waited for.
 */
static inline void
ruleset_soon(const struct ruleset *set, size_t i)
{
	const char *p;

	if (i + RULESET_AHEAD >= set->n)
		return;
	p = (const char *)ruleset_at(set, i + RULESET_AHEAD);
	for (size_t line = 0; line < sizeof(struct rule); line += 64)
		__builtin_prefetch(p + line);
}

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
