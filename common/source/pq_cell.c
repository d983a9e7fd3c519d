/* SPDX-License-Identifier: ISC */

/*
 * See pq_state.h: one value to a cell.
 *
 * A number that its column may hold becomes a typed one.  Whatever else there
 * is (text, a port of -5, a count of 1.5) is a cell of text, spelled as a log
 * would have it, so that who needs its value says what is wrong with it.
 */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "source/pq_state.h"
#include "stream/spell.h"

#define EXACT 9007199254740992.0 /* 2^53: up to it doubles count by ones */
#define PAD 16                   /* around a cell: IP4_PAD, NUMS_PAD */
#define ACCOUNT_DIGITS 12        /* AWS: with leading zeros */

size_t
pq_cell_size(const struct pq_leaf *leaf)
{
	static const size_t size[PQ_TYPES] = {
	    [PQ_INT32] = 4,
	    [PQ_INT64] = 8,
	    [PQ_INT96] = 12,
	    [PQ_FLOAT] = 4,
	    [PQ_DOUBLE] = 8,
	};

	return leaf->type == PQ_FIXED ? leaf->size : size[leaf->type];
}

bool
pq_cell_number(enum pq_type type)
{
	return type == PQ_INT32 || type == PQ_INT64 || type == PQ_FLOAT ||
	    type == PQ_DOUBLE;
}

/* ---- numbers ---------------------------------------------------------- */

static inline int64_t
read32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return (int32_t)le32toh(v);
}

static inline int64_t
read64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return (int64_t)le64toh(v);
}

static double
read_real(enum pq_type type, const char *p)
{
	uint32_t w = (uint32_t)read32(p);
	double d;
	float f;

	if (type == PQ_FLOAT) {
		memcpy(&f, &w, sizeof(f));
		return (double)f;
	}
	uint64_t v = (uint64_t)read64(p);
	memcpy(&d, &v, sizeof(d));
	return d;
}

/* An integer with its sign in *negative; times are in seconds then. */
static uint64_t
read_integer(const struct pq_leaf *l, const char *p, bool *negative)
{
	int64_t v = l->type == PQ_INT32 ? read32(p) : read64(p);

	*negative = v < 0 && !l->positive;
	if (l->positive && l->type == PQ_INT32)
		v = (int64_t)(uint32_t)v;
	if (l->unit > 0 && !*negative)
		v = (int64_t)((uint64_t)v / l->unit);
	return *negative ? -(uint64_t)v : (uint64_t)v;
}

bool
pq_cell_num(const struct pq_form *form, const char *p, uint64_t *v)
{
	const struct pq_leaf *l = form->leaf;
	bool negative;

	if (l->type == PQ_INT32 || l->type == PQ_INT64) {
		*v = read_integer(l, p, &negative);
		return !negative && *v <= form->top;
	}
	double d = read_real(l->type, p);
	if (isnan(d)) {
		*v = NUM_NONE; /* how some write that there is none */
		return true;
	}
	if (!(d >= 0 && d <= EXACT) || d != (double)(uint64_t)d)
		return false;
	*v = (uint64_t)d;
	return *v <= form->top;
}

/* Integers with a sign, the most of all; others one by one. */
bool
pq_cell_nums(const struct pq_form *form, const char *p, size_t n, uint64_t *v)
{
	const struct pq_leaf *l = form->leaf;
	size_t size = pq_cell_size(l);
	uint64_t over = 0;

	if (l->unit == 0 && !l->positive && l->type == PQ_INT32) {
		for (size_t i = 0; i < n; i++) {
			v[i] = (uint64_t)read32(p + 4 * i);
			over |= (uint64_t)(v[i] > form->top);
		}
		return over == 0;
	}
	if (l->unit == 0 && !l->positive && l->type == PQ_INT64) {
		for (size_t i = 0; i < n; i++) {
			v[i] = (uint64_t)read64(p + 8 * i);
			over |= (uint64_t)(v[i] > form->top);
		}
		return over == 0;
	}
	for (size_t i = 0; i < n; i++)
		if (!pq_cell_num(form, p + size * i, &v[i]))
			return false;
	return true;
}

/* ---- text ------------------------------------------------------------- */

void
pq_words_clear(struct pq_words *w)
{
	keep_free(w->keep);
	*w = (struct pq_words){0};
}

/* A copy with pads. */
static struct slice
keep(struct pq_words *w, const char *p, size_t n)
{
	size_t size = n + 2 * PAD;

	if (w->keep == NULL)
		w->keep = keep_new();
	char *to = keep_room(w->keep, size);
	memset(to, 0, PAD);
	memset(to + PAD + n, 0, PAD);
	memcpy(to + PAD, p, n);
	w->n += size;
	return (struct slice){to + PAD, n};
}

/* The shortest of the usual forms that says it exactly. */
static int
print_real(char *to, size_t n, double d)
{
	if (d == 0)
		return snprintf(to, n, "0");
	if (fabs(d) <= EXACT && d == (double)(int64_t)d)
		return snprintf(to, n, "%.0f", d);
	int digits = 15;
	while (digits < 17 && snprintf(to, n, "%.*g", digits, d) > 0 &&
	    strtod(to, NULL) != d)
		digits++;
	return snprintf(to, n, "%.*g", digits, d);
}

static struct slice
number_text(const struct pq_form *form, const char *p, struct pq_words *w)
{
	const struct pq_leaf *l = form->leaf;
	bool negative = false;
	char text[64];
	int n;

	if (l->type == PQ_INT32 || l->type == PQ_INT64) {
		uint64_t v = read_integer(l, p, &negative);
		int width = form->field == field_at(FIELD_ACCOUNT) &&
			!negative ?
		    ACCOUNT_DIGITS :
		    1;
		n = snprintf(text, sizeof(text), "%s%0*" PRIu64,
		    negative ? "-" : "", width, v);
	} else {
		double d = read_real(l->type, p);
		if (isnan(d))
			return pq_cell_none();
		n = print_real(text, sizeof(text), d);
	}
	return keep(w, text, (size_t)n);
}

/* Is there a byte below the blank?  Pads are read. */
static bool
has_control(struct slice s)
{
	for (size_t i = 0; i < s.n; i += sizeof(fl_bytes16)) {
		fl_bytes16 v;
		memcpy(&v, s.p + i, sizeof(v));
		uint32_t bits = fl_bits16((fl_mask16)(v < ' '));
		if (s.n - i < sizeof(v))
			bits &= (1U << (s.n - i)) - 1;
		if (bits != 0)
			return true;
	}
	return false;
}

/* As streams have such bytes: %09. */
static struct slice
encode(struct slice s, struct pq_words *w)
{
	static const char hex[] = "0123456789ABCDEF";
	char text[3 * PQ_CELL_MOST], *p = text;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= ' ') {
			*p++ = (char)c;
			continue;
		}
		*p++ = '%';
		*p++ = hex[c >> 4];
		*p++ = hex[c & 15];
	}
	return keep(w, text, (size_t)(p - text));
}

/*
 * IPv6 has one spelling in streams (RFC 5952).  Its text has a colon among its
 * first five bytes, that of IPv4 has none.
 */
static struct slice
respell(struct slice s, struct pq_words *w)
{
	char text[IP_MAX];
	struct ip ip;

	if (memchr(s.p, ':', s.n < 5 ? s.n : 5) == NULL || spell_canonical(s) ||
	    ip_parse(s, &ip) == -1)
		return s;
	size_t n = (size_t)(ip_print(text, ip) - text);
	if (n == s.n && memcmp(text, s.p, n) == 0)
		return s;
	return keep(w, text, n);
}

struct slice
pq_cell_none(void)
{
	static const char text[2 * PAD + 1] = {[PAD] = '-'};

	return (struct slice){text + PAD, 1};
}

struct slice
pq_cell_text(const struct pq_form *form, struct slice s, struct pq_words *w)
{
	if (form->leaf->type == PQ_BOOLEAN)
		return s.p[0] != 0 ? keep(w, "true", 4) : keep(w, "false", 5);
	if (pq_cell_number(form->leaf->type))
		return number_text(form, s.p, w);
	if (s.n == 0)
		return pq_cell_none();
	if (s.n > PQ_CELL_MOST)
		return (struct slice){NULL, s.n};
	if (has_control(s))
		return encode(s, w);
	return form->field->kind == KIND_IP ? respell(s, w) : s;
}
