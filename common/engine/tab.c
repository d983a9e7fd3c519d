/* SPDX-License-Identifier: ISC */

/* See tab.h. */

#include <assert.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/tab.h"

#define BITS_MIN 10
#define ROOM_MIN 512
#define FORGET_EACH ((size_t)1 << 18) /* slots that have moved: 2 MB */

FL_INLINE uint64_t
hash(const struct tab *t, const uint64_t *key, size_t n)
{
	uint64_t h = t->seed[0];

	size_t i;
	for (i = 0; i + 1 < n; i += 2)
		h = tab_mix(key[i] ^ h, key[i + 1] ^ t->seed[1]);
	if (i < n)
		h = tab_mix(key[i] ^ h, t->seed[1]);
	return tab_mix(h ^ t->seed[1], 0x9e3779b97f4a7c15);
}

/* Where a key begins: what is above the lower 32 bits of hash or slot says. */
static inline size_t
first_slot(const struct tab *t, uint64_t h)
{
	return h >> 32 << 32 >> (64 - t->bits);
}

static inline size_t
next_slot(const struct tab *t, size_t s)
{
	return (s + 1) & (((size_t)1 << t->bits) - 1);
}

static inline bool
same_tag(uint64_t slot, uint64_t h)
{
	return ((slot ^ h) >> 32) == 0;
}

static inline uint64_t
slot_value(uint64_t h, size_t number)
{
	return h >> 32 << 32 | (number + 1);
}

static inline size_t
slot_number(uint64_t slot)
{
	return (slot & UINT32_MAX) - 1;
}

FL_INLINE bool
same(const uint64_t *a, const uint64_t *b, size_t n)
{
	uint64_t d = 0;

	for (size_t i = 0; i < n; i++)
		d |= a[i] ^ b[i];
	return d == 0;
}

static size_t
slot_bytes(const struct tab *t)
{
	return sizeof(*t->slot) << t->bits;
}

static size_t
entry_bytes(const struct tab *t)
{
	return t->room * t->words * sizeof(*t->entry);
}

/* Twice as many slots: those of one slot go to one of two, or close behind. */
static void
grow(struct tab *t)
{
	uint64_t *old = t->slot;
	size_t n = (size_t)1 << t->bits, bytes = slot_bytes(t);

	t->bits++;
	t->slot = mem_huge(NULL, 0, slot_bytes(t));
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && i % FORGET_EACH == 0)
			mem_forget(old, i * sizeof(*old));
		if (old[i] == 0)
			continue;
		size_t s = first_slot(t, old[i]);
		while (t->slot[s] != 0)
			s = next_slot(t, s);
		t->slot[s] = old[i];
	}
	mem_huge(old, bytes, 0);
}

/* Room for one more batch, in the slots and in the entries. */
static void
reserve(struct tab *t)
{
	size_t need = t->n + TAB_BATCH;

	if (need > TAB_TOP)
		diag_die("more than %u groups in one table", TAB_TOP);
	if (need > t->room) {
		size_t old = entry_bytes(t);
		t->room *= 2;
		t->entry = mem_huge(t->entry, old, entry_bytes(t));
	}
	if (need > ((size_t)5 << t->bits) / 8)
		grow(t);
}

/* The entry of a key, added if it is new. */
FL_INLINE uint64_t *
lookup(struct tab *t, const uint64_t *key, uint64_t h, size_t nkey)
{
	size_t s = first_slot(t, h);
	uint64_t *e;

	for (; t->slot[s] != 0; s = next_slot(t, s)) {
		if (!same_tag(t->slot[s], h))
			continue;
		e = tab_entry(t, slot_number(t->slot[s]));
		if (same(e, key, nkey))
			return e;
	}
	t->slot[s] = slot_value(h, t->n);
	e = tab_entry(t, t->n++);
	memcpy(e, key, nkey * sizeof(*e));
	memcpy(e + nkey, t->zero, (t->words - nkey) * sizeof(*e));
	return e;
}

FL_INLINE void
find(struct tab *t, const uint64_t *key, size_t n, uint64_t **pay, size_t nkey)
{
	uint64_t h[TAB_BATCH];

	for (size_t i = 0; i < n; i++) {
		h[i] = hash(t, key + i * nkey, nkey);
		__builtin_prefetch(t->slot + first_slot(t, h[i]));
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t slot = t->slot[first_slot(t, h[i])];
		if (slot == 0)
			continue;
		const uint64_t *e = tab_entry(t, slot_number(slot));
		__builtin_prefetch(e, 1);
		__builtin_prefetch(e + t->words - 1, 1);
	}
	for (size_t i = 0; i < n; i++)
		pay[i] = lookup(t, key + i * nkey, h[i], nkey) + nkey;
}

void
tab_init(struct tab *t, unsigned int key, unsigned int pay,
    const uint64_t *zero, uint64_t seed)
{
	*t = (struct tab){
	    .room = ROOM_MIN,
	    .bits = BITS_MIN,
	    .key = key,
	    .words = key + pay,
	    .zero = zero,
	    .seed = {seed, tab_mix(seed ^ 0xd1b54a32d192ed03, ~seed) | 1},
	};
	t->entry = mem_huge(NULL, 0, entry_bytes(t));
	t->slot = mem_huge(NULL, 0, slot_bytes(t));
}

void
tab_find(struct tab *t, const uint64_t *key, size_t n, uint64_t **pay)
{
	assert(n <= TAB_BATCH && t->slot != NULL);
	reserve(t);

	/* Two words hold five columns of IPv4: worth a copy of its own. */
	if (t->key == 2)
		find(t, key, n, pay, 2);
	else
		find(t, key, n, pay, t->key);
}

uint64_t *
tab_get(const struct tab *t, const uint64_t *key)
{
	uint64_t h = hash(t, key, t->key);
	size_t s = first_slot(t, h);

	for (; t->slot[s] != 0; s = next_slot(t, s)) {
		if (!same_tag(t->slot[s], h))
			continue;
		uint64_t *e = tab_entry(t, slot_number(t->slot[s]));
		if (same(e, key, t->key))
			return e + t->key;
	}
	return NULL;
}

void
tab_widen(struct tab *t, unsigned int pay, const uint64_t *zero)
{
	unsigned int words = t->key + pay, old = t->words;
	size_t bytes = entry_bytes(t);

	assert(words >= old);
	t->words = words;
	t->zero = zero;
	t->entry = mem_huge(t->entry, bytes, entry_bytes(t));
	for (size_t i = t->n; i-- > 0;) {
		uint64_t *e = t->entry + i * words;
		memmove(e, t->entry + i * old, old * sizeof(*e));
		memcpy(e + old, zero + (old - t->key),
		    (words - old) * sizeof(*e));
	}
}

size_t
tab_slots(const struct tab *t, size_t more)
{
	unsigned int bits = t->bits;

	while (t->n + more > ((size_t)5 << bits) / 8)
		bits++;
	return sizeof(*t->slot) << bits;
}

void
tab_clear(struct tab *t)
{
	t->n = 0;
	memset(t->slot, 0, slot_bytes(t));
}

void
tab_seal(struct tab *t)
{
	if (t->slot != NULL)
		t->slot = mem_huge(t->slot, slot_bytes(t), 0);
}

void
tab_free(struct tab *t)
{
	tab_seal(t);
	mem_huge(t->entry, entry_bytes(t), 0);
	*t = (struct tab){0};
}
