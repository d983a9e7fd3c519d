/* SPDX-License-Identifier: ISC */

/* See near.h. */

#include <ctype.h>
#include <stdint.h>

#include "base/near.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int
lower(char c)
{
	return tolower((unsigned char)c);
}

/*
 * The edit distance of a and b, each at most NEAR_MAX bytes.  The table of
 * distances between all beginnings is kept by its last three lines: a swap
 * of neighbours looks two lines back.
 */
static size_t
distance(struct slice a, struct slice b)
{
	size_t line[3][NEAR_MAX + 1];

	for (size_t j = 0; j <= b.n; j++)
		line[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *d = line[i % 3];
		const size_t *up = line[(i + 2) % 3];
		const size_t *up2 = line[(i + 1) % 3];
		int ca = lower(a.p[i - 1]);

		d[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			int cb = lower(b.p[j - 1]);
			d[j] = least(up[j], d[j - 1]) + 1;
			d[j] = least(d[j], up[j - 1] + (ca != cb));
			if (i > 1 && j > 1 && ca == lower(b.p[j - 2]) &&
			    cb == lower(a.p[i - 2]))
				d[j] = least(d[j], up2[j - 2] + 1);
		}
	}
	return line[a.n % 3][b.n];
}

void
near_init(struct near *n, struct slice word)
{
	*n = (struct near){.word = word, .cost = SIZE_MAX};
}

void
near_try(struct near *n, const char *candidate)
{
	struct slice c = slice_str(candidate);
	size_t shorter = least(n->word.n, c.n);
	size_t longer = n->word.n + c.n - shorter;

	if (longer > NEAR_MAX)
		return;
	size_t allowed = longer / 3;
	if (allowed == 0 && shorter >= 2)
		allowed = 1;
	if (longer - shorter > allowed)
		return;
	size_t cost = distance(n->word, c);
	if (cost <= allowed && cost < n->cost) {
		n->best = candidate;
		n->cost = cost;
	}
}

const char *
near_best(const struct near *n)
{
	return n->best;
}
