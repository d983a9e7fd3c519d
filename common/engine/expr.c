/* SPDX-License-Identifier: ISC */

/*
 * Words to a program (expr_prog.h): a recursive descent that builds a tree of
 * tests and "all"s, then lays it out flat, cheap tests first.  What a value
 * may be is expr_item.c's matter.
 */

#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/near.h"
#include "engine/expr_prog.h"
#include "value/proto.h"

#define NONE SIZE_MAX /* no node; a message was given */

enum {
	DEEPEST = 64, /* parentheses in one another: recursion has an end */
};

/* Names for two columns at once. */
static const struct pair {
	const char *name;
	enum field_id side[2];
} pairs[] = {
    {"addr", {FIELD_SRC, FIELD_DST}},
    {"port", {FIELD_SPORT, FIELD_DPORT}},
};

/*
 * What one row costs, in about nanoseconds: to read the cell and to ask the
 * set.  Only the order matters.
 */
static const unsigned int costs[SHAPE_COUNT] = {
    [SHAPE_RANGE] = 4,
    [SHAPE_RANGES] = 7,
    [SHAPE_FLAGS] = 6,
    [SHAPE_NAME] = 5,
    [SHAPE_PREFIX] = 9,
    [SHAPE_NAMES] = 20,
    [SHAPE_IPS] = 25,
};

struct node {
	bool neg;
	size_t test; /* or EXPR_ALL */
	size_t child, last, sibling;
	unsigned int cost;
};

struct parse {
	struct expr *e;
	struct lex lex;
	const char *word;  /* the argument */
	struct token tok;  /* the one to look at */
	struct token prev; /* the one before it; LEX_END at the start */
	size_t open;       /* parentheses that are not closed */
	struct node *node;
	size_t nnode, capnode;
};

static void
advance(struct parse *p)
{
	p->prev = p->tok;
	p->tok = lex_next(&p->lex);
}

/* ---- tree ------------------------------------------------------------- */

static size_t
new_node(struct parse *p, size_t test, bool neg)
{
	if (p->nnode == p->capnode) {
		p->capnode = p->capnode == 0 ? 16 : 2 * p->capnode;
		p->node = mem_array(p->node, p->capnode, sizeof(*p->node));
	}
	p->node[p->nnode] = (struct node){
	    .neg = neg,
	    .test = test,
	    .child = NONE,
	    .last = NONE,
	    .sibling = NONE,
	};
	return p->nnode++;
}

/* Puts a node, turned round or not, behind the parts of an "all". */
static void
adopt(struct parse *p, size_t all, size_t part, bool neg)
{
	struct node *a = &p->node[all];

	p->node[part].neg ^= neg;
	if (a->last == NONE)
		a->child = part;
	else
		p->node[a->last].sibling = part;
	a->last = part;
	a->cost += p->node[part].cost;
}

static size_t
new_test(struct parse *p, struct expr_test test)
{
	struct expr *e = p->e;

	e->test = mem_array(e->test, e->ntest + 1, sizeof(*e->test));
	e->test[e->ntest] = test;
	size_t n = new_node(p, e->ntest++, false);
	p->node[n].cost = costs[test.set->shape];
	return n;
}

static struct expr_set *
new_set(struct expr *e)
{
	e->set = mem_array(e->set, e->nset + 1, sizeof(*e->set));
	e->set[e->nset] = mem_new(sizeof(**e->set));
	return e->set[e->nset++];
}

/* The number of a column, known before or new. */
static size_t
column(struct expr *e, const struct field *field, struct slice name)
{
	for (size_t i = 0; i < e->ncol; i++) {
		if (e->col[i].field == field &&
		    (field != &field_other || slice_eq(e->col[i].name, name)))
			return i;
	}
	e->col = mem_array(e->col, e->ncol + 1, sizeof(*e->col));
	e->col[e->ncol].field = field;
	e->col[e->ncol].name = (struct slice){NULL, 0};
	if (field == &field_other)
		e->col[e->ncol].name = (struct slice){mem_strn(name.p, name.n),
		    name.n};
	return e->ncol++;
}

/* ---- a test ----------------------------------------------------------- */

/* What the name of a test stands for. */
struct target {
	const struct field *field;
	struct slice name;       /* of &field_other */
	const struct pair *pair; /* NULL: one column */
};

static const struct pair *
find_pair(struct slice name)
{
	for (size_t i = 0; i < nitems(pairs); i++) {
		if (strlen(pairs[i].name) == name.n &&
		    strncasecmp(pairs[i].name, name.p, name.n) == 0)
			return &pairs[i];
	}
	return NULL;
}

/* The nearest of what field_typed found and the pairs; NULL. */
static const char *
nearest(struct slice name, const char *field)
{
	struct near near;

	near_init(&near, name);
	if (field != NULL)
		near_try(&near, field);
	for (size_t i = 0; i < nitems(pairs); i++)
		near_try(&near, pairs[i].name);
	const char *best = near_best(&near);
	return best != NULL ? best : field;
}

/* 0 and the target of a name, or -1 after a message. */
static int
resolve(struct slice typed, struct target *t)
{
	const char *near;
	int n = (int)typed.n;

	*t = (struct target){.name = typed, .pair = find_pair(typed)};
	if (t->pair != NULL) {
		t->field = field_at(t->pair->side[0]);
		return 0;
	}
	int got = field_typed(&t->name, &t->field, &near);
	bool escaped = t->name.n != typed.n;
	if (got == 0 && (escaped || t->field != &field_other))
		return 0;
	near = escaped ? NULL : nearest(typed, near);
	if (near != NULL)
		diag_warn(DIAG_LOST, "%.*s: no such field; did you mean %s?", n,
		    typed.p, near);
	else if (got == -1)
		diag_warn(DIAG_LOST, "%.*s: not a column name", n, typed.p);
	else
		return 0;
	return -1;
}

/* The word that an operator should follow does not have one; NONE. */
static size_t
no_operator(const struct parse *p, struct slice name)
{
	struct token next = p->tok;
	int n = (int)name.n;
	struct prefix pre;
	uint64_t proto;

	if (next.kind == LEX_BAD)
		diag_warn(DIAG_LOST, "%.*s%.*s: no operator; did you mean %s?",
		    n, name.p, (int)next.text.n, next.text.p, next.right);
	else if (proto_parse(name, &proto) == 0)
		diag_warn(DIAG_LOST, "%.*s: no test; did you mean proto=%.*s?",
		    n, name.p, n, name.p);
	else if (prefix_parse(name, &pre) == 0)
		diag_warn(DIAG_LOST, "%.*s: no test; did you mean addr=%.*s?",
		    n, name.p, n, name.p);
	else if (next.kind == LEX_NAME)
		diag_warn(DIAG_LOST,
		    "%.*s: no operator behind it; did you mean %.*s=%.*s?", n,
		    name.p, n, name.p, (int)next.text.n, next.text.p);
	else
		diag_warn(DIAG_LOST,
		    "%.*s: no operator behind it; one of = != < <= > >=", n,
		    name.p);
	return NONE;
}

static bool
is_keyword(struct slice text)
{
	char word[8] = "";
	struct lex lex = {word};

	if (text.n >= sizeof(word))
		return false;
	memcpy(word, text.p, text.n);
	struct token t = lex_next(&lex);
	return t.kind == LEX_AND || t.kind == LEX_OR || t.kind == LEX_NOT;
}

/*
 * One item as the lexer has it: is it there at all?  A keyword behind a blank
 * is the next test's, not a value.
 */
static int
check_item(const struct expr_items *in, struct lex_item item, bool first)
{
	int n = (int)in->field.n, m = (int)in->op.text.n;
	const char *name = in->field.p, *op = in->op.text.p;

	if (item.open) {
		diag_warn(DIAG_LOST, "%.*s%.*s%s: the quote is not closed", n,
		    name, m, op, item.text.p - 1);
		return -1;
	}
	if (item.file && item.text.n == 0) {
		diag_warn(DIAG_LOST, "%.*s%.*s@: no name of a file", n, name, m,
		    op);
		return -1;
	}
	bool none = item.text.n == 0 || (item.spaced && is_keyword(item.text));
	if (item.quoted || !none)
		return 0;
	if (first && item.text.n == 0 && item.text.p[0] != ',')
		diag_warn(DIAG_LOST, "%.*s%.*s: no value", n, name, m, op);
	else if (first && item.text.n > 0)
		diag_warn(DIAG_LOST, "%.*s%.*s: no value before %.*s", n, name,
		    m, op, (int)item.text.n, item.text.p);
	else
		diag_warn(DIAG_LOST, "%.*s: an item of the list is empty",
		    (int)(item.text.p - name + (item.text.p[0] == ',')), name);
	return -1;
}

/* The list behind an operator: 0, or -1 after a message. */
static int
list(struct parse *p, struct expr_items *in)
{
	bool first = true;

	do {
		if (!first && in->op.op > LEX_NE) {
			diag_warn(DIAG_LOST,
			    "%.*s%.*s: takes one value, not a list",
			    (int)in->field.n, in->field.p, (int)in->op.text.n,
			    in->op.text.p);
			return -1;
		}
		struct lex_item item = lex_item(&p->lex);
		if (check_item(in, item, first) == -1 ||
		    expr_item(in, item) == -1)
			return -1;
		first = false;
	} while (lex_comma(&p->lex));
	expr_item_done(in);
	return 0;
}

/*
 * A test of either side: "=" and the like want one of the two, "!=" wants
 * neither, and one of them to be there (as "!=" of one column does).
 */
static size_t
both_sides(struct parse *p, const struct pair *pair, enum lex_op op,
    const struct expr_set *set)
{
	size_t col[2], side[2];

	for (int i = 0; i < 2; i++) {
		col[i] = column(p->e, field_at(pair->side[i]),
		    (struct slice){NULL, 0});
		side[i] = new_test(p,
		    (struct expr_test){col[i], set, set->missing, false});
	}
	size_t neither = new_node(p, EXPR_ALL, op != LEX_NE);
	for (int i = 0; i < 2; i++)
		adopt(p, neither, side[i], true);
	if (op != LEX_NE || set->missing)
		return neither;

	/* not (src=- and dst=-), where "=-" is a test of the empty set. */
	size_t there = new_node(p, EXPR_ALL, true);
	struct expr_items empty = {
	    .set = new_set(p->e),
	    .kind = field_at(pair->side[0])->kind,
	};
	expr_item_done(&empty);
	for (int i = 0; i < 2; i++) {
		side[i] = new_test(p,
		    (struct expr_test){col[i], empty.set, true, false});
		adopt(p, there, side[i], false);
	}
	adopt(p, neither, there, false);
	return neither;
}

/* field op list */
static size_t
test(struct parse *p)
{
	struct slice name = p->tok.text;
	struct target target;

	advance(p);
	if (p->tok.kind != LEX_OP)
		return no_operator(p, name);
	if (resolve(name, &target) == -1)
		return NONE;
	struct expr_items in = {
	    .set = new_set(p->e),
	    .kind = target.field->kind,
	    .field = name,
	    .op = p->tok,
	};
	if (list(p, &in) == -1)
		return NONE;
	advance(p);
	if (target.pair != NULL)
		return both_sides(p, target.pair, in.op.op, in.set);
	bool ne = in.op.op == LEX_NE;
	size_t col = column(p->e, target.field, target.name);
	return new_test(p,
	    (struct expr_test){col, in.set, in.set->missing && !ne, ne});
}

/* ---- structure -------------------------------------------------------- */

/* Where a test should be there is none: says what is there; NONE. */
static size_t
no_test(const struct parse *p)
{
	struct slice at = p->tok.text;
	const char *what = p->tok.right;
	int n = (int)at.n;

	switch (p->tok.kind) {
	case LEX_AND:
	case LEX_OR:
		diag_warn(DIAG_LOST,
		    "%.*s: no test before it; it joins tests inside one "
		    "argument",
		    n, at.p);
		return NONE;
	case LEX_BAD:
		diag_warn(DIAG_LOST,
		    "%.*s: not in the language; did you "
		    "mean %s?",
		    n, at.p, what);
		return NONE;
	case LEX_OP:
		n = (int)strcspn(at.p, " \t\n\r()");
		diag_warn(DIAG_LOST, "%.*s: no field before the operator", n,
		    at.p);
		return NONE;
	case LEX_COMMA:
		diag_warn(DIAG_LOST,
		    ",: a comma joins values; between tests write and or or");
		return NONE;
	default:
		break;
	}
	if (p->prev.kind == LEX_AND || p->prev.kind == LEX_OR ||
	    p->prev.kind == LEX_NOT)
		diag_warn(DIAG_LOST,
		    "%.*s: no test behind it; it and its tests are one "
		    "argument",
		    (int)p->prev.text.n, p->prev.text.p);
	else if (p->tok.kind == LEX_CLOSE && p->open > 0)
		diag_warn(DIAG_LOST, "(): no test between the parentheses");
	else if (p->tok.kind == LEX_CLOSE)
		diag_warn(DIAG_LOST, "): no ( before it");
	else if (p->open > 0)
		diag_warn(DIAG_LOST, "%s: ( is not closed", p->word);
	else
		diag_warn(DIAG_LOST, "\"%s\": no test in it", p->word);
	return NONE;
}

static size_t either(struct parse *p);

/* "not" factor | "(" either ")" | test */
static size_t
factor(struct parse *p)
{
	bool neg = false;
	size_t n;

	for (; p->tok.kind == LEX_NOT; advance(p))
		neg = !neg;
	if (p->tok.kind == LEX_NAME) {
		n = test(p);
	} else if (p->tok.kind == LEX_OPEN) {
		if (p->open++ == DEEPEST) {
			diag_warn(DIAG_LOST,
			    "(: more than %d parentheses in one another",
			    DEEPEST);
			return NONE;
		}
		advance(p);
		n = either(p);
		if (n == NONE)
			return NONE;
		if (p->tok.kind != LEX_CLOSE) {
			diag_warn(DIAG_LOST, "%s: ( is not closed", p->word);
			return NONE;
		}
		p->open--;
		advance(p);
	} else {
		return no_test(p);
	}
	if (n != NONE)
		p->node[n].neg ^= neg;
	return n;
}

/* factor { ["and"] factor } */
static size_t
both(struct parse *p)
{
	size_t all = new_node(p, EXPR_ALL, false);

	for (;;) {
		size_t n = factor(p);
		if (n == NONE)
			return NONE;
		adopt(p, all, n, false);
		if (p->tok.kind == LEX_AND)
			advance(p);
		else if (p->tok.kind == LEX_END || p->tok.kind == LEX_OR ||
		    p->tok.kind == LEX_CLOSE)
			return all;
	}
}

/* both { "or" both }; a or b is not (not a and not b) */
static size_t
either(struct parse *p)
{
	size_t n = both(p);

	if (n == NONE || p->tok.kind != LEX_OR)
		return n;
	size_t all = new_node(p, EXPR_ALL, true);
	adopt(p, all, n, true);
	while (p->tok.kind == LEX_OR) {
		advance(p);
		n = both(p);
		if (n == NONE)
			return NONE;
		adopt(p, all, n, true);
	}
	return all;
}

/* One argument, to the end. */
static size_t
argument(struct parse *p, const char *word)
{
	p->word = word;
	p->lex.p = word;
	p->open = 0;
	p->tok = (struct token){.kind = LEX_END};
	advance(p);
	size_t n = either(p);
	if (n != NONE && p->tok.kind == LEX_CLOSE)
		return no_test(p);
	return n;
}

/* ---- layout ----------------------------------------------------------- */

/* The parts of an "all", those of unturned ones inside it taken apart. */
struct parts {
	struct part {
		size_t node;
		unsigned int cost;
	} * item;
	size_t n, cap;
};

/* An "all" of one part is that part. */
static size_t
peel(const struct parse *p, size_t n, bool *neg)
{
	*neg = p->node[n].neg;
	while (p->node[n].test == EXPR_ALL && p->node[n].child != NONE &&
	    p->node[n].child == p->node[n].last) {
		n = p->node[n].child;
		*neg ^= p->node[n].neg;
	}
	return n;
}

static void
collect(struct parse *p, size_t all, struct parts *to)
{
	for (size_t c = p->node[all].child; c != NONE;) {
		size_t next = p->node[c].sibling;
		bool neg;

		size_t n = peel(p, c, &neg);
		p->node[n].neg = neg;
		c = next;
		if (p->node[n].test == EXPR_ALL && !neg) {
			collect(p, n, to);
			continue;
		}
		if (to->n == to->cap) {
			to->cap = to->cap == 0 ? 8 : 2 * to->cap;
			to->item = mem_array(to->item, to->cap,
			    sizeof(*to->item));
		}
		to->item[to->n++] = (struct part){n, p->node[n].cost};
	}
}

/* Cheap ones first; equal ones as they were typed. */
static int
by_cost(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

/* Lays out a node and all it holds; depth is that of an "all" here. */
static void
lay(struct parse *p, size_t n, size_t depth)
{
	struct expr *e = p->e;
	struct parts parts = {NULL, 0, 0};
	size_t at = e->nstep++;

	e->step = mem_array(e->step, e->nstep, sizeof(*e->step));
	e->step[at].test = p->node[n].test;
	e->step[at].neg = p->node[n].neg;
	if (p->node[n].test == EXPR_ALL) {
		if (depth + 1 > e->depth)
			e->depth = depth + 1;
		collect(p, n, &parts);
		if (parts.n > 1)
			qsort(parts.item, parts.n, sizeof(*parts.item),
			    by_cost);
		for (size_t i = 0; i < parts.n; i++)
			lay(p, parts.item[i].node, depth + 1);
		free(parts.item);
	}
	e->step[at].next = e->nstep;
}

/* ---- faces ------------------------------------------------------------ */

struct expr *
expr_parse(char *const *word, size_t n)
{
	struct parse p = {.e = mem_new(sizeof(*p.e))};

	size_t root = new_node(&p, EXPR_ALL, false);
	for (size_t i = 0; i < n; i++) {
		size_t part = argument(&p, word[i]);
		if (part == NONE) {
			free(p.node);
			expr_free(p.e);
			return NULL;
		}
		adopt(&p, root, part, false);
	}
	lay(&p, root, 0);
	free(p.node);
	return p.e;
}

bool
expr_is(const char *word)
{
	struct lex lex = {word};
	struct token first = lex_next(&lex);
	const struct field *field;
	const char *near;

	if (word[0] == '\0' || first.kind == LEX_END)
		return false;
	if (first.kind == LEX_OPEN || first.kind == LEX_NOT)
		return true;
	if (first.kind == LEX_NAME) {
		struct slice name = first.text;
		struct token second = lex_next(&lex);

		if (second.kind != LEX_OP && second.kind != LEX_BAD)
			return false;
		bool escaped = name.n > 4 && memcmp(name.p, "col:", 4) == 0;
		if (find_pair(name) != NULL || escaped ||
		    (field_typed(&name, &field, &near) == 0 &&
			field != &field_other))
			return true;
		if (memchr(name.p, '/', name.n) != NULL)
			return false;
	}
	return access(word, F_OK) == -1;
}

bool
expr_is_lost_file(const char *word)
{
	struct lex lex = {word};
	struct token first = lex_next(&lex);
	struct slice name = first.text;
	const struct field *field;
	const char *near;

	if (first.kind != LEX_NAME || find_pair(name) != NULL ||
	    strpbrk(word, " \t\"'(),@") != NULL || strchr(word, '/') == NULL ||
	    field_typed(&name, &field, &near) != 0 || field != &field_other ||
	    name.n != first.text.n || nearest(name, NULL) != NULL)
		return false;
	diag_warn(DIAG_LOST,
	    "%s: no such file, and no field %.*s (col:%.*s is a column of "
	    "your own)",
	    word, (int)name.n, name.p, (int)name.n, name.p);
	return true;
}

void
expr_want(const struct expr *e, struct want *w)
{
	for (size_t i = 0; i < e->ncol; i++)
		want_column(w, e->col[i].field, e->col[i].name);
}

void
expr_free(struct expr *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->nset; i++)
		expr_set_free(e->set[i]);
	for (size_t i = 0; i < e->ncol; i++)
		free(unconst(e->col[i].name.p));
	free(e->set);
	free(e->col);
	free(e->test);
	free(e->step);
	free(e);
}
