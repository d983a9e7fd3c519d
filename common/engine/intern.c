/* SPDX-License-Identifier: ISC */

/*
 * See intern.h.  The index is that of tab.h (tag and number in 64 bits); the
 * bytes of names lie in chunks that never move.
 */

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/intern.h"
#include "engine/tab.h"

#define BITS_MIN 8
#define CHUNK 65536

struct chunk {
	struct chunk *next;
	size_t used, size;
	char byte[];
};

struct intern {
	uint64_t *slot;     /* tag << 32 | id + 1; 0 is free */
	struct slice *name; /* by id */
	struct chunk *chunk;
	uint64_t seed;
	unsigned int bits;
	uint32_t n, room;
	uint32_t last; /* asked for: rows of one interface often lie together */
	size_t bytes;  /* of all names */
};

static uint64_t
hash(const struct intern *in, struct slice s)
{
	uint64_t h = in->seed ^ s.n, word;

	for (; s.n >= 8; s.p += 8, s.n -= 8) {
		memcpy(&word, s.p, 8);
		h = tab_mix(word ^ h, 0x9e3779b97f4a7c15);
	}
	word = 0;
	if (s.n > 0)
		memcpy(&word, s.p, s.n);
	return tab_mix(word ^ h, in->seed ^ 0xd1b54a32d192ed03);
}

/* Where name is, or the free slot where it belongs. */
static uint64_t *
find(const struct intern *in, struct slice name, uint64_t h)
{
	size_t mask = ((size_t)1 << in->bits) - 1;
	size_t s = h >> (64 - in->bits);

	for (; in->slot[s] != 0; s = (s + 1) & mask) {
		uint64_t slot = in->slot[s];
		if ((uint32_t)(slot >> 32) == (uint32_t)h &&
		    slice_eq(in->name[(uint32_t)slot - 1], name))
			break;
	}
	return in->slot + s;
}

static void
grow(struct intern *in)
{
	free(in->slot);
	in->bits++;
	in->slot = mem_new(sizeof(*in->slot) << in->bits);
	for (uint32_t id = 0; id < in->n; id++) {
		uint64_t h = hash(in, in->name[id]);
		*find(in, in->name[id], h) = h << 32 | (id + 1);
	}
}

/* A copy of the bytes that stays where it is. */
static struct slice
keep(struct intern *in, struct slice s)
{
	struct chunk *c = in->chunk;

	if (c == NULL || c->size - c->used < s.n) {
		size_t size = s.n > CHUNK ? s.n : CHUNK;
		c = mem_array(NULL, sizeof(*c) + size, 1);
		*c = (struct chunk){.next = in->chunk, .size = size};
		in->chunk = c;
	}
	char *p = c->byte + c->used;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	c->used += s.n;
	in->bytes += s.n;
	return (struct slice){p, s.n};
}

static void
start(struct intern *in)
{
	in->bits = BITS_MIN;
	in->slot = mem_new(sizeof(*in->slot) << in->bits);
}

struct intern *
intern_new(uint64_t seed)
{
	struct intern *in = mem_new(sizeof(*in));

	in->seed = seed;
	start(in);
	return in;
}

/* Frees all but the set itself. */
static void
drop(struct intern *in)
{
	while (in->chunk != NULL) {
		struct chunk *next = in->chunk->next;
		free(in->chunk);
		in->chunk = next;
	}
	free(in->name);
	free(in->slot);
}

void
intern_free(struct intern *in)
{
	if (in == NULL)
		return;
	drop(in);
	free(in);
}

void
intern_clear(struct intern *in)
{
	drop(in);
	*in = (struct intern){.seed = in->seed};
	start(in);
}

size_t
intern_bytes(const struct intern *in, uint32_t more)
{
	size_t n = (size_t)in->n + more, room = in->room;
	unsigned int bits = in->bits;

	while (n > (size_t)1 << bits >> 1)
		bits++;
	if (n > room)
		room *= 2;
	return in->bytes + room * sizeof(*in->name) +
	    (sizeof(*in->slot) << bits);
}

uint32_t
intern_find(const struct intern *in, struct slice name)
{
	uint32_t at = (uint32_t)*find(in, name, hash(in, name));

	return at != 0 ? at - 1 : INTERN_NONE;
}

uint32_t
intern_id(struct intern *in, struct slice name)
{
	if (in->last < in->n && slice_eq(in->name[in->last], name))
		return in->last;
	uint64_t h = hash(in, name);
	uint64_t *slot = find(in, name, h);

	if (*slot != 0)
		return in->last = (uint32_t)*slot - 1;
	if (in->n == INTERN_NONE - 1)
		diag_die("more than %u names", INTERN_NONE - 1);
	if (in->n == in->room) {
		in->room = in->room < 64 ? 64 : in->room * 2;
		in->name = mem_array(in->name, in->room, sizeof(*in->name));
	}
	in->name[in->n] = keep(in, name);
	*slot = h << 32 | (in->n + 1);
	in->n++;
	if (in->n > (size_t)1 << in->bits >> 1)
		grow(in);
	return in->last = in->n - 1;
}

struct slice
intern_name(const struct intern *in, uint32_t id)
{
	return in->name[id];
}

uint32_t
intern_count(const struct intern *in)
{
	return in->n;
}

static int
by_bytes(const void *a, const void *b, void *in)
{
	const struct slice *name = ((struct intern *)in)->name;

	return slice_cmp(name[*(const uint32_t *)a],
	    name[*(const uint32_t *)b]);
}

uint32_t *
intern_sorted(const struct intern *in)
{
	uint32_t *id = mem_array(NULL, in->n, sizeof(*id));

	for (uint32_t i = 0; i < in->n; i++)
		id[i] = i;
	qsort_r(id, in->n, sizeof(*id), by_bytes, unconst(in));
	return id;
}
