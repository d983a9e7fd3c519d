/* SPDX-License-Identifier: ISC */

/*
 * Who is in which security group.  Interfaces of the same groups can't be
 * told apart by rules, and are a class:
 *
 *   class 0 {app}       10.0.1.30
 *   class 1 {app, ssh}  10.0.1.21 10.0.1.22     group app: classes 0, 1
 *   class 2 {db}        10.0.2.10 10.0.2.12     group ssh: class 1
 *
 * Members are addresses that a rule which names the group matches: private
 * ones, IPv6, delegated prefixes.  They come from the interfaces of an
 * account, from what was seen of them in traffic, or from both.
 */

#ifndef RULES_MEMBER_H
#define RULES_MEMBER_H

#include "rules/endset.h"
#include "rules/eni.h"
#include "rules/who.h"

#define MEMBER_NONE UINT32_MAX
#define MEMBER_MOST UINT64_MAX /* that many, or more */

enum member_family {
	MEMBER_IP4,
	MEMBER_IP6,
	MEMBER_FAMILIES
};

struct member_size { /* addresses by family; they stick at MEMBER_MOST */
	uint64_t n[MEMBER_FAMILIES];
};

struct member_group {
	const char *id;   /* sg-... */
	const char *name; /* "" where it is not known, as vpc */
	const char *vpc;
	struct member_size size;
};

struct member_class {
	const uint32_t *group; /* numbers of its groups, ascending */
	uint32_t n;
	struct member_size size;
};

struct member_holder { /* an address, or a delegated prefix */
	struct prefix prefix;
	uint32_t class;
};

struct members {
	struct keep *keep;
	struct member_group *group; /* by id */
	size_t ngroup;
	struct member_class *class;
	size_t nclass;
	uint32_t *of_who; /* the class of an end, or MEMBER_NONE */
	uint64_t *size;   /* of groups, both families: for cover.h */
	/* By class and prefix, none in another of its class. */
	struct member_holder *holder;
	size_t nholder;

	struct endset seen; /* until done: those added, by class */
};

/* All ends of a stream, and the interfaces of an account; NULL: unknown. */
struct members *member_new(const struct whos *whos, const struct enis *enis);
void member_free(struct members *m); /* NULL is fine */

/* An end was seen at an address. */
void member_seen(struct members *m, uint32_t who, struct prefix at);

/* After the last one: sizes and holders are known then. */
void member_done(struct members *m);

static inline bool
member_in(const struct member_class *c, uint32_t group)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->group[i] == group)
			return true;
	return false;
}

/* Sums and products that stick. */
uint64_t member_plus(uint64_t a, uint64_t b);
uint64_t member_times(uint64_t a, uint64_t b);

/* How many addresses a prefix has. */
uint64_t member_addresses(struct prefix p);

#endif
