/* SPDX-License-Identifier: ISC */

/* See wr.h.  Rows are row.c's matter. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "stream/row.h"
#include "stream/wr.h"

/* A lane's rows from an offset on belong to a schema. */
struct part {
	const struct schema *schema;
	size_t at;
};

struct wr {
	struct out *out;
	bool lane; /* out is in memory, and ours */
	struct part *part;
	size_t nparts;
	bool bare;
	const struct schema *last; /* header written last */
	size_t heads;              /* how many were written */
	struct row *row;
};

struct wr *
wr_new(struct out *out, bool bare)
{
	struct wr *w = mem_new(sizeof(*w));

	w->out = out;
	w->bare = bare;
	w->row = row_new(out);
	return w;
}

struct wr *
wr_lane(void)
{
	struct wr *w = wr_new(out_memory(), false);

	w->lane = true;
	return w;
}

size_t
wr_held(const struct wr *lane)
{
	return out_bytes(lane->out).n;
}

static void
add_part(struct wr *w, const struct schema *schema)
{
	w->part = mem_array(w->part, w->nparts + 1, sizeof(*w->part));
	w->part[w->nparts++] = (struct part){schema, wr_held(w)};
}

void
wr_join(struct wr *to, struct wr *lane)
{
	struct slice all = out_bytes(lane->out);

	for (size_t i = 0; i < lane->nparts; i++) {
		const struct part *p = &lane->part[i];
		size_t end = i + 1 < lane->nparts ? p[1].at : all.n;
		wr_header(to, p->schema);
		if (end > p->at)
			out_write(to->out, all.p + p->at, end - p->at);
	}
	out_clear(lane->out);
	lane->nparts = 0;
	lane->last = NULL;
}

void
wr_free(struct wr *w)
{
	if (w == NULL)
		return;
	if (w->lane)
		out_close(w->out);
	free(w->part);
	row_free(w->row);
	free(w);
}

void
wr_flush(struct wr *w)
{
	out_flush(w->out);
}

void
wr_header(struct wr *w, const struct schema *schema)
{
	if (schema == w->last)
		return;
	w->last = schema;
	if (w->lane) {
		add_part(w, schema);
		return;
	}
	w->heads++;
	if (w->bare)
		return;
	if (schema_known(schema) == 0)
		diag_die("none of the columns to write is known, so the "
			 "header would be none; -H leaves it off");
	for (size_t i = 0; i < schema->ncol; i++) {
		const char *name = schema->col[i].name;
		out_write(w->out, i == 0 ? "#" : "\t", 1);
		out_write(w->out, name, strlen(name));
	}
	out_write(w->out, "\n", 1);
}

void
wr_rows(struct wr *w, const struct block *b, const size_t *col, size_t n)
{
	row_block(w->row, b, col, n);
}

void
wr_block(struct wr *w, const struct block *b)
{
	size_t col[SCHEMA_COLS];

	for (size_t i = 0; i < b->schema->ncol; i++)
		col[i] = i;
	wr_rows(w, b, col, b->schema->ncol);
}

static void
put_time(struct buf *line, const char *name, uint64_t t)
{
	if (t == NUM_NONE)
		buf_fmt(line, "\t%s=-", name);
	else
		buf_fmt(line, "\t%s=%ju", name, (uintmax_t)t);
}

static void
put_end(struct buf *line, const struct evidence *ev)
{
	buf_fmt(line, "#!end\trecords=%ju", (uintmax_t)ev->records);
	put_time(line, "from", ev->from);
	put_time(line, "to", ev->to);
	buf_fmt(line, "\tnodata=%ju\tskipdata=%ju\tmalformed=%ju\n",
	    (uintmax_t)ev->nodata, (uintmax_t)ev->skipdata,
	    (uintmax_t)ev->malformed);
}

/*
 * All ends stand behind the last row, also those of earlier headers, which
 * count nothing: whatever is cut off, an end is missing then.
 */
static void
put_ends(struct buf *line, size_t heads, const struct evidence *ev)
{
	const struct evidence none = EVIDENCE_INIT;

	for (size_t i = 1; i < heads; i++)
		put_end(line, &none);
	put_end(line, ev);
}

void
wr_end(struct wr *w, const struct evidence *ev)
{
	struct buf line = {0};

	if (w->bare)
		return;
	if (ev->why[0] != '\0')
		buf_fmt(&line, "#!incomplete\t%s\n", ev->why);
	else if (diag_status() == DIAG_LOST)
		buf_fmt(&line, "#!incomplete\t%s failed\n", diag_name());
	else if (evidence_whole(ev))
		put_ends(&line, w->heads, ev);
	if (line.n > 0)
		out_write(w->out, line.p, line.n);
	buf_free(&line);
}
