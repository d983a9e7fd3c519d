/* SPDX-License-Identifier: ISC */

/*
 * A table of fixed keys to fixed payloads, both in 64-bit words: what grouping
 * and pairing spend their time in.
 *
 *   slot     [ .. | tag:number | free | tag:number | .. ]   8 bytes each
 *                      |
 *   entry    [ key 0 | payload 0 | key 1 | payload 1 | .. ]  as they arrived
 *
 * A key is hashed, and the upper 32 bits are its tag, whose upper bits choose
 * where to begin in slot.  A lookup walks slots until one is free, and touches
 * an entry only where the tag agrees, so it costs one miss for the slot and
 * one for the entry, and a new key no miss but the first.  Lookups come in
 * batches: all slots of a batch are asked for before the first is looked at,
 * then all entries.  A slot says by itself where it goes when there are twice
 * as many, so growing reads no entry.
 *
 * At most 5/8 of the slots are taken: 13 to 26 bytes a key, beside the entry.
 * The hash has a seed, so nobody can write a log that makes all keys collide;
 * nothing of it shows, as results are sorted.
 */

#ifndef ENGINE_TAB_H
#define ENGINE_TAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/compat.h"

#define TAB_BATCH 32             /* most keys of one call */
#define TAB_TOP (UINT32_MAX - 1) /* most entries */

struct tab {
	uint64_t *slot;       /* tag << 32 | number + 1; 0 is free */
	uint64_t *entry;      /* room entries of `words` words */
	size_t n, room;       /* entries used, allocated */
	unsigned int bits;    /* there are 1 << bits slots */
	unsigned int key;     /* words of a key */
	unsigned int words;   /* words of an entry */
	const uint64_t *zero; /* payload of a new entry; borrowed */
	uint64_t seed[2];
};

/* The two halves of a 128-bit product: every bit of both shows in both. */
static inline uint64_t
tab_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 p = (unsigned __int128)a * b;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t *
tab_entry(const struct tab *t, size_t i)
{
	return t->entry + i * t->words;
}

/*
 * An empty table.  zero (borrowed) is what the payload of a new entry holds;
 * pay is its length in words.
 */
void tab_init(struct tab *t, unsigned int key, unsigned int pay,
    const uint64_t *zero, uint64_t seed);

/*
 * Finds n <= TAB_BATCH keys that lie one behind the other, adds those that
 * are new, and sets pay[i] to the payload of each.  The pointers hold until
 * the next call.
 */
void tab_find(struct tab *t, const uint64_t *key, size_t n, uint64_t **pay);

/* The payload of a key, or NULL where it is not there: nothing is added. */
uint64_t *tab_get(const struct tab *t, const uint64_t *key);

/* Makes payloads pay words long; what is new comes from zero. */
void tab_widen(struct tab *t, unsigned int pay, const uint64_t *zero);

/* The bytes of the slots once there are `more` entries more. */
size_t tab_slots(const struct tab *t, size_t more);

/* Forgets all entries and keeps the memory. */
void tab_clear(struct tab *t);

/* Frees the slots: entries can be read, nothing can be found any more. */
void tab_seal(struct tab *t);

void tab_free(struct tab *t);

#endif
