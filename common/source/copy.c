/* SPDX-License-Identifier: ISC */

/*
 * See copy.h.
 *
 * Each thread writes the file it reads to a lane, a stream in memory.  The
 * lane of the first file that is not done is live: what it holds goes out.
 * The others fill up to a bound and wait to become live.  No deadlock: files
 * are claimed in order, so the live one always has a thread.
 */

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/pool.h"
#include "source/copy.h"

/* How much a lane gathers before it is written, and before it waits. */
#define LANE_WRITE (256 * 1024)
#define LANE_WAIT (16 * 1024 * 1024)

/* One thread's part of the work. */
struct part {
	const struct copy *how;
	struct schemas *all;
	void *state;
	const struct schema *bound; /* header of the last block */
	bool raw;                   /* and whether it was a log's */
	const struct schema *to;    /* what is written for it */
	size_t col[SCHEMA_COLS];
	uint64_t kept;
};

/* What threads share. */
struct lanes {
	const struct copy *how;
	struct input *in;
	struct wr *wr;
	struct reader **reader; /* one a thread */
	pthread_mutex_t lock;
	pthread_cond_t moved; /* live has moved on */
	size_t live;          /* file whose rows go out */
	struct wr **done;     /* per file: its lane, once it was read */
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

/* The header and the rows of a block. */
static void
put_block(struct part *p, struct wr *w, struct block *b)
{
	if (b->schema != p->bound || b->origin->raw != p->raw) {
		p->bound = b->schema;
		p->raw = b->origin->raw;
		p->to = pick_bind(p->how->pick, p->all, b, p->col);
	}
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

/*
 * A lane holds enough, or its input has to wait: writes it if it is live,
 * waits to become live if it holds too much.
 */
static void
lane_write(struct lanes *l, const struct reader *r, struct wr *lane)
{
	size_t file = input_file(r);

	pthread_mutex_lock(&l->lock);
	while (l->live != file && wr_held(lane) >= LANE_WAIT)
		pthread_cond_wait(&l->moved, &l->lock);
	if (l->live == file) {
		wr_join(l->wr, lane);
		if (input_reader_wait(r))
			wr_flush(l->wr);
	}
	pthread_mutex_unlock(&l->lock);
}

/*
 * A file was read: its lane, and those behind it that are done, go out, up to
 * a file that was fatal.
 */
static void
lane_done(struct lanes *l, size_t file, struct wr *lane)
{
	pthread_mutex_lock(&l->lock);
	l->done[file] = lane;
	while (l->live < input_files(l->in) && l->done[l->live] != NULL) {
		if (l->live < input_upto(l->in))
			wr_join(l->wr, l->done[l->live]);
		wr_free(l->done[l->live++]);
	}
	pthread_cond_broadcast(&l->moved);
	pthread_mutex_unlock(&l->lock);
}

static void
work(void *arg, size_t thread)
{
	struct lanes *l = arg;
	struct reader *r = l->reader[thread];
	struct block *b = block_new();
	struct part *p = mem_new(sizeof(*p));

	part_start(p, l->how, l->in);
	while (input_claim(r)) {
		struct wr *lane = wr_lane();
		while (input_read(r, b) == 1) {
			put_block(p, lane, b);
			if (wr_held(lane) >= LANE_WRITE || input_reader_wait(r))
				lane_write(l, r, lane);
		}
		lane_done(l, input_file(r), lane);
	}
	pthread_mutex_lock(&l->lock);
	l->kept += p->kept;
	l->any |= p->bound != NULL;
	pthread_mutex_unlock(&l->lock);
	part_stop(p);
	free(p);
	block_free(b);
}

static uint64_t
copy_lanes(const struct copy *how, struct input *in, struct wr *w, size_t n)
{
	struct lanes l = {.how = how, .in = in, .wr = w};

	l.reader = mem_new(n * sizeof(*l.reader));
	l.done = mem_new(input_files(in) * sizeof(*l.done));
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
	free(l.reader);
	free(l.done);
	return l.kept;
}

static uint64_t
copy_rows(const struct copy *how, struct input *in, struct wr *w)
{
	put_header(how, in, w, false);

	size_t n = input_threads(in);
	return n > 1 ? copy_lanes(how, in, w, n) : copy_alone(how, in, w);
}

void
copy_run(const struct copy *how, const struct input_conf *from,
    const struct out_conf *to, char *const *file, size_t nfile)
{
	struct input *in = input_open(from, file, nfile);
	struct out *out = out_open(to);
	struct wr *w = wr_new(out, to->bare);

	uint64_t kept = copy_rows(how, in, w);
	input_done(in, kept);
	wr_end(w, input_evidence(in));
	wr_free(w);
	out_close(out);
	input_close(in);
}
