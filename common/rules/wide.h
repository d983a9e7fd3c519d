/* SPDX-License-Identifier: ISC */

/*
 * Services for everybody: where a subject, direction, protocol and port has
 * more than so many public peers, one rule for all addresses takes their
 * place.  Only if asked for; and not for remote administration and what is
 * commonly insecure, unless that is asked for, too.
 */

#ifndef RULES_WIDE_H
#define RULES_WIDE_H

#include "base/opt.h"
#include "rules/ruleset.h"
#include "value/ipset.h"

struct wide {
	uint64_t most; /* -P: public peers; 0: never */
	bool insecure; /* --allow-insecure */
	/* What was done: (subject, direction, protocol, port). */
	uint64_t opened, refused;
	struct rule first; /* a rule of one that was refused */
};

extern const struct opt wide_opts[];
extern const size_t wide_nopts;

/*
 * Changes the set, which is not merged yet; local: of -l, whose addresses are
 * not public; NULL.
 */
void wide_apply(struct wide *w, struct ruleset *set, const struct ipset *local);

/* Says what was opened, and what was not. */
void wide_report(const struct wide *w, const struct ruleset *set);

#endif
