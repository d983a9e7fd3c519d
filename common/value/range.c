/* SPDX-License-Identifier: ISC */

/* See range.h. */

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "value/range.h"

/* A search halves down to here and walks the rest. */
#define WALK 8

void
ranges_add(struct ranges *s, uint64_t lo, uint64_t hi)
{
	assert(lo <= hi && !s->done);
	if (s->n == s->cap) {
		s->cap = s->cap == 0 ? WALK : 2 * s->cap;
		s->r = mem_array(s->r, s->cap, sizeof(s->r[0]));
	}
	s->r[s->n++] = (struct range){lo, hi};
}

static int
by_lo(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	return (x->lo > y->lo) - (x->lo < y->lo);
}

void
ranges_done(struct ranges *s)
{
	size_t n = 0;

	if (s->n > 1)
		qsort(s->r, s->n, sizeof(s->r[0]), by_lo);
	for (size_t i = 0; i < s->n; i++) {
		struct range r = s->r[i];
		struct range *last = n > 0 ? &s->r[n - 1] : NULL;

		/* r.lo - 1 cannot wrap where r.lo is above last->hi. */
		if (last == NULL || (r.lo > last->hi && r.lo - 1 > last->hi))
			s->r[n++] = r;
		else if (r.hi > last->hi)
			last->hi = r.hi;
	}
	s->n = n;
	s->done = true;
}

bool
ranges_has(const struct ranges *s, uint64_t v)
{
	size_t lo = 0, hi = s->n;

	assert(s->done || s->n == 0);

	/* The first range that does not end before v is in [lo, hi]. */
	while (hi - lo > WALK) {
		size_t mid = lo + (hi - lo) / 2;
		if (s->r[mid].hi < v)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo < s->n && s->r[lo].hi < v)
		lo++;
	return lo < s->n && s->r[lo].lo <= v;
}

void
ranges_free(struct ranges *s)
{
	free(s->r);
	*s = (struct ranges){0};
}
