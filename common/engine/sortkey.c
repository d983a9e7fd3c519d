/* SPDX-License-Identifier: ISC */

/* See sortkey.h. */

#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/key.h"
#include "engine/sortkey.h"

/* Takes ":r" off a word. */
static bool
cut_reverse(struct slice *word)
{
	if (word->n < 2 || memcmp(word->p + word->n - 2, ":r", 2) != 0)
		return false;
	word->n -= 2;
	return true;
}

bool
sortkey_is(const char *word)
{
	struct slice name = slice_str(word);

	cut_reverse(&name);
	return field_find(name) != NULL || access(word, F_OK) != 0;
}

int
sortkey_parse(struct sortkey *k, const char *word)
{
	struct slice name = slice_str(word);
	const char *near;

	*k = (struct sortkey){.col = SCHEMA_NONE};
	k->reverse = cut_reverse(&name);
	if (field_typed(&name, &k->field, &near) == 0) {
		/* Or a slip in a file's name would wait for stdin. */
		if (name.p == word && k->field == &field_other &&
		    strpbrk(word, "./") != NULL) {
			diag_warn(DIAG_LOST,
			    "%s: no such file; a column of that name is "
			    "col:%s",
			    word, word);
			return -1;
		}
		k->name = k->field == &field_other ? mem_strn(name.p, name.n) :
						     mem_str(k->field->name);
		return 0;
	}
	if (near != NULL)
		diag_warn(DIAG_LOST,
		    "%s: no such column and no such file; did you mean %s?",
		    word, near);
	else if (strchr(word, ',') != NULL)
		diag_warn(DIAG_LOST,
		    "%s: keys are words of their own, as in bytes:r dst", word);
	else
		diag_warn(DIAG_LOST, "%s: not the name of a column", word);
	return -1;
}

void
sortkey_free(struct sortkey *k)
{
	free(k->name);
}

void
sortkey_bind(struct sortkey *k, const struct block *b)
{
	k->col = key_column(b, k->field, k->name);
}

/* All 64 bits, so that the text has one width. */
static void
put_hex(struct buf *to, uint64_t v)
{
	char *p = buf_room(to, 16);

	for (int i = 16; i-- > 0; v >>= 4)
		p[i] = "0123456789abcdef"[v & 15];
	to->n += 16;
}

static bool
is_missing(const struct sortkey *k, const struct block *b, size_t row)
{
	if (k->col == SCHEMA_NONE)
		return true;
	const struct vec *v = &b->vec[k->col];
	if (k->field->kind == KIND_NAME)
		return slice_is(v->slice[row], "-");
	if (k->field->kind == KIND_IP)
		return ip_none(v->ip[row]);
	return v->num[row] == NUM_NONE;
}

void
sortkey_text(struct buf *to, const struct sortkey *k, const struct block *b,
    size_t row)
{
	bool missing = is_missing(k, b, row);

	/* The first byte alone tells missing cells from others. */
	buf_char(to, missing == k->reverse ? '0' : '1');
	if (missing)
		return;
	const struct vec *v = &b->vec[k->col];
	if (k->field->kind == KIND_NAME) {
		buf_slice(to, v->slice[row]);
	} else if (k->field->kind == KIND_IP) {
		put_hex(to, v->ip[row].hi);
		put_hex(to, v->ip[row].lo);
		put_hex(to, v->len[row]);
	} else {
		put_hex(to, v->num[row]);
	}
}
