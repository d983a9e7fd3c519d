/* SPDX-License-Identifier: ISC */

/* What the two files of pair.h share. */

#ifndef ENGINE_PAIR_STATE_H
#define ENGINE_PAIR_STATE_H

#include "engine/pair.h"

/* One place of a tuple that is to be added to that with the same key. */
struct item {
	const struct tuple *from;
	int place;
	bool rest; /* what the tuple has beside its places, too */
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

/* Puts the lower end first; returns which end came first before. */
unsigned int pair_order(struct ends *e);

/* The key of ends in order, with link 0, and its form. */
enum pair_form pair_pack(const struct ends *e, uint64_t key[5]);

/* Adds a batch of one form, and empties it. */
void pair_add(struct pair *p, enum pair_form form, struct batch *b);

/* Makes room for the facts of an interface. */
void pair_see(struct pair *p, uint32_t eni);

/* An address that the log says is an interface's own. */
void pair_own(struct pair_eni *f, struct ip ip);

#endif
