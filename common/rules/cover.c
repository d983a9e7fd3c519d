/* SPDX-License-Identifier: ISC */

/* See cover.h. */

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rules/cover.h"

#define NOT_YET UINT32_MAX

struct cover {
	const uint64_t *size;
	uint64_t *held; /* by group: of what is left */
	uint32_t *seen; /* groups with some of it */
	size_t nseen;
};

struct cover *
cover_new(const uint64_t *size, size_t n)
{
	struct cover *c = mem_new(sizeof(*c));

	c->size = size;
	c->held = mem_new(n * sizeof(*c->held));
	c->seen = mem_array(NULL, n, sizeof(*c->seen));
	return c;
}

void
cover_free(struct cover *c)
{
	if (c == NULL)
		return;
	free(c->held);
	free(c->seen);
	free(c);
}

/* Counts what each group holds of what is left; how many items that are. */
static size_t
count(struct cover *c, const struct cover_item *item, size_t n)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		if (item[i].chosen != NOT_YET)
			continue;
		left++;
		for (size_t k = 0; k < item[i].ngroup; k++) {
			uint32_t g = item[i].group[k];

			if (c->held[g] == 0)
				c->seen[c->nseen++] = g;
			c->held[g] += item[i].n;
		}
	}
	return left;
}

/* Is group a to be taken before group b? */
static bool
better(const struct cover *c, uint32_t a, uint32_t b)
{
	if (c->held[a] != c->held[b])
		return c->held[a] > c->held[b];
	if (c->size[a] != c->size[b])
		return c->size[a] < c->size[b];
	return a < b;
}

static bool
is_in(const struct cover_item *item, uint32_t group)
{
	for (size_t i = 0; i < item->ngroup; i++)
		if (item->group[i] == group)
			return true;
	return false;
}

void
cover_choose(struct cover *c, struct cover_item *item, size_t n)
{
	uint32_t best;

	for (size_t i = 0; i < n; i++)
		item[i].chosen = NOT_YET;
	while (count(c, item, n) > 0) {
		best = c->seen[0];
		for (size_t i = 1; i < c->nseen; i++)
			if (better(c, c->seen[i], best))
				best = c->seen[i];
		for (size_t i = 0; i < n; i++)
			if (item[i].chosen == NOT_YET && is_in(&item[i], best))
				item[i].chosen = best;
		while (c->nseen > 0)
			c->held[c->seen[--c->nseen]] = 0;
	}
}
