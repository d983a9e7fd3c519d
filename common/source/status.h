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
};

void status_bind(struct status *st, const struct schema *schema);

/*
 * Looks at a row of a block.  Its times go to the evidence; those that do
 * not parse are passed over, for the first who needs them says so.
 */
enum status_says status_look(const struct status *st, const struct block *b,
    size_t row, struct evidence *ev);

/*
 * Milliseconds to seconds, as text at tmp (CELL_MAX); any other cell as it
 * is.
 */
struct slice status_mend(struct slice cell, char tmp[static CELL_MAX]);

#endif
