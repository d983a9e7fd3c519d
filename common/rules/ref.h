/* SPDX-License-Identifier: ISC */

/*
 * From rules of addresses to rules of whom AWS knows: which group or instance
 * a rule is for, and whether its peer can be named by a group or by a prefix
 * list.  Labels of the rows (who.h) say what addresses are.
 *
 * A reference to a group matches private addresses, IPv6 and delegated
 * prefixes in the same VPC or in one that is peered with it, and nothing else.
 */

#ifndef RULES_REF_H
#define RULES_REF_H

#include "base/opt.h"
#include "rules/eni.h"
#include "rules/member.h"
#include "rules/plist.h"
#include "rules/ruleset.h"
#include "rules/who.h"
#include "value/ipset.h"

enum ref_by {
	REF_PLAIN, /* addresses, and nothing is known of them */
	REF_ADDR,  /* addresses in their VPC */
	REF_NAME,  /* all addresses of a name */
	REF_GROUP, /* security groups */
};

struct ref_conf {
	const char *base;       /* -b; NULL: by what the rows have */
	struct opt_list enis;   /* -i */
	struct opt_list lists;  /* --prefix-lists */
	struct opt_list peered; /* --peered */
};

extern const struct opt ref_opts[];
extern const size_t ref_nopts;

/* The ends of a rule: numbers of who.h. */
struct ref_end {
	uint32_t subject, peer;
};

struct ref_fact; /* what a rule of addresses became: ref.c */

struct ref {
	struct ref_conf conf;
	enum ref_by by;
	bool only;  /* no rules but of groups: for --revoke-old */
	bool bound; /* a header was seen, and decided by what */
	struct whos *whos;
	struct ref_end *end; /* of the rules of the set, as they were added */
	size_t n, cap;
	struct enis *enis;    /* NULL: nothing is known but what was seen */
	struct plists *lists; /* the same */
	struct members *members;
	struct parties parties;
	size_t ngroup0;    /* the number of the first party that is a group */
	struct keep *keep; /* of names of parties */
	struct ref_fact *fact; /* by groups: the evidence, each triple once */
	size_t nfact;
	uint64_t unknown;  /* prefix lists whose entries are not known */
	uint64_t evidence; /* triples that gave rules, each once */
};

/* Reads the files of the options.  0, or -1 after a message (status 2). */
int ref_open(struct ref *r);

/*
 * Takes a header: the first decides by what; name is that of the input.  -1
 * after a message (status 2) where it lacks what -b needs, or has other labels
 * than the first.
 */
int ref_head(struct ref *r, const struct schema *s, const char *name);

/* May rules be for an end: does it have groups, or does -l say so? */
bool ref_ours(const struct ref *r, uint32_t who, struct prefix at,
    const struct ipset *local);

/* Is something known of an end, so that it is not outside? */
bool ref_known(const struct ref *r, uint32_t who);

/* The rule that was added to the set last has these ends. */
void ref_rule(struct ref *r, uint32_t subject, uint32_t peer);

/* Makes the set one of parties.  Nothing is done by REF_PLAIN. */
void ref_apply(struct ref *r, struct ruleset *set);

/*
 * By groups: counts for each rule, before rules are merged, how many triples
 * of the evidence it admits.
 */
void ref_seen(struct ref *r, struct ruleset *set);

/*
 * What a sorted, merged set admits beyond the evidence: what all of its rules
 * admit together, without the triples that were seen.  Exact as far as it is
 * known who is in which group and what is in which prefix list.
 */
uint64_t ref_price(const struct ref *r, const struct ruleset *set);

/*
 * Says the price, what is not known that should be, and which names stand for
 * several instances.
 */
void ref_report(const struct ref *r, const struct ruleset *set);

void ref_free(struct ref *r);

#endif
