/* SPDX-License-Identifier: ISC */

/*
 * Prefixes to numbers; of those that hold an address, the longest counts.
 * Built once, then read by any number of threads.
 *
 * The prefixes cut the space of addresses to ranges, each of which has one
 * longest prefix: an address is found by its range, and what holds a prefix
 * by going up from there.
 *
 *      10.0.0.0/8  |=====================================|
 *      10.1.0.0/16       |===========|
 *      10.1.1.0/24          |==|
 *      starts      1     2  3  2     1                   -
 *
 * IPv4 has starts of 32 bits, and an index of their upper halves before the
 * binary search.  A million prefixes take about 70 bytes each.
 */

#ifndef VALUE_IPMAP_H
#define VALUE_IPMAP_H

#include <stddef.h>

#include "value/ip.h"

#define IPMAP_NONE UINT32_MAX /* no prefix; never a number */

struct ipmap;

struct ipmap *ipmap_new(void);

/* Of equal prefixes the one that was added last counts. */
void ipmap_add(struct ipmap *m, struct prefix p, uint32_t number);

/* After it the map may be asked, and not added to. */
void ipmap_done(struct ipmap *m);

/* The number of the longest prefix that holds an address; IPMAP_NONE. */
uint32_t ipmap_find(const struct ipmap *m, struct ip ip);

/* The same for all of a prefix. */
uint32_t ipmap_around(const struct ipmap *m, struct prefix p);

/* m may be NULL. */
void ipmap_free(struct ipmap *m);

#endif
