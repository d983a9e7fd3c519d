/* SPDX-License-Identifier: ISC */

/*
 * Security groups and their rules, as they were read: by AWS's names, one
 * rule a peer.  Knows no file; sgjson.h and sgtsv.h fill it.
 *
 *   group    | sg-1 | sg-2 | sg-3 |         sorted by id, each once
 *               |      \      \
 *   rule     | . . . | . . . | |            by group, direction, service, peer
 *
 * A group that comes more than once counts as it came last, so that pages and
 * files may overlap; rules that come alone (describe-security-group-rules)
 * add to it.
 */

#ifndef RULES_SGSET_H
#define RULES_SGSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "rules/rule.h"
#include "value/ip.h"

enum sgset_peer {
	SGSET_CIDR,
	SGSET_GROUP, /* private addresses of its interfaces */
	SGSET_LIST,  /* a prefix list */
};

#define SGSET_ALL 256 /* every protocol: AWS's -1 */

/*
 * Which of a protocol's packets: ports, or for ICMP type << 8 | code, so that
 * all codes of a type are a range, too.  Other protocols have but one range.
 */
struct sgset_span {
	uint16_t from, to; /* both included */
};

#define SGSET_EVERY ((struct sgset_span){0, UINT16_MAX})

struct sgset_rule {
	uint32_t group; /* whose it is: index */
	uint16_t proto; /* or SGSET_ALL */
	struct sgset_span span;
	uint8_t dir;        /* enum rule_dir */
	uint8_t kind;       /* enum sgset_peer */
	bool stale;         /* its peering is gone: it matches nothing */
	struct prefix cidr; /* SGSET_CIDR */
	const char *peer;   /* id of a group or list; NULL */
	const char *id;     /* sgr-..., or "" */
	const char *about;  /* its description, or "" */
};

/* Strings are never NULL; "" is what was not said. */
struct sgset_group {
	const char *id; /* its name where it has no id yet */
	const char *name;
	const char *vpc;
	const struct prefix *member; /* addresses that it is for; may be none */
	size_t nmember;
	uint32_t first, n; /* its rules */
};

struct sgset {
	struct sgset_group *group;
	size_t ngroup, group_room;
	struct sgset_rule *rule;
	size_t nrule, rule_room;
	struct keep *keep; /* of all strings and members */
	bool *whole;       /* while reading: groups that came with all rules */
	const char *why;   /* a file says that its rules lack something; NULL */
};

void sgset_init(struct sgset *set);
void sgset_free(struct sgset *set);

/*
 * Adds a group, whose strings and members are kept (not copied), and returns
 * its number while reading.  whole: all of its rules follow; what came of
 * this id before is void.
 */
uint32_t
sgset_group_add(struct sgset *set, const struct sgset_group *g, bool whole);

/* Adds a rule to a group that was added. */
void sgset_rule_add(struct sgset *set, const struct sgset_rule *r);

/* Sorts, and drops what came twice; then the set is as drawn above. */
void sgset_done(struct sgset *set);

/* The group of an id; or of a name that only one has.  Or UINT32_MAX. */
uint32_t sgset_find_id(const struct sgset *set, const char *id);
uint32_t sgset_find(const struct sgset *set, const char *word);

/*
 * The order of rules: group, direction, protocol, span, kind of peer, peer.
 * 0: AWS would call them duplicates.
 */
int sgset_cmp(const struct sgset_rule *a, const struct sgset_rule *b);

/* "sg-1 ingress tcp 22-23 10.0.0.0/8", for people. */
void
sgset_put(struct buf *to, const struct sgset *set, const struct sgset_rule *r);

/* Its parts: "tcp 22-23", "icmp type 8", "all"; "10.0.0.0/8", "sg-2". */
void sgset_put_service(struct buf *to, uint16_t proto, struct sgset_span span);
void sgset_put_peer(struct buf *to, const struct sgset_rule *r);

#endif
