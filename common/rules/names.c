/* SPDX-License-Identifier: ISC */

/* See names.h. */

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "rules/names.h"
#include "rules/why.h"

#define SHORT 8 /* digits of a number, if that is enough */
#define LONG 16

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* ---- styles ------------------------------------------------------------ */

static char
map_group(char c)
{
	return why_legal(c) ? c : '_';
}

/* Colons are kept apart from dots, so that addresses stay different. */
static char
map_hcl(char c)
{
	if (c == ':')
		return '-';
	return is_word(c) || c == '-' ? c : '_';
}

/* Capitals are left to what stands between names, in longer ones. */
static char
map_cfn(char c)
{
	if (c == '.' || c == ':' || c == '/')
		return 'x';
	return is_word(c) ? (char)tolower((unsigned char)c) : '\0';
}

static char
map_sh(char c)
{
	return is_word(c) ? c : '_';
}

const struct names_style names_group = {
    .map = map_group,
    .join = '-',
    .fold = true,
    .lead = "fl-",
    .always = true,
    .most = WHY_MAX,
};

const struct names_style names_hcl = {
    .map = map_hcl,
    .join = '_',
    .tight = true,
    .lead = "fl_",
    .most = 80,
};

/* Keys of YAML 1.1 that are no strings. */
static const char *const yaml_words[] = {
    "null",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    NULL,
};

const struct names_style names_cfn = {
    .map = map_cfn,
    .join = 'x',
    .lead = "fl",
    .taken = yaml_words,
    .most = 80,
};

const struct names_style names_sh = {
    .map = map_sh,
    .join = '_',
    .lead = "sg_", /* always: PATH is a name, too */
    .always = true,
    .most = 80,
};

/* ---- one name ---------------------------------------------------------- */

/* Takes blanks off the end, and joins of a tight style. */
static void
trim(struct buf *b, size_t start, const struct names_style *style)
{
	while (b->n > start &&
	    (b->p[b->n - 1] == ' ' ||
		(style->tight && b->p[b->n - 1] == style->join)))
		b->n--;
}

/* Is the name from `start` on a word that is taken? */
static bool
is_taken(const struct buf *b, size_t start, const struct names_style *style)
{
	const struct slice name = {b->p + start, b->n - start};

	for (size_t i = 0; style->taken && style->taken[i] != NULL; i++)
		if (slice_is(name, style->taken[i]))
			return true;
	return false;
}

static void
put(struct buf *to, const struct names_style *style, struct slice text,
    bool lead)
{
	size_t start = to->n, begin;

	if (lead)
		buf_str(to, style->lead);
	begin = to->n;
	for (size_t i = 0; i < text.n && to->n - start < style->most; i++) {
		char c = style->map(text.p[i]);
		bool again = to->n == begin || to->p[to->n - 1] == style->join;

		if (c == '\0' || (style->tight && c == style->join && again))
			continue;
		buf_char(to, c);
	}
	trim(to, start, style);
}

void
names_put(struct buf *to, const struct names_style *style, struct slice text)
{
	size_t start = to->n;
	bool lead = style->always || text.n == 0 ||
	    !is_letter(style->map(text.p[0]));

	put(to, style, text, lead);
	if (!lead && is_taken(to, start, style)) {
		to->n = start;
		put(to, style, text, true);
	}
}

/* FNV-1a: any hash would do, but never another one. */
static uint64_t
number_of(struct slice s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3;
	return h;
}

/* ---- many -------------------------------------------------------------- */

/* A name on its way. */
struct draft {
	const struct names_style *style;
	struct slice text;
	char *name;
	size_t at;      /* which of the texts it is for */
	size_t digits;  /* of its number; 0: none so far */
	uint64_t tries; /* numbers that were taken, too */
};

/* Is the name its text, but for what leads? */
static bool
is_exact(const struct draft *d)
{
	size_t n = strlen(d->name);

	return n >= d->text.n &&
	    memcmp(d->name + n - d->text.n, d->text.p, d->text.n) == 0;
}

static int
compare(const struct draft *a, const struct draft *b)
{
	return a->style->fold ? strcasecmp(a->name, b->name) :
				strcmp(a->name, b->name);
}

/* Those alike side by side, first the one that may keep its name. */
static int
by_name(const void *x, const void *y)
{
	const struct draft *a = x, *b = y;
	int c = compare(a, b);

	if (c != 0)
		return c;
	if (a->digits != b->digits)
		return a->digits < b->digits ? -1 : 1;
	if (is_exact(a) != is_exact(b))
		return is_exact(a) ? -1 : 1;
	c = slice_cmp(a->text, b->text);
	return c != 0 ? c : (a->at > b->at) - (a->at < b->at);
}

static void
spell(struct draft *d, struct buf *b)
{
	uint64_t v = number_of(d->text) + d->tries;

	b->n = 0;
	names_put(b, d->style, d->text);
	if (d->digits > 0) {
		if (b->n + d->digits + 1 > d->style->most)
			b->n = d->style->most - d->digits - 1;
		trim(b, 0, d->style);
		buf_char(b, d->style->join);
		buf_fmt(b, "%0*" PRIx64, (int)d->digits,
		    d->digits == SHORT ? v >> 32 : v);
	}
	free(d->name);
	d->name = mem_strn(b->p, b->n);
}

/* Gives numbers to those that look like another; how many there were. */
static size_t
renumber(struct draft *d, size_t n, struct buf *b)
{
	size_t found = 0, end;

	qsort(d, n, sizeof(*d), by_name);
	for (size_t i = 0; i < n; i = end) {
		bool keep = is_exact(&d[i]);

		for (end = i + 1; end < n && compare(&d[i], &d[end]) == 0;)
			end++;
		if (end - i == 1)
			continue;
		for (size_t k = keep ? i + 1 : i; k < end; k++, found++) {
			/* Of equal numbers all but the first go on. */
			d[k].tries += d[k].digits == LONG ? k - i + 1 : 0;
			d[k].digits = d[k].digits == 0 ? SHORT : LONG;
		}
	}
	for (size_t i = 0; found > 0 && i < n; i++)
		spell(&d[i], b);
	return found;
}

char **
names_make(const struct names_style *style, const struct slice *text, size_t n)
{
	struct draft *d = mem_array(NULL, n, sizeof(*d));
	char **name = mem_array(NULL, n, sizeof(*name));
	struct buf b = {0};

	for (size_t i = 0; i < n; i++) {
		d[i] = (struct draft){.style = style, .text = text[i], .at = i};
		spell(&d[i], &b);
	}
	while (n > 0 && renumber(d, n, &b) > 0)
		;
	for (size_t i = 0; i < n; i++)
		name[d[i].at] = d[i].name;
	free(d);
	buf_free(&b);
	return name;
}

void
names_free(char **name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(name[i]);
	free(name);
}
