/* SPDX-License-Identifier: ISC */

/*
 * A set of addresses, given as prefixes or ranges: sorted disjoint ranges,
 * binary search.  Built once, then read by any number of threads.
 */

#ifndef VALUE_IPSET_H
#define VALUE_IPSET_H

#include "value/ip.h"

struct ipset;

struct ipset *ipset_new(void);
void ipset_add(struct ipset *s, struct prefix p);
void ipset_range(struct ipset *s, struct ip lo, struct ip hi); /* lo <= hi */

/* Sorts and joins; after it the set may be asked, and not added to. */
void ipset_done(struct ipset *s);

/* Never true for IP_NONE. */
bool ipset_has(const struct ipset *s, struct ip ip);

/* Is all of the prefix inside?  (Adjacent ranges count as one.) */
bool ipset_covers(const struct ipset *s, struct prefix p);

/* The number of disjoint ranges, and one of them in order. */
size_t ipset_count(const struct ipset *s);
void ipset_at(const struct ipset *s, size_t i, struct ip *lo, struct ip *hi);

/*
 * Adds what a user typed: a prefix or address, or @FILE with one of them a
 * line.  0, or -1 after a message that says where and what would be right
 * (status 2), host bits behind the length included.
 */
int ipset_word(struct ipset *s, struct slice word);

/*
 * The set of all words of a repeatable option, ready to be asked.  NULL after
 * a message.
 */
struct ipset *
ipset_words(const char *option, const char *const *word, size_t n);

/* s may be NULL. */
void ipset_free(struct ipset *s);

#endif
