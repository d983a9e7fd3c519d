/* SPDX-License-Identifier: ISC */

/*
 * How rows are read from a text, for modules that take rows and do not know
 * what a stream is: stream/rd.h has one.
 */

#ifndef MODEL_ROWS_H
#define MODEL_ROWS_H

#include "model/block.h"

struct rows {
	/* All is borrowed but the text, which is copied.  NULL: was said. */
	void *(*open)(struct slice text, struct origin *o, struct schemas *all);
	int (*next)(void *state, struct block *b); /* 1, 0 or -1: was said */
	void (*close)(void *state);
};

#endif
