/* SPDX-License-Identifier: ISC */

/*
 * The columns that a run needs: whoever will load, print or bind one names it
 * before anything is read.  Formats that store columns leave the others be;
 * text ignores it.  Names that the input lacks do no harm.
 */

#ifndef MODEL_WANT_H
#define MODEL_WANT_H

#include "model/schema.h"

/* All zero: nothing yet. */
struct want {
	bool all;
	bool field[FIELD_COUNT];
	struct slice *name; /* columns of the user's own; borrowed bytes */
	size_t n;
};

void want_field(struct want *w, enum field_id id);

/* A field, or for &field_other the name. */
void want_column(struct want *w, const struct field *field, struct slice name);

/* Is the column among them?  w NULL: all are. */
bool want_has(const struct want *w, const struct column *c);

void want_free(struct want *w);

#endif
