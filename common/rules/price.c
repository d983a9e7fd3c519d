/* SPDX-License-Identifier: ISC */

/* See price.h; sums and products stick at PRICE_MORE. */

#include <string.h>

#include "base/num.h"
#include "rules/price.h"

/* How many addresses a peer is, by family. */
static struct member_size
size_of(const struct ruleset *set, struct prefix peer)
{
	struct member_size size = {{0, 0}};

	if (party_is(peer))
		return party_of(set->parties, peer)->size;
	size.n[rule_is4(peer) ? MEMBER_IP4 : MEMBER_IP6] =
	    member_addresses(peer);
	return size;
}

uint64_t
price_admitted(const struct ruleset *set, const struct rule *r)
{
	/* A protocol without ports is one service: -1 to -1 is one, too. */
	uint64_t ports = (uint64_t)(r->to - r->from) + 1, pairs = 0;
	struct member_size peer = size_of(set, r->peer), own;

	if (party_is(r->subject))
		own = party_of(set->parties, r->subject)->size;
	else /* of whatever family it may be: nothing else is known */
		own.n[0] = own.n[1] = member_addresses(r->subject);
	for (int f = 0; f < MEMBER_FAMILIES; f++)
		pairs = member_plus(pairs, member_times(own.n[f], peer.n[f]));
	return member_times(pairs, ports);
}

uint64_t
price_rule(const struct ruleset *set, const struct rule *r)
{
	uint64_t all = price_admitted(set, r);

	if (all == PRICE_MORE)
		return PRICE_MORE;
	return all > r->seen ? all - r->seen : 0;
}

uint64_t
price_set(const struct ruleset *set)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < set->n; i++)
		sum = member_plus(sum, price_rule(set, ruleset_at(set, i)));
	return sum;
}

char *
price_print(char *p, uint64_t price)
{
	if (price == PRICE_MORE)
		return stpcpy(p, "more than 1.8e19");
	return num_print(p, price);
}
