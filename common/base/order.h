/* SPDX-License-Identifier: ISC */

/*
 * Sorting packed keys: rows of 64-bit words, compared word by word.
 */

#ifndef BASE_ORDER_H
#define BASE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#define ORDER_BYTES 20 /* of memory that order_sort takes for a row */

/* Word by word: <0, 0, >0. */
static inline int
order_cmp(const uint64_t *a, const uint64_t *b, size_t words)
{
	for (size_t i = 0; i < words; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/*
 * The numbers of n rows (fewer than 2^32) in ascending order of their first
 * `words` words; row i begins at key + i * stride.  Equal rows come in any
 * order.  Needs ORDER_BYTES a row while it works, and next to no time where
 * all is in order; caller frees.
 */
uint32_t *
order_sort(const uint64_t *key, size_t n, size_t stride, size_t words);

/* The same by so many threads, where the rows are many. */
uint32_t *order_threads(const uint64_t *key, size_t n, size_t stride,
    size_t words, size_t threads);

#endif
