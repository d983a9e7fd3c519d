/* SPDX-License-Identifier: ISC */

/*
 * Decimal numbers from text, many cells in one call: num.h reads one.
 */

#ifndef BASE_NUMS_H
#define BASE_NUMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define NUMS_MOST 64 /* cells of one call */
#define NUMS_PAD 16  /* bytes before a cell's end that may be read */

/*
 * Reads n <= NUMS_MOST cells of padded text.  Returns which of them are plain
 * numbers of 1 to 16 digits, a bit each; v[i] is the value of these, and
 * anything of the others: look at them again with num_parse.
 */
typedef uint64_t (*nums_fn)(const struct slice *cell, size_t n, uint64_t *v);

uint64_t nums_plain(const struct slice *cell, size_t n, uint64_t *v);
uint64_t nums_avx2(const struct slice *cell, size_t n, uint64_t *v);

/* The variant for this machine (cpu.h). */
nums_fn nums_choose(void);

#endif
