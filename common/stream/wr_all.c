/* SPDX-License-Identifier: ISC */

/* See wr.h: all blocks of a source, made and printed at a time. */

#include "base/relay.h"
#include "stream/wr.h"

struct all {
	struct wr *wr;
	wr_next *next;
	void *from;
	struct block *block[RELAY_SLOTS];
};

static bool
make(void *arg, size_t slot)
{
	struct all *a = arg;

	return a->next(a->from, a->block[slot]) == 1;
}

static void
print(void *arg, size_t slot)
{
	struct all *a = arg;

	wr_block(a->wr, a->block[slot]);
}

void
wr_all(struct wr *w, wr_next *next, void *from, bool at_a_time)
{
	struct all a = {.wr = w, .next = next, .from = from};

	for (size_t i = 0; i < RELAY_SLOTS; i++)
		a.block[i] = block_new();
	if (at_a_time) {
		relay_run(make, print, &a);
	} else {
		while (make(&a, 0))
			print(&a, 0);
	}
	for (size_t i = 0; i < RELAY_SLOTS; i++)
		block_free(a.block[i]);
}
