/* SPDX-License-Identifier: ISC */

/*
 * fl-cat: flow logs of every delivery format to the stream that all other
 * tools read.
 *
 *   fl-cat -c +eni,vpc logs/ | fl-where dst=10.0.0.0/8
 */

#include "base/diag.h"
#include "model/cell.h"
#include "source/copy.h"
#include "source/explain.h"

struct conf {
	const char *columns;
	const char *reject;
	bool strict;
	bool explain;
};

/* Where a row stores to. */
enum {
	TO_COLUMNS = offsetof(struct conf, columns),
	TO_REJECT = offsetof(struct conf, reject),
	TO_STRICT = offsetof(struct conf, strict),
	TO_EXPLAIN = offsetof(struct conf, explain),
};

static const struct opt own_opts[] = {
    {'c', "columns", "FIELDS", OPT_STR, WORD_FIELDS, TO_COLUMNS,
	"columns to write: a list, +eni, -flags, @all", NULL},
    {'x', "left-out", "FILE", OPT_STR, WORD_FILE, TO_REJECT,
	"copy malformed lines to FILE", NULL},
    {0, "explain", NULL, OPT_FLAG, WORD_NONE, TO_EXPLAIN,
	"say what each file is taken for, and write no rows", NULL},
    {0, "strict", NULL, OPT_FLAG, WORD_NONE, TO_STRICT,
	"check every cell, not only the count of them", NULL},
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

/* Every cell of the block is looked at. */
static void
check_cells(struct block *b)
{
	size_t all[SCHEMA_COLS];

	for (size_t i = 0; i < b->schema->ncol; i++)
		all[i] = i;
	block_load(b, all, b->schema->ncol);
	check_counts(b, FIELD_PACKETS);
	check_counts(b, FIELD_BYTES);
}

/* --strict. */
static void
check(void *state, struct block *b, const size_t *col, size_t ncol)
{
	(void)state;
	(void)col;
	(void)ncol;
	check_cells(b);
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
	    .name = "fl-cat",
	    .operands = "[FILE ...]",
	    .about = "Reads flow logs and writes the stream.",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int first = opt_parse(&tool, argc, argv);
	if (conf.explain && (conf.columns || conf.reject || out.path))
		opt_die(&tool, "--explain writes no rows, for -c, -o or -x");
	if (conf.explain) {
		explain_run(&in, argv + first, (size_t)(argc - first),
		    check_cells);
		return diag_status();
	}
	if (out_same(conf.reject, out.path))
		opt_die(&tool, "-o and -x are one file: %s", out.path);
	struct pick *pick = pick_parse(conf.columns);
	if (pick == NULL)
		return DIAG_LOST;
	in.reject = conf.reject;

	struct copy copy = {
	    .pick = pick,
	    .block = conf.strict ? check : NULL,
	};
	copy_run(&copy, &in, &out, argv + first, (size_t)(argc - first));
	pick_free(pick);
	return diag_status();
}
