/* SPDX-License-Identifier: ISC */

/* See agg.h and agg_state.h: groups that do not fit in memory. */

#include <stdlib.h>

#include "base/mem.h"
#include "base/order.h"
#include "engine/agg_state.h"

/* While names are sorted: ids, sort's copy of them, ranks, and lengths. */
#define NAME_BYTES (4 * sizeof(uint32_t))

#define AHEAD 12 /* entries that are on their way from memory */

void
agg_bound(struct agg *a, size_t bytes)
{
	a->bound = bytes;
	if (a->spill == NULL)
		a->spill = spill_new(a->keys);
}

size_t
agg_bytes(const struct agg *a, const size_t more[KEY_FORMS])
{
	uint32_t names = intern_count(a->names);
	uint32_t batch = names == 0 ? 0 : TAB_BATCH * (uint32_t)a->keys->n;
	size_t sum = intern_bytes(a->names, batch) + names * NAME_BYTES;

	/* The slots have gone when the entries are sorted. */
	for (int f = 0; f < KEY_FORMS; f++) {
		const struct tab *t = &a->tab[f];
		size_t slots = tab_slots(t, more[f]);
		size_t sort = (t->n + more[f]) * ORDER_BYTES;
		sum += (t->n + more[f]) * t->words * sizeof(*t->entry);
		sum += slots > sort ? slots : sort;
	}
	return sum;
}

/* ---- writing runs ----------------------------------------------------- */

/* An entry with names: these as text, and in the key how long they are. */
static void
put_named(struct agg *a, enum key_form form, const uint64_t *entry,
    const uint32_t *len, struct buf *text)
{
	const struct keys *k = a->keys;

	text->n = 0;
	for (size_t i = 0; i < k->n; i++) {
		if (k->part[i].field->kind != KIND_NAME)
			continue;
		uint64_t rank = key_num(&k->part[i], form, entry);
		if (rank != INTERN_NONE)
			buf_slice(text, intern_name(a->names, a->sorted[rank]));
	}
	memcpy(a->scratch, entry, a->tab[form].words * sizeof(*entry));
	key_map(k, form, a->scratch, 1, k->words[form], len);
	spill_put(a->spill, a->scratch, (struct slice){text->p, text->n});
}

/* len: of the names by rank; NULL: there are none. */
static void
write_form(struct agg *a, enum key_form form, const uint32_t *len)
{
	const struct tab *t = &a->tab[form];
	uint32_t *row = agg_order(a, form);
	struct buf text = {0};

	spill_start(a->spill, form, a->pay);
	for (size_t i = 0; i < t->n; i++) {
		const uint64_t *entry = tab_entry(t, row[i]);
		if (i + AHEAD < t->n) {
			const uint64_t *next = tab_entry(t, row[i + AHEAD]);
			__builtin_prefetch(next);
			__builtin_prefetch(next + t->words - 1);
		}
		if (len != NULL)
			put_named(a, form, entry, len, &text);
		else
			spill_put(a->spill, entry, (struct slice){NULL, 0});
	}
	spill_end(a->spill);
	buf_free(&text);
	free(row);
}

/* How long names are, by rank; NULL: there are none. */
static uint32_t *
lengths(const struct agg *a)
{
	uint32_t n = intern_count(a->names);

	if (n == 0)
		return NULL;
	uint32_t *len = mem_array(NULL, n, sizeof(*len));
	for (uint32_t i = 0; i < n; i++)
		len[i] = (uint32_t)intern_name(a->names, a->sorted[i]).n;
	return len;
}

void
agg_write(struct agg *a)
{
	for (; a->nparts > 0; a->nparts--) {
		struct agg *part = a->part[a->nparts - 1];
		agg_write(part);
		spill_take(a->spill, part->spill);
		agg_free(part);
	}
	if (agg_count(a) == 0)
		return;
	agg_rank(a);
	uint32_t *len = lengths(a);
	for (enum key_form f = 0; f < KEY_FORMS; f++) {
		if (a->tab[f].n > 0)
			write_form(a, f, len);
		/* Gives the memory back: rows may go on in the other form. */
		tab_free(&a->tab[f]);
		agg_start(a, f);
	}
	free(len);
	intern_clear(a->names);
}

/* ---- merging them ----------------------------------------------------- */

/* Room for n bytes more at the end; what was there may move. */
static void *
more(struct buf *to, size_t n)
{
	void *p = buf_room(to, n);

	to->n += n;
	return p;
}

/* Adds the counters of a record to a payload. */
static void
join(uint64_t *pay, const struct record *r, size_t nkey)
{
	for (size_t i = 0; i < agg_counters(r->pay); i++) {
		uint64_t v = unpack(agg_places[i], r->entry + nkey);
		agg_join(i, &pay, &v, 1);
	}
}

bool
agg_merged(struct agg *a, struct buf *to, struct record *r)
{
	const size_t word = sizeof(uint64_t);
	struct record next;

	if (!spill_next(a->spill, r))
		return false;
	size_t nkey = a->keys->words[r->form];
	size_t ntext = (r->text.n + word - 1) / word;
	uint64_t *entry = more(to, (nkey + a->pay + ntext) * word);
	memcpy(entry, r->entry, (nkey + r->pay) * word);
	memcpy(entry + nkey + r->pay, a->zero + r->pay,
	    (a->pay - r->pay) * word);
	char *text = (char *)(entry + nkey + a->pay);
	if (r->text.n > 0)
		memcpy(text, r->text.p, r->text.n);
	*r = (struct record){r->form, a->pay, entry, {text, r->text.n}};
	while (spill_again(a->spill, r, &next))
		join(entry + nkey, &next, nkey);
	return true;
}

/* Merges the open runs of one form into a new one. */
static void
merge_runs(struct agg *a)
{
	struct record r;
	bool started = false;

	for (;;) {
		a->rows.n = 0;
		if (!agg_merged(a, &a->rows, &r))
			break;
		if (!started)
			spill_start(a->spill, r.form, r.pay);
		started = true;
		spill_put(a->spill, r.entry, r.text);
	}
	spill_end(a->spill);
	spill_close(a->spill);
}

void
agg_open(struct agg *a)
{
	size_t most = a->bound / 2 / SPILL_BUFFER;

	agg_write(a);
	for (int f = 0; f < KEY_FORMS; f++)
		tab_free(&a->tab[f]);
	while (!spill_open(a->spill, most < 4 ? 4 : most))
		merge_runs(a);
}
