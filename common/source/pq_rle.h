/* SPDX-License-Identifier: ISC */

/*
 * Parquet's hybrid of runs and packed bits (Encodings.md, "RLE"): numbers of
 * a fixed width, in which runs of one value and groups of eight packed ones
 * take turns.
 */

#ifndef SOURCE_PQ_RLE_H
#define SOURCE_PQ_RLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define PQ_RLE_PAD 8 /* bytes behind the end that may be read */

struct pq_rle {
	const unsigned char *p, *end; /* the next run */
	unsigned int width;           /* bits of a number, up to 32 */
	uint64_t left;                /* numbers of this run */
	bool packed;
	uint32_t value;              /* of a run that is not */
	const unsigned char *packet; /* of one that is */
	uint64_t bit;                /* of the next number */
};

/* Starts on padded bytes; width is at most 32. */
void pq_rle_start(struct pq_rle *r, struct slice bytes, unsigned int width);

/* The same for packed bits alone, which need no head. */
void pq_rle_bits(struct pq_rle *r, struct slice bytes, unsigned int width);

/* The next n numbers.  False: there are not so many. */
bool pq_rle_take(struct pq_rle *r, uint32_t *to, size_t n);

/*
 * Passes over n numbers of one bit if all of them are 1.  False: not all are,
 * or there are not so many; take them.
 */
bool pq_rle_ones(struct pq_rle *r, size_t n);

/* The largest of n numbers; 0 where n is. */
uint32_t pq_rle_most(const uint32_t *v, size_t n);

#endif
