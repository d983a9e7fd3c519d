/* SPDX-License-Identifier: ISC */

/* A set of unsigned integers, given as closed ranges. */

#ifndef VALUE_RANGE_H
#define VALUE_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
	uint64_t lo, hi; /* both included */
};

/* All zero is the empty set; owns r. */
struct ranges {
	struct range *r;
	size_t n, cap;
	bool done;
};

void ranges_add(struct ranges *s, uint64_t lo, uint64_t hi); /* lo <= hi */

/* Sorts and joins (adjacent ranges become one); then the set may be asked. */
void ranges_done(struct ranges *s);

bool ranges_has(const struct ranges *s, uint64_t v);

void ranges_free(struct ranges *s);

#endif
