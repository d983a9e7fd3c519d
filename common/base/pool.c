/* SPDX-License-Identifier: ISC */

/* See pool.h. */

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/pool.h"

struct thread {
	pthread_t id;
	void (*work)(void *, size_t);
	void *arg;
	size_t i;
};

size_t
pool_cores(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? (size_t)n : 1;
}

static void *
start(void *p)
{
	struct thread *t = p;

	t->work(t->arg, t->i);
	return NULL;
}

void
pool_run(size_t n, void (*work)(void *arg, size_t i), void *arg)
{
	struct thread *t = mem_new(n * sizeof(*t));

	for (size_t i = 0; i + 1 < n; i++) {
		t[i] = (struct thread){.work = work, .arg = arg, .i = i};
		int e = pthread_create(&t[i].id, NULL, start, &t[i]);
		if (e != 0)
			diag_die("cannot start a thread: %s", strerror(e));
	}
	work(arg, n - 1);
	for (size_t i = 0; i + 1 < n; i++)
		pthread_join(t[i].id, NULL);
	free(t);
}
