/* SPDX-License-Identifier: ISC */

/* Two threads, of which one uses what the other makes, in turn. */

#ifndef BASE_RELAY_H
#define BASE_RELAY_H

#include <stdbool.h>
#include <stddef.h>

#define RELAY_SLOTS 2

/*
 * Calls make(arg, slot) until it returns false, and use(arg, slot) in a thread
 * of its own for each slot that was made, in the same order.  Slots are 0 and
 * 1 in turn; one is made while the other is used.
 */
void relay_run(bool (*make)(void *arg, size_t slot),
    void (*use)(void *arg, size_t slot), void *arg);

#endif
