/* SPDX-License-Identifier: ISC */

/* Decimal text to unsigned 64-bit numbers and back, and sizes. */

#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define NUM_MAX 20 /* digits of the largest uint64_t */

/*
 * Reads all of s as decimal digits (no sign, no blank, at least one digit;
 * leading zeros are allowed).  Returns 0 and sets *v, or -1 where s is not
 * that or the number is above max; then *v is untouched.
 */
int num_parse(struct slice s, uint64_t max, uint64_t *v);

/* The same, one digit at a time: the reference, and the path for the rare. */
int num_plain(struct slice s, uint64_t max, uint64_t *v);

/* Eight digits as one word, the first in the lowest byte. */
#define NUM_ZEROS 0x3030303030303030 /* "00000000" */

/* Is every byte '0'..'9'?  Its high half is 3, and still so with 6 added. */
static inline bool
num_digits(uint64_t x)
{
	const uint64_t high = 0xf0f0f0f0f0f0f0f0;

	return (x & high) == NUM_ZEROS &&
	    ((x + 0x0606060606060606) & high) == NUM_ZEROS;
}

/* The number that eight digits are. */
static inline uint64_t
num_eight(uint64_t x)
{
	const uint64_t low = 0x000000ff000000ff;
	const uint64_t first = 100 + (1000000ULL << 32);
	const uint64_t second = 1 + (10000ULL << 32);

	x -= NUM_ZEROS;
	x = x * 10 + (x >> 8); /* pairs, in every other byte */
	return ((x & low) * first + (x >> 16 & low) * second) >> 32;
}

/* The n (1 to 8) bytes before end as a word, zeros before them. */
static inline uint64_t
num_tail(const char *end, size_t n)
{
	uint64_t x, front = ~0ULL >> 8 * n % 64;

	front = n < 8 ? front : 0;
	memcpy(&x, end - 8, sizeof(x));
	return (le64toh(x) & ~front) | (NUM_ZEROS & front);
}

/*
 * num_parse for cells that stand in padded text (eight bytes before s.p may
 * be read) and have 1 to 16 bytes, without a branch on how many digits there
 * are up to eight.  False: look again with num_parse, it is not plainly a
 * number.
 */
static inline bool
num_padded(struct slice s, uint64_t *v)
{
	if (s.n - 1 < 8) {
		uint64_t x = num_tail(s.p + s.n, s.n);
		*v = num_eight(x);
		return num_digits(x);
	}
	if (s.n - 9 >= 8)
		return false;
	uint64_t hi = num_tail(s.p + s.n - 8, s.n - 8);
	uint64_t lo = num_tail(s.p + s.n, 8);
	*v = num_eight(hi) * 100000000 + num_eight(lo);
	return num_digits(hi) && num_digits(lo);
}

/* Prints v at p (NUM_MAX bytes of room, no NUL); returns the end. */
char *num_print(char *p, uint64_t v);

/*
 * A size as people type it: digits and at most one of k K m M g G t T
 * (powers of 1024).  0 and *v, or -1.
 */
int num_size(struct slice s, uint64_t *v);

#endif
