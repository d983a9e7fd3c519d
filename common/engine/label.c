/* SPDX-License-Identifier: ISC */

/*
 * See label.h.
 *
 * What was added is sorted by prefix, shorter ones first, so that what is
 * around a prefix has its row before.  Each prefix gets a row of all columns:
 * that of the prefix around it, and over it what the sources say of it.  So a
 * look-up is one search in the map, however many sources there are.
 */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/order.h"
#include "engine/label_state.h"

struct label_source {
	char *name;
	size_t n;
	size_t *col; /* of label.col */
};

struct label_entry {
	struct prefix prefix;
	uint32_t source;
	uint32_t line;
	uint32_t vpc, eni; /* of its holder; both INTERN_NONE: it has none */
	size_t cell;       /* its first */
};

/* Building: what is around the prefix at hand, inner ones last. */
struct around {
	struct prefix prefix;
	size_t row;
};

#define AROUND_MOST 129 /* one of each length */

struct label *
label_new(void)
{
	struct label *l = mem_new(sizeof(*l));

	l->text = intern_new(0);
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

static void
free_entries(struct label *l)
{
	free(l->entry);
	free(l->cell);
	l->entry = NULL;
	l->cell = NULL;
	l->n = l->ncell = 0;
}

void
label_free(struct label *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->ncol; i++) {
		free(l->col[i].name[0]);
		free(l->col[i].name[1]);
	}
	for (size_t i = 0; i < l->nsource; i++) {
		free(l->source[i].name);
		free(l->source[i].col);
	}
	free_entries(l);
	intern_free(l->text);
	ipmap_free(l->map);
	free(l->col);
	free(l->source);
	free(l->place);
	free(l->row);
	free(l->shared);
	free(l->held);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* ---- columns ----------------------------------------------------------- */

/* "src" or "dst" and the name of a column, as headers have it; caller frees. */
static char *
name_of(const char *side, struct slice column)
{
	struct buf b = {0};

	buf_str(&b, side);
	buf_slice(&b, column);
	const struct field *f = field_find((struct slice){b.p, b.n});
	char *name = f != NULL ? mem_str(f->name) : mem_strn(b.p, b.n);
	buf_free(&b);
	return name;
}

/* Can a header have the name? */
static bool
is_name(const char *name)
{
	struct slice word = slice_str(name);
	const struct field *f;
	const char *near;

	return field_typed(&word, &f, &near) == 0 || near != NULL;
}

bool
label_may(struct slice column)
{
	char *src = name_of("src", column), *dst = name_of("dst", column);
	const struct field *f = field_find(slice_str(src));
	const struct field *g = field_find(slice_str(dst));
	bool may = column.n > 0 && is_name(src);

	if (f != NULL || g != NULL)
		may = f != NULL && g == f + 1 && f >= field_at(FIELD_SRCSG) &&
		    g <= field_at(FIELD_DSTPLNAME);
	free(src);
	free(dst);
	return may;
}

/* The number of a column; of a new one, too. */
static size_t
column(struct label *l, struct slice name)
{
	char *src = name_of("src", name);

	for (size_t i = 0; i < l->ncol; i++) {
		if (strcmp(l->col[i].name[0], src) != 0)
			continue;
		free(src);
		return i;
	}
	l->col = mem_array(l->col, l->ncol + 1, sizeof(*l->col));
	l->col[l->ncol].name[0] = src;
	l->col[l->ncol].name[1] = name_of("dst", name);
	return l->ncol++;
}

size_t
label_source(struct label *l, const char *name, const struct slice *col,
    size_t n)
{
	struct label_source *s;

	assert(l->map == NULL);
	l->source = mem_array(l->source, l->nsource + 1, sizeof(*l->source));
	s = &l->source[l->nsource];
	s->name = mem_str(name);
	s->n = n;
	s->col = mem_array(NULL, n, sizeof(*s->col));
	for (size_t i = 0; i < n; i++) {
		assert(label_may(col[i]));
		s->col[i] = column(l, col[i]);
	}
	return l->nsource++;
}

size_t
label_columns(const struct label *l)
{
	return LABEL_SIDES * l->ncol;
}

const char *
label_column(const struct label *l, size_t i)
{
	return l->col[i / LABEL_SIDES].name[i % LABEL_SIDES];
}

/* ---- adding ------------------------------------------------------------ */

static uint32_t
id_of(struct label *l, struct slice s)
{
	return s.n > 0 ? intern_id(l->text, s) : INTERN_NONE;
}

static void
add_cell(struct label *l, struct slice s)
{
	if (l->ncell == l->cell_room) {
		l->cell_room = l->cell_room == 0 ? 256 : 2 * l->cell_room;
		l->cell = mem_array(l->cell, l->cell_room, sizeof(*l->cell));
	}
	if (s.n == 0)
		s = slice_str("-");
	l->cell[l->ncell++] = intern_name(l->text, intern_id(l->text, s));
}

void
label_add(struct label *l, size_t source, struct prefix p,
    const struct slice *cell, const struct label_holder *holder, size_t line)
{
	struct label_entry e = {
	    .prefix = p,
	    .source = (uint32_t)source,
	    .line = (uint32_t)line,
	    .vpc = INTERN_NONE,
	    .eni = INTERN_NONE,
	    .cell = l->ncell,
	};

	assert(source < l->nsource && l->map == NULL);
	if (holder != NULL) {
		e.vpc = id_of(l, holder->vpc);
		e.eni = id_of(l, holder->eni);
	}
	for (size_t i = 0; i < l->source[source].n; i++)
		add_cell(l, cell[i]);
	if (l->n == l->room) {
		l->room = l->room == 0 ? 64 : 2 * l->room;
		l->entry = mem_array(l->entry, l->room, sizeof(*l->entry));
	}
	l->entry[l->n++] = e;
}

void
label_place(struct label *l, struct slice eni, struct slice vpc)
{
	uint32_t id = id_of(l, eni), at = id_of(l, vpc);

	if (id == INTERN_NONE)
		return;
	if (id >= l->nplace) {
		size_t n = 2 * (size_t)id + 64;
		l->place = mem_array(l->place, n, sizeof(*l->place));
		while (l->nplace < n)
			l->place[l->nplace++] = INTERN_NONE;
	}
	l->place[id] = at;
}

/* ---- building ---------------------------------------------------------- */

static bool
is_held(const struct label_entry *e)
{
	return e->vpc != INTERN_NONE || e->eni != INTERN_NONE;
}

/* The entries by prefix, source and arrival; caller frees. */
static uint32_t *
sorted(const struct label *l)
{
	uint64_t *key = mem_array(NULL, l->n, 3 * sizeof(*key));

	assert(l->n < UINT32_MAX && l->nsource < 1 << 24);
	for (size_t i = 0; i < l->n; i++) {
		const struct label_entry *e = &l->entry[i];
		key[3 * i] = e->prefix.ip.hi;
		key[3 * i + 1] = e->prefix.ip.lo;
		key[3 * i + 2] = (uint64_t)e->prefix.len << 56 |
		    (uint64_t)e->source << 32 | i;
	}
	uint32_t *rank = order_sort(key, l->n, 3, 3);
	free(key);
	return rank;
}

/* Do two entries of one source say the same?  Equal cells are one text. */
static bool
agree(const struct label *l, const struct label_entry *a,
    const struct label_entry *b)
{
	for (size_t i = 0; i < l->source[a->source].n; i++)
		if (l->cell[a->cell + i].p != l->cell[b->cell + i].p)
			return false;
	return true;
}

/* Says that a source has two opinions. */
static int
conflict(const struct label *l, const struct label_entry *a,
    const struct label_entry *b)
{
	char text[PREFIX_MAX];

	diag_warn(DIAG_LOST, "%s:%u: %.*s is in line %u, too, with other cells",
	    l->source[b->source].name, b->line,
	    (int)(prefix_print(text, b->prefix) - text), text, a->line);
	return -1;
}

/* A new row: a copy of another, or (SIZE_MAX) nothing known. */
static size_t
new_row(struct label *l, size_t from)
{
	if (l->nrow == l->row_room) {
		l->row_room = l->row_room == 0 ? 64 : 2 * l->row_room;
		l->row = mem_array(l->row, l->row_room,
		    l->ncol * sizeof(*l->row));
	}
	struct slice *to = l->row + l->nrow * l->ncol;
	for (size_t i = 0; i < l->ncol; i++)
		to[i] = from == SIZE_MAX ? (struct slice){NULL, 0} :
					   l->row[from * l->ncol + i];
	return l->nrow++;
}

/*
 * The row of one prefix: what is around it, and the n entries over it.  Of
 * those with holders only `mine` counts; the others take back what is said.
 */
static size_t
compose(struct label *l, size_t outer, const uint32_t *rank, size_t n,
    const struct label_entry *mine)
{
	size_t at = new_row(l, outer);
	struct slice *row = l->row + at * l->ncol;

	for (size_t i = 0; i < n; i++) {
		const struct label_entry *e = &l->entry[rank[i]];
		const struct label_source *s = &l->source[e->source];
		bool known = !is_held(e) || e == mine;
		if (!known && mine != NULL)
			continue;
		for (size_t c = 0; c < s->n; c++)
			row[s->col[c]] = known ? l->cell[e->cell + c] :
						 (struct slice){NULL, 0};
	}
	return at;
}

/* The number of one prefix of n entries, some of them held. */
static uint32_t
number_of(struct label *l, size_t outer, const uint32_t *rank, size_t n,
    size_t *row)
{
	const struct label_entry *mine = NULL;
	size_t nheld = 0;

	for (size_t i = 0; i < n; i++) {
		const struct label_entry *e = &l->entry[rank[i]];
		if (is_held(e))
			mine = e;
		nheld += is_held(e);
	}
	*row = compose(l, outer, rank, n, nheld == 1 ? mine : NULL);
	if (nheld < 2)
		return (uint32_t)*row;

	l->shared = mem_array(l->shared, l->nshared + 1, sizeof(*l->shared));
	l->held = mem_array(l->held, l->nheld + nheld, sizeof(*l->held));
	struct label_shared *s = &l->shared[l->nshared];
	*s = (struct label_shared){(uint32_t)*row, (uint32_t)l->nheld,
	    (uint32_t)nheld};
	for (size_t i = 0; i < n; i++) {
		const struct label_entry *e = &l->entry[rank[i]];
		if (!is_held(e))
			continue;
		size_t its = compose(l, outer, rank, n, e);
		l->held[l->nheld++] = (struct label_held){e->vpc, e->eni,
		    (uint32_t)its};
	}
	return LABEL_SHARED | (uint32_t)l->nshared++;
}

/* How many of the n entries have the prefix of the first; 0 after a message. */
static size_t
alike(const struct label *l, const uint32_t *rank, size_t n)
{
	const struct label_entry *first = &l->entry[rank[0]], *last = first;
	size_t i = 1;

	for (; i < n; i++) {
		const struct label_entry *e = &l->entry[rank[i]];
		if (prefix_cmp(e->prefix, first->prefix) != 0)
			break;
		if (e->source == last->source && !is_held(e) &&
		    !is_held(last) && !agree(l, last, e)) {
			conflict(l, last, e);
			return 0;
		}
		last = e;
	}
	return i;
}

/* 0, or -1 after a message. */
static int
build(struct label *l, const uint32_t *rank)
{
	struct around around[AROUND_MOST];
	size_t depth = 0, n;

	for (size_t i = 0; i < l->n; i += n) {
		struct prefix p = l->entry[rank[i]].prefix;
		n = alike(l, rank + i, l->n - i);
		if (n == 0)
			return -1;
		while (depth > 0 && !prefix_has(around[depth - 1].prefix, p))
			depth--;
		size_t outer = depth > 0 ? around[depth - 1].row : SIZE_MAX;
		size_t row;
		ipmap_add(l->map, p, number_of(l, outer, rank + i, n, &row));
		around[depth++] = (struct around){p, row};
	}
	return 0;
}

int
label_done(struct label *l)
{
	uint32_t *rank = sorted(l);

	l->map = ipmap_new();
	int r = build(l, rank);
	ipmap_done(l->map);
	free(rank);
	free_entries(l);
	return r;
}

struct label_doubt
label_doubts(const struct label *l)
{
	return l->doubt;
}
