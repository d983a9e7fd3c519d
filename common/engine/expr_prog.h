/* SPDX-License-Identifier: ISC */

/*
 * What an expression is made of, for the three files that share it: expr.c
 * (parses), expr_item.c (reads the values), exprrun.c (runs).
 *
 * A program is one array of steps, each in front of what it holds.  There are
 * two kinds: a test keeps the rows that pass it, "all" runs its parts one
 * after the other, each on what the one before left.  Either may be turned
 * round.  `or` needs no third kind, since a or b is not (not a and not b):
 *
 *   (dport=80 or dport=443) proto=tcp
 *
 *   step 0  all            next 5
 *   step 1    proto=tcp    next 2    cheap ones first
 *   step 2    not all      next 5
 *   step 3      not dport=80         the rows that fit neither are few or
 *   step 4      not dport=443        none, and the second runs on few rows
 *
 * and what a turned "all" keeps is the difference of two ascending lists, so
 * rows never leave their order.  An "all" that is not turned stands at step 0
 * only; elsewhere its parts are its owner's.
 */

#ifndef ENGINE_EXPR_PROG_H
#define ENGINE_EXPR_PROG_H

#include "base/words.h"
#include "engine/expr.h"
#include "engine/lex.h"
#include "value/ipset.h"
#include "value/range.h"

#define EXPR_ALL SIZE_MAX /* a step that is no test */

/* How a set of values is held; the cheaper to ask comes first. */
enum expr_shape {
	SHAPE_RANGE,  /* one range of numbers */
	SHAPE_RANGES, /* any other set of numbers */
	SHAPE_FLAGS,  /* bits that must all be there, or exact numbers */
	SHAPE_NAME,   /* one name */
	SHAPE_PREFIX, /* one prefix */
	SHAPE_NAMES,
	SHAPE_IPS,
	SHAPE_COUNT,
};

/* The values of one list. */
struct expr_set {
	enum expr_shape shape;
	bool missing;         /* "-" is one of them */
	struct ranges num;    /* RANGE, RANGES, FLAGS */
	struct ranges bits;   /* FLAGS: lo of each is one set of bits */
	struct prefix prefix; /* PREFIX: the only item */
	struct ip mask;       /* its netmask */
	bool isprefix;        /* the last item of addresses was one */
	struct ipset *ips[2]; /* IPS: of IPv4 and of IPv6, which never meet */
	size_t nip;
	struct slice *name; /* NAME, NAMES: sorted; owned */
	size_t nname, capname;
};

/* A column that some test needs. */
struct expr_col {
	const struct field *field;
	struct slice name; /* of &field_other; owned */
};

struct expr_test {
	size_t col;                 /* in expr.col */
	const struct expr_set *set; /* in expr.set */
	bool missing;               /* what a missing value gives */
	bool inverse; /* !=: true for values that are not in the set */
};

struct expr_step {
	size_t test; /* in expr.test, or EXPR_ALL */
	size_t next; /* the step behind this one and all it holds */
	bool neg;    /* turned round */
};

struct expr {
	struct expr_step *step;
	size_t nstep;
	size_t depth; /* how many "all" stand inside one another */
	struct expr_test *test;
	size_t ntest;
	struct expr_col *col;
	size_t ncol;
	struct expr_set **set;
	size_t nset;
};

/* Reads the items of one list; the first four are set by the caller. */
struct expr_items {
	struct expr_set *set;
	enum kind kind;
	struct slice field; /* as typed, for messages */
	struct token op;
	const struct words *file; /* inside of @file; NULL */
};

/* Adds one item.  0, or -1 after a message. */
int expr_item(struct expr_items *in, struct lex_item item);

/* After the last item: sorts, and chooses the shape. */
void expr_item_done(struct expr_items *in);

void expr_set_free(struct expr_set *s);

#endif
