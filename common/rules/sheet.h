/* SPDX-License-Identifier: ISC */

/*
 * A table of texts for people: the same cells between blanks, or between
 * bars, as Markdown has it.
 */

#ifndef RULES_SHEET_H
#define RULES_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "rules/sgset.h"

#define SHEET_COLS 12 /* most columns */

/* On its way: cells lie in text, each with a NUL behind it. */
struct sheet {
	const char *const *head; /* titles of the columns */
	size_t ncol;
	bool bars; /* Markdown */
	struct buf text;
	size_t *at; /* where cells begin */
	size_t n, room;
};

/* Cells, row by row.  Control bytes are shown as "?". */
void sheet_cell(struct sheet *s, const char *text);
void sheet_count(struct sheet *s, uint64_t v); /* "-" for NUM_NONE */
void sheet_day(struct sheet *s, uint64_t when);

/* One cell of what is put into the buffer between the two. */
struct buf *sheet_open(struct sheet *s);
void sheet_close(struct sheet *s);

/* Adds the table with its title, if it has rows; and frees it. */
void sheet_put(struct sheet *s, struct buf *to, const char *title);

#endif
