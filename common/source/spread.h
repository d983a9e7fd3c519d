/* SPDX-License-Identifier: ISC */

/*
 * All blocks of all inputs to several threads, for work whose order does not
 * show: each thread has a state of its own, and the caller merges them.
 */

#ifndef SOURCE_SPREAD_H
#define SOURCE_SPREAD_H

#include "source/input.h"

/*
 * Reads everything with n threads (input_threads), handing each block to
 * take(state[i], block) in thread i.  take may shorten the selection; returns
 * how many rows were left selected in all.
 */
uint64_t spread_run(struct input *in, size_t n,
    void (*take)(void *state, struct block *b), void *const *state);

#endif
