/* SPDX-License-Identifier: ISC */

/*
 * How separated values begin: which byte separates them, which columns there
 * are, and which of these are read.
 */

#ifndef SOURCE_CSV_HEAD_H
#define SOURCE_CSV_HEAD_H

#include "source/csv_cut.h"
#include "source/format.h"

/*
 * The first line that is not blank.  A record may be longer, if there are
 * newlines in its quotes; but what it is should not depend on how much of it
 * has been read.
 */
struct csv_first {
	char sep;
	size_t skip;  /* bytes before it: blank lines, a spreadsheet's sep=; */
	size_t lines; /* which were so many */
	struct slice line; /* with its newline */
	bool ended;        /* it has one */
	size_t n;          /* its cells, */
	size_t known;      /* of which are names of fields */
	bool message;      /* one is @message */
	bool quoted;       /* the first one */
};

/* Cuts it at every separator, and takes the one that makes most sense. */
struct csv_first csv_first(struct slice head);

/* Does it look like the header of a flow log? */
bool csv_is_header(const struct csv_first *first);

/* What is read of a record. */
struct csv_plan {
	size_t n;              /* cells that a record has */
	size_t *take;          /* those that are read, ascending */
	bool *number;          /* which of these never look like 1.7E+12 */
	size_t ntake;          /* up to SCHEMA_COLS */
	bool message;          /* the one that is read is a record */
	struct layout *layout; /* the names of the others; NULL */
	struct keep *names;    /* their text */
};

/*
 * Makes the plan of a header, or of records whose columns are known.  Columns
 * that are no fields are left out where there are too many, which is said.
 */
void csv_plan_header(struct csv_plan *plan, const struct csv_row *row,
    struct origin *o);
void csv_plan_names(struct csv_plan *plan, const struct slice *name, size_t n);
void csv_plan_free(struct csv_plan *plan);

#endif
