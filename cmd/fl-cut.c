/* SPDX-License-Identifier: ISC */

/*
 * fl-cut: chooses, orders and renames columns, and writes numbers as people
 * read them.
 *
 *   fl-cut -n start,src,dst,dport=port,bytes logs/
 */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "model/cell.h"
#include "model/pick.h"
#include "source/input.h"
#include "stream/wr.h"
#include "value/flag.h"
#include "value/human.h"
#include "value/proto.h"
#include "value/service.h"
#include "value/when.h"

struct conf {
	const char *columns;
	bool names;
};

/* Where a row stores to. */
enum {
	TO_COLUMNS = offsetof(struct conf, columns),
	TO_NAMES = offsetof(struct conf, names),
};

static const struct opt own_opts[] = {
    {'c', "columns", "FIELDS", OPT_STR,  WORD_FIELDS, TO_COLUMNS,
     "columns to write, instead of the operand",     NULL},
    {'n', "names",   NULL,     OPT_FLAG, WORD_NONE,   TO_NAMES,
     "numbers as names, times and sizes for people", NULL},
};

/* What the loop works on. */
struct work {
	struct input *in;
	struct pick *pick;
	struct wr *wr;
	bool names;
	const struct schema *bound; /* schema of the last block */
	const struct schema *out;   /* what is written for it */
	size_t col[SCHEMA_COLS];    /* its columns */
	size_t told[SCHEMA_COLS];   /* -n: columns that become text */
	size_t ntold;
	struct buf text; /* -n: the cells of a block */
	uint64_t kept;
};

/* ---- -n --------------------------------------------------------------- */

#define TEXT_MAX 40 /* room for any of the texts below */

static_assert(TEXT_MAX >= FLAG_MAX && TEXT_MAX >= WHEN_MAX &&
	TEXT_MAX >= HUMAN_MAX,
    "no text is longer");

/* Does a column say more to people as text? */
static bool
is_told(const struct field *f)
{
	switch (f->kind) {
	case KIND_PORT:
	case KIND_PROTO:
	case KIND_FLAGS:
	case KIND_TIME:
		return true;
	case KIND_NUM:
		return f->merge == MERGE_SUM;
	default:
		return false;
	}
}

static char *
put_str(char *p, const char *s)
{
	return stpcpy(p, s);
}

/* A value of a field at p; proto is the row's, NUM_NONE if unknown. */
static char *
tell(char *p, const struct field *f, uint64_t v, uint64_t proto)
{
	const struct service *service;
	const char *name;

	if (v == NUM_NONE)
		return put_str(p, "-");
	switch (f->kind) {
	case KIND_PORT:
		service = service_at(proto, v);
		name = service != NULL ? service->name : NULL;
		break;
	case KIND_PROTO:
		name = proto_name(v);
		break;
	case KIND_FLAGS:
		return flag_print(p, v);
	case KIND_TIME:
		return v <= WHEN_LAST ? when_print(p, v) :
					cell_print(f->kind, p, v);
	default:
		if (f == field_at(FIELD_BYTES) || f == field_at(FIELD_RBYTES))
			return human_bytes(p, v);
		return human_count(p, (double)v);
	}
	return name != NULL ? put_str(p, name) : cell_print(f->kind, p, v);
}

/* Finds the columns to tell among those that are written. */
static void
bind_names(struct work *w, const struct schema *s)
{
	w->ntold = 0;
	for (size_t c = 0; c < s->ncol; c++) {
		if (!is_told(s->col[c].field))
			continue;
		for (size_t i = 0; i < w->out->ncol; i++) {
			if (w->col[i] != c)
				continue;
			w->told[w->ntold++] = c;
			break;
		}
	}
}

/*
 * Turns the told columns of a block to slices of text.  Their numbers stay
 * where they are, so a port can be named after its protocol was.
 */
static void
tell_block(struct work *w, struct block *b)
{
	size_t proto = b->schema->at[FIELD_PROTO];

	block_load(b, w->told, w->ntold);
	if (proto != SCHEMA_NONE && w->ntold > 0)
		block_load(b, &proto, 1);
	w->text.n = 0;
	char *p = buf_room(&w->text, b->nsel * w->ntold * TEXT_MAX);
	for (size_t k = 0; k < w->ntold; k++) {
		size_t col = w->told[k];
		const struct field *f = b->schema->col[col].field;
		const uint64_t *num = b->vec[col].num;
		struct slice *cell = block_slices(b, col);
		for (size_t i = 0; i < b->nsel; i++) {
			uint32_t row = b->sel[i];
			char *end = tell(p, f, num[row],
			    proto != SCHEMA_NONE ? b->vec[proto].num[row] :
						   NUM_NONE);
			cell[row] = (struct slice){p, (size_t)(end - p)};
			p = end;
		}
	}
}

/* ---- the loop --------------------------------------------------------- */

/* The header and the rows of a block.  0, or -1 after a message. */
static int
put_block(struct work *w, struct block *b)
{
	if (b->schema != w->bound) {
		w->bound = b->schema;
		w->out = pick_bind(w->pick, input_schemas(w->in), b->schema,
		    b->origin->raw, w->col);
		if (w->out == NULL)
			return -1;
		bind_names(w, b->schema);
	}
	wr_header(w->wr, w->out);
	if (w->names)
		tell_block(w, b);
	w->kept += b->nsel;
	wr_rows(w->wr, b, w->col, w->out->ncol);
	return 0;
}

/* The header, if it does not depend on the input. */
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
cut(struct work *w)
{
	struct block *b = block_new();
	bool first = true;

	put_header(w, false);
	while (input_next(w->in, b) == 1) {
		if (put_block(w, b) == -1)
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
	    .name = "fl-cut",
	    .operands = "[FIELDS] [FILE ...]",
	    .about = "Chooses, orders and renames columns.",
	    .word = WORD_FIELDS,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int first = opt_parse(&tool, argc, argv);
	if (conf.columns == NULL && first == argc)
		opt_die(&tool, "which columns? FIELDS are missing");
	if (conf.columns == NULL)
		conf.columns = argv[first++];
	struct pick *pick = pick_parse(conf.columns);
	if (pick == NULL)
		return DIAG_LOST;

	struct work *w = mem_new(sizeof(*w));
	w->in = input_open(&in, argv + first, (size_t)(argc - first));
	w->pick = pick;
	w->names = conf.names;
	struct out *o = out_open(&out);
	w->wr = wr_new(o, out.bare);
	cut(w);
	input_done(w->in, w->kept);
	wr_end(w->wr, input_evidence(w->in));
	wr_free(w->wr);
	out_close(o);
	input_close(w->in);
	pick_free(pick);
	buf_free(&w->text);
	free(w);
	return diag_status();
}
