/* SPDX-License-Identifier: ISC */

/* The inside of match.h: match_build.c and match_host.c make it. */

#ifndef RULES_MATCH_STATE_H
#define RULES_MATCH_STATE_H

#include "base/keep.h"
#include "rules/match.h"
#include "value/ipmap.h"

#define MATCH_NOBODY UINT32_MAX

/* A range of an array. */
struct match_part {
	uint32_t at, n;
};

/* Spans of one protocol, joined; sorted by protocol and place. */
struct match_span {
	uint16_t proto;
	struct sgset_span span;
};

/* What one party may do with one group, in one direction. */
struct match_slot {
	uint64_t key;           /* match_key */
	struct match_part span; /* of m->span */
	struct match_part rule; /* of m->order */
};

/* An address or prefix that somebody holds, and its holders. */
struct match_place {
	struct prefix prefix;
	uint32_t up; /* the next wider place; MATCH_NOBODY */
	struct match_part host;
};

struct match {
	const struct sgset *set;
	struct keep *keep; /* of what hosts and nodes point to */

	/* Prefixes of rules and lists, by rule_prefix_cmp: parties 0, 1 ... */
	struct prefix *prefix;
	size_t nprefix;
	struct match_part *around; /* of `party`: what holds a prefix */
	uint32_t *party;
	struct ipmap *find;

	/* Lists, then references, by id: parties behind these. */
	const char **list, **ref;
	size_t nlist, nref;
	bool *list_known, *ref_known; /* is it known who is in it? */
	uint32_t *unseen; /* parties that are not: lists, then references */
	size_t nunseen, nunseen_list;

	/*
	 * A power of 2, at most half full.  Most looks find nothing, and the
	 * tags, which lie close together, say so: 16 bits of the hash, or 0.
	 */
	struct match_slot *slot;
	uint16_t *tag;
	uint64_t mask;
	size_t nslot;
	struct match_span *span;
	size_t nspan;
	uint32_t *order;    /* rules by group, direction, party, service */
	uint32_t *party_of; /* by rule: its peer; MATCH_NOBODY: it is stale */

	struct match_place *place;
	size_t nplace;
	struct match_host *host;
	size_t nhost;
	struct ipmap *at; /* places by prefix */
};

/* Never 0, as a party is there. */
static inline uint64_t
match_key(uint32_t group, enum rule_dir dir, uint32_t party)
{
	return (uint64_t)group << 32 | (uint64_t)(party + 1) << 1 |
	    (uint64_t)dir;
}

static inline uint64_t
match_hash(uint64_t key)
{
	key *= 0x9e3779b97f4a7c15;
	return key ^ key >> 29;
}

/* Bits that do not say which slot it is; never 0. */
static inline uint16_t
match_tag(uint64_t hash)
{
	return (uint16_t)(hash >> 48 | 1);
}

/* The number of an id among n sorted ones; MATCH_NOBODY. */
uint32_t match_id(const char *const *id, size_t n, const char *what);

/* The party that a rule, which is not stale, is for. */
uint32_t match_party(const struct match *m, const struct sgset_rule *r);

/* The rules of a group for a party; NULL: there are none. */
const struct match_slot *match_find(const struct match *m, uint32_t group,
    enum rule_dir dir, uint32_t party);

/* match_host.c: places and hosts; and sets which references are known. */
void match_hosts(struct match *m, const struct enis *enis);

#endif
