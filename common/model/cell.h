/* SPDX-License-Identifier: ISC */

/*
 * One cell of each kind, from text and back: a row a kind.  Addresses and
 * names have no number; they are handled where they are needed.
 */

#ifndef MODEL_CELL_H
#define MODEL_CELL_H

#include "base/buf.h"
#include "model/field.h"

#define NUM_NONE UINT64_MAX       /* the cell "-" */
#define CELL_MAX 64               /* room for a printed cell that is no name */
#define CELL_NUM_TOP (1ULL << 48) /* most that one raw record counts */

/*
 * Text to the number of a kind; "-" gives NUM_NONE.  0, or -1 and *v
 * untouched.  NUM takes all up to 2^64 - 2: the bound for raw records is the
 * caller's matter.
 */
int cell_parse(enum kind kind, struct slice s, uint64_t *v);

/*
 * As users type it in an expression: cell_parse and the names of the kind
 * too (tcp, https for a port).  Times are not here (when.h gives a span).
 */
int cell_typed(enum kind kind, struct slice s, uint64_t *v);

/* The number of a kind as a stream has it (CELL_MAX of room); the end. */
char *cell_print(enum kind kind, char *p, uint64_t v);

/* Is it printed as a decimal number, whatever the value? */
bool cell_decimal(enum kind kind);

/*
 * The most that a cell of a kind may be which is a plain decimal number; 0:
 * the kind has no such cells.
 */
uint64_t cell_top(enum kind kind);

/* A cell for a name column, percent-encoded where the stream asks for it. */
void cell_encode(struct buf *to, struct slice cell);

/* "not a port (0-65535)": what is wrong with a cell that did not parse. */
const char *cell_wrong(enum kind kind);

#endif
