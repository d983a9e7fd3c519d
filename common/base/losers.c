/* SPDX-License-Identifier: ISC */

/*
 * See losers.h.  The sources are the leaves of a binary tree, numbered from n
 * on; each node below holds who lost there, and node 0 who won all.  While
 * the tree is made, "n" stands for a source that comes before all.
 */

#include <stdlib.h>

#include "base/losers.h"
#include "base/mem.h"

static bool
before(const struct losers *t, size_t a, size_t b)
{
	if (a == t->n || b == t->n)
		return a == t->n;
	return t->before(t->arg, a, b);
}

/* Plays the matches of source i. */
static void
play(struct losers *t, size_t i)
{
	for (size_t node = (i + t->n) / 2; node > 0; node /= 2) {
		size_t other = t->loser[node];
		if (before(t, other, i)) {
			t->loser[node] = i;
			i = other;
		}
	}
	t->loser[0] = i;
}

void
losers_init(struct losers *t, size_t n, losers_fn fn, const void *arg)
{
	*t = (struct losers){.n = n, .before = fn, .arg = arg};
	t->loser = mem_array(NULL, n + 1, sizeof(*t->loser));
	for (size_t i = 0; i <= n; i++)
		t->loser[i] = n;
	for (size_t i = n; i-- > 0;)
		play(t, i);
}

void
losers_again(struct losers *t)
{
	play(t, t->loser[0]);
}

void
losers_free(struct losers *t)
{
	free(t->loser);
	*t = (struct losers){0};
}
