/* SPDX-License-Identifier: ISC */

/* See endset.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/endset.h"
#include "rules/rule.h"

#define FEW 64

static uint64_t
hash(const struct endset_item *e)
{
	uint64_t v = e->prefix.ip.lo ^ ((uint64_t)e->kind << 8 | e->prefix.len);

	v = v * 0x9e3779b97f4a7c15 ^ e->prefix.ip.hi;
	v *= 0x9e3779b97f4a7c15;
	return v ^ v >> 32;
}

static bool
equal(const struct endset_item *a, const struct endset_item *b)
{
	return a->kind == b->kind && rule_prefix_eq(a->prefix, b->prefix);
}

/* Where an end is, or would go. */
static uint32_t *
find(const struct endset *s, const struct endset_item *e)
{
	for (size_t i = hash(e);; i++) {
		uint32_t *slot = &s->slot[i & s->mask];

		if (*slot == 0 || equal(&s->item[*slot - 1], e))
			return slot;
	}
}

static void
grow(struct endset *s)
{
	s->cap = s->cap > 0 ? 2 * s->cap : FEW;
	s->mask = 2 * s->cap - 1;
	s->item = mem_array(s->item, s->cap, sizeof(*s->item));
	free(s->slot);
	s->slot = mem_new((s->mask + 1) * sizeof(*s->slot));
	for (size_t i = 0; i < s->n; i++)
		*find(s, &s->item[i]) = (uint32_t)i + 1;
}

size_t
endset_add(struct endset *s, struct prefix p, uint32_t kind)
{
	struct endset_item e = {p, kind};
	uint32_t *slot;

	if (s->n == s->cap)
		grow(s);
	slot = find(s, &e);
	if (*slot == 0) {
		s->item[s->n++] = e;
		*slot = (uint32_t)s->n;
	}
	return *slot - 1;
}

void
endset_free(struct endset *s)
{
	free(s->item);
	free(s->slot);
	*s = (struct endset){0};
}
