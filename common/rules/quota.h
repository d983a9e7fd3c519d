/* SPDX-License-Identifier: ISC */

/*
 * How many rules AWS takes, and how it counts them ("Amazon VPC quotas"): for
 * each group, direction and address family.  A prefix counts in its family, a
 * group in both, a prefix list in both as often as it has entries.
 */

#ifndef RULES_QUOTA_H
#define RULES_QUOTA_H

#include "rules/ruleset.h"

#define QUOTA_RULES 60 /* unless AWS was asked for more */

/* By family: IPv4, IPv6. */
struct quota {
	uint64_t n[2];
};

static inline void
quota_add(struct quota *q, const struct parties *all, struct prefix peer)
{
	uint64_t weight;

	if (!party_is(peer)) {
		q->n[!rule_is4(peer)]++;
		return;
	}
	weight = peer.len == PARTY_LIST ? party_of(all, peer)->weight : 1;
	q->n[0] += weight;
	q->n[1] += weight;
}

static inline bool
quota_over(const struct quota *q)
{
	return q->n[0] > QUOTA_RULES || q->n[1] > QUOTA_RULES;
}

/*
 * Says for which groups of a sorted set the quota is too small, each
 * direction and family; egress: rules for IPv4 that each group has beside
 * those of the set.  Raises the status to 1 then, as AWS would refuse some.
 */
void quota_report(const struct ruleset *set, unsigned int egress);

#endif
