/* SPDX-License-Identifier: ISC */

/*
 * See copy.h.
 *
 * Each thread writes the file it reads to a lane, a stream in memory.  The
 * first file that is not done is live: when the lane is full it goes out, and
 * is filled again.  Those of other files queue up with their file, to a bound
 * for all of them together, and their threads take others, so that the same
 * memory goes round.
 *
 *   file 0  done      lanes went out
 *   file 1  live      lane of thread B ----------> out
 *   file 2  done      [full] [full] [rest]         wait for file 1
 *   file 3  not done  [full] [full]   lane of thread A
 *
 * Only the thread that reads the live file writes, and without the lock: for
 * when the file is done it writes those behind it that are done too, and live
 * moves on to one that is not, whose thread is the next to write.  No
 * deadlock: files are claimed in order, so the live one always has a thread.
 */

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/pool.h"
#include "source/copy.h"

#define LANE_FULL (256 * 1024)
#define LANE_COST 1024 /* of one that is nearly empty, beside its rows */
#define HELD_MOST (16 * 1024 * 1024) /* a thread */

/* One thread's part of the work. */
struct part {
	const struct copy *how;
	struct schemas *all;
	void *state;
	const struct schema *bound; /* header of the last block */
	bool raw;                   /* and whether it was a log's */
	const struct schema *wide;  /* with what the tool adds */
	const struct schema *to;    /* what is written for it */
	size_t col[SCHEMA_COLS];
	uint64_t kept;
};

/* What a file has for the output while it is not live. */
struct queue {
	struct wr **lane;
	size_t n;
	bool done; /* the file was read, and all of it is here */
};

/* What threads share. */
struct lanes {
	const struct copy *how;
	struct input *in;
	struct wr *wr;
	struct reader **reader; /* one a thread */
	pthread_mutex_t lock;
	pthread_cond_t moved; /* live has moved on, or less is held */
	size_t live;          /* file whose rows go out */
	struct queue *queue;  /* one a file */
	size_t held, most;    /* bytes in all queues */
	struct wr **spare;    /* lanes that were written */
	size_t nspare;
	uint64_t kept;
	bool any; /* some header was met */
};

static void
part_start(struct part *p, const struct copy *how, struct input *in)
{
	*p = (struct part){.how = how, .all = input_schemas(in)};
	if (how->start != NULL)
		p->state = how->start(how->arg);
}

static void
part_stop(struct part *p)
{
	if (p->how->stop != NULL)
		p->how->stop(p->state);
}

/* Which columns a block gets, and which of them are written. */
static void
bind(struct part *p, struct block *b)
{
	bool same = b->schema == p->bound && b->origin->raw == p->raw;

	if (!same) {
		p->bound = p->wide = b->schema;
		p->raw = b->origin->raw;
	}
	if (!same && p->how->widen != NULL)
		p->wide = p->how->widen(p->state, p->all, b->schema);
	if (p->wide != p->bound)
		block_widen(b, p->wide);
	if (!same)
		p->to = pick_bind(p->how->pick, p->all, b, p->col);
}

/* The header and the rows of a block. */
static void
put_block(struct part *p, struct wr *w, struct block *b)
{
	bind(p, b);
	if (p->to != NULL && p->how->block != NULL)
		p->how->block(p->state, b, p->col, p->to->ncol);
	if (p->to == NULL || origin_over(b->origin))
		return;
	wr_header(w, p->to);
	p->kept += b->nsel;
	wr_rows(w, b, p->col, p->to->ncol);
}

/* The header, where it does not depend on the input. */
static void
put_header(const struct copy *how, struct input *in, struct wr *w, bool raw)
{
	const struct schema *s = pick_known(how->pick, input_schemas(in), raw);

	if (s == NULL)
		return;
	wr_header(w, s);
	wr_flush(w);
}

/* ---- one thread -------------------------------------------------------- */

static uint64_t
copy_alone(const struct copy *how, struct input *in, struct wr *w)
{
	struct block *b = block_new();
	struct part *p = mem_new(sizeof(*p));
	bool first = true;

	part_start(p, how, in);
	while (input_next(in, b) == 1) {
		put_block(p, w, b);
		if (first || input_wait(in))
			wr_flush(w);
		first = false;
	}
	if (p->bound == NULL)
		put_header(how, in, w, true);
	uint64_t kept = p->kept;
	part_stop(p);
	free(p);
	block_free(b);
	return kept;
}

/* ---- lanes ------------------------------------------------------------- */

/* A list of lanes grows by one. */
static void
push(struct wr ***list, size_t *n, struct wr *lane)
{
	*list = mem_array(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = lane;
}

static size_t
cost(const struct wr *lane)
{
	return wr_held(lane) + LANE_COST;
}

/* Leaves a lane in the queue of its file.  The lock is held. */
static void
leave(struct lanes *l, size_t file, struct wr *lane)
{
	push(&l->queue[file].lane, &l->queue[file].n, lane);
	l->held += cost(lane);
}

/*
 * Writes the queue of the live file, unless a file before it ended the run.
 * The lock is held when it is called, but not while it writes: a file that is
 * live has no other who touches its queue.
 */
static void
write_queue(struct lanes *l)
{
	struct queue *q = &l->queue[l->live];
	bool counts = l->live < input_upto(l->in);
	size_t size = 0;

	pthread_mutex_unlock(&l->lock);
	for (size_t i = 0; i < q->n; i++) {
		bool full = wr_held(q->lane[i]) >= LANE_FULL;
		size += cost(q->lane[i]);
		if (counts)
			wr_join(l->wr, q->lane[i]);
		if (full && counts)
			continue;
		wr_free(q->lane[i]);
		q->lane[i] = NULL;
	}
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < q->n; i++)
		if (q->lane[i] != NULL)
			push(&l->spare, &l->nspare, q->lane[i]);
	q->n = 0;
	l->held -= size;
}

/*
 * A lane is full, or its input has to wait: its rows go out if the file is
 * live; else it stays in the queue.  Returns a lane to go on with.
 */
static struct wr *
lane_full(struct lanes *l, const struct reader *r, struct wr *lane)
{
	size_t file = input_file(r);

	pthread_mutex_lock(&l->lock);
	while (l->live != file && l->held >= l->most)
		pthread_cond_wait(&l->moved, &l->lock);
	if (l->live == file || wr_held(lane) >= LANE_FULL) {
		leave(l, file, lane);
		lane = NULL;
	}
	if (l->live == file) {
		write_queue(l);
		if (input_reader_wait(r))
			wr_flush(l->wr);
		pthread_cond_broadcast(&l->moved);
	}
	if (lane == NULL && l->nspare > 0)
		lane = l->spare[--l->nspare];
	pthread_mutex_unlock(&l->lock);
	return lane != NULL ? lane : wr_lane();
}

/*
 * A file was read.  If it is live, what is left of it goes out, and the files
 * behind it that are done, up to one that was fatal; else the next is not begun
 * while too much is held.  Returns a lane to go on with.
 */
static struct wr *
lane_done(struct lanes *l, size_t file, struct wr *lane)
{
	struct wr *rest = wr_lane();

	/* What is left may be little: then not a whole lane is kept for it. */
	wr_join(rest, lane);
	pthread_mutex_lock(&l->lock);
	leave(l, file, rest);
	l->queue[file].done = true;
	if (l->live == file) {
		size_t nfile = input_files(l->in);
		for (; l->live < nfile && l->queue[l->live].done; l->live++)
			write_queue(l);
		pthread_cond_broadcast(&l->moved);
	}
	while (l->live < file && l->held >= l->most)
		pthread_cond_wait(&l->moved, &l->lock);
	pthread_mutex_unlock(&l->lock);
	return lane;
}

static void
work(void *arg, size_t thread)
{
	struct lanes *l = arg;
	struct reader *r = l->reader[thread];
	struct block *b = block_new();
	struct part *p = mem_new(sizeof(*p));
	struct wr *lane = wr_lane();

	part_start(p, l->how, l->in);
	while (input_claim(r)) {
		while (input_read(r, b) == 1) {
			put_block(p, lane, b);
			if (wr_held(lane) >= LANE_FULL || input_reader_wait(r))
				lane = lane_full(l, r, lane);
		}
		lane = lane_done(l, input_file(r), lane);
	}
	pthread_mutex_lock(&l->lock);
	l->kept += p->kept;
	l->any |= p->bound != NULL;
	pthread_mutex_unlock(&l->lock);
	wr_free(lane);
	part_stop(p);
	free(p);
	block_free(b);
}

static uint64_t
copy_lanes(const struct copy *how, struct input *in, struct wr *w, size_t n)
{
	struct lanes l = {.how = how, .in = in, .wr = w};

	l.reader = mem_new(n * sizeof(*l.reader));
	l.queue = mem_new(input_files(in) * sizeof(*l.queue));
	l.most = n * HELD_MOST;
	pthread_mutex_init(&l.lock, NULL);
	pthread_cond_init(&l.moved, NULL);
	for (size_t i = 0; i < n; i++)
		l.reader[i] = input_reader(in);
	pool_run(n, work, &l);
	for (size_t i = 0; i < n; i++)
		input_reader_free(l.reader[i]);
	if (!l.any)
		put_header(how, in, w, true);
	pthread_cond_destroy(&l.moved);
	pthread_mutex_destroy(&l.lock);
	for (size_t i = 0; i < input_files(in); i++)
		free(l.queue[i].lane);
	for (size_t i = 0; i < l.nspare; i++)
		wr_free(l.spare[i]);
	free(l.spare);
	free(l.queue);
	free(l.reader);
	return l.kept;
}

static uint64_t
copy_rows(const struct copy *how, struct input *in, struct wr *w)
{
	put_header(how, in, w, false);

	size_t n = input_threads(in);
	return n > 1 ? copy_lanes(how, in, w, n) : copy_alone(how, in, w);
}

/* The columns that are written, and those that the tool looks at. */
static void
want_all(const struct copy *how, struct want *w)
{
	pick_want(how->pick, w);
	if (how->want != NULL)
		how->want(how->arg, w);
	else if (how->block != NULL || how->widen != NULL)
		w->all = true;
}

void
copy_run(const struct copy *how, const struct input_conf *from,
    const struct out_conf *to, char *const *file, size_t nfile)
{
	struct input *in = input_open(from, file, nfile);
	struct want want = {0};
	struct out *out = out_open(to);
	struct wr *w = wr_new(out, to->bare);

	want_all(how, &want);
	input_want(in, &want);
	uint64_t kept = copy_rows(how, in, w);
	input_done(in, kept);
	wr_end(w, input_evidence(in));
	wr_free(w);
	out_close(out);
	input_close(in);
	want_free(&want);
}
