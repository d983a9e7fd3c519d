/* SPDX-License-Identifier: ISC */

/* See relay.h. */

#include <pthread.h>
#include <stdint.h>

#include "base/pool.h"
#include "base/relay.h"

struct relay {
	bool (*make)(void *, size_t);
	void (*use)(void *, size_t);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t change;
	uint64_t made, used; /* slots so far */
	bool over;           /* no more will be made */
};

/* Waits until a slot is free. */
static void
wait_free(struct relay *r)
{
	pthread_mutex_lock(&r->lock);
	while (r->made - r->used == RELAY_SLOTS)
		pthread_cond_wait(&r->change, &r->lock);
	pthread_mutex_unlock(&r->lock);
}

/* Waits until a slot is full; false: there will be none any more. */
static bool
wait_full(struct relay *r)
{
	pthread_mutex_lock(&r->lock);
	while (r->made == r->used && !r->over)
		pthread_cond_wait(&r->change, &r->lock);
	bool full = r->made > r->used;
	pthread_mutex_unlock(&r->lock);
	return full;
}

static void
maker(struct relay *r)
{
	for (;;) {
		wait_free(r);
		bool full = r->make(r->arg, r->made % RELAY_SLOTS);
		pthread_mutex_lock(&r->lock);
		r->made += full;
		r->over = !full;
		pthread_cond_signal(&r->change);
		pthread_mutex_unlock(&r->lock);
		if (!full)
			return;
	}
}

static void
user(struct relay *r)
{
	while (wait_full(r)) {
		r->use(r->arg, r->used % RELAY_SLOTS);
		pthread_mutex_lock(&r->lock);
		r->used++;
		pthread_cond_signal(&r->change);
		pthread_mutex_unlock(&r->lock);
	}
}

static void
work(void *arg, size_t thread)
{
	if (thread == 0)
		user(arg);
	else
		maker(arg);
}

void
relay_run(bool (*make)(void *arg, size_t slot),
    void (*use)(void *arg, size_t slot), void *arg)
{
	struct relay r = {.make = make, .use = use, .arg = arg};

	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.change, NULL);
	pool_run(2, work, &r);
	pthread_cond_destroy(&r.change);
	pthread_mutex_destroy(&r.lock);
}
