/* SPDX-License-Identifier: ISC */

/* Times: Unix seconds inside and in streams, ISO 8601 (UTC) for people. */

#ifndef VALUE_WHEN_H
#define VALUE_WHEN_H

#include <stdint.h>

#include "base/buf.h"

#define WHEN_MAX 20               /* "2026-11-24T03:50:00Z", no NUL */
#define WHEN_LAST 253402300799ULL /* 9999-12-31T23:59:59Z */

/*
 * Reads a time as people write it: Unix seconds, or ISO 8601 in UTC to any
 * precision: 2026, 2026-11, 2026-11-24, 2026-11-24T03, ...T03:50, ...T03:50:00;
 * blank or T between; behind a time of day an optional Z, or an offset +01:00.
 * A bare number of up to 4 digits is a year, of 5 and more is seconds.  *lo and
 * *hi become the first and last second it covers.  0, or -1 (times before 1970
 * and behind WHEN_LAST included).
 */
int when_parse(struct slice s, uint64_t *lo, uint64_t *hi);

/*
 * ISO 8601 with Z at p, WHEN_MAX bytes; returns the end.  What no calendar
 * shows (above WHEN_LAST) prints as the number.
 */
char *when_print(char *p, uint64_t t);

/* A span: digits and one of s m h d w (seconds without): 1h is 3600. */
int when_span(struct slice s, uint64_t *seconds);

#endif
