/* SPDX-License-Identifier: ISC */

/* See need.h: connections that may have been opened by either end. */

#include "rules/need.h"
#include "rules/rule.h"
#include "value/proto.h"

#define COLS_MOST (5 + WHO_SIDES * WHO_LABELS + RULE_COUNTERS)

/* The columns of a row that is turned round, and where they come from. */
struct swap {
	size_t n;
	struct slice name[COLS_MOST];
	size_t col[COLS_MOST];
};

static void
add(struct swap *s, const struct schema *in, enum field_id as,
    enum field_id from)
{
	if (in->at[from] == SCHEMA_NONE)
		return;
	s->name[s->n] = slice_str(field_at(as)->name);
	s->col[s->n++] = in->at[from];
}

/* False: rows with this header are no connections. */
static bool
plan(struct swap *s, const struct schema *in)
{
	if (in->at[FIELD_NEEDED] == SCHEMA_NONE ||
	    in->at[FIELD_HOW] == SCHEMA_NONE)
		return false;
	add(s, in, FIELD_DST, FIELD_SRC);
	add(s, in, FIELD_SRC, FIELD_DST);
	add(s, in, FIELD_PROTO, FIELD_PROTO);
	add(s, in, FIELD_DIR, FIELD_DIR);
	for (size_t i = 0; i < WHO_LABELS; i++) {
		add(s, in, who_field[WHO_SRC][i], who_field[WHO_DST][i]);
		add(s, in, who_field[WHO_DST][i], who_field[WHO_SRC][i]);
	}
	for (size_t i = 0; i < counter_count; i++)
		add(s, in, counter_order[i], counter_order[i]);
	add(s, in, FIELD_DPORT, FIELD_SPORT);
	return true;
}

/*
 * Does a row count both ways?  Of equal ends, it would count twice one way.
 * Without sport only what has no ports can be turned.
 */
static bool
turns(const struct block *b, uint32_t row)
{
	const size_t *at = b->schema->at;
	uint64_t needed = b->vec[at[FIELD_NEEDED]].num[row];

	if (needed == 0 || needed == NUM_NONE ||
	    b->vec[at[FIELD_HOW]].num[row] != HOW_NONE)
		return false;
	return at[FIELD_SPORT] != SCHEMA_NONE ||
	    !proto_ports(b->vec[at[FIELD_PROTO]].num[row]);
}

/* A direction seen from the other end. */
static struct slice
other(struct slice dir)
{
	if (slice_is(dir, "ingress"))
		return slice_str("egress");
	return slice_is(dir, "egress") ? slice_str("ingress") : dir;
}

static void
copy(const struct block *b, size_t from, struct block *to, size_t col)
{
	const struct vec *v = &b->vec[from];
	bool dir = to->schema->at[FIELD_DIR] == col;
	uint8_t *len;

	if (to->schema->col[col].field->kind == KIND_IP) {
		struct ip *ip = block_ips(to, col, &len);
		for (size_t i = 0; i < to->nrow; i++) {
			ip[i] = v->ip[to->sel[i]];
			len[i] = v->len[to->sel[i]];
		}
	} else if (to->schema->col[col].field->kind == KIND_NAME) {
		struct slice *name = block_slices(to, col);
		for (size_t i = 0; i < to->nrow; i++)
			name[i] = dir ? other(v->slice[to->sel[i]]) :
					v->slice[to->sel[i]];
	} else {
		uint64_t *num = block_nums(to, col);
		for (size_t i = 0; i < to->nrow; i++)
			num[i] = v->num[to->sel[i]];
	}
}

bool
need_swap(struct block *b, struct schemas *all, struct block *to)
{
	struct swap s = {0};
	size_t n = 0;

	if (!plan(&s, b->schema))
		return false;
	block_load(b, s.col, s.n);
	block_start(to, schemas_names(all, s.name, s.n), b->origin);
	for (size_t i = 0; i < b->nsel; i++)
		if (turns(b, b->sel[i]))
			to->sel[n++] = b->sel[i];
	to->nrow = n;
	for (size_t c = 0; n > 0 && c < s.n; c++)
		copy(b, s.col[c], to, c);
	block_all(to);
	return n > 0;
}
