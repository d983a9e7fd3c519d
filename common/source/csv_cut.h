/* SPDX-License-Identifier: ISC */

/*
 * Records of separated values to their cells (RFC 4180): quotes around a
 * cell, quotes in quotes doubled, newlines within quotes.  Knows nothing of
 * what the cells mean.
 *
 * Beyond the RFC: any separator; LF as well as CR LF; blanks around a cell do
 * not count; a quote within a cell that did not begin with one is a byte like
 * others.
 */

#ifndef SOURCE_CSV_CUT_H
#define SOURCE_CSV_CUT_H

#include "base/buf.h"

struct csv_cell {
	struct slice text; /* without the quotes around it */
	bool quoted;       /* quotes in it are doubled */
	bool odd;          /* holds a quote, or a byte up to the blank */
};

struct csv_row {
	struct csv_cell *cell; /* the first cells, up to `room` of them */
	size_t room;
	size_t n;         /* how many it has, which may be more */
	const char *next; /* what follows it */
	size_t lines;     /* how many it stands on */
	const char *why;  /* what is wrong with it */
};

enum csv_cut {
	CSV_ROW,
	CSV_MORE, /* its end is not there */
	CSV_BAD,  /* why says so; next and lines are those of its first line */
};

/*
 * Cuts the record at p.  A row with one empty cell is a blank line.  All there
 * is is read up to end and no further; a last record must end in a newline.
 */
enum csv_cut
csv_cut(const char *p, const char *end, char sep, struct csv_row *row);

/*
 * The cell at p alone: CSV_ROW where it is whole, what is behind it is at
 * *next then, and *last says that a record ends there.
 */
enum csv_cut csv_cut_cell(const char *p, const char *end, char sep,
    struct csv_cell *cell, const char **next, bool *last);

#endif
