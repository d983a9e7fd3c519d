/* SPDX-License-Identifier: ISC */

/*
 * The words of fl-where's language, one after the other.  Knows no field and
 * no value: only where a word begins and ends.  What stands behind an
 * operator is read by other rules than the rest ("-", ":", "/" and "=" are
 * plain bytes there), so the parser asks for it with a call of its own.
 */

#ifndef ENGINE_LEX_H
#define ENGINE_LEX_H

#include <stdbool.h>

#include "base/buf.h"

enum lex_kind {
	LEX_END,
	LEX_OPEN,  /* ( */
	LEX_CLOSE, /* ) */
	LEX_COMMA,
	LEX_AND,
	LEX_OR,
	LEX_NOT,
	LEX_NAME, /* anything else up to a blank, bracket, comma, operator */
	LEX_OP,
	LEX_BAD, /* nothing of the language; `right` says what is */
};

enum lex_op {
	LEX_EQ,
	LEX_NE,
	LEX_LT,
	LEX_LE,
	LEX_GT,
	LEX_GE
};

struct lex {
	const char *p; /* what is left of the argument, NUL-terminated */
};

struct token {
	enum lex_kind kind;
	enum lex_op op;    /* LEX_OP */
	struct slice text; /* as typed; borrowed from the argument */
	const char *right; /* LEX_BAD: what was meant */
};

/* One item of a list behind an operator. */
struct lex_item {
	struct slice text; /* without quotes and @; may be empty */
	bool file;         /* @text */
	bool quoted;       /* 'text' or "text" */
	bool spaced;       /* blanks stood before it */
	bool open;         /* a quote that is not closed */
};

/* The next word; LEX_END again and again at the end. */
struct token lex_next(struct lex *l);

/* The next item, which ends before a blank, comma, bracket or the end. */
struct lex_item lex_item(struct lex *l);

/* Takes a comma, with blanks before it, if there is one. */
bool lex_comma(struct lex *l);

#endif
