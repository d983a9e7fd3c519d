/* SPDX-License-Identifier: ISC */

/*
 * See pq.h: the rows of a file, all columns side by side.  A block ends where
 * a page of any column does, so that its cells may stay in the pages.
 */

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "source/pq_state.h"
#include "source/status.h"

#define REST_MOST (64 << 20) /* bytes that stay for the next file */

/*
 * Columns, which stay with the reader: those of its next file find room that
 * was used before, and the kernel has nothing to map anew.
 */
struct cols {
	struct pq_file file;
	struct pq_col *col;
	size_t n; /* all but the first few may have room only */
};

struct pq {
	struct source source;
	struct pq_file *file; /* that of cols */
	struct cols *cols;
	bool own;           /* nobody keeps cols */
	struct feed *feed;  /* as it was given */
	struct feed *spool; /* what is read instead, or NULL */
	struct pq_meta meta;
	struct pq_chunk *chunk; /* of the row group */
	const struct schema *schema;
	struct status status;
	struct keep *mended;
	struct pq_col *col; /* those that are read, in cols */
	size_t ncol;
	uint64_t left; /* rows of the row group */
	uint64_t row;  /* rows of the file so far */
	bool named;    /* no block has told of the schema yet */
	bool lost;
};

enum claim
pq_claim(struct slice head, bool whole)
{
	size_t n = head.n < 4 ? head.n : 4;

	if (memcmp(head.p, "PAR1", n) != 0 && memcmp(head.p, "PARE", n) != 0)
		return CLAIM_NO;
	if (n == 4)
		return CLAIM_YES;
	return whole ? CLAIM_NO : CLAIM_MORE;
}

/* ---- columns ---------------------------------------------------------- */

/* The schema; NULL after a message. */
static const struct schema *
name_columns(struct pq *q, struct schemas *all)
{
	struct slice *name = mem_array(NULL, q->meta.nleaf, sizeof(*name));
	struct keep *k = keep_new();

	for (size_t i = 0; i < q->meta.nleaf; i++)
		name[i] = layout_name(q->meta.leaf[i].name, k);
	const struct schema *s = schemas_names(all, name, q->meta.nleaf);
	if (schema_known(s) == 0) {
		origin_lost(q->file->origin,
		    "Parquet, but none of its columns is a flow log's: %.*s",
		    name[0].n < 60 ? (int)name[0].n : 60, name[0].p);
		s = NULL;
	}
	keep_free(k);
	free(name);
	return s;
}

/* Does status.h look at a column? */
static bool
for_status(const struct status *st, size_t col)
{
	bool is = col == st->status || col == st->start || col == st->end;

	for (size_t i = 0; i < st->nshape && st->status == SCHEMA_NONE; i++)
		is |= col == st->shape[i];
	return is;
}

static void
free_rooms(struct cols *c)
{
	for (size_t i = 0; i < c->n; i++) {
		c->col[i].pages.file = &c->file;
		pq_col_free(&c->col[i]);
	}
	free(c->col);
	c->col = NULL;
	c->n = 0;
}

static void
cols_free(void *p)
{
	free_rooms(p);
	free(p);
}

/* Those of the reader, or new ones. */
static void
borrow_cols(struct pq *q, struct format_rest *rest)
{
	if (rest != NULL && rest->p != NULL && rest->free == cols_free) {
		q->cols = rest->p;
	} else {
		q->cols = mem_new(sizeof(*q->cols));
		q->own = rest == NULL || rest->p != NULL;
		if (!q->own)
			*rest = (struct format_rest){q->cols, cols_free};
	}
	q->file = &q->cols->file;
}

static void
give_back(struct pq *q)
{
	size_t room = 0;

	for (size_t i = 0; i < q->ncol; i++)
		pq_col_rest(&q->col[i]);
	assert(q->file->held == 0);
	for (size_t i = 0; i < q->cols->n; i++)
		room += pq_col_room(&q->cols->col[i]);
	if (q->own)
		cols_free(q->cols);
	else if (room > REST_MOST)
		free_rooms(q->cols);
}

/* The columns that are read. */
static void
choose(struct pq *q, const struct want *want)
{
	const struct schema *s = q->schema;
	struct cols *all = q->cols;

	if (all->n < s->ncol) {
		all->col = mem_array(all->col, s->ncol, sizeof(*all->col));
		memset(all->col + all->n, 0,
		    (s->ncol - all->n) * sizeof(*all->col));
		all->n = s->ncol;
	}
	q->col = all->col;
	for (size_t i = 0; i < s->ncol; i++) {
		if (!want_has(want, &s->col[i]) && !for_status(&q->status, i))
			continue;
		pq_col_init(&q->col[q->ncol++], i, q->file, &q->meta.leaf[i],
		    s->col[i].field);
	}
}

/* ---- rows ------------------------------------------------------------- */

/* The next row group.  1, 0 after the last, -1. */
static int
next_group(struct pq *q)
{
	int got = pq_meta_group(&q->meta, q->file, q->chunk, &q->left);

	for (size_t i = 0; i < q->ncol && got == 1; i++)
		pq_col_start(&q->col[i], &q->chunk[q->col[i].col]);
	return got;
}

/* How many rows the next block may have: all columns have a page for them. */
static ssize_t
next_rows(struct pq *q)
{
	size_t n = q->left < BLOCK_ROWS ? (size_t)q->left : BLOCK_ROWS;

	for (size_t i = 0; i < q->ncol; i++) {
		struct pq_col *c = &q->col[i];
		int got = pq_col_more(c);
		if (got == -1)
			return -1;
		if (got == 0)
			return pq_column_lost(&c->pages,
			    "damaged: its pages end %" PRIu64
			    " rows before row group %zu does",
			    q->left, q->meta.group);
		n = c->left < n ? c->left : n;
	}
	return (ssize_t)n;
}

/* A row group must end in all columns at a time.  0, or -1. */
static int
check_end(const struct pq *q)
{
	for (size_t i = 0; i < q->ncol; i++)
		if (q->col[i].left > 0)
			return pq_column_lost(&q->col[i].pages,
			    "damaged: more rows than row group %zu has",
			    q->meta.group);
	return 0;
}

/* The next rows.  1, 0 at the end, -1. */
static int
fill(struct pq *q, struct block *b)
{
	while (q->left == 0) {
		int got = next_group(q);
		if (got != 1)
			return got;
	}
	ssize_t n = next_rows(q);
	if (n == -1)
		return -1;
	block_start(b, q->schema, q->file->origin);
	for (size_t i = 0; i < q->schema->ncol; i++)
		block_unread(b, i);
	b->line = q->row + 1;
	b->nrow = (size_t)n;
	for (size_t i = 0; i < q->ncol; i++)
		if (pq_col_fill(&q->col[i], b, (size_t)n) == -1)
			return -1;
	q->row += (uint64_t)n;
	q->left -= (uint64_t)n;
	return q->left == 0 && check_end(q) == -1 ? -1 : 1;
}

static int
pq_next(struct source *s, struct block *b)
{
	struct pq *q = (struct pq *)s;
	int got = q->lost ? -1 : 1;

	while (got == 1) {
		got = fill(q, b);
		if (got != 1)
			break;
		keep_free(q->mended);
		q->mended = keep_new();
		status_block(&q->status, b, q->mended);
		if (b->nsel > 0) {
			q->named = false;
			return 1;
		}
	}
	q->lost = got == -1;
	if (!q->named)
		return got;
	q->named = false;
	block_start(b, q->schema, q->file->origin);
	return 1;
}

/* ---- the source ------------------------------------------------------- */

static bool
pq_wait(struct source *s)
{
	(void)s;
	return false;
}

static void
pq_close(struct source *s)
{
	struct pq *q = (struct pq *)s;

	pq_meta_free(&q->meta, q->file);
	give_back(q);
	free(q->chunk);
	keep_free(q->mended);
	feed_close(q->spool);
	feed_close(q->feed);
	free(q);
}

/* What is read: the feed itself, or what was spooled of it.  0, or -1. */
static int
find_feed(struct pq *q)
{
	q->file->feed = q->feed;
	if (q->feed->at != NULL)
		return 0;
	q->spool = feed_spool(q->feed);
	if (q->spool == NULL) {
		origin_lost(q->file->origin, "%s", q->feed->why);
		return -1;
	}
	q->file->feed = q->spool;
	return 0;
}

static int
start(struct pq *q, const struct format_env *env)
{
	if (find_feed(q) == -1 || pq_meta_open(&q->meta, q->file) == -1)
		return -1;
	q->schema = name_columns(q, env->all);
	if (q->schema == NULL)
		return -1;
	status_bind(&q->status, q->schema);
	q->chunk = mem_array(NULL, q->meta.nleaf, sizeof(*q->chunk));
	choose(q, env->want);
	return 0;
}

struct source *
pq_open(struct feed *feed, const struct format_env *env)
{
	struct pq *q = mem_new(sizeof(*q));

	env->origin->raw = true;
	q->source.next = pq_next;
	q->source.wait = pq_wait;
	q->source.close = pq_close;
	borrow_cols(q, env->rest);
	q->file->origin = env->origin;
	q->feed = feed;
	q->named = true;
	if (start(q, env) == 0)
		return &q->source;
	pq_close(&q->source);
	return NULL;
}
