/* SPDX-License-Identifier: ISC */

/* See quota.h. */

#include <inttypes.h>

#include "base/diag.h"
#include "rules/quota.h"

#define SAID 20 /* so many are said each, then how many more there are */

/* Says what of a table is above the quota; how many families that are. */
static uint64_t
say(const struct ruleset *set, const struct rule *r, const struct quota *q,
    uint64_t said)
{
	static const char *const family[] = {"IPv4", "IPv6"};
	struct buf who = {0};
	uint64_t n = 0;

	party_put(&who, set->parties, r->subject);
	for (size_t f = 0; f < nitems(q->n); f++) {
		if (q->n[f] <= QUOTA_RULES)
			continue;
		if (said + n++ < SAID)
			diag_warn(DIAG_SKIPPED,
			    "%s %s: %" PRIu64 " rules for %s, AWS's default "
			    "quota is %d",
			    buf_cstr(&who), rule_dir(r), q->n[f], family[f],
			    QUOTA_RULES);
	}
	buf_free(&who);
	return n;
}

void
quota_report(const struct ruleset *set, unsigned int egress)
{
	const struct rule *r = NULL, *next;
	struct quota q = {{0, 0}};
	uint64_t said = 0;

	for (size_t i = 0; i < set->n; i++, r = next) {
		next = ruleset_at(set, i);
		ruleset_soon(set, i);
		if (r == NULL || !rule_same_table(r, next)) {
			if (r != NULL && quota_over(&q))
				said += say(set, r, &q, said);
			q = (struct quota){{0, 0}};
			q.n[0] = next->dir == RULE_EGRESS ? egress : 0;
		}
		quota_add(&q, set->parties, next->peer);
	}
	if (r != NULL && quota_over(&q))
		said += say(set, r, &q, said);
	if (said > SAID)
		diag_say("%" PRIu64 " more are above the quota", said - SAID);
}
