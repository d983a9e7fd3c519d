/* SPDX-License-Identifier: ISC */

/*
 * Why the business needs a rule, who approved it and when (PCI DSS 1.2.5,
 * 1.2.7): a table that people fill in, one row a rule.
 *
 *   direction subject proto fromport toport peer  state  justification ...
 *
 * The first six say which rule, as -f tsv does.  What stands behind state
 * belongs to the user: it is carried from one review to the next, further
 * columns of theirs included, and a rule that is gone keeps its row.
 */

#ifndef RULES_JUST_H
#define RULES_JUST_H

#include "rules/ruleset.h"

struct just;

/*
 * Reads a table; must: it has to be there, else it may be new.  NULL after a
 * message (status 2).
 */
struct just *just_read(const char *path, bool must);
void just_free(struct just *j);

/* The row of a rule of a set, or NULL; marks it as used. */
struct just_row;
const struct just_row *
just_find(struct just *j, const struct ruleset *set, const struct rule *r);

/* A cell of a row: "" if there is no row, no such column, or "-". */
struct slice
just_cell(const struct just *j, const struct just_row *row, const char *column);

/*
 * The table anew: all rules of a set, and behind them those that are gone.
 * Every row of before is there.
 */
void just_write(struct just *j, const struct ruleset *set, struct buf *to);

#endif
