/* SPDX-License-Identifier: ISC */

/*
 * One header: which columns, in which order.  Immutable and interned: the
 * same names give the same pointer, so code binds names to column numbers
 * when the pointer changes and at no other time.
 */

#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include "base/buf.h"
#include "model/field.h"

#define SCHEMA_NONE SIZE_MAX /* no such column */
#define SCHEMA_COLS 1024     /* most columns a header may have */

struct column {
	const struct field *field; /* never NULL: &field_other if unknown */
	const char *name; /* the field's own name; for others as written */
};

struct schema {
	size_t ncol;
	bool grouped; /* has flows: rows are groups */
	bool raw;     /* has start, end or action, and no flows: records */
	bool transit; /* has fields of a transit gateway's logs (transit.h) */
	size_t at[FIELD_COUNT]; /* column of each field, or SCHEMA_NONE */
	struct column col[];
};

/* All headers of a run, by content.  Owns them; threads may share it. */
struct schemas;

struct schemas *schemas_new(void);
void schemas_free(struct schemas *all);

/*
 * The schema of these names (any spelling; n <= SCHEMA_COLS).  A field that
 * comes twice is known by its first column; the later ones are &field_other.
 */
const struct schema *
schemas_names(struct schemas *all, const struct slice *name, size_t n);

/* The column of a field, or for &field_other of a name; SCHEMA_NONE. */
size_t schema_column(const struct schema *s, const struct field *field,
    struct slice name);

/* How many of its columns are known fields. */
size_t schema_known(const struct schema *s);

#endif
