/* SPDX-License-Identifier: ISC */

/* Tells the format of an input by its first bytes. */

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

#endif
