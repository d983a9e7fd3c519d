/* SPDX-License-Identifier: ISC */

/*
 * Where rows come from, what became of them, and how trouble with them is
 * said.  Every record that was read is counted here exactly once, whatever
 * becomes of it.
 */

#ifndef MODEL_ORIGIN_H
#define MODEL_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/compat.h"
#include "model/voice.h"

/*
 * What stands behind a stream: the numbers of its #!end lines, or of the raw
 * logs themselves.  All zero but from and to (NUM_NONE) to begin with:
 * EVIDENCE_INIT.
 */
struct evidence {
	uint64_t records;  /* raw records at the very beginning */
	uint64_t from, to; /* first start, last end; NUM_NONE: unknown */
	uint64_t nodata, skipdata, malformed; /* of those records */
	uint64_t heads, ends; /* headers met, and ends that pair with them */
	char why[160];        /* why it is not whole: the first reason; "" */
};

#define EVIDENCE_INIT                                \
	(struct evidence)                            \
	{                                            \
		.from = UINT64_MAX, .to = UINT64_MAX \
	}

/* Adds b to a: sums, min, max, the first reason. */
void evidence_merge(struct evidence *a, const struct evidence *b);

/* Takes a record's time into from and to; either may be NUM_NONE. */
static inline void
evidence_time(struct evidence *e, uint64_t start, uint64_t end)
{
	if (start < e->from)
		e->from = start;
	if (end != UINT64_MAX && (e->to == UINT64_MAX || end > e->to))
		e->to = end;
}

/* Has every header its end, is there one, and did nothing go wrong? */
bool evidence_whole(const struct evidence *e);

/* Notes why it is not whole; the first reason stays. */
void evidence_broken(struct evidence *e, const char *fmt, ...) FL_PRINTF(2, 3);

/* What one tool did with the rows it read: truth 4. */
struct account {
	uint64_t records, nodata, skipdata, malformed;
};

/* Says where a line is that is none of the input's own: "7: event 12". */
struct origin_place {
	void (*say)(const struct origin_place *place, uint64_t line,
	    struct buf *to);
};

/* One input: a file, or stdin. */
struct origin {
	const char *name;   /* as messages say it; borrowed */
	struct evidence ev; /* what was behind it before this tool */
	uint64_t rows;      /* rows this tool read from it, good or not */
	uint64_t nodata, skipdata, malformed; /* of these */
	const struct origin_place *place; /* where its lines are; NULL: in it */
	FILE *reject;        /* -x: malformed lines go here whole; NULL */
	bool raw;            /* its rows are flow-log records */
	struct voice *voice; /* for what is said of it; NULL: diag at once */
};

/*
 * Counts a malformed row, says "tool: name:line: what" (the first few of an
 * input; origin_done says how many more), copies the row (without its
 * newline; p NULL: the caller has done it) to -x, and raises the exit status
 * to 1.
 */
void origin_bad(struct origin *o, uint64_t line, struct slice row,
    const char *fmt, ...) FL_PRINTF(4, 5);

/*
 * The input is lost from here on (damaged gzip, read error): says so with
 * the name, notes it in the evidence, raises the exit status to 2.
 */
void origin_lost(struct origin *o, const char *fmt, ...) FL_PRINTF(2, 3);

/*
 * A tool before this one says that what it wrote is incomplete, and why (n 0:
 * it does not say): says so, hands the reason on in the evidence as it is,
 * raises the exit status to 2.
 */
void origin_incomplete(struct origin *o, struct slice why);

/*
 * Says something about the input that is worth saying once a run: of all
 * messages with the same key (any pointer) the first input's is heard.
 */
void origin_note(struct origin *o, const void *key, const char *fmt, ...)
    FL_PRINTF(3, 4);

/*
 * Says that the run can't go on because of this input: nothing more is read,
 * of it or of later ones; what came before stays.  Status 2.
 */
void origin_fatal(struct origin *o, const char *fmt, ...) FL_PRINTF(2, 3);

/* Was something fatal said of it? */
static inline bool
origin_over(const struct origin *o)
{
	return o->voice != NULL && o->voice->fatal;
}

/* At the end of an input: the count of bad lines that were not said. */
void origin_done(struct origin *o);

#endif
