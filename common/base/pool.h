/* SPDX-License-Identifier: ISC */

/* Threads: N of them over one piece of work, and how many are worth having. */

#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

/* The cores this process may use, at least 1. */
size_t pool_cores(void);

/*
 * Runs work(arg, i) for each i below n, each in a thread of its own (the last
 * in the caller's), and returns when all have ended.  n is at least 1.
 */
void pool_run(size_t n, void (*work)(void *arg, size_t i), void *arg);

#endif
