/* SPDX-License-Identifier: ISC */

/*
 * Rows of JSON as pairs of names and values: those of a Logs Insights answer,
 * and objects with a member for each field.  What an answer says of itself,
 * that it is not whole, is said here.
 */

#ifndef SOURCE_JROWS_H
#define SOURCE_JROWS_H

#include "base/keep.h"
#include "model/schema.h"
#include "source/docs.h"

#define JROWS_TEXT 4096 /* bytes of a name or value; one more: too long */

struct jrows_pair {
	struct slice name, value; /* in the keep; n 0: null */
	size_t col;               /* the caller's */
};

struct jrows {
	struct docs docs;
	enum jrows_where {
		JROWS_DOCS,    /* between documents */
		JROWS_LIST,    /* of objects */
		JROWS_RESULTS, /* of a query */
		JROWS_ANSWER,  /* the other members of its object */
	} where;

	/* The row that was read last. */
	struct jrows_pair pair[SCHEMA_COLS];
	size_t npair; /* may be more than have room */
	uint64_t row; /* its number, from 1 */
	bool begun;   /* what is read now has a number */
	struct buf field, value;

	/* Of the query's answer. */
	uint64_t answered, matched;
	bool records; /* it has @ptr: rows are records, not sums of them */

	struct keep *keep; /* the caller's: where texts go */
	size_t bytes;      /* that were put there, for the caller */
};

/* Borrows both; keep must be set before the first row. */
void jrows_open(struct jrows *r, struct feed *feed, struct origin *origin);
void jrows_close(struct jrows *r);

/*
 * The next row: 1; 0 at the end; -1 where the feed failed, which was said.
 * What is no row is counted and said, and passed over.
 */
int jrows_next(struct jrows *r);

/*
 * Counts the row that was read last as malformed, and says why; its values go
 * to -x.
 */
void jrows_bad(struct jrows *r, const char *fmt, ...) FL_PRINTF(2, 3);

#endif
