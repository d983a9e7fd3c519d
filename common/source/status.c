/* SPDX-License-Identifier: ISC */

/* See status.h.  Runs once a row: two times and a word, no more. */

#include "source/status.h"
#include "base/num.h"

void
status_bind(struct status *st, const struct schema *schema)
{
	static const enum field_id shape[] = {FIELD_SRC, FIELD_DST,
	    FIELD_PROTO};

	*st = (struct status){
	    .status = schema->at[FIELD_STATUS],
	    .start = schema->at[FIELD_START],
	    .end = schema->at[FIELD_END],
	};
	for (size_t i = 0; i < nitems(shape); i++) {
		size_t col = schema->at[shape[i]];
		if (col != SCHEMA_NONE)
			st->shape[st->nshape++] = col;
	}
	st->plain = st->status != SCHEMA_NONE && st->start != SCHEMA_NONE &&
	    st->end != SCHEMA_NONE;
	st->lo = UINT64_MAX;
}

/*
 * Ten digits up to STATUS_TIME_TOP that do not begin as it does: so do all
 * times from 2001 to 2033.
 */
static void
learn_prefix(struct status *st, const struct block *b, size_t row)
{
	uint64_t t = 0;

	if (!st->plain || b->vec[st->start].born != FORM_MARKS)
		return;
	struct slice s = block_text(b, row, st->start);
	if (s.n == 10 && num_parse(s, STATUS_TIME_TOP, &t) == 0 &&
	    t / 100000000 < STATUS_TIME_TOP / 100000000)
		memcpy(st->prefix, s.p, sizeof(st->prefix));
}

/* The time whose last eight digits these are; NUM_NONE if they are none. */
static uint64_t
whole_time(const struct status *st, uint64_t digits)
{
	uint64_t v;
	char text[10];

	digits = htobe64(digits);
	memcpy(text, st->prefix, 2);
	memcpy(text + 2, &digits, sizeof(digits));
	return num_parse((struct slice){text, 10}, STATUS_TIME_TOP, &v) == 0 ?
	    v :
	    NUM_NONE;
}

bool
status_flush(struct status *st, struct evidence *ev)
{
	if (st->hi == 0)
		return true; /* no row was plain */
	uint64_t from = whole_time(st, st->lo), to = whole_time(st, st->hi);

	st->lo = UINT64_MAX;
	st->hi = 0;
	if (from == NUM_NONE || to == NUM_NONE)
		return false;
	evidence_time(ev, from, to);
	return true;
}

static struct slice
cell(const struct block *b, size_t row, size_t col, char tmp[static CELL_MAX])
{
	if (fl_likely(b->vec[col].born == FORM_MARKS))
		return block_text(b, row, col);
	return block_cell(b, row, col, tmp);
}

/* Milliseconds since 1970, as far as seconds go up to STATUS_TIME_TOP. */
static bool
is_old(uint64_t t)
{
	return t > STATUS_TIME_TOP && t / 1000 <= STATUS_TIME_TOP;
}

/*
 * A time; NUM_NONE where there is no such column, or the cell is no time in
 * seconds or milliseconds.
 */
static uint64_t
time_of(const struct block *b, size_t row, size_t col)
{
	char tmp[CELL_MAX];
	uint64_t t = NUM_NONE;

	if (col == SCHEMA_NONE)
		return t;
	if (b->vec[col].born == FORM_NUMS)
		return b->vec[col].num[row];
	(void)num_parse(cell(b, row, col, tmp), STATUS_TIME_TOP * 1000ULL + 999,
	    &t);
	return t;
}

static bool
is_empty(const struct status *st, const struct block *b, size_t row)
{
	char tmp[CELL_MAX];

	for (size_t i = 0; i < st->nshape; i++)
		if (!slice_is(cell(b, row, st->shape[i], tmp), "-"))
			return false;
	return st->nshape > 0;
}

static enum status_says
word_says(struct slice word)
{
	if (fl_likely(slice_is(word, "OK")))
		return STATUS_OK;
	if (slice_is(word, "NODATA"))
		return STATUS_NODATA;
	return slice_is(word, "SKIPDATA") ? STATUS_SKIPDATA : STATUS_BAD;
}

void
status_times(const struct status *st, const struct block *b, size_t row,
    struct evidence *ev)
{
	uint64_t start = time_of(b, row, st->start);
	uint64_t end = time_of(b, row, st->end);

	if (!is_old(start) && !is_old(end))
		evidence_time(ev, start, end);
}

enum status_says
status_look(struct status *st, const struct block *b, size_t row,
    struct evidence *ev)
{
	enum status_says says;
	char tmp[CELL_MAX];

	if (st->status != SCHEMA_NONE)
		says = word_says(cell(b, row, st->status, tmp));
	else
		says = is_empty(st, b, row) ? STATUS_NODATA : STATUS_OK;
	if (says == STATUS_BAD)
		return says;
	uint64_t start = time_of(b, row, st->start);
	uint64_t end = time_of(b, row, st->end);
	if (fl_unlikely(is_old(start) || is_old(end)))
		return STATUS_OLD;
	evidence_time(ev, start, end);
	learn_prefix(st, b, row);
	return says;
}

struct slice
status_mend(struct slice text, char tmp[static CELL_MAX])
{
	uint64_t t;

	if (num_parse(text, NUM_NONE - 1, &t) == -1 || !is_old(t))
		return text;
	t /= 1000;
	return (struct slice){tmp, (size_t)(num_print(tmp, t) - tmp)};
}

/* ---- blocks without lines --------------------------------------------- */

/* Milliseconds to seconds in a column. */
static void
mend_column(struct block *b, size_t col, struct keep *k)
{
	struct vec *v = &b->vec[col];
	bool codes = v->born == FORM_CODES;
	char tmp[CELL_MAX];

	if (v->born == FORM_NUMS) {
		for (size_t i = 0; i < b->nrow; i++)
			if (is_old(v->num[i]))
				v->num[i] /= 1000;
		return;
	}
	struct slice *cell = block_cells(b, col);
	for (size_t i = 0; i < b->nrow; i++) {
		if (codes)
			cell[i] = v->dict->cell[v->code[i]];
		struct slice s = status_mend(cell[i], tmp);
		if (s.p != tmp)
			continue;
		char *p = keep_room(k, 2 * BLOCK_PAD + s.n);
		memset(p, 0, 2 * BLOCK_PAD + s.n);
		memcpy(p + BLOCK_PAD, s.p, s.n);
		cell[i] = (struct slice){p + BLOCK_PAD, s.n};
	}
}

/* What one row is worth; the others' times may be mended with its own. */
static enum status_says
look(struct status *st, struct block *b, size_t row, struct keep *k)
{
	enum status_says says = status_look(st, b, row, &b->origin->ev);

	if (fl_likely(says != STATUS_OLD))
		return says;
	if (st->start != SCHEMA_NONE)
		mend_column(b, st->start, k);
	if (st->end != SCHEMA_NONE)
		mend_column(b, st->end, k);
	return status_look(st, b, row, &b->origin->ev);
}

/*
 * Rows that all have good words, as codes, and times as numbers of seconds:
 * nearly always that is all there is.  False: it is not, and nothing is done.
 */
static bool
take_all(const struct status *st, struct block *b)
{
	const struct vec *word = &b->vec[st->status];
	const uint64_t *start = b->vec[st->start].num;
	const uint64_t *end = b->vec[st->end].num;
	uint64_t first = UINT64_MAX, last = 0, most = 0;
	uint32_t ok = word->code[0];

	if (!slice_is(word->dict->cell[ok], "OK"))
		return false;
	for (size_t i = 0; i < b->nrow; i++) {
		if (word->code[i] != ok)
			return false;
		first = start[i] < first ? start[i] : first;
		most = start[i] > most ? start[i] : most;
		last = end[i] > last ? end[i] : last;
	}
	if (most > STATUS_TIME_TOP || last > STATUS_TIME_TOP)
		return false;
	evidence_time(&b->origin->ev, first, last);
	b->origin->rows += b->nrow;
	block_all(b);
	return true;
}

void
status_block(struct status *st, struct block *b, struct keep *k)
{
	struct origin *o = b->origin;

	if (st->plain && b->nrow > 0 && b->vec[st->status].born == FORM_CODES &&
	    b->vec[st->start].born == FORM_NUMS &&
	    b->vec[st->end].born == FORM_NUMS && take_all(st, b))
		return;

	for (size_t i = 0; i < b->nrow; i++) {
		enum status_says says = look(st, b, i, k);
		o->rows++;
		if (fl_likely(says == STATUS_OK)) {
			b->sel[b->nsel++] = (uint32_t)i;
		} else if (says == STATUS_NODATA) {
			o->nodata++;
		} else if (says == STATUS_SKIPDATA) {
			o->skipdata++;
		} else {
			char tmp[CELL_MAX];
			struct slice s = block_cell(b, i, st->status, tmp);
			block_bad(b, i,
			    "log-status: not OK, NODATA or SKIPDATA: \"%.*s\"",
			    s.n < 40 ? (int)s.n : 40, s.p);
		}
	}
}
