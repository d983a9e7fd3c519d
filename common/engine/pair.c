/* SPDX-License-Identifier: ISC */

/* See pair.h: adding, merging and settling.  pair_read.c takes rows apart. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/pool.h"
#include "engine/bins.h"
#include "engine/pair_state.h"

static_assert(sizeof(struct tuple) == 128, "as pair.h says");

#define PAY (sizeof(struct tuple) / sizeof(uint64_t))
#define LINK_MASK ((1ULL << PAIR_LINK_BITS) - 1)
#define PLACES_MOST (EVID_PLACES * PAIR_TWIN)

/* ---- keys ------------------------------------------------------------- */

static uint64_t *
last_word(enum pair_form form, uint64_t *entry)
{
	return entry + pair_words(form) - 1;
}

/* ---- adding ----------------------------------------------------------- */

/* The place of an interface in a tuple, taken if it is free; -1: none is. */
static int
place_of(struct tuple *t, uint32_t eni)
{
	for (int i = 0; i < EVID_PLACES; i++) {
		if (t->eni[i] == EVID_FREE)
			t->eni[i] = eni;
		if (t->eni[i] == eni)
			return i;
	}
	return -1;
}

static uint64_t
sum(uint64_t a, uint64_t b)
{
	if (fl_unlikely(a >= NUM_NONE - b))
		diag_die("packets or bytes: sum is above 2^64 - 2");
	return a + b;
}

static uint32_t
sum32(uint32_t a, uint32_t b)
{
	if (fl_unlikely(a > UINT32_MAX - b))
		diag_die("more than 2^32 records of one connection");
	return a + b;
}

static inline void
join_dir(struct tuple *t, const struct tuple *from, unsigned int d)
{
	t->window[d] |= from->window[d];
	if (from->first[d] < t->first[d])
		t->first[d] = from->first[d];
	t->flows[d] = sum32(t->flows[d], from->flows[d]);
	t->rejects[d] = sum32(t->rejects[d], from->rejects[d]);
}

/* What `from` has beside its places, to be kept once. */
static inline void
join_rest(struct tuple *t, const struct tuple *from, unsigned int dir)
{
	if (dir != PAIR_BOTH) {
		join_dir(t, from, dir);
	} else {
		join_dir(t, from, 0);
		join_dir(t, from, 1);
	}
	if (from->last > t->last)
		t->last = from->last;
	t->bits |= from->bits & PAIR_REST;
}

static inline void
join_traffic(struct traffic *to, struct traffic x)
{
	to->packets = sum(to->packets, x.packets);
	to->bytes = sum(to->bytes, x.bytes);
}

/* One place of `from`, as place `to` of t. */
static inline void
join_place(struct tuple *t, int to, const struct tuple *from, int place,
    unsigned int dir)
{
	if (dir != PAIR_BOTH) {
		join_traffic(&t->seen[to][dir], from->seen[place][dir]);
	} else {
		join_traffic(&t->seen[to][0], from->seen[place][0]);
		join_traffic(&t->seen[to][1], from->seen[place][1]);
	}
	uint32_t passed = from->bits & pair_actions(place);
	uint32_t side = from->bits & pair_sides(place);
	t->bits |= passed >> 4 * place << 4 * to;
	t->bits |= side >> 2 * place << 2 * to;
}

/* Puts the keys of what did not fit in the places into the next link. */
static void
go_on(enum pair_form form, struct batch *b, const uint32_t *late, size_t n)
{
	unsigned int words = pair_words(form);

	for (size_t i = 0; i < n; i++) {
		memmove(b->key + i * words, b->key + late[i] * words,
		    words * sizeof(*b->key));
		b->item[i] = b->item[late[i]];
		uint64_t *last = b->key + (i + 1) * words - 1;
		if ((++*last & LINK_MASK) == PAIR_TWIN)
			diag_die("more than %d interfaces saw one connection",
			    PLACES_MOST);
	}
	b->n = n;
}

void
pair_add(struct pair *p, enum pair_form form, struct batch *b)
{
	uint32_t late[TAB_BATCH];
	uint64_t *pay[TAB_BATCH];

	while (b->n > 0) {
		size_t n = 0;
		tab_find(&p->tab[form], b->key, b->n, pay);
		for (uint32_t i = 0; i < b->n; i++) {
			struct tuple *t = (struct tuple *)(void *)pay[i];
			const struct tuple *from = b->item[i].from;
			int at = b->item[i].place;
			unsigned int dir = b->item[i].dir;
			if (b->item[i].rest) {
				join_rest(t, from, dir);
				b->item[i].rest = false;
			}
			int to = place_of(t, from->eni[at]);
			if (to >= 0) {
				join_place(t, to, from, at, dir);
				continue;
			}
			t->bits |= EVID_MORE;
			late[n++] = i;
		}
		go_on(form, b, late, n);
	}
}

/* ---- facts of interfaces ---------------------------------------------- */

struct pair_eni *
pair_eni(const struct pair *p, uint32_t eni)
{
	return &p->eni[eni < p->neni ? eni + 1 : 0];
}

void
pair_see(struct pair *p, uint32_t eni)
{
	while (eni < EVID_REJECTED && p->neni <= eni) {
		if (p->neni + 1 == p->capeni) {
			p->capeni *= 2;
			p->eni = mem_array(p->eni, p->capeni, sizeof(*p->eni));
		}
		p->eni[++p->neni] = (struct pair_eni){UINT32_MAX,
		    {IP_NONE, IP_NONE}};
	}
}

/* Of an interface that shows several, the least is its own: as good as any. */
void
pair_own(struct pair_eni *f, struct ip ip)
{
	struct ip *own = &f->own[!ip_is4(ip)];

	if (ip_cmp(ip, *own) < 0)
		*own = ip;
}

static void
merge_eni(struct pair *p, struct pair *q, const uint32_t *map)
{
	for (uint32_t i = 0; i <= q->neni; i++) {
		const struct pair_eni *from = &q->eni[i];
		uint32_t id = i == 0 ? EVID_ACCEPTED : map[i - 1];
		pair_see(p, id);
		struct pair_eni *to = pair_eni(p, id);
		if (from->begin < to->begin)
			to->begin = from->begin;
		pair_own(to, from->own[0]);
		if (!ip_none(from->own[1]))
			pair_own(to, from->own[1]);
	}
}

/* ---- merging ---------------------------------------------------------- */

/* q's names as p's numbers; caller frees. */
static uint32_t *
map_names(struct intern *p, const struct intern *q)
{
	uint32_t n = intern_count(q);
	uint32_t *map = mem_array(NULL, n, sizeof(*map));

	for (uint32_t i = 0; i < n; i++)
		map[i] = intern_id(p, intern_name(q, i));
	return map;
}

/* Puts an entry into a batch that has room for both places. */
static void
put_entry(struct batch *b, enum pair_form form, uint64_t *entry,
    const uint32_t *eni, const uint32_t *tag)
{
	struct ends e = pair_ends(form, entry);
	struct tuple *t = pair_tuple(form, entry);
	bool rest = true;

	if (tag != NULL)
		e.tag = tag[e.tag];
	for (int k = 0; k < EVID_PLACES; k++) {
		if (t->eni[k] == EVID_FREE)
			continue;
		if (eni != NULL && t->eni[k] < EVID_REJECTED)
			t->eni[k] = eni[t->eni[k]];
		pair_pack(&e, b->key + b->n * pair_words(form));
		b->item[b->n++] = (struct item){t, k, rest, PAIR_BOTH};
		rest = false;
	}
}

void
pair_join(struct pair *p, enum pair_form form, uint64_t *entry, size_t n,
    const uint32_t *eni, const uint32_t *tag)
{
	struct batch *b = p->batch;
	size_t words = p->tab[form].words;

	b->n = 0;
	for (size_t i = 0; i < n; i++) {
		put_entry(b, form, entry + i * words, eni, tag);
		if (b->n > TAB_BATCH - EVID_PLACES)
			pair_add(p, form, b);
	}
	pair_add(p, form, b);
}

void
pair_names(struct pair *p, struct pair *q, uint32_t **eni, uint32_t **tag)
{
	*eni = map_names(p->names, q->names);
	*tag = map_names(p->tags, q->tags);
	for (uint32_t i = 0; i < q->neni; i++)
		pair_see(p, (*eni)[i]);
	merge_eni(p, q, *eni);
}

#define FORGET_EACH 8192 /* entries that have moved, and are in memory still */

/* Moves all entries of q, whose memory is given back meanwhile. */
static void
merge_tabs(struct pair *p, struct pair *q)
{
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		struct tab *from = &q->tab[f];
		tab_seal(from);
		for (size_t i = 0; i < from->n; i += FORGET_EACH) {
			size_t n = from->n - i;
			pair_join(p, f, tab_entry(from, i),
			    n < FORGET_EACH ? n : FORGET_EACH, q->enimap,
			    q->tagmap);
			mem_forget(from->entry,
			    i * from->words * sizeof(*from->entry));
		}
	}
}

void
pair_merge(struct pair *p, struct pair *q)
{
	p->noeni |= q->noeni;
	p->noaction |= q->noaction;
	p->nosize |= q->nosize;
	pair_names(p, q, &q->enimap, &q->tagmap);
	if (pair_fit(p, q)) {
		merge_tabs(p, q);
		pair_free(q);
		return;
	}
	pair_write(q);
	p->more = mem_array(p->more, p->nmore + 1, sizeof(struct pair *));
	p->more[p->nmore++] = q;
}

/* ---- settling --------------------------------------------------------- */

void
pair_each(struct pair *p, void (*work)(void *arg, size_t part), void *arg)
{
	pool_run(p->parts, work, arg);
}

/* The entry with a key, which is there, and another link. */
static uint64_t *
find_link(const struct tab *tab, enum pair_form form, const uint64_t *key,
    unsigned int link)
{
	uint64_t next[5];

	memcpy(next, key, pair_words(form) * sizeof(*next));
	next[pair_words(form) - 1] += link;
	return tab_get(tab, next) - pair_words(form);
}

/* Takes all links behind an entry in; the rest of them goes into the entry. */
static void
take_links(const struct tab *tab, enum pair_form form, uint64_t *entry,
    struct evid_sum *seen)
{
	bool more = true;

	for (unsigned int link = 1; more; link++) {
		uint64_t *e = find_link(tab, form, entry, link);
		struct tuple *t = pair_tuple(form, e);
		for (unsigned int k = 0; k < EVID_PLACES; k++)
			evid_take(seen, t, k);
		join_rest(pair_tuple(form, entry), t, PAIR_BOTH);
		more = t->bits & EVID_MORE;
	}
}

/* Settles an entry.  Did both ends open it? */
static bool
settle_entry(const struct tab *tab, enum pair_form form, uint64_t *entry)
{
	struct evid_sum seen = {0};
	struct tuple *t = pair_tuple(form, entry);
	struct ends e = pair_ends(form, entry);

	for (unsigned int k = 0; k < EVID_PLACES; k++)
		evid_take(&seen, t, k);
	if (t->bits & EVID_MORE)
		take_links(tab, form, entry, &seen);
	evid_settle(t, &e, &seen);
	return evid_opener(t) == 2;
}

/* Of two rows each has the records of the direction that its opener sent. */
static void
split(struct tab *tab, enum pair_form form, size_t i)
{
	uint64_t key[5], *pay;

	memcpy(key, tab_entry(tab, i), pair_words(form) * sizeof(*key));
	key[pair_words(form) - 1] += PAIR_TWIN;
	tab_find(tab, key, 1, &pay);
	struct tuple *a = pair_tuple(form, tab_entry(tab, i));
	struct tuple *b = (struct tuple *)(void *)pay;

	a->bits |= EVID_TWO;
	*b = *a;
	for (unsigned int d = 0; d < 2; d++) {
		struct tuple *other = d == 0 ? b : a;
		other->flows[d] = other->rejects[d] = 0;
		other->seen[0][d] = (struct traffic){0, 0};
	}
	a->from = 0;
	b->from = 1;
}

/* Entries that both ends opened, as the threads found them. */
struct twins {
	struct pair *pair;
	enum pair_form form;
	struct buf *found; /* of each part, uint32_t */
};

static void
settle_part(void *arg, size_t part)
{
	const struct twins *w = arg;
	const struct tab *tab = &w->pair->tab[w->form];
	size_t parts = w->pair->parts, end = tab->n * (part + 1) / parts;

	for (size_t i = tab->n * part / parts; i < end; i++) {
		uint64_t *entry = tab_entry(tab, i);
		uint32_t at = (uint32_t)i;
		if ((*last_word(w->form, entry) & LINK_MASK) == 0 &&
		    settle_entry(tab, w->form, entry))
			buf_add(&w->found[part], &at, sizeof(at));
	}
}

/* Splitting adds entries, so it comes when all are settled. */
static void
split_found(const struct twins *w, const struct buf *found)
{
	for (size_t i = 0; i < found->n; i += sizeof(uint32_t)) {
		uint32_t at;
		memcpy(&at, found->p + i, sizeof(at));
		split(&w->pair->tab[w->form], w->form, at);
	}
}

void
pair_settle_tabs(struct pair *p)
{
	struct twins w = {.pair = p};

	w.found = mem_new(p->parts * sizeof(*w.found));
	for (w.form = 0; w.form < PAIR_FORMS; w.form++) {
		pair_each(p, settle_part, &w);
		for (size_t i = 0; i < p->parts; i++) {
			split_found(&w, &w.found[i]);
			w.found[i].n = 0;
		}
		tab_seal(&p->tab[w.form]);
	}
	for (size_t i = 0; i < p->parts; i++)
		buf_free(&w.found[i]);
	free(w.found);
}

void
pair_settle(struct pair *p)
{
	if (pair_spilled(p)) {
		p->parts = 1;
		pair_settle_bins(p);
	} else {
		pair_settle_tabs(p);
	}
	p->range = mem_new(sizeof(*p->range));
	p->nrange = 1;
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		p->range->to[f] = p->tab[f].n;
}

#define DROP_EACH 65536 /* entries behind a cursor that may stay in memory */

/* What of a range's entries of a form belongs to the cursor. */
static void
begin_range(const struct pair_cursor *c, size_t *from, size_t *to)
{
	const struct pair_range *r = &c->pair->range[c->range];
	size_t n = r->to[c->form] - r->from[c->form];
	size_t parts = c->parts > 0 ? c->parts : 1;

	*from = r->from[c->form] + n * c->part / parts;
	*to = r->from[c->form] + n * (c->part + 1) / parts;
}

bool
pair_span(struct pair_cursor *c)
{
	const struct pair *p = c->pair;

	if (p->mapped && c->begun)
		pair_drop(c->pair, c->form, c->end);
	for (;;) {
		size_t from, to;
		if (c->range >= p->nrange)
			return false;
		begin_range(c, &from, &to);
		c->at = c->begun ? c->end : from;
		c->begun = true;
		if (c->at < to) {
			c->end = p->mapped && to - c->at > DROP_EACH ?
			    c->at + DROP_EACH :
			    to;
			return true;
		}
		c->begun = false;
		c->form = c->form == PAIR_NARROW ? PAIR_WIDE : PAIR_NARROW;
		if (c->form == PAIR_WIDE)
			continue;
		if (c->one)
			c->range = p->nrange;
		else
			c->range++;
	}
}

/* ---- birth and death -------------------------------------------------- */

void
pair_start(struct pair *p)
{
	uint64_t seed;

	arc4random_buf(&seed, sizeof(seed));
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		tab_free(&p->tab[f]);
		tab_init(&p->tab[f], pair_words(f), PAY,
		    (const uint64_t *)(const void *)&evid_none, seed);
	}
}

struct pair *
pair_new(char *const *extra, size_t n)
{
	struct pair *p = mem_new(sizeof(*p));
	uint64_t seed[3];

	assert(n <= PAIR_EXTRA);
	arc4random_buf(seed, sizeof(seed));
	pair_start(p);
	p->names = intern_new(seed[1]);
	p->tags = intern_new(seed[2]);
	p->tag = INTERN_NONE;
	p->nextra = n;
	for (size_t i = 0; i < n; i++)
		p->extra[i] = extra[i];
	p->parts = 1;
	p->capeni = 16;
	p->eni = mem_array(NULL, p->capeni, sizeof(*p->eni));
	p->eni[0] = (struct pair_eni){UINT32_MAX, {IP_NONE, IP_NONE}};
	p->missing = pair_nothing();
	p->batch = mem_new(PAIR_FORMS * sizeof(*p->batch));
	return p;
}

void
pair_free(struct pair *p)
{
	if (p == NULL)
		return;
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		tab_free(&p->tab[f]);
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		bins_free(p->bins[f]);
	for (size_t i = 0; i < p->nmore; i++)
		pair_free(p->more[i]);
	free(p->more);
	free(p->enimap);
	free(p->tagmap);
	free(p->range);
	intern_free(p->names);
	intern_free(p->tags);
	buf_free(&p->text);
	free(p->eni);
	free(p->batch);
	free(p->missing);
	free(p);
}

uint32_t *
pair_vpcs(const struct pair *p)
{
	uint32_t n = intern_count(p->tags);
	uint32_t *vpc = mem_array(NULL, n, sizeof(*vpc));
	struct intern *names = intern_new(0);

	for (uint32_t i = 0; i < n; i++) {
		struct slice rest = intern_name(p->tags, i);
		vpc[i] = intern_id(names, slice_cut(&rest, '\t'));
	}
	intern_free(names);
	return vpc;
}
