/* SPDX-License-Identifier: ISC */

/*
 * Choosing columns: the -c language of every tool.
 *
 *   src,dst,dport    exactly these, in this order
 *   +eni,-flags      the default with eni behind it and without flags
 *   @default @conn @all   named sets, also inside a list
 *   dport=port       dport under another name
 *
 * The default of raw logs is @default (src dst sport dport proto packets
 * bytes start end action flags), of a stream all its columns.  Behind it and
 * @conn stands what tells records of a transit gateway (transit.h).
 */

#ifndef MODEL_PICK_H
#define MODEL_PICK_H

#include "model/block.h"
#include "model/want.h"

struct pick;

/*
 * Parses a list; NULL is the default alone.  NULL after a message
 * (status 2) that points at the word and says what would be right.  Two
 * columns of one name are refused, here or at the header that makes them so;
 * the same column twice is one.
 */
struct pick *pick_parse(const char *list);

/*
 * A column that the tool itself adds to every block: the default has it, too.
 * Call it once a column, before the list is bound; name is borrowed.
 */
void pick_add(struct pick *p, const char *name);

/*
 * Operands in each other's places, where a tool takes a list of columns and
 * then FILEs.  Is the word that should be the list a FILE that is there?  One
 * that begins with a field, "@" or "col:" is not taken for one.
 */
bool pick_is_file(const char *word);

/* Is a FILE not there, and is it one more column instead? */
bool pick_is_stray(const char *word);

/*
 * The columns for the rows of a block: returns the schema to write and fills
 * col[] (SCHEMA_COLS long) with the block's column for each, SCHEMA_NONE for
 * "-".  Unknown names that the header lacks are fatal (origin_fatal; NULL is
 * returned where that comes back).  A known field that was named and that the
 * header lacks is "-", said once a run.
 */
const struct schema *pick_bind(const struct pick *p, struct schemas *all,
    const struct block *b, size_t *col);

/*
 * The schema to write where it does not depend on the input, for writing a
 * header before the first row is there; NULL if it does.
 */
const struct schema *
pick_known(const struct pick *p, struct schemas *all, bool raw);

/* Names the columns that it takes of raw logs, for input_want. */
void pick_want(const struct pick *p, struct want *w);

void pick_free(struct pick *p);

#endif
