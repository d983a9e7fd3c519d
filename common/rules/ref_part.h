/* SPDX-License-Identifier: ISC */

/*
 * What the parts of ref share: ref_party.c finds the parties, ref.c makes facts
 * of rules of addresses, and rules of parties of them, ref_seen.c counts these.
 */

#ifndef RULES_REF_PART_H
#define RULES_REF_PART_H

#include "rules/ref.h"

struct ref_fact {
	struct prefix peer;  /* as rules call it */
	struct prefix at;    /* as it was seen */
	uint32_t service;    /* ref_service */
	uint32_t class;      /* of the subject */
	uint32_t peer_class; /* MEMBER_NONE: no member of a group */
	uint32_t owner;      /* the party whose rule it is */
	bool named;          /* may the peer be named by a group? */
};

/* Direction, protocol and port of a rule for one port, in one number. */
static inline uint32_t
ref_service(const struct rule *r)
{
	return (uint32_t)r->dir << 25 | (uint32_t)r->proto << 17 |
	    (uint32_t)(r->from + 1);
}

/*
 * By groups: adds the prefix lists that labels name, sorted by id; then the
 * groups of the members, whose numbers begin at ngroup0.
 */
void ref_lists(struct ref *r);
void ref_groups(struct ref *r);

/*
 * By name and by address: adds who the subjects of the set are, and gives each
 * fact its owner.
 */
void ref_names(struct ref *r, const struct ruleset *set);

#endif
