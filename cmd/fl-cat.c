/* SPDX-License-Identifier: ISC */

/*
 * fl-cat: flow logs of every delivery format to the stream that all other
 * tools read.
 *
 *   fl-cat -c +eni,vpc logs/ | fl-where dst=10.0.0.0/8
 */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "model/cell.h"
#include "model/pick.h"
#include "source/input.h"
#include "stream/wr.h"

struct conf {
	const char *columns;
	const char *reject;
	bool strict;
};

/* Where a row stores to. */
enum {
	TO_COLUMNS = offsetof(struct conf, columns),
	TO_REJECT = offsetof(struct conf, reject),
	TO_STRICT = offsetof(struct conf, strict),
};

static const struct opt own_opts[] = {
    {'c', "columns",  "FIELDS", OPT_STR,  WORD_FIELDS, TO_COLUMNS,
     "columns to write: a list, +eni, -flags, @all", NULL},
    {'x', "left-out", "FILE",   OPT_STR,  WORD_FILE,   TO_REJECT,
     "copy malformed lines to FILE",                 NULL},
    {0,   "strict",   NULL,     OPT_FLAG, WORD_NONE,   TO_STRICT,
     "check every cell, not only the count of them", NULL},
};

/* What the loop works on. */
struct work {
	struct input *in;
	struct pick *pick;
	struct wr *wr;
	const struct schema *bound; /* schema of the last block */
	const struct schema *out;   /* what is written for it */
	size_t col[SCHEMA_COLS];    /* its columns */
	size_t all[SCHEMA_COLS];    /* 0, 1, 2...: every column, to check */
	uint64_t kept;
};

/* Drops rows that count more than one record can. */
static void
check_counts(struct block *b, enum field_id id)
{
	size_t col = b->schema->at[id], n = 0;

	if (col == SCHEMA_NONE || !b->origin->raw)
		return;
	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		uint64_t v = b->vec[col].num[row];
		if (v == NUM_NONE || v <= CELL_NUM_TOP)
			b->sel[n++] = row;
		else
			block_bad(b, row, "%s: more than 2^48 in one record",
			    field_at(id)->name);
	}
	b->nsel = n;
}

/* The header and the rows of a block.  0, or -1 after a message. */
static int
put_block(struct work *w, struct block *b, bool strict)
{
	if (b->schema != w->bound) {
		w->bound = b->schema;
		w->out = pick_bind(w->pick, input_schemas(w->in), b->schema,
		    b->origin->raw, w->col);
		if (w->out == NULL)
			return -1;
	}
	wr_header(w->wr, w->out);
	if (strict) {
		block_load(b, w->all, b->schema->ncol);
		check_counts(b, FIELD_PACKETS);
		check_counts(b, FIELD_BYTES);
	}
	w->kept += b->nsel;
	wr_rows(w->wr, b, w->col, w->out->ncol);
	return 0;
}

/*
 * The header goes out before the first row where it does not depend on the
 * input, so that a next stage that misses a column says so at once.
 */
static void
put_header(struct work *w, bool raw)
{
	const struct schema *s = pick_known(w->pick, input_schemas(w->in), raw);

	if (s == NULL)
		return;
	wr_header(w->wr, s);
	wr_flush(w->wr);
}

static void
cat(struct work *w, bool strict)
{
	struct block *b = block_new();
	bool first = true;

	put_header(w, false);
	while (input_next(w->in, b) == 1) {
		if (put_block(w, b, strict) == -1)
			break;
		if (first || input_wait(w->in))
			wr_flush(w->wr);
		first = false;
	}
	if (w->bound == NULL)
		put_header(w, true);
	block_free(b);
}

int
main(int argc, char **argv)
{
	struct conf conf = {0};
	struct input_conf in = {0};
	struct out_conf out = {0};
	const struct opt_group groups[] = {
	    {opt_std,    opt_nstd,         NULL },
	    {own_opts,   nitems(own_opts), &conf},
	    {input_opts, input_nopts,      &in  },
	    {out_opts,   out_nopts,        &out },
	};
	const struct opt_tool tool = {
	    .name = "fl-cat",
	    .operands = "[FILE ...]",
	    .about = "Reads flow logs and writes the stream.",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int first = opt_parse(&tool, argc, argv);
	struct pick *pick = pick_parse(conf.columns);
	if (pick == NULL)
		return DIAG_LOST;
	in.reject = conf.reject;

	struct work *w = mem_new(sizeof(*w));
	w->in = input_open(&in, argv + first, (size_t)(argc - first));
	w->pick = pick;
	struct out *o = out_open(&out);
	w->wr = wr_new(o, out.bare);
	for (size_t i = 0; i < nitems(w->all); i++)
		w->all[i] = i;
	cat(w, conf.strict);
	input_done(w->in, w->kept);
	wr_end(w->wr, input_evidence(w->in));
	wr_free(w->wr);
	out_close(o);
	input_close(w->in);
	pick_free(pick);
	free(w);
	return diag_status();
}
