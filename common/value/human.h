/* SPDX-License-Identifier: ISC */

/*
 * Numbers for people: 1.2 GB, 3.4 M, 3 h.  At most three significant digits,
 * halves rounded up, no zeros at the end behind a point.  Each prints at p
 * and returns the end.
 */

#ifndef VALUE_HUMAN_H
#define VALUE_HUMAN_H

#include <stdint.h>

#define HUMAN_MAX 24 /* room, no NUL */

/* Bytes in powers of 1000 as disks are sold: 999 B, 1.2 kB, 35 MB. */
char *human_bytes(char *p, uint64_t n);

/* A count, to whole ones: 999, 1.2 k, 35 M; from 2^64 on 3.4e+38. */
char *human_count(char *p, double n);

/*
 * Seconds as the two largest units, rounded to the second of them, which is
 * left out where it is zero: 42 s, 3 min 20 s, 5 d 3 h, 2 h.
 */
char *human_span(char *p, uint64_t seconds);

#endif
