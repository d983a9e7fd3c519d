/* SPDX-License-Identifier: ISC */

/*
 * What an input is taken for, and why rows may be missing: for somebody who
 * has a file that reads in another way than he thought.
 */

#ifndef SOURCE_EXPLAIN_H
#define SOURCE_EXPLAIN_H

#include "source/input.h"

/*
 * Reads the operands as input_open would with these options, checks all cells
 * with `check` (NULL: not), and explains each file on stdout: its wrappings and
 * format, its columns, what became of its records, the first malformed one,
 * and what -F would say.  Status as if its rows had been written.
 */
void explain_run(const struct input_conf *conf, char *const *file, size_t n,
    void (*check)(struct block *b));

#endif
