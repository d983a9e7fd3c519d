/* SPDX-License-Identifier: ISC */

/* See who.h. */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "rules/ident.h"
#include "rules/who.h"

const enum field_id who_field[WHO_SIDES][WHO_LABELS] = {
    {FIELD_SRCSG, FIELD_SRCNAME, FIELD_SRCTYPE, FIELD_SRCVPC, FIELD_SRCPL},
    {FIELD_DSTSG, FIELD_DSTNAME, FIELD_DSTTYPE, FIELD_DSTVPC, FIELD_DSTPL},
};

struct whos {
	struct keep *keep; /* of the cells */
	struct who *who;
	size_t n, cap;
	uint32_t *slot; /* numbers, and one more; 0: free */
	size_t mask;
	uint32_t last; /* rows come in order, so the next is often the same */
};

static uint64_t
hash(const struct who *w)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < WHO_LABELS; i++) {
		for (size_t k = 0; k < w->cell[i].n; k++)
			h = (h ^ (unsigned char)w->cell[i].p[k]) *
			    0x100000001b3;
		h = (h ^ 0x100) * 0x100000001b3;
	}
	return h ^ h >> 29;
}

static bool
equal(const struct who *a, const struct who *b)
{
	for (size_t i = 0; i < WHO_LABELS; i++)
		if (!slice_eq(a->cell[i], b->cell[i]))
			return false;
	return true;
}

static void
insert(struct whos *w, uint32_t id)
{
	size_t i = hash(&w->who[id]);

	while (w->slot[i & w->mask] != 0)
		i++;
	w->slot[i & w->mask] = id + 1;
}

static void
grow(struct whos *w)
{
	w->cap = w->cap > 0 ? 2 * w->cap : 64;
	w->mask = 2 * w->cap - 1;
	w->who = mem_array(w->who, w->cap, sizeof(*w->who));
	free(w->slot);
	w->slot = mem_new((w->mask + 1) * sizeof(*w->slot));
	for (size_t i = 0; i < w->n; i++)
		insert(w, (uint32_t)i);
}

/* Are the labels that should be ids something else? */
static bool
is_odd(const struct who *w)
{
	return (who_says(w, WHO_SG) && !ident_list(w->cell[WHO_SG], "sg-")) ||
	    (who_says(w, WHO_VPC) && !ident_is(w->cell[WHO_VPC], "vpc-")) ||
	    (who_says(w, WHO_PL) && !ident_list(w->cell[WHO_PL], "pl-"));
}

static uint32_t
add(struct whos *w, const struct who *from)
{
	struct who to = {.odd = is_odd(from)};

	for (size_t i = 0; i < WHO_LABELS; i++) {
		size_t n = from->cell[i].n;
		char *p = keep_room(w->keep, n);

		if (n > 0)
			memcpy(p, from->cell[i].p, n);
		to.cell[i] = (struct slice){p, n};
	}
	if (w->n == w->cap)
		grow(w);
	w->who[w->n] = to;
	insert(w, (uint32_t)w->n);
	return (uint32_t)w->n++;
}

struct whos *
who_new(void)
{
	struct whos *w = mem_new(sizeof(*w));

	w->keep = keep_new();
	add(w, &(struct who){.odd = false});
	return w;
}

void
who_free(struct whos *w)
{
	if (w == NULL)
		return;
	keep_free(w->keep);
	free(w->who);
	free(w->slot);
	free(w);
}

void
who_bind(struct who_columns *c, const struct block *b, enum who_side side)
{
	for (size_t i = 0; i < WHO_LABELS; i++) {
		size_t at = b->schema->at[who_field[side][i]];

		c->cell[i] = at == SCHEMA_NONE ? NULL : b->vec[at].slice;
	}
}

uint32_t
who_id(struct whos *w, const struct who_columns *c, size_t row)
{
	struct who of = {.odd = false};

	for (size_t i = 0; i < WHO_LABELS; i++)
		if (c->cell[i] != NULL)
			of.cell[i] = c->cell[i][row];
	if (equal(&of, &w->who[w->last]))
		return w->last;
	for (size_t i = hash(&of);; i++) {
		uint32_t id = w->slot[i & w->mask];

		if (id != 0 && !equal(&of, &w->who[id - 1]))
			continue;
		w->last = id == 0 ? add(w, &of) : id - 1;
		return w->last;
	}
}

const struct who *
who_at(const struct whos *w, uint32_t id)
{
	return &w->who[id];
}

size_t
who_count(const struct whos *w)
{
	return w->n;
}

bool
who_gateway(const struct who *w)
{
	return slice_is(w->cell[WHO_TYPE], "nat_gateway") ||
	    slice_is(w->cell[WHO_TYPE], "natGateway") ||
	    slice_is(w->cell[WHO_TYPE], "regional_nat_gateway") ||
	    slice_is(w->cell[WHO_TYPE], "transit_gateway");
}

bool
who_labelled(const struct schema *s)
{
	return s->at[FIELD_SRCSG] != SCHEMA_NONE &&
	    s->at[FIELD_DSTSG] != SCHEMA_NONE;
}
