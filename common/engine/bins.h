/* SPDX-License-Identifier: ISC */

/*
 * Entries of fixed size in many bins of one file (temp.h), each written and
 * read in blocks: for tables that do not fit in memory, whose entries with one
 * key go into one bin and come back together.
 */

#ifndef ENGINE_BINS_H
#define ENGINE_BINS_H

#include <stddef.h>
#include <stdint.h>

struct bins;

/* n bins for entries of so many words. */
struct bins *bins_new(size_t n, size_t words);
void bins_free(struct bins *b);

void bins_put(struct bins *b, size_t bin, const uint64_t *entry);

/* How many entries a bin has. */
size_t bins_count(const struct bins *b, size_t bin);

/*
 * Reads a bin from its begin: room for BINS_BLOCK entries, and returns how many
 * there are now; 0: that was all.  *at is 0 at first.  Nothing is put into any
 * bin once one was read.
 */
#define BINS_BLOCK 32
size_t bins_get(struct bins *b, size_t bin, size_t *at, uint64_t *entry);

#endif
