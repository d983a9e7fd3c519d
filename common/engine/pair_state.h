/* SPDX-License-Identifier: ISC */

/* What the two files of pair.h share. */

#ifndef ENGINE_PAIR_STATE_H
#define ENGINE_PAIR_STATE_H

#include "engine/pair.h"

#define PAIR_BOTH 2

/* One place of a tuple that is to be added to that with the same key. */
struct item {
	const struct tuple *from;
	int place;
	bool rest;   /* what the tuple has beside its places, too */
	uint8_t dir; /* the only direction it has; PAIR_BOTH */
};

struct batch {
	size_t n;
	uint64_t key[TAB_BATCH * 5];
	struct item item[TAB_BATCH];
	struct tuple record[TAB_BATCH];
};

/* The bits of a tuple that belong to no place. */
#define PAIR_REST ((uint32_t)0xff | EVID_NOSIZE | EVID_NOACTION)

/* Those of one place. */
static inline uint32_t
pair_actions(int place)
{
	return (uint32_t)0x0f00 << 4 * place;
}

static inline uint32_t
pair_sides(int place)
{
	return (uint32_t)0x330000 << 2 * place;
}

/* Cells for columns that a block has not; to be freed. */
struct pair_missing *pair_nothing(void);

/* Puts the lower end first; returns which end came first before. */
static inline unsigned int
pair_order(struct ends *e)
{
	struct ip a = e->ip[0], b = e->ip[1];
	bool less = a.hi != b.hi ? a.hi < b.hi :
	    a.lo != b.lo         ? a.lo < b.lo :
				   e->port[0] <= e->port[1];

	if (less)
		return 0;
	*e = (struct ends){{b, a}, {e->port[1], e->port[0]}, e->proto, e->tag};
	return 1;
}

/* The key of ends in order, with link 0, and its form. */
static inline enum pair_form
pair_pack(const struct ends *e, uint64_t key[5])
{
	uint64_t last = (uint64_t)e->port[0] << 48 |
	    (uint64_t)e->port[1] << 32 | (uint64_t)e->proto << 24 |
	    (uint64_t)e->tag << PAIR_LINK_BITS;

	if (ip_is4(e->ip[0]) && ip_is4(e->ip[1])) {
		key[0] = e->ip[0].lo << 32 | (uint32_t)e->ip[1].lo;
		key[1] = last;
		return PAIR_NARROW;
	}
	key[0] = e->ip[0].hi;
	key[1] = e->ip[0].lo;
	key[2] = e->ip[1].hi;
	key[3] = e->ip[1].lo;
	key[4] = last;
	return PAIR_WIDE;
}

/* Adds a batch of one form, and empties it. */
void pair_add(struct pair *p, enum pair_form form, struct batch *b);

/*
 * Adds n entries that lie one behind the other to those with their keys; eni,
 * tag: names as p's, NULL: they are.
 */
void pair_join(struct pair *p, enum pair_form form, uint64_t *entry, size_t n,
    const uint32_t *eni, const uint32_t *tag);

/* q's names as p's; and the facts of its interfaces. */
void pair_names(struct pair *p, struct pair *q, uint32_t **eni, uint32_t **tag);

/* Makes the tables empty; what they held is freed. */
void pair_start(struct pair *p);

/* Settles what is in the tables. */
void pair_settle_tabs(struct pair *p);

/* pair_spill.c: writes the tables; settles what was written. */
void pair_write(struct pair *p);
void pair_settle_bins(struct pair *p);
bool pair_spilled(const struct pair *p);

/* Do both fit in memory, beside one another? */
bool pair_fit(const struct pair *p, const struct pair *q);

/* Makes room for the facts of an interface. */
void pair_see(struct pair *p, uint32_t eni);

/* An address that the log says is an interface's own. */
void pair_own(struct pair_eni *f, struct ip ip);

#endif
