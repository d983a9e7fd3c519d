/* SPDX-License-Identifier: ISC */

/* See key.h: the words of KEYS, and packing. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/near.h"
#include "base/num.h"
#include "engine/key.h"
#include "value/when.h"

/*
 * Bits of each kind but addresses, one more than its values need where these
 * use all: see "all ones" in key.h.
 */
static const uint8_t kind_bits[KIND_COUNT] = {
    [KIND_NAME] = 32,
    [KIND_NUM] = 64,
    [KIND_PORT] = 17,
    [KIND_RPORT] = 17,
    [KIND_PROTO] = 9,
    [KIND_FLAGS] = 9,
    [KIND_TIME] = 32,
    [KIND_ACTION] = 2,
    [KIND_HOW] = 4,
};

/* ---- the words of KEYS ------------------------------------------------ */

static int
    FL_PRINTF(2, 3) FL_COLD wrong(struct slice word, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&text, fmt, ap);
	va_end(ap);
	diag_warn(DIAG_LOST, "KEYS: %.*s%s%s", (int)word.n, word.p,
	    word.n > 0 ? ": " : "", buf_cstr(&text));
	buf_free(&text);
	return -1;
}

/* "24" or "24:64" behind an address.  0, or -1 after a message. */
static int
parse_mask(struct keypart *p, struct slice word, struct slice rest)
{
	uint64_t len4, len6 = 128;

	struct slice v4 = slice_cut(&rest, ':');
	if (num_parse(v4, 32, &len4) != 0)
		return wrong(word,
		    "an IPv4 prefix length is 0 to 32, as in "
		    "src/24, or src/24:64 with one for IPv6");
	if (rest.p != NULL && num_parse(rest, 128, &len6) != 0)
		return wrong(word,
		    "an IPv6 prefix length is 0 to 128, as in "
		    "src/24:64");
	p->len4 = (uint8_t)(IP_V4_BASE + len4);
	p->len6 = (uint8_t)len6;
	return 0;
}

/* What stands behind the slash.  0, or -1 after a message. */
static int
parse_round(struct keypart *p, struct slice word, struct slice rest)
{
	switch (p->field->kind) {
	case KIND_IP:
		return parse_mask(p, word, rest);
	case KIND_TIME:
		if (when_span(rest, &p->unit) != 0 || p->unit == 0)
			return wrong(word,
			    "not a span of time such as 1h, "
			    "10m or 1d");
		return 0;
	case KIND_NUM:
		if (num_parse(rest, NUM_NONE - 1, &p->unit) != 0 ||
		    p->unit == 0)
			return wrong(word, "not a number above 0 to round to");
		return 0;
	default:
		return wrong(word,
		    "only addresses, times and numbers can be "
		    "rounded");
	}
}

/* One word.  0, or -1 after a message; p->name is ours in any case. */
static int
parse_part(struct keypart *p, struct slice word)
{
	struct slice rest = word, name = word;
	const char *near;

	/* A column of the user's own may have a slash in its name. */
	if (word.n < 4 || memcmp(word.p, "col:", 4) != 0)
		name = slice_cut(&rest, '/');
	else
		rest.p = NULL;
	p->unit = 1;
	p->len4 = p->len6 = 128;
	if (word.n == 0)
		return wrong(word, "a column is missing beside a comma");
	if (field_typed(&name, &p->field, &near) != 0) {
		if (near == NULL)
			return wrong(word, "not the name of a column");
		return wrong(word,
		    "no such column; did you mean %s? "
		    "(col:%.*s is a column of your own)",
		    near, (int)name.n, name.p);
	}
	p->name = p->field == &field_other ? mem_strn(name.p, name.n) :
					     mem_str(p->field->name);
	return rest.p == NULL ? 0 : parse_round(p, word, rest);
}

/* Gives every part its bits in one form. */
static void
lay_out(struct keys *k, enum key_form form)
{
	unsigned int at = 0;

	for (size_t i = 0; i < k->n; i++) {
		struct keypart *p = &k->part[i];
		struct keybits *in = &p->in[form];
		in->at = (uint16_t)at;
		if (p->field->kind != KIND_IP)
			in->n = kind_bits[p->field->kind];
		else if (form == KEY_NARROW)
			in->n = p->len4 - IP_V4_BASE + 1;
		else
			in->n = 64;
		at += in->n;
		if (p->field->kind == KIND_IP && form == KEY_WIDE)
			at += 64 + KEY_LEN_BITS;
	}
	k->words[form] = (at + 63) / 64;
}

/* Is a column before the last one named twice? */
static bool
twice(const struct keys *k)
{
	for (size_t i = 0; i + 1 < k->n; i++) {
		if (strcmp(k->part[i].name, k->part[k->n - 1].name) == 0)
			return true;
	}
	return false;
}

/* Takes one word in.  0, or -1 after a message. */
static int
take(struct keys *k, struct slice word)
{
	if (k->n == KEY_PARTS)
		return wrong(word, "more than %d columns", KEY_PARTS);
	struct keypart *p = &k->part[k->n++];
	if (parse_part(p, word) != 0)
		return -1;
	if (twice(k))
		return wrong(word, "column %s is named twice", p->name);
	return 0;
}

struct keys *
keys_parse(const char *list)
{
	struct keys *k;

	k = mem_new(sizeof(*k) + KEY_PARTS * sizeof(k->part[0]));
	struct slice rest = slice_str(list);
	do {
		if (take(k, slice_cut(&rest, ',')) != 0) {
			keys_free(k);
			return NULL;
		}
	} while (rest.p != NULL);
	lay_out(k, KEY_NARROW);
	lay_out(k, KEY_WIDE);
	return k;
}

void
keys_free(struct keys *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++)
		free(unconst(k->part[i].name));
	free(k);
}

size_t
key_column(const struct block *b, const struct field *field, const char *name)
{
	size_t col = schema_column(b->schema, field, slice_str(name));

	if (col == SCHEMA_NONE && field == &field_other)
		block_lacks(b, slice_str(name));
	else if (col == SCHEMA_NONE)
		origin_note(b->origin, field, "no column %s: its rows have -",
		    name);
	return col;
}

/* ---- bits ------------------------------------------------------------- */

/* Puts v, which has no bits above n, behind the first `at` bits of a key. */
FL_INLINE void
put(uint64_t *key, unsigned int at, unsigned int n, uint64_t v)
{
	unsigned int room = 64 - at % 64;

	key += at / 64;
	if (n <= room) {
		key[0] |= v << (room - n);
	} else {
		key[0] |= v >> (n - room);
		key[1] |= v << (64 - (n - room));
	}
}

static void
clear(uint64_t *key, unsigned int at, unsigned int n)
{
	unsigned int room = 64 - at % 64;

	key += at / 64;
	if (n <= room) {
		key[0] &= ~(key_ones(n) << (room - n));
	} else {
		key[0] &= ~(key_ones(n) >> (n - room));
		key[1] &= ~(key_ones(n) << (64 - (n - room)));
	}
}

static void
put_ip6(uint64_t *key, unsigned int at, struct ip ip, uint8_t len)
{
	put(key, at, 64, ip.hi);
	put(key, at + 64, 64, ip.lo);
	put(key, at + 128, KEY_LEN_BITS, len);
}

static void
put_none(uint64_t *key, const struct keypart *p, enum key_form form)
{
	struct keybits in = p->in[form];

	if (form == KEY_WIDE && p->field->kind == KIND_IP)
		put_ip6(key, in.at, IP_NONE, UINT8_MAX);
	else
		put(key, in.at, in.n, key_ones(in.n));
}

/* ---- packing: one column of a batch at a time ------------------------- */

/* Does a cell keep its row from the narrow form? */
FL_INLINE bool
is_wide(const struct keypart *p, struct ip ip, uint8_t len)
{
	return !ip_none(ip) && (!ip_is4(ip) || len < p->len4);
}

size_t
key_split(const struct keys *k, const struct block *b, const size_t *col,
    uint32_t *row, size_t n)
{
	uint32_t wide[BLOCK_ROWS];
	size_t nnarrow = n, nwide = 0;

	for (size_t i = 0; i < k->n; i++) {
		const struct keypart *p = &k->part[i];
		if (p->field->kind != KIND_IP || col[i] == SCHEMA_NONE)
			continue;
		const struct vec *v = &b->vec[col[i]];
		size_t keep = 0;
		for (size_t r = 0; r < nnarrow; r++) {
			if (fl_unlikely(is_wide(p, v->ip[row[r]],
				v->len[row[r]])))
				wide[nwide++] = row[r];
			else
				row[keep++] = row[r];
		}
		nnarrow = keep;
	}
	memcpy(row + nnarrow, wide, nwide * sizeof(*wide));
	return nnarrow;
}

/* A batch that is being packed. */
struct pack {
	const struct vec *vec;
	const uint32_t *row;
	size_t n;
	uint64_t *key;
	size_t words;
	struct intern *names;
};

static void
pack_num(const struct pack *to, const struct keypart *p, struct keybits in)
{
	uint64_t unit = p->unit;

	for (size_t i = 0; i < to->n; i++) {
		uint64_t v = to->vec->num[to->row[i]];
		if (unit > 1 && v != NUM_NONE)
			v -= v % unit;
		/* NUM_NONE keeps as many ones as there are bits. */
		put(to->key + i * to->words, in.at, in.n, v & key_ones(in.n));
	}
}

static void
pack_ip4(const struct pack *to, const struct keypart *p, struct keybits in)
{
	const struct ip *ip = to->vec->ip;

	for (size_t i = 0; i < to->n; i++) {
		struct ip a = ip[to->row[i]];
		uint64_t v = (a.lo & UINT32_MAX) >> (128 - p->len4);
		put(to->key + i * to->words, in.at, in.n,
		    ip_none(a) ? key_ones(in.n) : v);
	}
}

static void
pack_ip6(const struct pack *to, const struct keypart *p, struct keybits in)
{
	for (size_t i = 0; i < to->n; i++) {
		struct ip a = to->vec->ip[to->row[i]];
		uint8_t len = to->vec->len[to->row[i]];
		uint8_t most = ip_is4(a) ? p->len4 : p->len6;
		if (len > most)
			len = most;
		if (ip_none(a))
			len = UINT8_MAX;
		else
			a = ip_mask(a, len);
		put_ip6(to->key + i * to->words, in.at, a, len);
	}
}

/*
 * The id of a name.  One that begins with # can't stand at the beginning of a
 * row, where it would be a comment: it is encoded wherever it stands, so that
 * it has one spelling and one id.
 */
static uint32_t
name_id(struct intern *names, struct slice s)
{
	struct buf hash = {0};

	if (fl_likely(s.n == 0 || s.p[0] != '#'))
		return intern_id(names, s);
	buf_str(&hash, "%23");
	buf_add(&hash, s.p + 1, s.n - 1);
	uint32_t id = intern_id(names, (struct slice){hash.p, hash.n});
	buf_free(&hash);
	return id;
}

static void
pack_name(const struct pack *to, const struct keypart *p, struct keybits in)
{
	struct slice last = {NULL, 0};
	uint32_t id = INTERN_NONE;

	(void)p;
	for (size_t i = 0; i < to->n; i++) {
		struct slice s = to->vec->slice[to->row[i]];
		/* Rows of one file mostly repeat the name before. */
		if (last.p == NULL || !slice_eq(s, last)) {
			id = slice_is(s, "-") ? INTERN_NONE :
						name_id(to->names, s);
			last = s;
		}
		put(to->key + i * to->words, in.at, in.n, id);
	}
}

void
key_pack(const struct keys *k, enum key_form form, const struct block *b,
    const size_t *col, struct intern *names, const uint32_t *row, size_t n,
    uint64_t *key)
{
	struct pack to = {NULL, row, n, key, k->words[form], names};

	memset(key, 0, n * to.words * sizeof(*key));
	for (size_t i = 0; i < k->n; i++) {
		const struct keypart *p = &k->part[i];
		struct keybits in = p->in[form];
		if (col[i] == SCHEMA_NONE) {
			for (size_t r = 0; r < n; r++)
				put_none(key + r * to.words, p, form);
			continue;
		}
		to.vec = &b->vec[col[i]];
		if (p->field->kind == KIND_NAME)
			pack_name(&to, p, in);
		else if (p->field->kind != KIND_IP)
			pack_num(&to, p, in);
		else if (form == KEY_NARROW)
			pack_ip4(&to, p, in);
		else
			pack_ip6(&to, p, in);
	}
}

/* ---- packed keys ------------------------------------------------------ */

void
key_map(const struct keys *k, enum key_form form, uint64_t *key, size_t n,
    size_t stride, const uint32_t *map)
{
	for (size_t i = 0; i < k->n; i++) {
		struct keybits in = k->part[i].in[form];
		if (k->part[i].field->kind != KIND_NAME)
			continue;
		for (size_t r = 0; r < n; r++) {
			uint64_t *at = key + r * stride;
			uint64_t id = key_get(at, in.at, in.n);
			if (id == INTERN_NONE)
				continue;
			clear(at, in.at, in.n);
			put(at, in.at, in.n, map[id]);
		}
	}
}

void
key_widen(const struct keys *k, const uint64_t *narrow, uint64_t *wide)
{
	memset(wide, 0, k->words[KEY_WIDE] * sizeof(*wide));
	for (size_t i = 0; i < k->n; i++) {
		const struct keypart *p = &k->part[i];
		struct keybits in = p->in[KEY_WIDE];
		uint8_t len;
		if (p->field->kind != KIND_IP) {
			struct keybits from = p->in[KEY_NARROW];
			put(wide, in.at, in.n,
			    key_get(narrow, from.at, from.n));
			continue;
		}
		struct ip ip = key_ip(p, KEY_NARROW, narrow, &len);
		put_ip6(wide, in.at, ip, ip_none(ip) ? UINT8_MAX : len);
	}
}
