/* SPDX-License-Identifier: ISC */

/*
 * KEYS: the columns that tell rows apart, and how the cells of a row are
 * packed into a few words.
 *
 * A packed key is one number: the parts in the order of KEYS, each in as many
 * bits as its kind needs, the first in the uppermost bits.  A missing cell is
 * all ones, and every width leaves that free.  So equal keys are equal words,
 * and the order of keys as numbers is the order of the result: by part, by
 * value, missing last.  Only names need a second step, since the ids of
 * intern.h come in order of arrival: key_map puts ranks in their place.
 *
 *   src,dst,sport,dport,proto in the narrow form, 109 bits, two words:
 *
 *   |<- src 33 ->|<- dst 33 ->|<- sport 17 ->|<- dport 17 ->|proto 9| 0... |
 *
 * There are two forms.  The narrow one takes rows whose addresses are all
 * IPv4 with just the length that KEYS says (or missing), and spends length + 1
 * bits on each.  The wide one takes all other rows and spends 128 + 8 bits, the
 * latter for the length, so that a shorter prefix sorts first.  Which form a
 * row takes follows from its cells, so a key has one form only.
 */

#ifndef ENGINE_KEY_H
#define ENGINE_KEY_H

#include "engine/agg.h"
#include "engine/intern.h"
#include "model/block.h"

#define KEY_PARTS 64 /* most columns in KEYS */

enum key_form {
	KEY_NARROW,
	KEY_WIDE
};
#define KEY_FORMS 2

struct keybits {     /* where a part lies in a form */
	uint16_t at; /* bits before it */
	uint8_t n;   /* 1..64; of a wide address more follow */
};

struct keypart { /* one column of KEYS */
	const struct field *field;
	const char *name;   /* of the column, as results say it */
	uint64_t unit;      /* start/1h: 3600; 1 where nothing is rounded */
	uint8_t len4, len6; /* addresses: longest prefixes, of 128 bits */
	struct keybits in[KEY_FORMS];
};

struct keys {
	size_t n;
	unsigned int words[KEY_FORMS]; /* of a packed key, at least 1 */
	struct keypart part[];
};

/*
 * The column of a key in the header of a block.  A known field that the header
 * lacks is SCHEMA_NONE, said once a run; a name of the user's own that it lacks
 * is fatal, with the nearest column.
 */
size_t
key_column(const struct block *b, const struct field *field, const char *name);

/*
 * Which of the rows are packed wide: returns how many of the n rows are
 * narrow, and puts these first, in their order, then the wide ones.
 * col[i] is the block's column of part i, SCHEMA_NONE for missing; loaded.
 */
size_t key_split(const struct keys *k, const struct block *b, const size_t *col,
    uint32_t *row, size_t n);

/*
 * Packs n rows that key_split found to be of that form, one key behind the
 * other.  Names get ids of `names`.
 */
void key_pack(const struct keys *k, enum key_form form, const struct block *b,
    const size_t *col, struct intern *names, const uint32_t *row, size_t n,
    uint64_t *key);

/* Puts map[id] in the place of every name, in n keys `stride` words apart. */
void key_map(const struct keys *k, enum key_form form, uint64_t *key, size_t n,
    size_t stride, const uint32_t *map);

/* The wide form of a narrow key, for comparing it with wide ones. */
void key_widen(const struct keys *k, const uint64_t *narrow, uint64_t *wide);

#define KEY_LEN_BITS 8 /* behind a wide address */

/* n ones, 1 to 64: a missing cell. */
static inline uint64_t
key_ones(unsigned int n)
{
	return UINT64_MAX >> (64 - n);
}

/* The n bits (1 to 64) behind the first `at` bits of a key. */
static inline uint64_t
key_get(const uint64_t *key, unsigned int at, unsigned int n)
{
	unsigned int room = 64 - at % 64;

	key += at / 64;
	if (n <= room)
		return key[0] >> (room - n) & key_ones(n);
	return (key[0] << (n - room) | key[1] >> (64 - (n - room))) &
	    key_ones(n);
}

/*
 * One part of a packed key: its number (NUM_NONE: missing; of a name the id,
 * INTERN_NONE: missing), or its address (IP_NONE) and length.
 */
static inline uint64_t
key_num(const struct keypart *part, enum key_form form, const uint64_t *key)
{
	struct keybits in = part->in[form];
	uint64_t v = key_get(key, in.at, in.n);

	if (part->field->kind == KIND_NAME)
		return v;
	return v == key_ones(in.n) ? NUM_NONE : v;
}

static inline struct ip
key_ip(const struct keypart *part, enum key_form form, const uint64_t *key,
    uint8_t *len)
{
	struct keybits in = part->in[form];
	uint64_t v = key_get(key, in.at, in.n);

	if (form == KEY_WIDE) {
		*len = (uint8_t)key_get(key, in.at + 128, KEY_LEN_BITS);
		return (struct ip){v, key_get(key, in.at + 64, 64)};
	}
	*len = part->len4;
	if (v == key_ones(in.n))
		return IP_NONE;
	return ip_from4((uint32_t)(v << (128 - part->len4)));
}

#endif
