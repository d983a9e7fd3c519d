/* SPDX-License-Identifier: ISC */

/* Tells the format of an input by its first bytes, and opens it. */

#ifndef SOURCE_SNIFF_H
#define SOURCE_SNIFF_H

#include "source/format.h"
#include "source/peel.h"

/*
 * Asks the rows of format.def in order, reading on (up to PEEL_HEAD bytes)
 * while one of them says that this would tell, and sets p->whole where it
 * read as far as it ever will.  Never NULL: text takes what nobody claims, and
 * is not even asked where its columns are known.  The head must not be empty.
 */
const struct format *sniff_format(struct peel *p, bool columns);

/* What an input was found to be. */
struct sniff {
	const struct format *format; /* NULL: not even that */
	const struct feed *feed;     /* the source's, for its counts; NULL */
	const char *over[PEEL_MOST]; /* its wrappings, the outermost first */
	size_t nover;
};

/*
 * Unwraps raw, which it owns, and opens its format: that of `type` if it is
 * not NULL.  env says the rest, but head and why.  NULL after origin_lost.
 */
struct source *sniff_open(struct feed *raw, const struct format_env *env,
    const struct format *type, struct sniff *found);

#endif
