/* SPDX-License-Identifier: ISC */

/* See price.h: sums and products that stick at PRICE_MORE. */

#include <string.h>

#include "base/num.h"
#include "rules/price.h"

static uint64_t
times(uint64_t a, uint64_t b)
{
	uint64_t v;

	return __builtin_mul_overflow(a, b, &v) ? PRICE_MORE : v;
}

static uint64_t
plus(uint64_t a, uint64_t b)
{
	uint64_t v;

	return __builtin_add_overflow(a, b, &v) ? PRICE_MORE : v;
}

static uint64_t
addresses(struct prefix p)
{
	unsigned int bits = 128 - p.len;

	return bits < 64 ? 1ULL << bits : PRICE_MORE;
}

uint64_t
price_admitted(const struct rule *r)
{
	/* A protocol without ports is one service: -1 to -1 is one, too. */
	uint64_t ports = (uint64_t)(r->to - r->from) + 1;

	return times(times(addresses(r->subject), addresses(r->peer)), ports);
}

uint64_t
price_rule(const struct rule *r)
{
	uint64_t all = price_admitted(r);

	if (all == PRICE_MORE)
		return PRICE_MORE;
	return all > r->seen ? all - r->seen : 0;
}

uint64_t
price_set(const struct ruleset *set)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < set->n; i++)
		sum = plus(sum, price_rule(ruleset_at(set, i)));
	return sum;
}

char *
price_print(char *p, uint64_t price)
{
	if (price == PRICE_MORE)
		return stpcpy(p, "more than 1.8e19");
	return num_print(stpcpy(p, "at most "), price);
}
