/* SPDX-License-Identifier: ISC */

/* Numbers for people: 1.2 GB, 3.4 M, 3 h. */

#ifndef VALUE_HUMAN_H
#define VALUE_HUMAN_H

#include <stdint.h>

#define HUMAN_MAX 16 /* room, no NUL */

/* Bytes in powers of 1000 as disks are sold: 999 B, 1.2 kB, 35 MB. */
char *human_bytes(char *p, uint64_t n);

/* A count: 999, 1.2 k, 35 M. */
char *human_count(char *p, double n);

/* Seconds as the two largest units: 42 s, 3 min 20 s, 5 d 3 h. */
char *human_span(char *p, uint64_t seconds);

#endif
