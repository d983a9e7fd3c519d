/* SPDX-License-Identifier: ISC */

/* See spread.h. */

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/pool.h"
#include "source/spread.h"

struct spread {
	struct reader **reader; /* one a thread */
	void (*take)(void *, struct block *);
	void *const *state;
	atomic_uint_least64_t kept;
};

static void
work(void *arg, size_t thread)
{
	struct spread *s = arg;
	struct reader *r = s->reader[thread];
	struct block *b = block_new();
	uint64_t kept = 0;

	while (input_claim(r)) {
		while (input_read(r, b) == 1) {
			s->take(s->state[thread], b);
			kept += b->nsel;
		}
	}
	s->kept += kept;
	block_free(b);
}

uint64_t
spread_run(struct input *in, size_t n,
    void (*take)(void *state, struct block *b), void *const *state)
{
	struct spread s = {.take = take, .state = state};

	s.reader = mem_new(n * sizeof(*s.reader));
	for (size_t i = 0; i < n; i++)
		s.reader[i] = input_reader(in);
	pool_run(n, work, &s);
	for (size_t i = 0; i < n; i++)
		input_reader_free(s.reader[i]);
	free(s.reader);
	return s.kept;
}
