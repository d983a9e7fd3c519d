/* SPDX-License-Identifier: ISC */

/*
 * Keys to sort by, for a program that compares bytes: a cell becomes text
 * whose order by bytes is the order of its value.
 */

#ifndef ENGINE_SORTKEY_H
#define ENGINE_SORTKEY_H

#include "model/block.h"

struct sortkey {
	const struct field *field;
	char *name;   /* of the column; owned */
	bool reverse; /* largest first */
	size_t col;   /* in the header bound last, or SCHEMA_NONE */
};

/*
 * Is this operand a KEY and not a FILE?  Yes if it is a known column, or if
 * there is no such file.  "./x" and what follows "--" are files (the caller
 * knows the latter).
 */
bool sortkey_is(const char *word);

/*
 * Reads COLUMN or COLUMN:r.  0, or -1 after a message (status 2).  A name of
 * the user's own that looks like a file's needs "col:" before it.
 */
int sortkey_parse(struct sortkey *k, const char *word);
void sortkey_free(struct sortkey *k);

/* Finds the column in a block's header, as key_column does. */
void sortkey_bind(struct sortkey *k, const struct block *b);

/*
 * Adds the cell of a row as text without tab and newline.  Two such texts of
 * one key compare by bytes as the cells do by value (addresses: then the
 * shorter prefix first), the other way round where the key is reversed and
 * the comparison is too; missing cells come last in either case.  The column
 * must be loaded.
 */
void sortkey_text(struct buf *to, const struct sortkey *k,
    const struct block *b, size_t row);

#endif
