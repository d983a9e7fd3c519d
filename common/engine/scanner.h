/* SPDX-License-Identifier: ISC */

/*
 * Scans, and what is needed: which connections justify a rule.
 *
 * All tuples of one source to one (destination, protocol, port) are a relation.
 * A relation with data is a success of its source, one that came to nothing a
 * failure; a source with four more failures than successes is a scanner.
 */

#ifndef ENGINE_SCANNER_H
#define ENGINE_SCANNER_H

#include "engine/pair.h"
#include "value/ipset.h"

/* Why a connection is not needed: struct tuple.why. */
enum scanner_why {
	WHY_NEEDED,
	WHY_HOP,
	WHY_SCAN,
	WHY_REJECTED,
	WHY_REFUSED,
	WHY_UNANSWERED,
	WHY_ONEWAY,
	WHY_BARE,
	WHY_COUNT,
};

/* In words; NULL for WHY_NEEDED. */
extern const char *const scanner_reason[WHY_COUNT];

/*
 * Sets answered, scans, needed and why of all tuples, after opener_decide.
 * known: scanners that are welcome; NULL: none.  vpc: of each tag.
 */
void
scanner_judge(struct pair *p, const struct ipset *known, const uint32_t *vpc);

#endif
