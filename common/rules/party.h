/* SPDX-License-Identifier: ISC */

/*
 * Who a rule may be about other than addresses: security groups, prefix
 * lists, instances by their name.  Rules have prefixes for subject and peer,
 * and one with a length that no prefix has is a party: its ip is its number.
 */

#ifndef RULES_PARTY_H
#define RULES_PARTY_H

#include <stdint.h>

#include "base/buf.h"
#include "rules/member.h"
#include "value/ip.h"

/* Lengths of prefixes that are none; in the order that peers are shown in. */
enum party_kind {
	PARTY_LIST = 129,
	PARTY_GROUP,
	PARTY_NAME,
};

/* Strings are never NULL; "" is what is not known. */
struct party {
	enum party_kind kind;
	const char *id;   /* sg-..., pl-..., or the name itself */
	const char *name; /* of the group or list, as AWS has it */
	const char *vpc;
	uint64_t weight;    /* of a list: how many rules it counts as */
	struct prefix addr; /* of a name that is an address; else len 0 */
	/*
	 * How many addresses it is, as far as that is known: of what has one
	 * name they count as one.
	 */
	struct member_size size;
	const struct prefix *member; /* these, if there is a list of them */
	size_t nmember;
};

/* Of one set; by kind and id, so that numbers are in order, too. */
struct parties {
	struct party *party;
	size_t n;
};

/* A party as a subject or peer. */
static inline struct prefix
party_prefix(const struct parties *all, size_t number)
{
	return (struct prefix){{0, number}, (uint8_t)all->party[number].kind};
}

static inline bool
party_is(struct prefix p)
{
	return p.len > 128;
}

/* The party of a subject or peer; NULL: it is a prefix. */
static inline const struct party *
party_of(const struct parties *all, struct prefix p)
{
	return party_is(p) ? &all->party[p.ip.lo] : NULL;
}

/*
 * Adds the id of a party, or the prefix; party_show has the name, too, and is
 * for people (utf_show): "sg-0123 (web)".
 */
void party_put(struct buf *to, const struct parties *all, struct prefix p);
void party_show(struct buf *to, const struct parties *all, struct prefix p);

#endif
