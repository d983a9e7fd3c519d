/* SPDX-License-Identifier: ISC */

/*
 * See wr.h: all blocks of a source.  Each thread has the next one made, prints
 * it to a lane of its own, and waits for its turn to write that.
 */

#include <pthread.h>

#include "base/pool.h"
#include "stream/wr.h"

struct all {
	struct wr *wr;
	wr_next *next;
	void *from;
	pthread_mutex_t source; /* of next, and how many blocks it made */
	size_t made;
	pthread_mutex_t turn; /* of how many are written */
	pthread_cond_t written;
	size_t nwritten;
};

/* The next block and its number.  False: there is none. */
static bool
make(struct all *a, struct block *b, size_t *number)
{
	pthread_mutex_lock(&a->source);
	bool more = a->next != NULL && a->next(a->from, b) == 1;
	*number = a->made++;
	if (!more)
		a->next = NULL;
	pthread_mutex_unlock(&a->source);
	return more;
}

static void
write_lane(struct all *a, struct wr *lane, size_t number)
{
	pthread_mutex_lock(&a->turn);
	while (a->nwritten != number)
		pthread_cond_wait(&a->written, &a->turn);
	wr_join(a->wr, lane);
	a->nwritten++;
	pthread_cond_broadcast(&a->written);
	pthread_mutex_unlock(&a->turn);
}

static void
work(void *arg, size_t i)
{
	struct all *a = arg;
	struct wr *lane = wr_lane();
	struct block *b = block_new();
	size_t number;

	(void)i;
	while (make(a, b, &number)) {
		wr_header(lane, b->schema);
		wr_block(lane, b);
		write_lane(a, lane, number);
	}
	block_free(b);
	wr_free(lane);
}

void
wr_all(struct wr *w, wr_next *next, void *from, size_t threads)
{
	if (threads > 1) {
		struct all a = {.wr = w, .next = next, .from = from};
		pthread_mutex_init(&a.source, NULL);
		pthread_mutex_init(&a.turn, NULL);
		pthread_cond_init(&a.written, NULL);
		pool_run(threads, work, &a);
		pthread_mutex_destroy(&a.source);
		pthread_mutex_destroy(&a.turn);
		pthread_cond_destroy(&a.written);
		return;
	}
	struct block *b = block_new();
	while (next(from, b) == 1)
		wr_block(w, b);
	block_free(b);
}
