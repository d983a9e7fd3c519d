/* SPDX-License-Identifier: ISC */

/*
 * Remembers of lines that were made of events where these are: in which line
 * of the file their document begins, which event it is, of which log.  Only
 * the latest lines are known, as many as text.h may still have to say
 * something of.
 */

#ifndef SOURCE_SPOTS_H
#define SOURCE_SPOTS_H

#include "model/origin.h"

/* Where lines are, from one on up to the next spot's. */
struct spot {
	uint64_t line;     /* the first that was made, from 1 */
	uint64_t event;    /* of that line; the others' follow it, */
	bool same;         /* or are the same */
	uint64_t doc_line; /* of the input */
	uint64_t at;       /* bytes of lines before it, or somewhat more */
	char *label;       /* log group and stream; NULL */
};

struct spots {
	struct origin_place place; /* for origin->place */
	struct spot *spot;         /* ascending */
	size_t n, room;
};

void spots_init(struct spots *s);
void spots_free(struct spots *s);

/*
 * Notes where lines are from one on, which must come behind those noted
 * before.  The label, and `at` of the others, are copied.
 */
void spots_add(struct spots *s, const struct spot *spot);

#endif
