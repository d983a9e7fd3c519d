/* SPDX-License-Identifier: ISC */

/*
 * fl-conn: one row a connection, with who opened it, how that is known, and
 * whether it is needed.
 *
 *   fl-conn *.gz | fl-sgrules -l 10.0.0.0/8
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/conn.h"
#include "engine/expr.h"
#include "engine/threshold.h"
#include "model/transit.h"
#include "source/spread.h"
#include "stream/wr.h"

#define MEMORY_LEAST (16 << 20) /* of -m, and for each thread */
#define NO_BOUND UINT64_MAX

struct conf {
	uint64_t memory;       /* -m, or NO_BOUND */
	const char *columns;   /* -c */
	struct opt_list local; /* -l */
	const char *filter;    /* -w */
	const char *left;      /* -x */
	struct opt_list known; /* --known-scanners */
	struct opt_list hops;  /* --hops */
};

/* The formatter would pull the words of offsetof apart. */
/* clang-format off */
static const struct opt own_opts[] = {
    {.letter = 'c',
     .name = "columns",
     .arg = "COLUMNS",
     .kind = OPT_STR,
     .word = WORD_FIELDS,
     .offset = offsetof(struct conf, columns),
     .help = "more columns that tell connections apart, as in vpc,eni"},
    {.letter = 'l',
     .name = "local",
     .arg = "PREFIX",
     .kind = OPT_LIST,
     .offset = offsetof(struct conf, local),
     .help = "these addresses are ours, not the private ones; @FILE has many"},
    {.letter = 'm',
     .name = "memory",
     .arg = "SIZE",
     .kind = OPT_SIZE,
     .offset = offsetof(struct conf, memory),
     .help = "keep connections in so much memory, and the others on disk"},
    {.letter = 'w',
     .name = "where",
     .arg = "EXPR",
     .kind = OPT_STR,
     .word = WORD_EXPR,
     .offset = offsetof(struct conf, filter),
     .help = "only records that match; what is alike both ways, as addr, port"},
    {.letter = 'x',
     .name = "left-out",
     .arg = "FILE",
     .kind = OPT_STR,
     .word = WORD_FILE,
     .offset = offsetof(struct conf, left),
     .help = "write what is not needed, and why, to FILE"},
    {.name = "hops",
     .arg = "PREFIX",
     .kind = OPT_LIST,
     .offset = offsetof(struct conf, hops),
     .help = "these addresses only pass traffic on; @FILE has many"},
    {.name = "known-scanners",
     .arg = "PREFIX",
     .kind = OPT_LIST,
     .offset = offsetof(struct conf, known),
     .help = "scanners that are welcome; @FILE has many"},
};
/* clang-format on */

/* What is ours if nobody says: RFC 1918, RFC 6598 (pods), RFC 4193. */
static const char *const private[] = {
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
};

/* Everything a run works with. */
struct run {
	struct conf conf;
	struct input_conf input;
	struct out_conf output;
	struct ipset *ours, *near;
	struct ipset *known, *hops; /* NULL if not said */
	struct expr *where;         /* NULL without -w */
	char *extra[PAIR_EXTRA];    /* of -c */
	size_t nextra;
	struct input *in;
	struct want want;       /* columns, while in is open */
	struct out *out, *left; /* left: NULL without -x */
};

/* ---- options ---------------------------------------------------------- */

/* 0, or -1 after a message. */
static int
read_sets(struct run *r)
{
	const struct opt_list *l = &r->conf.local, *k = &r->conf.known,
			      *h = &r->conf.hops;

	r->near = ipset_words("", private, nitems(private));
	r->ours = l->n > 0 ? ipset_words("-l", l->item, l->n) :
			     ipset_words("", private, nitems(private));
	if (k->n > 0)
		r->known = ipset_words("--known-scanners", k->item, k->n);
	if (h->n > 0)
		r->hops = ipset_words("--hops", h->item, h->n);
	return r->ours == NULL || (k->n > 0 && r->known == NULL) ||
		(h->n > 0 && r->hops == NULL) ?
	    -1 :
	    0;
}

/* 0, or -1 after a message. */
static int
read_where(struct run *r)
{
	char *word = unconst(r->conf.filter);

	if (word == NULL)
		return 0;
	r->where = expr_parse(&word, 1);
	return r->where != NULL && pair_filter(r->where) == 0 ? 0 : -1;
}

/* ---- reading ---------------------------------------------------------- */

/* What one thread works on. */
struct part {
	struct exprrun *where; /* -w; NULL: all rows */
	struct pair *pair;
	uint64_t transit; /* records of a transit gateway */
};

static void
take(void *state, struct block *b)
{
	struct part *p = state;

	if (p->where != NULL)
		exprrun_block(p->where, b);
	if (!transit_leave(b, &p->transit))
		return;
	pair_block(p->pair, b);
}

/* How many threads; each gets its part of -m, and needs some. */
static size_t
threads(const struct run *r)
{
	size_t n = input_threads(r->in);

	if (n > r->conf.memory / MEMORY_LEAST)
		n = r->conf.memory / MEMORY_LEAST;
	return n;
}

/* Says which columns it needs: of some formats the others are not read. */
static void
want(struct run *r, const struct pair *p)
{
	pair_want(p, &r->want);
	transit_want(&r->want);
	if (r->where != NULL)
		expr_want(r->where, &r->want);
	input_want(r->in, &r->want);
}

/* All input, with a table a thread.  *kept: rows that went into them. */
static struct pair *
read_all(struct run *r, uint64_t *kept)
{
	uint64_t transit = 0;
	size_t n = threads(r);
	struct part *part = mem_new(n * sizeof(*part));
	void **state = mem_new(n * sizeof(*state));

	for (size_t i = 0; i < n; i++) {
		part[i].pair = pair_new(r->extra, r->nextra);
		if (r->conf.memory != NO_BOUND)
			pair_bound(part[i].pair, r->conf.memory / n);
		if (r->where != NULL)
			part[i].where = exprrun_new(r->where);
		state[i] = &part[i];
	}
	want(r, part[0].pair);
	*kept = spread_run(r->in, n, take, state);
	for (size_t i = 0; i < n; i++) {
		exprrun_free(part[i].where);
		transit += part[i].transit;
		if (i > 0)
			pair_merge(part[0].pair, part[i].pair);
	}
	transit_say(transit, *kept);
	struct pair *all = part[0].pair;
	free(part);
	free(state);
	return all;
}

/* ---- writing ---------------------------------------------------------- */

static int
rows(void *c, struct block *b)
{
	return conn_next(c, b);
}

static int
left_rows(void *c, struct block *b)
{
	return conn_left(c, b);
}

/* Writes rows of one kind, with their header and end. */
static void
write_rows(const struct run *r, struct wr *w, const struct schema *s,
    wr_next *next, struct conn *c)
{
	wr_header(w, s);
	wr_all(w, next, c, threads(r));
	wr_end(w, input_evidence(r->in));
	wr_free(w);
}

/* What the answer lacks since the input lacks it. */
static void
notes(const struct conn *c, const struct pair *p)
{
	struct conn_sides s = conn_sides(c);

	if (p->noeni)
		diag_say("note: no interface (column eni) in some records: "
			 "what two interfaces saw counts twice; "
			 "'fl-cat -c @conn' keeps it");
	if (p->noaction)
		diag_say("note: no action in some records: they count as "
			 "accepted");
	if (s.all >= ONESIDED_LEAST && s.both * ONESIDED_RATIO < s.all)
		diag_warn(DIAG_SKIPPED,
		    "%" PRIu64 " of %" PRIu64 " TCP connections have a "
		    "reverse half: were the logs filtered? who opened them "
		    "is told from both directions",
		    s.both, s.all);
}

static void
put(struct run *r, struct pair *p)
{
	struct conn_conf conf = {r->extra, r->nextra, r->ours, r->near,
	    r->known, r->hops, threads(r)};
	struct conn *c = conn_new(&conf, p, input_schemas(r->in));

	write_rows(r, wr_new(r->out, r->output.bare), conn_schema(c), rows, c);
	if (r->left != NULL)
		write_rows(r, wr_new(r->left, false), conn_left_schema(c),
		    left_rows, c);
	notes(c, p);
	conn_free(c);
}

static void
work(struct run *r, char *const *file, size_t n)
{
	uint64_t kept;

	r->in = input_open(&r->input, file, n);
	r->out = out_open(&r->output);
	if (r->conf.left != NULL)
		r->left = out_open(&(struct out_conf){.path = r->conf.left});
	struct pair *p = read_all(r, &kept);
	if (!input_over(r->in))
		put(r, p);
	else
		pair_free(p);
	input_done(r->in, kept);
	if (r->left != NULL)
		out_settle(r->left);
	out_close(r->out);
	if (r->left != NULL)
		out_close(r->left);
	input_close(r->in);
	want_free(&r->want);
}

int
main(int argc, char **argv)
{
	struct run r = {.conf.memory = NO_BOUND};
	const struct opt_group groups[] = {
	    {opt_std, opt_nstd, NULL},
	    {input_opts, input_nopts, &r.input},
	    {input_thread_opts, input_nthread_opts, &r.input},
	    {out_opts, out_nopts, &r.output},
	    {own_opts, nitems(own_opts), &r.conf},
	};
	const struct opt_tool tool = {
	    .name = "fl-conn",
	    .operands = "[FILE ...]",
	    .about = "Pairs both directions, and says who opened.",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};

	diag_init(argv[0]);
	int n = opt_parse(&tool, argc, argv);
	out_check(&tool,
	    (const struct out_path[]){{"-o", r.output.path},
		{"-x", r.conf.left}},
	    2);
	if (r.conf.memory < MEMORY_LEAST)
		opt_die(&tool, "-m: at least 16M");
	if (read_sets(&r) == 0 &&
	    pair_extras(r.conf.columns, r.extra, &r.nextra) == 0 &&
	    read_where(&r) == 0)
		work(&r, argv + n, (size_t)(argc - n));
	ipset_free(r.ours);
	ipset_free(r.near);
	ipset_free(r.known);
	ipset_free(r.hops);
	expr_free(r.where);
	for (size_t i = 0; i < r.nextra; i++)
		free(r.extra[i]);
	free(r.conf.local.item);
	free(r.conf.known.item);
	free(r.conf.hops.item);
	return diag_status();
}
