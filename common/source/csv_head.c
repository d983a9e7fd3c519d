/* SPDX-License-Identifier: ISC */

/* See csv_head.h. */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "source/csv_head.h"

#define NAME_MOST 64 /* bytes of a field's name */

static const char separators[] = ",;\t|";

/* The record as CloudWatch Logs Insights calls it. */
static bool
is_message(struct slice name)
{
	return slice_is(name, "@message") || slice_is(name, "message");
}

/* The field of a name in which blanks may stand for underscores, or NULL. */
static const struct field *
find_field(struct slice name)
{
	char tmp[NAME_MOST];

	if (name.n > sizeof(tmp))
		return NULL;
	for (size_t i = 0; i < name.n; i++)
		tmp[i] = name.p[i] == ' ' ? '_' : name.p[i];
	return field_find((struct slice){tmp, name.n});
}

/* ---- the first record ------------------------------------------------- */

/* Spreadsheets read this line before the header, and some write it. */
static bool
is_hint(struct slice line)
{
	return (line.n == 5 || (line.n == 6 && line.p[5] == '\r')) &&
	    memcmp(line.p, "sep=", 4) == 0;
}

static bool
is_blank(struct slice line)
{
	for (size_t i = 0; i < line.n; i++)
		if (strchr(" \t\r", line.p[i]) == NULL)
			return false;
	return true;
}

/* Where the first record begins; *hint becomes the separator if one is said. */
static void
skip_blank(struct csv_first *f, struct slice head, char *hint)
{
	struct slice rest = head;

	for (;;) {
		struct slice line = slice_cut(&rest, '\n');
		if (rest.p == NULL || !(is_blank(line) || is_hint(line)))
			return;
		if (is_hint(line))
			*hint = line.p[4];
		f->skip = (size_t)(rest.p - head.p);
		f->lines++;
	}
}

/* Counts the cells of a line, cut at one separator; the last may be cut. */
static void
count_cells(struct csv_first *f, struct slice line)
{
	const char *p = line.p, *end = p + line.n;
	bool last = false;

	while (!last) {
		struct csv_cell cell;
		const char *from = p;
		enum csv_cut got = csv_cut_cell(p, end, f->sep, &cell, &p,
		    &last);
		if (got == CSV_BAD)
			return;
		if (got == CSV_MORE) {
			cell.text = (struct slice){from, (size_t)(end - from)};
			last = true;
		}
		f->quoted |= f->n == 0 && cell.quoted;
		f->n++;
		f->known += find_field(cell.text) != NULL;
		f->message |= is_message(cell.text);
	}
}

/* Does cutting as in a make more sense than as in b? */
static bool
is_better(const struct csv_first *a, const struct csv_first *b)
{
	size_t x = a->known + a->message, y = b->known + b->message;

	return x > y || (x == y && a->n > b->n);
}

struct csv_first
csv_first(struct slice head)
{
	struct csv_first best = {0}, start = {0};
	char hint = '\0';

	skip_blank(&start, head, &hint);
	struct slice rest = {head.p + start.skip, head.n - start.skip};
	start.line = rest;
	slice_cut(&rest, '\n');
	start.ended = rest.p != NULL;
	if (start.ended)
		start.line.n = (size_t)(rest.p - start.line.p);
	for (const char *s = separators; *s != '\0'; s++) {
		struct csv_first one = start;
		one.sep = hint != '\0' ? hint : *s;
		count_cells(&one, start.line);
		if (best.sep == '\0' || is_better(&one, &best))
			best = one;
		if (hint != '\0')
			break;
	}
	return best;
}

bool
csv_is_header(const struct csv_first *f)
{
	return f->message || (f->n > 1 && f->known > 1) ||
	    (f->quoted && f->known > 0);
}

/* ---- the plan --------------------------------------------------------- */

/* A cell of a header as a name, quotes in it no longer doubled. */
static struct slice
name_of(const struct csv_cell *cell, struct keep *k)
{
	struct slice s = cell->text;

	if (!cell->quoted || !cell->odd)
		return layout_name(s, k);
	char *p = keep_room(k, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		p[n++] = s.p[i];
		i += s.p[i] == '"';
	}
	return layout_name((struct slice){p, n}, k);
}

/* Is a cell of the field never text that has 1.7E+12 in it? */
static bool
is_number(const struct field *f)
{
	if (f == &field_other)
		return false;
	return f->kind != KIND_NAME || f == field_at(FIELD_ACCOUNT);
}

/* Where the record itself is; SIZE_MAX: there are columns of their own. */
static size_t
find_message(const struct slice *name, size_t n)
{
	size_t message = SIZE_MAX;
	bool src = false, dst = false;

	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_find(name[i]);
		src |= f == field_at(FIELD_SRC);
		dst |= f == field_at(FIELD_DST);
		if (message == SIZE_MAX && is_message(name[i]))
			message = i;
	}
	return src && dst ? SIZE_MAX : message;
}

/* Takes a column. */
static void
take(struct csv_plan *plan, size_t col, struct slice name)
{
	const struct field *f = field_find(name);

	plan->take[plan->ntake] = col;
	plan->number[plan->ntake] = f != NULL && is_number(f);
	plan->layout->name[plan->ntake++] = name;
}

static void
start(struct csv_plan *plan, size_t n)
{
	size_t most = n < SCHEMA_COLS ? n : SCHEMA_COLS;

	*plan = (struct csv_plan){.n = n, .names = keep_new()};
	plan->take = mem_array(NULL, most, sizeof(*plan->take));
	plan->number = mem_array(NULL, most, sizeof(*plan->number));
	plan->layout = mem_new(sizeof(*plan->layout) +
	    most * sizeof(plan->layout->name[0]));
}

/* All fields, and of the other columns as many as there is room for. */
static void
take_most(struct csv_plan *plan, const struct slice *name, size_t n)
{
	size_t fields = 0, others = n;

	for (size_t i = 0; i < n && n > SCHEMA_COLS; i++)
		fields += field_find(name[i]) != NULL;
	if (n > SCHEMA_COLS)
		others = fields < SCHEMA_COLS ? SCHEMA_COLS - fields : 0;
	for (size_t i = 0; i < n && plan->ntake < SCHEMA_COLS; i++) {
		bool field = field_find(name[i]) != NULL;
		if (!field && others == 0)
			continue;
		others -= !field;
		take(plan, i, name[i]);
	}
	plan->layout->n = plan->ntake;
}

void
csv_plan_header(struct csv_plan *plan, const struct csv_row *row,
    struct origin *o)
{
	struct slice *name = mem_array(NULL, row->n, sizeof(*name));

	start(plan, row->n);
	for (size_t i = 0; i < row->n; i++)
		name[i] = name_of(&row->cell[i], plan->names);
	size_t message = find_message(name, row->n);
	if (message != SIZE_MAX) {
		plan->message = true;
		plan->take[plan->ntake++] = message;
		plan->number[0] = false;
	} else {
		take_most(plan, name, row->n);
	}
	if (!plan->message && plan->ntake < row->n)
		origin_note(o, separators,
		    "%zu columns, of which %zu that are no flow log's are "
		    "left out",
		    row->n, row->n - plan->ntake);
	free(name);
}

void
csv_plan_names(struct csv_plan *plan, const struct slice *name, size_t n)
{
	start(plan, n);
	take_most(plan, name, n);
}

void
csv_plan_free(struct csv_plan *plan)
{
	free(plan->take);
	free(plan->number);
	free(plan->layout);
	keep_free(plan->names);
	*plan = (struct csv_plan){0};
}
