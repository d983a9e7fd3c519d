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
 * bytes start end action flags), of a stream all its columns.
 */

#ifndef MODEL_PICK_H
#define MODEL_PICK_H

#include "model/schema.h"

struct pick;

/*
 * Parses a list; NULL is the default alone.  NULL after a message
 * (status 2) that points at the word and says what would be right.
 */
struct pick *pick_parse(const char *list);

/*
 * The columns for rows of `in`: returns the schema to write and fills col[]
 * (SCHEMA_COLS long) with in's column for each, SCHEMA_NONE for "-".
 * Unknown names that `in` lacks are an error: NULL after a message.  A known
 * field that was named and that `in` lacks is "-", said once a run.
 */
const struct schema *pick_bind(struct pick *p, struct schemas *all,
    const struct schema *in, bool raw, size_t *col);

/*
 * The schema to write where it does not depend on the input, for writing a
 * header before the first row is there; NULL if it does.
 */
const struct schema *pick_known(struct pick *p, struct schemas *all,
    bool raw);

void pick_free(struct pick *p);

#endif
