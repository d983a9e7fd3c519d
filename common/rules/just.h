/* SPDX-License-Identifier: ISC */

/*
 * Why the business needs a rule, who approved it and when (PCI DSS 1.2.5,
 * 1.2.7): a table that people fill in, one row a rule.
 *
 *   direction subject proto fromport toport peer  state  justification ...
 *
 * The first six say which rule, as -f tsv does.  What stands behind state
 * belongs to the user: it is carried from one review to the next, further
 * columns of theirs included, and a rule that is gone keeps its row.  In a
 * file the columns may have any order, but for direction, which is the first.
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

/*
 * The same of the cells that say which rule, a tab behind each; only where
 * mark is set it counts as used.
 */
const struct just_row *just_key(struct just *j, const char *key, bool mark);

/* A cell of a row: "" if there is no row, no such column, or "-". */
struct slice
just_cell(const struct just *j, const struct just_row *row, const char *column);

/*
 * The table anew: all rules of a set, and behind them those that are gone.
 * Every row of before is there.
 */
void just_write(struct just *j, const struct ruleset *set, struct buf *to);

/*
 * Its parts: the names of the columns; a row, with the cells of another or,
 * if it is NULL, none; and the rows that are not used, which are gone.
 */
void just_put_head(const struct just *j, struct buf *to);
void just_put_row(const struct just *j, const char *key, const char *state,
    const struct just_row *row, struct buf *to);
void just_put_gone(const struct just *j, struct buf *to);

#endif
