/* SPDX-License-Identifier: ISC */

/*
 * fl-group: one row for all rows that are alike in KEYS, counters merged.
 * Groups are grouped once more in the same way, so work can be split.
 *
 *   fl-group dst,src/24,dport,proto logs/
 */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/agg.h"
#include "engine/expr.h"
#include "model/pick.h"
#include "source/spread.h"
#include "stream/wr.h"

#define MEMORY_LEAST (1 << 20) /* of -m, and for each thread */
#define NO_BOUND UINT64_MAX

struct conf {
	uint64_t memory;    /* -m, or NO_BOUND */
	const char *filter; /* -w */
};

static const struct opt own_opts[] = {
    {'m', "memory", "SIZE", OPT_SIZE, WORD_NONE, offsetof(struct conf, memory),
	"keep groups in so much memory, and the others on disk", NULL},
    {'w', "where", "EXPR", OPT_STR, WORD_EXPR, offsetof(struct conf, filter),
	"only rows that match, as fl-where keeps them", NULL},
};

/* KEYS at the first of the operands, or out with what would be right. */
static struct keys *
read_keys(const struct opt_tool *tool, char **operand)
{
	const char *word = operand[0];

	if (word == NULL)
		opt_die(tool,
		    "KEYS are missing: the columns to group by, as "
		    "in dst,src/24,dport");
	if (pick_is_file(word))
		opt_die(tool,
		    "\"%s\" is a file; KEYS come before it, as in "
		    "dst,src/24,dport",
		    word);
	if (operand[1] != NULL && pick_is_stray(operand[1]))
		opt_die(tool, "%s: no such file; did you mean %s,%s?",
		    operand[1], word, operand[1]);
	struct keys *k = keys_parse(word);
	if (k == NULL)
		exit(DIAG_LOST);
	return k;
}

/* -w, if it was given; NULL after a message too. */
static struct expr *
read_where(const char *word)
{
	char *copy = unconst(word);

	return word != NULL ? expr_parse(&copy, 1) : NULL;
}

/* What one thread works on. */
struct part {
	struct exprrun *where; /* -w; NULL: all rows */
	struct agg *groups;
};

static void
take(void *state, struct block *b)
{
	struct part *p = state;

	if (p->where != NULL)
		exprrun_block(p->where, b);
	agg_block(p->groups, b);
}

/* How many threads; each gets its part of -m, and needs some. */
static size_t
threads(struct input *in, uint64_t memory)
{
	size_t n = input_threads(in);

	if (memory != NO_BOUND && n > memory / MEMORY_LEAST)
		n = memory / MEMORY_LEAST;
	return n;
}

/*
 * Takes all input in, with a table a thread, which are merged as groups are
 * grouped.  Returns the groups; *kept is how many rows went into them.
 */
static struct agg *
add(const struct keys *keys, const struct expr *where, struct input *in,
    uint64_t memory, uint64_t *kept)
{
	size_t n = threads(in, memory);
	struct part *part = mem_new(n * sizeof(*part));
	void **state = mem_new(n * sizeof(*state));

	for (size_t i = 0; i < n; i++) {
		part[i].groups = agg_new(keys, input_schemas(in));
		if (memory != NO_BOUND)
			agg_bound(part[i].groups, memory / n);
		if (where != NULL)
			part[i].where = exprrun_new(where);
		state[i] = &part[i];
	}
	*kept = spread_run(in, n, take, state);
	struct agg *all = part[0].groups;
	for (size_t i = 0; i < n; i++) {
		exprrun_free(part[i].where);
		if (i == 0)
			continue;
		/* The first may take what those before have given back. */
		if (memory != NO_BOUND)
			agg_bound(all, memory / n * (i + 1));
		agg_merge(all, part[i].groups);
	}
	free(part);
	free(state);
	return all;
}

static int
groups(void *a, struct block *b)
{
	return agg_next(a, b);
}

/*
 * Writes the groups.  The header goes out before they are sorted, so that a
 * next stage that misses a column says so at once.
 */
static void
put(struct agg *a, struct wr *w, size_t threads)
{
	wr_header(w, agg_schema(a));
	wr_flush(w);
	wr_all(w, groups, a, threads);
}

/* Options are read: groups all there is. */
static void
work(const struct keys *keys, const struct expr *where, struct input *in,
    uint64_t memory, const struct out_conf *conf)
{
	struct out *out = out_open(conf);
	struct want want = {0};
	struct wr *w = wr_new(out, conf->bare);
	uint64_t kept;

	agg_want(keys, &want);
	if (where != NULL)
		expr_want(where, &want);
	input_want(in, &want);
	struct agg *a = add(keys, where, in, memory, &kept);
	if (!input_over(in))
		put(a, w, memory == NO_BOUND ? input_threads(in) : 1);
	input_done(in, kept);
	wr_end(w, input_evidence(in));
	wr_free(w);
	out_close(out);
	agg_free(a);
	want_free(&want);
}

int
main(int argc, char **argv)
{
	struct conf conf = {.memory = NO_BOUND};
	struct input_conf in_conf = {0};
	struct out_conf out_conf = {0};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &in_conf},
	    {input_thread_opts, input_nthread_opts, &in_conf},
	    {out_opts, out_nopts, &out_conf},
	    {own_opts, nitems(own_opts), &conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-group",
	    .operands = "KEYS [FILE ...]",
	    .about = "Merges rows that are alike in KEYS.",
	    .word = WORD_FIELDS,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int first = opt_parse(&tool, argc, argv);
	if (conf.memory < MEMORY_LEAST)
		opt_die(&tool, "-m: at least 1M");
	struct keys *keys = read_keys(&tool, argv + first);
	first++;
	struct expr *where = read_where(conf.filter);
	if (where != NULL || conf.filter == NULL) {
		struct input *in = input_open(&in_conf, argv + first,
		    (size_t)(argc - first));
		work(keys, where, in, conf.memory, &out_conf);
		input_close(in);
	}
	expr_free(where);
	keys_free(keys);
	return diag_status();
}
