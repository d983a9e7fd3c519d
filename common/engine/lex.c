/* SPDX-License-Identifier: ISC */

/* See lex.h. */

#include <strings.h>

#include "base/compat.h"
#include "engine/lex.h"

static const char blanks[] = " \t\n\r";
static const char stops[] = " \t\n\r(),=!<>"; /* what ends a name */
static const char ends[] = " \t\n\r(),";      /* what ends an item */

/* What begins with the bytes of an operator; a longer one comes first. */
static const struct mark {
	const char *text;
	enum lex_kind kind;
	enum lex_op op;
	const char *right;
} marks[] = {
    {"==", LEX_BAD, LEX_EQ, "="},
    {"=>", LEX_BAD, LEX_EQ, ">="},
    {"=<", LEX_BAD, LEX_EQ, "<="},
    {"=!", LEX_BAD, LEX_EQ, "!="},
    {"<>", LEX_BAD, LEX_EQ, "!="},
    {"=", LEX_OP, LEX_EQ, NULL},
    {"!=", LEX_OP, LEX_NE, NULL},
    {"!", LEX_BAD, LEX_EQ, "not"},
    {"<=", LEX_OP, LEX_LE, NULL},
    {"<", LEX_OP, LEX_LT, NULL},
    {">=", LEX_OP, LEX_GE, NULL},
    {">", LEX_OP, LEX_GT, NULL},
    {"(", LEX_OPEN, LEX_EQ, NULL},
    {")", LEX_CLOSE, LEX_EQ, NULL},
    {",", LEX_COMMA, LEX_EQ, NULL},
};

/* Words that mean something, and those that do elsewhere. */
static const struct mark keywords[] = {
    {"and", LEX_AND, LEX_EQ, NULL},
    {"or", LEX_OR, LEX_EQ, NULL},
    {"not", LEX_NOT, LEX_EQ, NULL},
    {"&&", LEX_BAD, LEX_EQ, "and"},
    {"&", LEX_BAD, LEX_EQ, "and"},
    {"||", LEX_BAD, LEX_EQ, "or"},
    {"|", LEX_BAD, LEX_EQ, "or"},
};

static struct token
token(const struct mark *m, const char *p, size_t n)
{
	return (struct token){
	    .kind = m->kind,
	    .op = m->op,
	    .text = {p, n},
	    .right = m->right,
	};
}

struct token
lex_next(struct lex *l)
{
	const char *p = l->p + strspn(l->p, blanks);
	size_t n = strcspn(p, stops);

	for (size_t i = 0; n == 0 && i < nitems(marks); i++) {
		size_t len = strlen(marks[i].text);
		if (strncmp(p, marks[i].text, len) == 0) {
			l->p = p + len;
			return token(&marks[i], p, len);
		}
	}
	l->p = p + n;
	if (n == 0)
		return (struct token){.kind = LEX_END, .text = {p, 0}};
	for (size_t i = 0; i < nitems(keywords); i++) {
		if (strlen(keywords[i].text) == n &&
		    strncasecmp(p, keywords[i].text, n) == 0)
			return token(&keywords[i], p, n);
	}
	return (struct token){.kind = LEX_NAME, .text = {p, n}};
}

struct lex_item
lex_item(struct lex *l)
{
	const char *p = l->p + strspn(l->p, blanks);
	struct lex_item item = {.spaced = p != l->p};

	if (*p == '@') {
		item.file = true;
		p++;
	}
	if (*p == '\'' || *p == '"') {
		const char *end = strchr(p + 1, *p);
		item.quoted = true;
		item.open = end == NULL;
		if (end == NULL)
			end = p + strlen(p);
		item.text = (struct slice){p + 1, (size_t)(end - p - 1)};
		l->p = *end == '\0' ? end : end + 1;
	} else {
		item.text = (struct slice){p, strcspn(p, ends)};
		l->p = p + item.text.n;
	}
	return item;
}

bool
lex_comma(struct lex *l)
{
	const char *p = l->p + strspn(l->p, blanks);

	if (*p != ',')
		return false;
	l->p = p + 1;
	return true;
}
