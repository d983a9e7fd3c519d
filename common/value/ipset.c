/* SPDX-License-Identifier: ISC */

/* See ipset.h. */

#include <assert.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/words.h"
#include "value/ipset.h"

struct span {
	struct ip lo, hi; /* both included */
};

/*
 * Before ipset_done the spans are what was added, in any order.  After it
 * they are sorted, disjoint and not adjacent, so that at most one can hold
 * an address, and what one span does not cover nothing does.
 */
struct ipset {
	struct span *span;
	size_t n, cap;
	bool done;
};

struct ipset *
ipset_new(void)
{
	return mem_new(sizeof(struct ipset));
}

void
ipset_add(struct ipset *s, struct prefix p)
{
	ipset_range(s, p.ip, ip_last(p.ip, p.len));
}

void
ipset_range(struct ipset *s, struct ip lo, struct ip hi)
{
	assert(ip_cmp(lo, hi) <= 0 && !s->done);
	if (s->n == s->cap) {
		s->cap = s->cap == 0 ? 16 : 2 * s->cap;
		s->span = mem_array(s->span, s->cap, sizeof(s->span[0]));
	}
	s->span[s->n++] = (struct span){lo, hi};
}

static int
by_lo(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return ip_cmp(x->lo, y->lo);
}

/* Is b the address behind a? */
static bool
follows(struct ip b, struct ip a)
{
	a.lo++;
	a.hi += a.lo == 0;
	return ip_eq(a, b) && !(a.hi == 0 && a.lo == 0);
}

void
ipset_done(struct ipset *s)
{
	size_t n = 0;

	if (s->n > 1)
		qsort(s->span, s->n, sizeof(s->span[0]), by_lo);
	for (size_t i = 0; i < s->n; i++) {
		struct span a = s->span[i];
		struct span *last = n > 0 ? &s->span[n - 1] : NULL;

		if (last == NULL ||
		    (ip_cmp(a.lo, last->hi) > 0 && !follows(a.lo, last->hi)))
			s->span[n++] = a;
		else if (ip_cmp(a.hi, last->hi) > 0)
			last->hi = a.hi;
	}
	s->n = n;
	s->done = true;
}

/* The only span that may hold ip (the last to begin at or before it). */
static const struct span *
find(const struct ipset *s, struct ip ip)
{
	const struct span *base = s->span;
	size_t n = s->n;

	assert(s->done);
	if (n == 0 || ip_cmp(ip, base->lo) < 0)
		return NULL;

	/* base begins at or before ip; the answer is in [base, base + n). */
	while (n > 1) {
		size_t half = n / 2;
		if (ip_cmp(base[half].lo, ip) <= 0)
			base += half;
		n -= half;
	}
	return base;
}

bool
ipset_has(const struct ipset *s, struct ip ip)
{
	const struct span *a = find(s, ip);
	return a != NULL && ip_cmp(ip, a->hi) <= 0 && !ip_none(ip);
}

bool
ipset_covers(const struct ipset *s, struct prefix p)
{
	const struct span *a = find(s, p.ip);
	return a != NULL && ip_cmp(ip_last(p.ip, p.len), a->hi) <= 0;
}

size_t
ipset_count(const struct ipset *s)
{
	assert(s->done);
	return s->n;
}

void
ipset_at(const struct ipset *s, size_t i, struct ip *lo, struct ip *hi)
{
	assert(s->done && i < s->n);
	*lo = s->span[i].lo;
	*hi = s->span[i].hi;
}

/*
 * Says what is wrong with a word; p is the prefix where only its bits are.
 * w is the file that it stands in, or NULL.
 */
static void
complain(struct slice word, const struct prefix *p, const struct words *w)
{
	int n = word.n < 80 ? (int)word.n : 80;
	char text[PREFIX_MAX];
	struct buf where = {0};

	if (w != NULL)
		buf_fmt(&where, "%s:%zu: ", words_path(w), words_line(w));
	if (p == NULL)
		diag_warn(DIAG_LOST,
		    "%snot an address or prefix: \"%.*s\", such as 10.0.0.0/8 "
		    "or 2001:db8::1",
		    buf_cstr(&where), n, word.p);
	else
		diag_warn(DIAG_LOST,
		    "%sbits set behind the length: \"%.*s\", did you mean "
		    "%.*s?",
		    buf_cstr(&where), n, word.p,
		    (int)(prefix_print(text, *p) - text), text);
	buf_free(&where);
}

/* Adds one prefix that stands in file w, or (NULL) in an argument. */
static int
add(struct ipset *s, struct slice word, const struct words *w)
{
	struct prefix p;

	int r = prefix_parse(word, &p);
	if (r != 0) {
		complain(word, r > 0 ? &p : NULL, w);
		return -1;
	}
	ipset_add(s, p);
	return 0;
}

static int
add_file(struct ipset *s, const char *path)
{
	struct slice line;
	int r;

	struct words *w = words_open(path);
	if (w == NULL)
		return -1;
	while ((r = words_next(w, &line)) > 0) {
		if (add(s, line, w) == 0)
			continue;
		r = -1;
		break;
	}
	words_close(w);
	return r;
}

int
ipset_word(struct ipset *s, struct slice word)
{
	if (word.n == 0 || word.p[0] != '@')
		return add(s, word, NULL);
	char *path = mem_strn(word.p + 1, word.n - 1);
	int r = add_file(s, path);
	free(path);
	return r;
}

struct ipset *
ipset_words(const char *option, const char *const *word, size_t n)
{
	struct ipset *s = ipset_new();

	for (size_t i = 0; i < n; i++) {
		if (*word[i] != '@' && strchr(word[i], ',') != NULL)
			diag_warn(DIAG_LOST,
			    "%s %s: one prefix each: repeat %s, or say @FILE",
			    option, word[i], option);
		else if (ipset_word(s, slice_str(word[i])) == 0)
			continue;
		ipset_free(s);
		return NULL;
	}
	ipset_done(s);
	return s;
}

void
ipset_free(struct ipset *s)
{
	if (s == NULL)
		return;
	free(s->span);
	free(s);
}
