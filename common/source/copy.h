/* SPDX-License-Identifier: ISC */

/*
 * The loop of the tools that hand rows on: all inputs, by as many threads as
 * are worth having, to one stream in the order of the inputs.
 */

#ifndef SOURCE_COPY_H
#define SOURCE_COPY_H

#include "model/pick.h"
#include "source/input.h"
#include "stream/wr.h"

/* What a tool does with a block before its rows are written. */
struct copy {
	const struct pick *pick; /* the columns to write */
	/* The state of one thread, and its end; NULL where there is none. */
	void *(*start)(const void *arg);
	void (*stop)(void *state);
	/*
	 * The schema of a block with this one, and the columns that the tool
	 * adds to it (see block_widen); asked once a header.  NULL: none.
	 */
	const struct schema *(*widen)(void *state, struct schemas *all,
	    const struct schema *from);
	/*
	 * May shorten the selection and turn columns to other forms; col are
	 * the block's columns that will be written.  NULL: nothing to do.
	 */
	void (*block)(void *state, struct block *b, const size_t *col,
	    size_t ncol);
	const void *arg;
	/*
	 * Names the columns of the input that block and widen look at; NULL:
	 * all, where there are such functions.
	 */
	void (*want)(const void *arg, struct want *w);
};

/*
 * Opens the files (none: stdin) and the output, copies everything, says what
 * the options ask for, and closes.  Headers go out before their rows, so that
 * a next stage that misses a column fails early; rows go out when the input
 * has to wait.
 */
void copy_run(const struct copy *how, const struct input_conf *from,
    const struct out_conf *to, char *const *file, size_t nfile);

#endif
