/* SPDX-License-Identifier: ISC */

/* See conn.h. */

#include <stdlib.h>
#include <string.h>

#include "base/compat.h"
#include "base/mem.h"
#include "base/order.h"
#include "engine/conn.h"
#include "engine/opener.h"
#include "engine/owner.h"
#include "engine/scanner.h"
#include "value/proto.h"

#define COUNTERS 13
#define COLS_MOST (5 + PAIR_EXTRA + 1 + COUNTERS + 1) /* dir, note */
#define LINK_MASK ((1U << PAIR_LINK_BITS) - 1)
#define AHEAD 12     /* rows whose entries are on their way from memory */
#define DROP_EACH 16 /* blocks of rows whose entries may stay in memory */

/* The next row of a range and form, which are sorted. */
struct head {
	enum pair_form form;
	size_t next, end;
};

/*
 * One way through the rows: a heap of heads, the least row's first, and how
 * many rows come from there before those of any other.
 */
struct walk {
	struct head *head;
	size_t n;
	size_t run;
};

struct conn {
	struct conn_conf conf;
	struct pair *pair;
	const struct schema *schema, *left;
	uint32_t *tag;             /* by rank */
	uint32_t *rank;            /* by tag */
	uint32_t *row[PAIR_FORMS]; /* NULL: the entries are in order */
	struct walk all, unneeded;
	size_t taken; /* blocks */
	struct conn_sides sides;
	bool dir;         /* some rows are of one end only: column dir */
	uint64_t **entry; /* of the block */
	enum pair_form *form;
	struct origin origin;
};

/* ---- tags ------------------------------------------------------------- */

/* The i-th name of a tag: 0 is the VPC. */
static struct slice
tag_name(const struct pair *p, uint32_t tag, size_t i)
{
	struct slice rest = intern_name(p->tags, tag), name;

	do
		name = slice_cut(&rest, '\t');
	while (i-- > 0);
	return name;
}

/* By bytes, missing last. */
static int
cmp_name(struct slice a, struct slice b)
{
	if (a.n == 0 || b.n == 0)
		return (a.n == 0) - (b.n == 0);
	int d = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return d != 0 ? d : (a.n > b.n) - (a.n < b.n);
}

static int
cmp_tag(const void *a, const void *b, void *pair)
{
	const uint32_t *x = a, *y = b;
	const struct pair *p = pair;

	for (size_t i = 1; i <= p->nextra; i++) {
		int d = cmp_name(tag_name(p, *x, i), tag_name(p, *y, i));
		if (d != 0)
			return d;
	}
	return cmp_name(tag_name(p, *x, 0), tag_name(p, *y, 0));
}

static void
rank_tags(struct conn *c)
{
	uint32_t n = intern_count(c->pair->tags);

	c->tag = mem_array(NULL, n, sizeof(*c->tag));
	c->rank = mem_array(NULL, n, sizeof(*c->rank));
	for (uint32_t i = 0; i < n; i++)
		c->tag[i] = i;
	qsort_r(c->tag, n, sizeof(*c->tag), cmp_tag, c->pair);
	for (uint32_t i = 0; i < n; i++)
		c->rank[c->tag[i]] = i;
}

/* ---- order ------------------------------------------------------------ */

/*
 * Turns the key of a tuple into the key that its row is sorted by, in the same
 * words: src, sport, dst, dport, proto, rank of the tag, link.
 */
static void
turn(const struct conn *c, enum pair_form form, uint64_t *key)
{
	struct ends e = pair_ends(form, key);
	uint64_t link = key[pair_words(form) - 1] & LINK_MASK;
	unsigned int from = pair_tuple(form, key)->from;
	struct ip src = e.ip[from], dst = e.ip[!from];
	uint64_t sport = e.port[from];
	uint64_t last = (uint64_t)e.port[!from] << 32 |
	    (uint64_t)e.proto << 24 |
	    (uint64_t)c->rank[e.tag] << PAIR_LINK_BITS | link;

	if (form == PAIR_NARROW) {
		uint32_t to = (uint32_t)dst.lo;
		key[0] = src.lo << 32 | sport << 16 | to >> 16;
		key[1] = (uint64_t)to << 48 | last;
		return;
	}
	key[0] = src.hi;
	key[1] = src.lo;
	key[2] = sport << 48 | dst.hi >> 16;
	key[3] = dst.hi << 48 | dst.lo >> 16;
	key[4] = dst.lo << 48 | last;
}

/* What a turned key says. */
struct rowkey {
	struct ip src, dst;
	uint16_t sport, dport;
	uint8_t proto;
	uint32_t rank, link;
};

static struct rowkey
row_key(enum pair_form form, const uint64_t *key)
{
	uint64_t last = key[pair_words(form) - 1];
	struct rowkey r = {
	    .dport = (uint16_t)(last >> 32),
	    .proto = (uint8_t)(last >> 24),
	    .rank = last >> PAIR_LINK_BITS & ((1U << PAIR_TAG_BITS) - 1),
	    .link = last & LINK_MASK,
	};

	if (form == PAIR_NARROW) {
		r.src = ip_from4((uint32_t)(key[0] >> 32));
		r.sport = (uint16_t)(key[0] >> 16);
		r.dst = ip_from4((uint32_t)(key[0] << 16 | last >> 48));
	} else {
		r.src = (struct ip){key[0], key[1]};
		r.sport = (uint16_t)(key[2] >> 48);
		r.dst = (struct ip){key[2] << 16 | key[3] >> 48,
		    key[3] << 16 | key[4] >> 48};
	}
	return r;
}

static int
cmp_row(const struct rowkey *a, const struct rowkey *b)
{
	int d = ip_cmp(a->src, b->src);

	if (d != 0)
		return d;
	if (a->sport != b->sport)
		return a->sport < b->sport ? -1 : 1;
	return ip_cmp(a->dst, b->dst);
}

/* Puts entries in the order of their numbers, which it frees. */
static void
permute(struct tab *t, size_t from, uint32_t *row, size_t n)
{
	size_t bytes = t->words * sizeof(*t->entry);
	char *copy = mem_array(NULL, n, bytes);

	for (size_t i = 0; i < n; i++)
		memcpy(copy + i * bytes, tab_entry(t, from + row[i]), bytes);
	memcpy(tab_entry(t, from), copy, n * bytes);
	free(copy);
	free(row);
}

/* The rows that are to be turned. */
struct turning {
	const struct conn *conn;
	size_t range;
	enum pair_form form;
};

static void
turn_part(void *arg, size_t part)
{
	const struct turning *t = arg;
	const struct pair *p = t->conn->pair;
	const struct pair_range *r = &p->range[t->range];
	size_t from = r->from[t->form], n = r->to[t->form] - from;

	for (size_t i = n * part / p->parts; i < n * (part + 1) / p->parts; i++)
		turn(t->conn, t->form, tab_entry(&p->tab[t->form], from + i));
}

static void
sort(struct conn *c)
{
	struct pair *p = c->pair;

	for (size_t r = 0; r < p->nrange; r++) {
		for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
			struct tab *t = &p->tab[f];
			size_t from = p->range[r].from[f];
			size_t n = p->range[r].to[f] - from;
			pair_each(p, turn_part, &(struct turning){c, r, f});
			uint32_t *row = order_threads(tab_entry(t, from), n,
			    t->words, t->key, p->parts);
			if (!p->mapped) {
				c->row[f] = row;
				continue;
			}
			permute(t, from, row, n);
			pair_drop(p, f, from + n);
		}
	}
}

/* The entry of the row that is so many behind the next. */
static uint64_t *
entry_at(const struct conn *c, const struct head *h, size_t ahead)
{
	const uint32_t *row = c->row[h->form];
	size_t at = h->next + ahead;

	return tab_entry(&c->pair->tab[h->form], row != NULL ? row[at] : at);
}

/* Does the row of a that is so many behind its next come before that of b? */
static bool
before(const struct conn *c, const struct head *a, size_t ahead,
    const struct head *b)
{
	struct rowkey x = row_key(a->form, entry_at(c, a, ahead));
	struct rowkey y = row_key(b->form, entry_at(c, b, 0));

	return cmp_row(&x, &y) < 0;
}

/* Lets head i sink until none below it comes before it. */
static void
sink(const struct conn *c, struct walk *w, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t k = 2 * i + 1; k <= 2 * i + 2; k++)
			if (k < w->n &&
			    before(c, &w->head[k], 0, &w->head[least]))
				least = k;
		if (least == i)
			return;
		struct head tmp = w->head[i];
		w->head[i] = w->head[least];
		w->head[least] = tmp;
		i = least;
	}
}

/*
 * How many rows of the first head come before those of all others, 1 at least:
 * steps of twice the length, then half of it.  Mostly they are many, as all
 * rows of a source are in one range.
 */
static size_t
run(const struct conn *c, const struct walk *w)
{
	const struct head *h = &w->head[0], *other = &w->head[1];
	size_t n = h->end - h->next, least = 1, step = 1;

	if (w->n == 1)
		return n;
	if (w->n > 2 && before(c, &w->head[2], 0, other))
		other = &w->head[2];
	for (; least + step <= n && before(c, h, least + step - 1, other);
	     step *= 2)
		least += step;
	for (; step > 0; step /= 2)
		if (least + step <= n && before(c, h, least + step - 1, other))
			least += step;
	return least;
}

static void
start_walk(const struct conn *c, struct walk *w)
{
	const struct pair *p = c->pair;

	w->head = mem_array(NULL, PAIR_FORMS * p->nrange, sizeof(*w->head));
	for (size_t r = 0; r < p->nrange; r++)
		for (enum pair_form f = 0; f < PAIR_FORMS; f++)
			if (p->range[r].to[f] > p->range[r].from[f])
				w->head[w->n++] = (struct head){f,
				    p->range[r].from[f], p->range[r].to[f]};
	for (size_t i = w->n / 2; i-- > 0;)
		sink(c, w, i);
	if (w->n > 0)
		w->run = run(c, w);
}

/* The first head has given its run: the next one. */
static void
next_run(const struct conn *c, struct walk *w)
{
	struct head *h = &w->head[0];

	if (h->next == h->end)
		*h = w->head[--w->n];
	if (w->n == 0)
		return;
	sink(c, w, 0);
	w->run = run(c, w);
}

/* The next entry, of form *f; NULL: there is none. */
static uint64_t *
step(const struct conn *c, struct walk *w, enum pair_form *f)
{
	if (w->n == 0)
		return NULL;
	struct head *h = &w->head[0];
	uint64_t *e = entry_at(c, h, 0);
	*f = h->form;
	if (h->next + AHEAD < h->end)
		__builtin_prefetch(entry_at(c, h, AHEAD));
	h->next++;
	if (--w->run == 0)
		next_run(c, w);
	return e;
}

/* Is an entry a row, and one that this walk takes? */
static bool
taken(const struct conn *c, const struct walk *w, enum pair_form f,
    uint64_t *entry)
{
	if (!pair_live(f, entry))
		return false;
	return w == &c->all || !(pair_tuple(f, entry)->state & TUPLE_NEEDED);
}

/* The next rows; how many. */
static size_t
collect(struct conn *c, struct walk *w)
{
	enum pair_form f;
	uint64_t *e;
	size_t n = 0;

	if (c->pair->mapped && c->taken++ % DROP_EACH == 0)
		for (f = 0; f < PAIR_FORMS; f++)
			pair_drop(c->pair, f, c->pair->tab[f].n);
	while (n < BLOCK_ROWS && (e = step(c, w, &f)) != NULL) {
		if (!taken(c, w, f, e))
			continue;
		c->entry[n] = e;
		c->form[n++] = f;
	}
	return n;
}

/* ---- rows ------------------------------------------------------------- */

static const enum field_id counters[COUNTERS] = {
    FIELD_FLOWS,
    FIELD_REJECTS,
    FIELD_CONNS,
    FIELD_ANSWERED,
    FIELD_SCANS,
    FIELD_NEEDED,
    FIELD_PACKETS,
    FIELD_BYTES,
    FIELD_RPACKETS,
    FIELD_RBYTES,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_HOW,
};

static uint64_t
size(const struct tuple *t, uint64_t n)
{
	return n == 0 && (t->bits & EVID_NOSIZE) ? NUM_NONE : n;
}

static uint64_t
first(const struct tuple *t)
{
	uint32_t n = t->first[0] < t->first[1] ? t->first[0] : t->first[1];

	return n == UINT32_MAX ? NUM_NONE : n;
}

/* The counters of a tuple, in their order, into row i of the columns. */
static void
fill_counters(const struct tuple *t, uint64_t *const num[COUNTERS], size_t i)
{
	struct traffic there = t->seen[0][t->from];
	struct traffic back = t->seen[0][!t->from];
	const uint64_t v[COUNTERS] = {
	    (uint64_t)t->flows[0] + t->flows[1],
	    t->bits & EVID_NOACTION ? NUM_NONE :
				      (uint64_t)t->rejects[0] + t->rejects[1],
	    1,
	    (t->state & TUPLE_ANSWERED) != 0,
	    (t->state & TUPLE_SCAN) != 0,
	    (t->state & TUPLE_NEEDED) != 0,
	    size(t, there.packets),
	    size(t, there.bytes),
	    size(t, back.packets),
	    size(t, back.bytes),
	    first(t),
	    t->last == 0 ? NUM_NONE : t->last,
	    t->how,
	};

	for (size_t k = 0; k < COUNTERS; k++)
		num[k][i] = v[k];
}

/* Whose rule it may be: "-" is both, as in fl-sgrules. */
static struct slice
dir(const struct tuple *t)
{
	static const char *const word[] = {"-", "ingress", "egress", "-"};
	bool nosrc = t->state & TUPLE_NO_RULE << t->from;
	bool nodst = t->state & TUPLE_NO_RULE << !t->from;

	return slice_str(word[nosrc + 2 * nodst]);
}

/* Asks for an entry of the block, of which only the key was looked at. */
FL_INLINE void
ask(const struct conn *c, const struct block *b, size_t i)
{
	const char *e = (const char *)c->entry[i < b->nrow ? i : 0];

	for (size_t line = 0; line < sizeof(struct tuple); line += 64)
		__builtin_prefetch(e + line + 64);
}

/*
 * Keys, counters from column col on, and dir before these if there is one: an
 * entry at a time, as these lie anywhere.
 */
static void
fill_rows(const struct conn *c, struct block *b, size_t col)
{
	uint8_t *slen, *dlen;
	struct ip *src = block_ips(b, 0, &slen), *dst = block_ips(b, 2, &dlen);
	uint64_t *sport = block_nums(b, 1), *dport = block_nums(b, 3);
	uint64_t *proto = block_nums(b, 4), *num[COUNTERS];

	struct slice *dirs = c->dir ? block_slices(b, col - 1) : NULL;

	for (size_t i = 0; i < COUNTERS; i++)
		num[i] = block_nums(b, col + i);
	for (size_t i = 0; i < b->nrow; i++) {
		const struct tuple *t = pair_tuple(c->form[i], c->entry[i]);
		ask(c, b, i + AHEAD);
		struct rowkey r = row_key(c->form[i], c->entry[i]);
		src[i] = r.src;
		dst[i] = r.dst;
		slen[i] = dlen[i] = 128;
		sport[i] = r.sport;
		dport[i] = r.dport;
		proto[i] = r.proto;
		fill_counters(t, num, i);
		if (dirs != NULL)
			dirs[i] = dir(t);
	}
}

static void
fill_extra(const struct conn *c, struct block *b, size_t col, size_t extra)
{
	struct slice *to = block_slices(b, col);

	for (size_t i = 0; i < b->nrow; i++) {
		struct rowkey r = row_key(c->form[i], c->entry[i]);
		to[i] = tag_name(c->pair, c->tag[r.rank], extra + 1);
		if (to[i].n == 0)
			to[i] = (struct slice){"-", 1};
	}
}

static void
fill_note(const struct conn *c, struct block *b, size_t col)
{
	struct slice *to = block_slices(b, col);

	for (size_t i = 0; i < b->nrow; i++) {
		const struct tuple *t = pair_tuple(c->form[i], c->entry[i]);
		to[i] = slice_str(scanner_reason[t->why]);
	}
}

static int
fill(struct conn *c, struct walk *w, const struct schema *s, struct block *b)
{
	size_t n = collect(c, w), col = 5;

	if (n == 0)
		return 0;
	block_start(b, s, &c->origin);
	b->nrow = n;
	for (size_t i = 0; i < c->pair->nextra; i++)
		fill_extra(c, b, col++, i);
	col += c->dir;
	fill_rows(c, b, col);
	if (s == c->left)
		fill_note(c, b, col + COUNTERS);
	block_all(b);
	return 1;
}

int
conn_next(struct conn *c, struct block *b)
{
	return fill(c, &c->all, c->schema, b);
}

int
conn_left(struct conn *c, struct block *b)
{
	return fill(c, &c->unneeded, c->left, b);
}

/* ---- birth and death -------------------------------------------------- */

static void
make_schemas(struct conn *c, struct schemas *all)
{
	static const enum field_id keys[] = {FIELD_SRC, FIELD_SPORT, FIELD_DST,
	    FIELD_DPORT, FIELD_PROTO};
	struct slice name[COLS_MOST];
	size_t n = 0;

	for (size_t i = 0; i < nitems(keys); i++)
		name[n++] = slice_str(field_at(keys[i])->name);
	for (size_t i = 0; i < c->pair->nextra; i++)
		name[n++] = slice_str(c->pair->extra[i]);
	if (c->dir)
		name[n++] = slice_str(field_at(FIELD_DIR)->name);
	for (size_t i = 0; i < COUNTERS; i++)
		name[n++] = slice_str(field_at(counters[i])->name);
	c->schema = schemas_names(all, name, n);
	name[n++] = slice_str(field_at(FIELD_NOTE)->name);
	c->left = schemas_names(all, name, n);
}

static void
look_over(struct conn *c)
{
	struct pair_cursor k = {.pair = c->pair};

	while (pair_next(&k)) {
		pair_look(&k);
		const struct tuple *t = k.t;
		c->dir |= (t->state & (TUPLE_NO_RULE | TUPLE_NO_RULE << 1)) !=
		    0;
		if (k.e.proto != PROTO_TCP ||
		    (!evid_delivered(t, 0) && !evid_delivered(t, 1)))
			continue;
		c->sides.all++;
		c->sides.both += (t->bits & EVID_TWO) ||
		    (t->flows[0] > 0 && t->flows[1] > 0);
	}
}

static void
decide(const struct conn_conf *conf, struct pair *p)
{
	uint32_t *vpc = pair_vpcs(p);

	owner_find(p, conf->ours);
	owner_mark(p, conf->ours, conf->near);
	owner_translate(p, conf->hops, vpc);
	opener_decide(p, vpc);
	pair_part(p);
	scanner_judge(p, conf->known, vpc);
	free(vpc);
}

struct conn *
conn_new(const struct conn_conf *conf, struct pair *p, struct schemas *all)
{
	struct conn *c = mem_new(sizeof(*c));

	c->conf = *conf;
	c->pair = p;
	c->origin.name = "connections";
	c->origin.ev = EVIDENCE_INIT;
	p->parts = conf->threads > 0 ? conf->threads : 1;
	pair_settle(p);
	decide(conf, p);
	look_over(c);
	make_schemas(c, all);
	rank_tags(c);
	sort(c);
	start_walk(c, &c->all);
	start_walk(c, &c->unneeded);
	c->entry = mem_array(NULL, BLOCK_ROWS, sizeof(*c->entry));
	c->form = mem_array(NULL, BLOCK_ROWS, sizeof(*c->form));
	return c;
}

void
conn_free(struct conn *c)
{
	if (c == NULL)
		return;
	pair_free(c->pair);
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		free(c->row[f]);
	free(c->all.head);
	free(c->unneeded.head);
	free(c->tag);
	free(c->rank);
	free(c->entry);
	free(c->form);
	free(c);
}

struct conn_sides
conn_sides(const struct conn *c)
{
	return c->sides;
}

const struct schema *
conn_schema(const struct conn *c)
{
	return c->schema;
}

const struct schema *
conn_left_schema(const struct conn *c)
{
	return c->left;
}
