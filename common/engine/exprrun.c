/* SPDX-License-Identifier: ISC */

/*
 * Runs a program (expr_prog.h) over the blocks: column by column, each test
 * on the rows that the ones before it left.
 *
 * The columns of a top part are loaded for the rows that reached it, and of
 * all of it at once.  So the typed arrays hold every row that is looked at,
 * also inside of an `or` whose sides see different rows, and whether a cell
 * is read does not hang on the other side of an `or`.
 */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/expr_prog.h"

struct exprrun {
	const struct expr *e;
	const struct schema *schema; /* bound to */
	size_t *col;                 /* of each expr.col; SCHEMA_NONE */
	size_t *need;                /* columns of one top part */
	uint32_t *rest;              /* BLOCK_ROWS of each depth */
};

struct exprrun *
exprrun_new(const struct expr *e)
{
	struct exprrun *r = mem_new(sizeof(*r));

	r->e = e;
	r->col = mem_array(NULL, e->ncol, sizeof(*r->col));
	r->need = mem_array(NULL, e->ncol, sizeof(*r->need));
	r->rest = mem_array(NULL, e->depth, BLOCK_ROWS * sizeof(*r->rest));
	return r;
}

void
exprrun_free(struct exprrun *r)
{
	if (r == NULL)
		return;
	free(r->col);
	free(r->need);
	free(r->rest);
	free(r);
}

/* ---- names to columns ------------------------------------------------- */

static void
bind(struct exprrun *r, const struct block *b)
{
	for (size_t i = 0; i < r->e->ncol; i++) {
		const struct expr_col *c = &r->e->col[i];

		r->col[i] = schema_column(b->schema, c->field, c->name);
		if (r->col[i] != SCHEMA_NONE)
			continue;
		if (c->field == &field_other)
			block_lacks(b, c->name);
		else
			origin_note(b->origin, c,
			    "no column %s: every row counts as missing it",
			    c->field->name);
	}
	r->schema = b->schema;
}

/* ---- tests ------------------------------------------------------------ */

/*
 * Does one row pass a test?  A value that is there passes if it is in the
 * set, for != if it is not; what a missing one does the test says.
 */
typedef bool pass(const struct expr_test *, const struct vec *, size_t row);

FL_INLINE bool
pass_range(const struct expr_test *t, const struct vec *v, size_t row)
{
	const struct range *r = t->set->num.r;
	uint64_t x = v->num[row];

	if (x == NUM_NONE)
		return t->missing;
	return (x - r->lo <= r->hi - r->lo) != t->inverse;
}

FL_INLINE bool
pass_ranges(const struct expr_test *t, const struct vec *v, size_t row)
{
	uint64_t x = v->num[row];

	if (x == NUM_NONE)
		return t->missing;
	return ranges_has(&t->set->num, x) != t->inverse;
}

FL_INLINE bool
pass_flags(const struct expr_test *t, const struct vec *v, size_t row)
{
	const struct ranges *bits = &t->set->bits;
	uint64_t x = v->num[row];
	bool in = false;

	if (x == NUM_NONE)
		return t->missing;
	for (size_t i = 0; i < bits->n; i++)
		in |= (x & bits->r[i].lo) == bits->r[i].lo;
	return (in || ranges_has(&t->set->num, x)) != t->inverse;
}

FL_INLINE bool
pass_prefix(const struct expr_test *t, const struct vec *v, size_t row)
{
	const struct prefix *p = &t->set->prefix;
	const struct ip *mask = &t->set->mask;
	struct ip x = v->ip[row];
	uint64_t diff = ((x.hi ^ p->ip.hi) & mask->hi) |
	    ((x.lo ^ p->ip.lo) & mask->lo);

	if (ip_none(x))
		return t->missing;
	bool in = diff == 0 && v->len[row] >= p->len &&
	    ip_is4(x) == ip_is4(p->ip);
	return in != t->inverse;
}

FL_INLINE bool
pass_ips(const struct expr_test *t, const struct vec *v, size_t row)
{
	struct ip x = v->ip[row];
	const struct ipset *set = t->set->ips[!ip_is4(x)];
	uint8_t len = v->len[row];

	if (ip_none(x))
		return t->missing;
	bool in = set != NULL &&
	    (len == 128 ? ipset_has(set, x) :
			  ipset_covers(set, (struct prefix){x, len}));
	return in != t->inverse;
}

FL_INLINE bool
is_missing(struct slice s)
{
	return s.n == 1 && s.p[0] == '-';
}

FL_INLINE bool
pass_name(const struct expr_test *t, const struct vec *v, size_t row)
{
	struct slice x = v->slice[row];

	if (is_missing(x))
		return t->missing;
	return slice_eq(x, t->set->name[0]) != t->inverse;
}

FL_INLINE bool
pass_names(const struct expr_test *t, const struct vec *v, size_t row)
{
	struct slice x = v->slice[row];
	size_t lo = 0, hi = t->set->nname;
	bool in = false;

	if (is_missing(x))
		return t->missing;
	while (lo < hi && !in) {
		size_t mid = lo + (hi - lo) / 2;
		int c = slice_cmp(x, t->set->name[mid]);
		in = c == 0;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return in != t->inverse;
}

/* Rows of a selection, and of a column. */
struct rows {
	const uint32_t *row;
	size_t n;
};

/*
 * The rows of in that pass (neg: that don't), to out, which may be in.row;
 * returns how many.  Without a branch on the outcome: which rows pass is
 * what no predictor knows.
 */
FL_INLINE size_t
sift(const struct expr_test *t, const struct vec *v, bool neg, struct rows in,
    uint32_t *out, pass *passes)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		uint32_t row = in.row[i];
		out[n] = row;
		n += passes(t, v, row) != neg;
	}
	return n;
}

/* One loop a shape, with its test inlined. */
static size_t
run_test(const struct exprrun *r, const struct block *b,
    const struct expr_step *s, struct rows in, uint32_t *out)
{
	const struct expr_test *t = &r->e->test[s->test];
	size_t col = r->col[t->col];

	if (col == SCHEMA_NONE) {
		if (t->missing == s->neg)
			return 0;
		memmove(out, in.row, in.n * sizeof(*out));
		return in.n;
	}
	const struct vec *v = &b->vec[col];
	switch (t->set->shape) {
	case SHAPE_RANGE:
		return sift(t, v, s->neg, in, out, pass_range);
	case SHAPE_RANGES:
		return sift(t, v, s->neg, in, out, pass_ranges);
	case SHAPE_FLAGS:
		return sift(t, v, s->neg, in, out, pass_flags);
	case SHAPE_NAME:
		return sift(t, v, s->neg, in, out, pass_name);
	case SHAPE_PREFIX:
		return sift(t, v, s->neg, in, out, pass_prefix);
	case SHAPE_NAMES:
		return sift(t, v, s->neg, in, out, pass_names);
	case SHAPE_IPS:
	case SHAPE_COUNT:
		break;
	}
	return sift(t, v, s->neg, in, out, pass_ips);
}

/* ---- programs --------------------------------------------------------- */

/* The rows of in that are not among the n of gone (a part of in), to out. */
static size_t
without(struct rows in, const uint32_t *gone, size_t n, uint32_t *out)
{
	size_t kept = 0, g = 0;

	for (size_t i = 0; i < in.n; i++) {
		uint32_t row = in.row[i];
		if (g < n && gone[g] == row)
			g++;
		else
			out[kept++] = row;
	}
	return kept;
}

/*
 * Runs the step at `at` over in; the rows that it keeps go to out, which may
 * be in.row.  Returns how many.  depth is that of the "all" it stands in.
 */
static size_t
run(const struct exprrun *r, const struct block *b, size_t at, struct rows in,
    uint32_t *out, size_t depth)
{
	const struct expr_step *s = &r->e->step[at];
	uint32_t *rest = r->rest + depth * BLOCK_ROWS;
	struct rows left = in;

	if (s->test != EXPR_ALL)
		return run_test(r, b, s, in, out);
	assert(s->neg);
	for (size_t i = at + 1; i < s->next; i = r->e->step[i].next) {
		left.n = run(r, b, i, left, rest, depth + 1);
		left.row = rest;
		if (left.n == 0)
			break;
	}
	return without(in, left.row, left.n, out);
}

/* Loads what the steps from at to next ask for. */
static void
load(struct exprrun *r, struct block *b, size_t at)
{
	size_t n = 0;

	for (size_t i = at; i < r->e->step[at].next; i++) {
		size_t test = r->e->step[i].test;
		if (test == EXPR_ALL)
			continue;
		size_t col = r->col[r->e->test[test].col];
		bool fresh = col != SCHEMA_NONE;
		for (size_t k = 0; k < n && fresh; k++)
			fresh = r->need[k] != col;
		if (fresh)
			r->need[n++] = col;
	}
	block_load(b, r->need, n);
}

size_t
exprrun_block(struct exprrun *r, struct block *b)
{
	size_t dropped = 0;

	if (b->schema != r->schema)
		bind(r, b);
	for (size_t i = 1; i < r->e->nstep && b->nsel > 0;
	     i = r->e->step[i].next) {
		load(r, b, i);
		struct rows in = {b->sel, b->nsel};
		b->nsel = run(r, b, i, in, b->sel, 0);
		dropped += in.n - b->nsel;
	}
	return dropped;
}
