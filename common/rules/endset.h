/* SPDX-License-Identifier: ISC */

/*
 * A set of ends: an address, and a number that says of which kind, each with
 * an index in the order of arrival.
 */

#ifndef RULES_ENDSET_H
#define RULES_ENDSET_H

#include <stddef.h>
#include <stdint.h>

#include "value/ip.h"

struct endset_item {
	struct prefix prefix;
	uint32_t kind;
};

/* All zero is the empty set. */
struct endset {
	struct endset_item *item; /* by index */
	size_t n, cap;
	uint32_t *slot; /* indices, and one more; 0: free */
	size_t mask;
};

/* The index of an end, which is added if it is new. */
size_t endset_add(struct endset *s, struct prefix p, uint32_t kind);
void endset_free(struct endset *s);

#endif
