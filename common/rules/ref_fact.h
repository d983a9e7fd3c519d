/* SPDX-License-Identifier: ISC */

/* What ref.c makes of rules of addresses, and ref_seen.c counts. */

#ifndef RULES_REF_FACT_H
#define RULES_REF_FACT_H

#include "rules/ref.h"

struct ref_fact {
	struct prefix peer;  /* as rules call it */
	struct prefix at;    /* as it was seen */
	uint32_t service;    /* direction, protocol, port */
	uint32_t class;      /* of the subject */
	uint32_t peer_class; /* MEMBER_NONE: no member of a group */
	uint32_t owner;      /* the party whose rule it is */
	bool named;          /* may the peer be named by a group? */
};

#endif
