/* SPDX-License-Identifier: ISC */

/*
 * fl-where: keeps the rows that match an expression.
 *
 *   fl-where dst=10.0.0.0/8 dport=1-1024 'not action=reject' logs/
 *
 * The whole language is engine/expr; here are only options and a loop.
 */

#include <stddef.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/expr.h"
#include "model/pick.h"
#include "source/input.h"
#include "stream/out.h"
#include "stream/wr.h"

struct conf {
	struct input_conf input;
	struct out_conf out;
	const char *columns; /* -c */
};

static const struct opt own_opts[] = {
    {'c', "columns", "FIELDS", OPT_STR, WORD_FIELDS,
     offsetof(struct conf, columns), "columns to write", NULL},
};

/* One run: what was asked for, what is read, and what is written. */
struct job {
	char **word, **file; /* the operands, told apart */
	size_t nword, nfile;
	struct expr *expr;
	struct exprrun *run;
	struct pick *pick;
	struct input *in;
	struct wr *wr;
	const struct schema *bound; /* header of the last block */
	bool raw;                   /* and whether it was a log's */
	const struct schema *to;    /* header that is written for it */
	size_t col[SCHEMA_COLS];
	uint64_t kept;
};

/* What stands behind "--" is a FILE, whatever it looks like. */
static void
tell_apart(struct job *j, char **word, size_t n, char **behind, size_t nbehind)
{
	j->word = mem_array(NULL, n, sizeof(*j->word));
	j->file = mem_array(NULL, n + nbehind, sizeof(*j->file));
	for (size_t i = 0; i < n; i++) {
		if (expr_is(word[i]))
			j->word[j->nword++] = word[i];
		else
			j->file[j->nfile++] = word[i];
	}
	for (size_t i = 0; i < nbehind; i++)
		j->file[j->nfile++] = behind[i];
}

/* The header, where it does not depend on the input. */
static void
put_header(struct job *j, bool raw)
{
	const struct schema *to = pick_known(j->pick, input_schemas(j->in),
	    raw);

	if (to == NULL)
		return;
	wr_header(j->wr, to);
	wr_flush(j->wr);
}

/* The rows of a block that match, and its header first. 0, or -1 and said. */
static int
put_block(struct job *j, struct block *b)
{
	if (b->schema != j->bound || b->origin->raw != j->raw) {
		j->bound = b->schema;
		j->raw = b->origin->raw;
		j->to = pick_bind(j->pick, input_schemas(j->in), j->bound,
		    j->raw, j->col);
		if (j->to == NULL)
			return -1;
	}
	exprrun_block(j->run, b);
	wr_header(j->wr, j->to);
	wr_rows(j->wr, b, j->col, j->to->ncol);
	j->kept += b->nsel;
	return 0;
}

/* A header goes out before its first row: the next tool can fail early. */
static void
filter(struct job *j)
{
	struct block *b = block_new();
	bool first = true;

	put_header(j, false);
	while (input_next(j->in, b) == 1) {
		if (put_block(j, b) == -1)
			break;
		if (first || input_wait(j->in))
			wr_flush(j->wr);
		first = false;
	}
	if (j->bound == NULL)
		put_header(j, true);
	block_free(b);
}

/* Reads, filters and writes all there is. */
static void
work(struct job *j, const struct conf *conf)
{
	struct out *out;

	j->in = input_open(&conf->input, j->file, j->nfile);
	j->run = exprrun_new(j->expr);
	out = out_open(&conf->out);
	j->wr = wr_new(out, conf->out.bare);
	filter(j);
	input_done(j->in, j->kept);
	wr_end(j->wr, input_evidence(j->in));
	wr_free(j->wr);
	out_close(out);
	exprrun_free(j->run);
	input_close(j->in);
}

int
main(int argc, char *argv[])
{
	struct conf conf = {0};
	const struct opt_group groups[] = {
	    {opt_std,    opt_nstd,         NULL       },
	    {input_opts, input_nopts,      &conf.input},
	    {out_opts,   out_nopts,        &conf.out  },
	    {own_opts,   nitems(own_opts), &conf      },
	};
	const struct opt_tool tool = {
	    .name = "fl-where",
	    .operands = "EXPR ... [FILE ...]",
	    .about = "Keeps the rows that match all expressions.",
	    .word = WORD_EXPR,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};
	int end = 1;

	diag_init(argv[0]);
	while (end < argc && strcmp(argv[end], "--") != 0)
		end++;
	int first = opt_parse(&tool, end, argv);
	int behind = end < argc ? end + 1 : end;
	struct job *j = mem_new(sizeof(*j));
	tell_apart(j, argv + first, (size_t)(end - first), argv + behind,
	    (size_t)(argc - behind));
	if (j->nword == 0)
		opt_die(&tool,
		    "no expression like dport=443 among the operands");
	j->expr = expr_parse(j->word, j->nword);
	if (j->expr != NULL)
		j->pick = pick_parse(conf.columns);
	if (j->pick != NULL)
		work(j, &conf);
	pick_free(j->pick);
	expr_free(j->expr);
	free(j->word);
	free(j->file);
	free(j);
	return diag_status();
}
