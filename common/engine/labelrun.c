/* SPDX-License-Identifier: ISC */

/* See label.h: the columns of blocks, by what label.c built. */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/label_state.h"

struct side { /* of the rows of a schema */
	size_t addr;
	size_t vpc; /* SCHEMA_NONE, as eni */
	size_t *to; /* by column: where it goes; SCHEMA_NONE: not wanted */
};

struct labelrun {
	struct label *l;
	const struct schema *bound; /* schema of the last block */
	bool raw;                   /* and whether it was a log's */
	size_t eni;
	struct side side[LABEL_SIDES];
	const struct slice *hit[BLOCK_ROWS]; /* by selected row: its cells */
	struct label_doubt doubt;
};

static const enum field_id addr_field[LABEL_SIDES] = {FIELD_SRC, FIELD_DST};

/* Each side of a transit gateway's record has a VPC of its own. */
static const enum field_id vpc_field[LABEL_SIDES] = {FIELD_TGWSRCVPC,
    FIELD_TGWDSTVPC};

struct labelrun *
labelrun_new(struct label *l)
{
	struct labelrun *r = mem_new(sizeof(*r));

	r->l = l;
	for (int s = 0; s < LABEL_SIDES; s++)
		r->side[s].to = mem_array(NULL, l->ncol, sizeof(size_t));
	return r;
}

/* Adds what was in doubt; the lowest address stays as the example. */
static void
add_doubt(struct label_doubt *to, const struct label_doubt *from)
{
	uint64_t n = to->n + from->n;

	if (from->n > 0 && (to->n == 0 || ip_cmp(from->ip, to->ip) < 0))
		*to = *from;
	to->n = n;
}

void
labelrun_free(struct labelrun *r)
{
	if (r == NULL)
		return;
	pthread_mutex_lock(&r->l->lock);
	add_doubt(&r->l->doubt, &r->doubt);
	pthread_mutex_unlock(&r->l->lock);
	for (int s = 0; s < LABEL_SIDES; s++)
		free(r->side[s].to);
	free(r);
}

/* ---- columns ----------------------------------------------------------- */

/* The column of a name, which may be a field's. */
static size_t
find(const struct schema *s, const char *name)
{
	struct slice word = slice_str(name);
	const struct field *f = field_find(word);

	return schema_column(s, f != NULL ? f : &field_other, word);
}

const struct schema *
labelrun_widen(struct labelrun *r, struct schemas *all,
    const struct schema *from)
{
	size_t n = 0, most = from->ncol + label_columns(r->l);
	struct slice *name = mem_array(NULL, most, sizeof(*name));

	for (; n < from->ncol; n++)
		name[n] = slice_str(from->col[n].name);
	for (size_t i = 0; i < label_columns(r->l); i++)
		if (find(from, label_column(r->l, i)) == SCHEMA_NONE)
			name[n++] = slice_str(label_column(r->l, i));
	if (n > SCHEMA_COLS)
		diag_die("more than %d columns", SCHEMA_COLS);
	const struct schema *to = schemas_names(all, name, n);
	free(name);
	return to;
}

static bool
is_among(size_t c, const size_t *col, size_t ncol)
{
	for (size_t i = 0; i < ncol; i++)
		if (col[i] == c)
			return true;
	return false;
}

static void
bind_side(struct labelrun *r, int side, const struct schema *s,
    const size_t *col, size_t ncol)
{
	struct side *to = &r->side[side];

	to->addr = s->at[addr_field[side]];
	to->vpc = s->at[vpc_field[side]];
	if (to->vpc == SCHEMA_NONE)
		to->vpc = s->at[FIELD_VPC];
	for (size_t c = 0; c < r->l->ncol; c++) {
		to->to[c] = find(s, r->l->col[c].name[side]);
		if (!is_among(to->to[c], col, ncol))
			to->to[c] = SCHEMA_NONE;
	}
}

static void
bind(struct labelrun *r, const struct block *b, const size_t *col, size_t ncol)
{
	r->bound = b->schema;
	r->raw = b->origin->raw;
	r->eni = b->schema->at[FIELD_ENI];
	for (int s = 0; s < LABEL_SIDES; s++)
		bind_side(r, s, b->schema, col, ncol);
}

/* ---- rows -------------------------------------------------------------- */

/* A cell of a name column; n 0: it is missing. */
static struct slice
cell_at(const struct block *b, size_t row, size_t col,
    char tmp[static CELL_MAX])
{
	struct slice cell = {NULL, 0};

	if (col != SCHEMA_NONE)
		cell = block_cell(b, row, col, tmp);
	return slice_is(cell, "-") ? (struct slice){NULL, 0} : cell;
}

/* The id of a name; INTERN_NONE: it is missing, or nobody said it before. */
static uint32_t
id_of(const struct label *l, struct slice name)
{
	return name.n > 0 ? intern_find(l->text, name) : INTERN_NONE;
}

/* Notes that nothing tells which of the holders it is. */
static void
in_doubt(struct labelrun *r, const struct label_shared *s, struct ip ip)
{
	const struct label *l = r->l;
	struct label_doubt d = {.n = 1, .ip = ip};

	for (size_t i = 0; i < nitems(d.holder); i++) {
		const struct label_held *h = &l->held[s->first + i];
		uint32_t id = h->vpc != INTERN_NONE ? h->vpc : h->eni;
		d.holder[i] = intern_name(l->text, id);
	}
	add_doubt(&r->doubt, &d);
}

/* Which row of cells a prefix has that several hold. */
static FL_NOINLINE uint32_t
choose(struct labelrun *r, const struct block *b, size_t row,
    const struct side *side, const struct label_shared *s)
{
	const struct label *l = r->l;
	const struct label_held *h = l->held + s->first, *one = NULL;
	char tmp[CELL_MAX];
	size_t n = 0;

	uint32_t eni = id_of(l, cell_at(b, row, r->eni, tmp));
	struct slice in = cell_at(b, row, side->vpc, tmp);
	uint32_t vpc = id_of(l, in);
	if (in.n == 0 && eni < l->nplace)
		vpc = l->place[eni];

	for (size_t i = 0; i < s->n; i++)
		if (eni != INTERN_NONE && h[i].eni == eni)
			return h[i].row;
	for (size_t i = 0; i < s->n && vpc != INTERN_NONE; i++) {
		if (h[i].vpc != vpc)
			continue;
		one = &h[i];
		n++;
	}
	if (n == 1)
		return one->row;
	in_doubt(r, s, b->vec[side->addr].ip[row]);
	return s->row;
}

/* Looks the selected rows up. */
static void
look_up(struct labelrun *r, const struct block *b, const struct side *side)
{
	const struct vec *v = &b->vec[side->addr];
	const struct label *l = r->l;

	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		uint32_t at = fl_likely(v->len[row] == 128) ?
		    ipmap_find(l->map, v->ip[row]) :
		    ipmap_around(l->map,
			(struct prefix){v->ip[row], v->len[row]});
		r->hit[i] = NULL;
		if (at == IPMAP_NONE)
			continue;
		if (fl_unlikely((at & LABEL_SHARED) != 0))
			at = choose(r, b, row, side,
			    &l->shared[at & ~LABEL_SHARED]);
		r->hit[i] = l->row + at * l->ncol;
	}
}

/* Fills column c of the label, which goes to column `to` of the block. */
static void
fill(const struct labelrun *r, struct block *b, size_t c, size_t to)
{
	static const struct slice dash = {"-", 1};
	bool typed = b->vec[to].born != FORM_MARKS;
	bool there = to < b->ntext;
	struct slice *cell = block_slices(b, to);

	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		const struct slice *hit = r->hit[i];
		if (hit != NULL && hit[c].p != NULL)
			cell[row] = hit[c];
		else if (!there)
			cell[row] = dash;
		else if (!typed)
			cell[row] = block_text(b, row, to);
	}
}

static void
label_side(struct labelrun *r, struct block *b, int which)
{
	const struct side *side = &r->side[which];

	if (side->addr != SCHEMA_NONE)
		look_up(r, b, side);
	else
		memset(r->hit, 0, sizeof(r->hit));
	for (size_t c = 0; c < r->l->ncol; c++)
		if (side->to[c] != SCHEMA_NONE)
			fill(r, b, c, side->to[c]);
}

void
labelrun_block(struct labelrun *r, struct block *b, const size_t *col,
    size_t ncol)
{
	size_t load[LABEL_SIDES], n = 0;

	if (b->schema != r->bound || b->origin->raw != r->raw)
		bind(r, b, col, ncol);
	for (int s = 0; s < LABEL_SIDES; s++) {
		const struct field *f = field_at(addr_field[s]);
		if (r->side[s].addr != SCHEMA_NONE)
			load[n++] = r->side[s].addr;
		else
			origin_note(b->origin, r->l->col + s,
			    "no column %s: nothing is known of it", f->name);
	}
	block_load(b, load, n);
	for (int s = 0; s < LABEL_SIDES; s++)
		label_side(r, b, s);
}
