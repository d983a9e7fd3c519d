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
#include "source/copy.h"
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
    {'c', "columns", "FIELDS", OPT_STR, WORD_FIELDS, TO_COLUMNS,
	"columns to write, instead of the operand", NULL},
    {'n', "names", NULL, OPT_FLAG, WORD_NONE, TO_NAMES,
	"numbers as names, times and sizes for people", NULL},
};

/* -n: what one thread works on. */
struct names {
	const struct schema *bound; /* schema of the last block */
	size_t told[SCHEMA_COLS];   /* columns that become text */
	size_t ntold;
	struct buf text; /* the cells of a block */
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
bind_names(struct names *n, const struct schema *s, const size_t *col,
    size_t ncol)
{
	n->bound = s;
	n->ntold = 0;
	for (size_t c = 0; c < s->ncol; c++) {
		if (!is_told(s->col[c].field))
			continue;
		for (size_t i = 0; i < ncol; i++) {
			if (col[i] != c)
				continue;
			n->told[n->ntold++] = c;
			break;
		}
	}
}

/*
 * Turns the told columns of a block to slices of text.  Their numbers stay
 * where they are, so a port can be named after its protocol was.
 */
static void
tell_block(void *state, struct block *b, const size_t *col, size_t ncol)
{
	struct names *n = state;
	size_t proto = b->schema->at[FIELD_PROTO];

	if (b->schema != n->bound)
		bind_names(n, b->schema, col, ncol);

	block_load(b, n->told, n->ntold);
	if (proto != SCHEMA_NONE && n->ntold > 0)
		block_load(b, &proto, 1);
	n->text.n = 0;
	char *p = buf_room(&n->text, b->nsel * n->ntold * TEXT_MAX);
	for (size_t k = 0; k < n->ntold; k++) {
		size_t c = n->told[k];
		const struct field *f = b->schema->col[c].field;
		const uint64_t *num = b->vec[c].num;
		struct slice *cell = block_slices(b, c);
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

/* Ports have the names of their protocols. */
static void
want(const void *arg, struct want *w)
{
	(void)arg;
	want_field(w, FIELD_PROTO);
}

static void *
start(const void *arg)
{
	(void)arg;
	return mem_new(sizeof(struct names));
}

static void
stop(void *state)
{
	struct names *n = state;

	buf_free(&n->text);
	free(n);
}

/* FIELDS and what stands behind them; out if they are in each other's place. */
static const char *
read_fields(const struct opt_tool *tool, char **word, int n)
{
	if (n == 0)
		opt_die(tool, "which columns? FIELDS are missing");
	if (pick_is_file(word[0]))
		opt_die(tool,
		    "\"%s\" is a file; FIELDS come before it, as in "
		    "src,dst,dport",
		    word[0]);
	if (n > 1 && pick_is_stray(word[1]))
		opt_die(tool, "%s: no such file; did you mean %s,%s?", word[1],
		    word[0], word[1]);
	return word[0];
}

int
main(int argc, char **argv)
{
	struct conf conf = {0};
	struct input_conf in = {0};
	struct out_conf out = {0};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {own_opts, nitems(own_opts), &conf},
	    {input_opts, input_nopts, &in},
	    {input_thread_opts, input_nthread_opts, &in},
	    {out_opts, out_nopts, &out},
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
	if (conf.columns == NULL) {
		conf.columns = read_fields(&tool, argv + first, argc - first);
		first++;
	}
	struct pick *pick = pick_parse(conf.columns);
	if (pick == NULL)
		return DIAG_LOST;

	struct copy copy = {.pick = pick};
	if (conf.names) {
		copy.start = start;
		copy.stop = stop;
		copy.block = tell_block;
		copy.want = want;
	}
	copy_run(&copy, &in, &out, argv + first, (size_t)(argc - first));
	pick_free(pick);
	return diag_status();
}
