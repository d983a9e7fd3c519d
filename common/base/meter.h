/* SPDX-License-Identifier: ISC */

/*
 * --progress: one line on a terminal's stderr, redrawn at most four times a
 * second: bytes read (of how many, where known), rows a second, time left.
 * Silent where stderr is no terminal.
 */

#ifndef BASE_METER_H
#define BASE_METER_H

#include <stdint.h>

struct meter;

/* total: raw bytes to come, 0 if unknown.  NULL if stderr is no terminal. */
struct meter *meter_new(uint64_t total);

/* What was done so far, in all; cheap to call per block.  m may be NULL. */
void meter_show(struct meter *m, uint64_t bytes, uint64_t rows);

/* Wipes the line and frees; m may be NULL. */
void meter_free(struct meter *m);

#endif
