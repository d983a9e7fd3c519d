/* SPDX-License-Identifier: ISC */

/* Decimal text to unsigned 64-bit numbers and back, and sizes. */

#ifndef BASE_NUM_H
#define BASE_NUM_H

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

/* Prints v at p (NUM_MAX bytes of room, no NUL); returns the end. */
char *num_print(char *p, uint64_t v);

/*
 * A size as people type it: digits and at most one of k K m M g G t T
 * (powers of 1024).  0 and *v, or -1.
 */
int num_size(struct slice s, uint64_t *v);

#endif
