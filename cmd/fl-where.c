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
#include "source/copy.h"

struct conf {
	struct input_conf input;
	struct out_conf out;
	const char *columns; /* -c */
};

static const struct opt own_opts[] = {
    {'c', "columns", "FIELDS", OPT_STR, WORD_FIELDS,
	offsetof(struct conf, columns), "columns to write", NULL},
};

/* One run: what was asked for, and of what. */
struct job {
	char **word, **file; /* the operands, told apart */
	size_t nword, nfile;
	struct expr *expr;
	struct pick *pick;
};

/* What stands behind "--" is a FILE, whatever it looks like. */
static void
tell_apart(struct job *j, char **word, size_t n, char **behind, size_t nbehind)
{
	j->word = mem_array(NULL, n, sizeof(*j->word));
	j->file = mem_array(NULL, n + nbehind, sizeof(*j->file));
	for (size_t i = 0; i < n; i++) {
		if (expr_is(word[i]) && expr_is_lost_file(word[i]))
			exit(DIAG_LOST);
		if (expr_is(word[i]))
			j->word[j->nword++] = word[i];
		else
			j->file[j->nfile++] = word[i];
	}
	for (size_t i = 0; i < nbehind; i++)
		j->file[j->nfile++] = behind[i];
}

static void *
start(const void *expr)
{
	return exprrun_new(expr);
}

static void
stop(void *run)
{
	exprrun_free(run);
}

static void
filter(void *run, struct block *b, const size_t *col, size_t ncol)
{
	(void)col;
	(void)ncol;
	exprrun_block(run, b);
}

static void
want(const void *expr, struct want *w)
{
	expr_want(expr, w);
}

/* Reads, filters and writes all there is. */
static void
work(struct job *j, const struct conf *conf)
{
	struct copy copy = {
	    .pick = j->pick,
	    .start = start,
	    .stop = stop,
	    .block = filter,
	    .arg = j->expr,
	    .want = want,
	};

	copy_run(&copy, &conf->input, &conf->out, j->file, j->nfile);
}

int
main(int argc, char *argv[])
{
	struct conf conf = {0};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &conf.input},
	    {input_thread_opts, input_nthread_opts, &conf.input},
	    {out_opts, out_nopts, &conf.out},
	    {own_opts, nitems(own_opts), &conf},
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
