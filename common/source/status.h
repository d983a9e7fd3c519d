/* SPDX-License-Identifier: ISC */

/*
 * What log-status and the times of a record say about it, once for all
 * formats: records without traffic, records that stand for lost ones, and
 * times in milliseconds.
 *
 *   NODATA    nothing was sent or received in the window
 *   SKIPDATA  records were lost (AWS, "Flow log records", log-status)
 *
 * Where the layout has no log-status, a record whose addresses and protocol
 * (as many of them as the layout has) are all "-" carries no traffic either.
 */

#ifndef SOURCE_STATUS_H
#define SOURCE_STATUS_H

#include <endian.h>

#include "base/keep.h"
#include "model/block.h"

/* Above: milliseconds, as very old logs have them (AWS: start, end). */
#define STATUS_TIME_TOP 2147483647U

enum status_says {
	STATUS_OK,
	STATUS_NODATA,
	STATUS_SKIPDATA,
	STATUS_BAD, /* a log-status that is none of the three */
	STATUS_OLD, /* a time is in milliseconds: mend the row, look again */
};

/* Where a schema has what matters; SCHEMA_NONE where it lacks it. */
struct status {
	size_t status, start, end;
	size_t shape[3]; /* src, dst, proto: without log-status */
	size_t nshape;

	/*
	 * For status_plain.  Times of ten digits that begin with the same two
	 * compare as their last eight do, as text: so the least and greatest
	 * of a block are found without reading one as a number.
	 */
	bool plain;      /* there are all three columns */
	char prefix[2];  /* the two digits; NULs: not known yet */
	uint64_t lo, hi; /* last eight digits as big-endian words */
};

void status_bind(struct status *st, const struct schema *schema);

/*
 * Is the row of which m are the marks an OK one with times of the usual size?
 * Notes its times for status_flush.  False: ask status_look.
 */
static inline bool
status_plain(struct status *st, const char *text, const uint32_t *m)
{
	const char *word = text + m[st->status] + 1;
	const char *start = text + m[st->start] + 1;
	const char *end = text + m[st->end] + 1;
	uint64_t from, to;

	if (m[st->status + 1] - m[st->status] != 3 ||
	    memcmp(word, "OK", 2) != 0 ||
	    m[st->start + 1] - m[st->start] != 11 ||
	    memcmp(start, st->prefix, 2) != 0 ||
	    m[st->end + 1] - m[st->end] != 11 ||
	    memcmp(end, st->prefix, 2) != 0)
		return false;
	memcpy(&from, start + 2, sizeof(from));
	memcpy(&to, end + 2, sizeof(to));
	from = be64toh(from);
	to = be64toh(to);
	st->lo = from < st->lo ? from : st->lo;
	st->hi = to > st->hi ? to : st->hi;
	return true;
}

/*
 * At the end of a block: takes the times that status_plain noted into the
 * evidence.  False where one of them was no number after all: the caller then
 * takes those of each row, with status_times.
 */
bool status_flush(struct status *st, struct evidence *ev);
void status_times(const struct status *st, const struct block *b, size_t row,
    struct evidence *ev);

/*
 * Looks at a row of a block.  Its times go to the evidence; those that do
 * not parse are passed over, for the first who needs them says so.
 */
enum status_says status_look(struct status *st, const struct block *b,
    size_t row, struct evidence *ev);

/*
 * Looks at all rows of a block without lines: those that are good are
 * selected, and the origin counts all of them.  Times in milliseconds are
 * mended in the block; what is text then is kept in k.
 */
void status_block(struct status *st, struct block *b, struct keep *k);

/*
 * Milliseconds to seconds, as text at tmp (CELL_MAX); any other cell as it
 * is.
 */
struct slice status_mend(struct slice cell, char tmp[static CELL_MAX]);

#endif
