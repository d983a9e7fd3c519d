/* SPDX-License-Identifier: ISC */

/*
 * The language of fl-where: words to a flat program of tests.  Parsed and
 * checked before any input is read; const once built.
 *
 *   expr    = or { or }           arguments are joined by and
 *   or      = and { "or" and }
 *   and     = not { ["and"] not }
 *   not     = "not" not | "(" or ")" | test
 *   test    = FIELD OP list       OP: = != < <= > >=
 *   list    = item { "," item }
 *   item    = "-" | value | value "-" value | value ".." value | @FILE
 */

#ifndef ENGINE_EXPR_H
#define ENGINE_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "model/block.h"
#include "model/want.h"

struct expr;

/*
 * Parses n words, each an expression of its own, joined by and.  NULL after a
 * message that points at the word and says what would be right (status 2).
 * n = 0 keeps everything.
 */
struct expr *expr_parse(char *const *word, size_t n);

/*
 * Is this operand of fl-where an expression and not a FILE?  Yes if it begins
 * with "(" or "not", or with the name of a known field, addr, port or
 * col:NAME and an operator.  Any other name and an operator is one if there
 * is no such file and no slash in the name; so is what begins as only a
 * wrong expression does ("or", "=80", "!x"), for the better message.  "./x"
 * and what follows "--" are files (the caller knows the latter).
 */
bool expr_is(const char *word);

/*
 * Is an operand that expr_is took for an expression rather a FILE that is not
 * there, as in "year=2026/x.gz"?  Yes if it is one word, names no known field
 * and has a slash in its value; true after a message (status 2).
 */
bool expr_is_lost_file(const char *word);

/* Names the columns that the tests ask for. */
void expr_want(const struct expr *e, struct want *w);

void expr_free(struct expr *e);

/* An expression bound to headers, with the scratch of one thread. */
struct exprrun;

struct exprrun *exprrun_new(const struct expr *e);

/*
 * Shortens b->sel to the rows that match.  Binds names at each new schema:
 * a known field that the header lacks counts as missing and is said once; an
 * unknown name that it lacks is fatal (diag_die with the nearest column).
 * Returns how many of the selected rows were dropped because they did not
 * match (rows dropped as malformed were counted by the origin).
 */
size_t exprrun_block(struct exprrun *r, struct block *b);

void exprrun_free(struct exprrun *r);

#endif
