/* SPDX-License-Identifier: ISC */

/*
 * See pick.h.  A list is a row of steps: each adds or drops one column or a
 * named set; binding replays the steps on a header.
 */

#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/near.h"
#include "model/pick.h"
#include "model/transit.h"

enum step_kind {
	STEP_ADD,
	STEP_DROP,
	STEP_SET
};

struct step {
	enum step_kind kind;
	const struct field *field; /* &field_other: by name */
	struct slice name;         /* as typed; into the pick's own text */
	struct slice as;           /* new name; n 0: its own */
	const struct set *set;
	bool own; /* of the tool itself: every block has it */
};

struct pick {
	char *text;
	bool fromdefault; /* + and - change the default */
	struct step *step;
	size_t n;
	size_t nown; /* steps that pick_add put first */
};

/* The default, and behind it what tells connections and interfaces apart. */
static const enum field_id set_conn[] = {
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
    FIELD_PACKETS,
    FIELD_BYTES,
    FIELD_START,
    FIELD_END,
    FIELD_ACTION,
    FIELD_FLAGS,
    FIELD_ACCOUNT,
    FIELD_ENI,
    FIELD_VPC,
    FIELD_PKTSRC,
    FIELD_PKTDST,
    FIELD_DIR,
};
#define DEFAULT_COUNT 11 /* up to and with flags */

struct set {
	const char *name;
	const enum field_id *id; /* NULL: all that the input has */
	size_t n;
};

static const struct set sets[] = {
    {"@default", set_conn, DEFAULT_COUNT},
    {"@conn", set_conn, nitems(set_conn)},
    {"@all", NULL, 0},
};

/* Columns while they are being chosen. */
struct chosen {
	struct slice name[SCHEMA_COLS];
	struct slice from[SCHEMA_COLS]; /* its own name */
	size_t col[SCHEMA_COLS];
	const struct field *field[SCHEMA_COLS];
	size_t n;
	struct slice twice; /* what two columns would be called; n 0: none */
};

static const struct set *
find_set(struct slice word)
{
	for (size_t i = 0; i < nitems(sets); i++)
		if (slice_is(word, sets[i].name))
			return &sets[i];
	return NULL;
}

/* Says what is wrong with a word of the list; returns -1. */
static int
refuse(struct slice word, const char *near)
{
	int n = (int)word.n;

	if (word.n == 0)
		diag_warn(DIAG_LOST, "an empty name in the list of columns");
	else if (word.p[0] == '@')
		diag_warn(DIAG_LOST,
		    "%.*s: no such set of columns; one of @default, @conn, "
		    "@all",
		    n, word.p);
	else if (near != NULL)
		diag_warn(DIAG_LOST, "%.*s: no such field; did you mean %s?", n,
		    word.p, near);
	else
		diag_warn(DIAG_LOST, "%.*s: not a column name", n, word.p);
	return -1;
}

/* One word of the list to one step.  0, or -1 after a message. */
static int
parse_word(struct pick *p, struct slice word, bool signs)
{
	struct step *s = &p->step[p->n];
	const char *near;

	if (signs) {
		s->kind = word.p[0] == '-' ? STEP_DROP : STEP_ADD;
		word.p++;
		word.n--;
	}
	if (word.n > 0 && word.p[0] == '@') {
		s->set = find_set(word);
		if (s->set == NULL)
			return refuse(word, NULL);
		s->kind = s->kind == STEP_DROP ? STEP_DROP : STEP_SET;
		p->n++;
		return 0;
	}
	struct slice rest = word;
	s->name = slice_cut(&rest, '=');
	if (field_typed(&s->name, &s->field, &near) < 0)
		return refuse(s->name, near);
	if (rest.p != NULL) {
		const struct field *ignored;
		s->as = rest;
		if (s->kind == STEP_DROP ||
		    (field_typed(&s->as, &ignored, &near) < 0 && near == NULL))
			return refuse(rest, NULL);
	}
	p->n++;
	return 0;
}

void
pick_add(struct pick *p, const char *name)
{
	struct step s = {.kind = STEP_ADD, .own = true};

	if (!p->fromdefault)
		return;
	s.name = slice_str(name);
	s.field = field_find(s.name);
	if (s.field == NULL)
		s.field = &field_other;
	p->step = mem_array(p->step, p->n + 1, sizeof(*p->step));
	memmove(p->step + p->nown + 1, p->step + p->nown,
	    (p->n - p->nown) * sizeof(*p->step));
	p->step[p->nown++] = s;
	p->n++;
}

/* Does a word begin with the name of a field, as KEYS and FIELDS do? */
static bool
names_field(const char *word)
{
	return field_find((struct slice){word, strcspn(word, ",=/")}) != NULL;
}

bool
pick_is_file(const char *word)
{
	return word[0] != '@' && strncmp(word, "col:", 4) != 0 &&
	    !names_field(word) && access(word, F_OK) == 0;
}

bool
pick_is_stray(const char *word)
{
	return names_field(word) && access(word, F_OK) != 0;
}

void
pick_free(struct pick *p)
{
	if (p == NULL)
		return;
	free(p->step);
	free(p->text);
	free(p);
}

/*
 * Adds a column called name, unless there is one.  That may be the very
 * column or another; false: another.
 */
static bool
add(struct chosen *c, const struct field *field, struct slice from,
    struct slice name, size_t col)
{
	for (size_t i = 0; i < c->n; i++)
		if (slice_eq(c->name[i], name))
			return c->field[i] == field &&
			    slice_eq(c->from[i], from);
	if (c->n == SCHEMA_COLS)
		diag_die("more than %d columns", SCHEMA_COLS);
	c->field[c->n] = field;
	c->name[c->n] = name;
	c->from[c->n] = from;
	c->col[c->n++] = col;
	return true;
}

/*
 * Without one of these a log says little of who spoke to whom, and a pipeline
 * that filters on it comes out empty: worth a word (once a run).
 */
static const enum field_id core[] = {
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
    FIELD_ACTION,
};

/* A name in the header that was perhaps meant to be the field; or NULL. */
static const char *
slip_of(const struct schema *in, const struct field *f)
{
	struct near near;

	near_init(&near, slice_str(f->aws));
	for (size_t i = 0; i < in->ncol; i++)
		if (in->col[i].field == &field_other)
			near_try(&near, in->col[i].name);
	return near_best(&near);
}

static void
note_core(const struct block *b)
{
	struct buf lacks = {0};
	const char *slip = NULL;

	for (size_t i = 0; i < nitems(core); i++) {
		const struct field *f = field_at(core[i]);
		if (b->schema->at[core[i]] != SCHEMA_NONE ||
		    (b->schema->transit && core[i] == FIELD_ACTION))
			continue;
		buf_fmt(&lacks, "%s%s", lacks.n > 0 ? ", " : "", f->name);
		if (slip == NULL)
			slip = slip_of(b->schema, f);
	}
	if (lacks.n > 0 && slip != NULL)
		origin_note(b->origin, core,
		    "no column %s, written as -; "
		    "what is %s?",
		    buf_cstr(&lacks), slip);
	else if (lacks.n > 0)
		origin_note(b->origin, core, "no column %s, written as -",
		    buf_cstr(&lacks));
	buf_free(&lacks);
}

/* So that tools behind this one know whose records these are. */
static void
add_transit(struct chosen *c, const struct block *b)
{
	const struct field *f = field_at(transit_field(b->schema));
	struct slice name = slice_str(f->name);

	add(c, f, name, name, b->schema->at[field_id(f)]);
	origin_note(b->origin, f,
	    "records of a transit gateway: without action, so no evidence "
	    "for rules; column %s says so",
	    f->name);
}

static void
add_set(struct chosen *c, const struct set *set, const struct block *b)
{
	const struct schema *in = b != NULL ? b->schema : NULL;

	for (size_t i = 0; i < set->n; i++) {
		const struct field *f = field_at(set->id[i]);
		struct slice name = slice_str(f->name);
		add(c, f, name, name,
		    in != NULL ? in->at[set->id[i]] : SCHEMA_NONE);
	}
	if (set->id != NULL && b != NULL)
		note_core(b);
	if (set->id != NULL && b != NULL && in->transit)
		add_transit(c, b);
	if (set->id != NULL || in == NULL)
		return;
	for (size_t i = 0; i < in->ncol; i++) {
		struct slice name = slice_str(in->col[i].name);
		add(c, in->col[i].field, name, name, i);
	}
}

static bool
in_set(const struct set *set, const struct field *field)
{
	if (set->id == NULL)
		return true;
	for (size_t i = 0; i < set->n; i++)
		if (field_at(set->id[i]) == field)
			return true;
	return false;
}

/* Takes what a step names out again. */
static void
cut(struct chosen *c, const struct step *s)
{
	size_t keep = 0;

	for (size_t i = 0; i < c->n; i++) {
		bool hit = s->set != NULL    ? in_set(s->set, c->field[i]) :
		    s->field == &field_other ? slice_eq(c->name[i], s->name) :
					       c->field[i] == s->field;
		if (hit)
			continue;
		c->field[keep] = c->field[i];
		c->name[keep] = c->name[i];
		c->from[keep] = c->from[i];
		c->col[keep++] = c->col[i];
	}
	c->n = keep;
}

/* One named column.  0, or -1 after a message. */
static int
add_named(struct chosen *c, const struct step *s, const struct block *b)
{
	size_t col = SCHEMA_NONE;
	struct slice name = s->field == &field_other ?
	    s->name :
	    slice_str(s->field->name);

	if (b != NULL)
		col = schema_column(b->schema, s->field, s->name);
	if (b != NULL && col == SCHEMA_NONE) {
		if (s->field == &field_other) {
			block_lacks(b, s->name);
			return -1;
		}
		origin_note(b->origin, s->field,
		    "no column %s: it is written as -", s->field->name);
	}
	struct slice as = s->as.n > 0 ? s->as : name;
	if (add(c, s->field, name, as, col))
		return 0;
	if (b != NULL)
		origin_fatal(b->origin, "two columns would be called %.*s",
		    (int)as.n, as.p);
	c->twice = as;
	return -1;
}

/* Replays the steps on a block's header; b is NULL where there is none. */
static int
replay(const struct pick *p, struct chosen *c, const struct block *b, bool raw)
{
	c->n = 0;
	if (p->fromdefault)
		add_set(c, &sets[raw ? 0 : nitems(sets) - 1], b);
	for (size_t i = 0; i < p->n; i++) {
		const struct step *s = &p->step[i];
		if (s->kind == STEP_DROP)
			cut(c, s);
		else if (s->kind == STEP_SET)
			add_set(c, s->set, b);
		else if (add_named(c, s, b) < 0)
			return -1;
	}
	if (c->n > 0 || b == NULL)
		return 0;
	origin_fatal(b->origin, "no column is left to write");
	return -1;
}

/* Does the list alone, whatever the input has, give two columns one name? */
static bool
is_twice(const struct pick *p)
{
	struct chosen *c = mem_new(sizeof(*c));
	struct pick list = *p;

	list.fromdefault = false; /* which default is not known yet */
	replay(&list, c, NULL, false);
	bool twice = c->twice.n > 0;
	if (twice)
		diag_warn(DIAG_LOST, "%.*s: twice in the list of columns",
		    (int)c->twice.n, c->twice.p);
	free(c);
	return twice;
}

struct pick *
pick_parse(const char *list)
{
	struct pick *p = mem_new(sizeof(*p));

	p->fromdefault = true;
	if (list == NULL)
		return p;
	p->text = mem_str(list);
	size_t words = 1;
	for (const char *c = list; *c != '\0'; c++)
		words += *c == ',';
	p->step = mem_new(words * sizeof(*p->step));

	struct slice rest = slice_str(p->text);
	p->fromdefault = list[0] == '+' || list[0] == '-';
	while (rest.p != NULL) {
		struct slice word = slice_cut(&rest, ',');
		bool sign = word.n > 0 &&
		    (word.p[0] == '+' || word.p[0] == '-');
		if ((word.n == 0 && refuse(word, NULL) < 0) ||
		    parse_word(p, word, sign) < 0) {
			pick_free(p);
			return NULL;
		}
	}
	if (is_twice(p)) {
		pick_free(p);
		return NULL;
	}
	return p;
}

static const struct schema *
bind(const struct pick *p, struct schemas *all, const struct block *b, bool raw,
    size_t *col)
{
	struct chosen *c = mem_new(sizeof(*c));
	const struct schema *out = NULL;

	if (replay(p, c, b, raw) == 0 && c->n > 0) {
		memcpy(col, c->col, c->n * sizeof(*col));
		out = schemas_names(all, c->name, c->n);
	}
	free(c);
	return out;
}

const struct schema *
pick_bind(const struct pick *p, struct schemas *all, const struct block *b,
    size_t *col)
{
	return bind(p, all, b, b->origin->raw, col);
}

/* Must the input be seen to know what this step gives, or if it is wrong? */
static bool
needs_input(const struct step *s)
{
	if (s->kind == STEP_SET)
		return s->set->id == NULL;
	return s->kind == STEP_ADD && s->field == &field_other && !s->own;
}

static bool
fixed(const struct pick *p, bool raw)
{
	if (p->fromdefault && !raw)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (needs_input(&p->step[i]))
			return false;
	return true;
}

const struct schema *
pick_known(const struct pick *p, struct schemas *all, bool raw)
{
	size_t col[SCHEMA_COLS];

	return fixed(p, raw) ? bind(p, all, NULL, raw, col) : NULL;
}

static void
want_set(const struct set *set, struct want *w)
{
	w->all |= set->id == NULL;
	for (size_t i = 0; i < set->n; i++)
		want_field(w, set->id[i]);
	transit_want(w);
}

void
pick_want(const struct pick *p, struct want *w)
{
	if (p->fromdefault)
		want_set(&sets[0], w);
	for (size_t i = 0; i < p->n; i++) {
		const struct step *s = &p->step[i];
		if (s->kind == STEP_ADD)
			want_column(w, s->field, s->name);
		else if (s->kind == STEP_SET)
			want_set(s->set, w);
	}
}
