/* SPDX-License-Identifier: ISC */

/* See pair.h: rows of a block to records of tuples. */

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/pair_state.h"
#include "value/flag.h"
#include "value/proto.h"

#define TIME_TOP (UINT32_MAX - 1)

/* ---- binding ---------------------------------------------------------- */

/* What a header must have, and what is read where it is there. */
static const enum field_id wanted[] = {
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
};

static const enum field_id read_too[] = {
    FIELD_PKTSRC,
    FIELD_PKTDST,
    FIELD_PACKETS,
    FIELD_BYTES,
    FIELD_START,
    FIELD_END,
    FIELD_ACTION,
    FIELD_FLAGS,
    FIELD_ENI,
    FIELD_VPC,
    FIELD_DIR,
};

void
pair_want(const struct pair *p, struct want *w)
{
	for (size_t i = 0; i < nitems(wanted); i++)
		want_field(w, wanted[i]);
	for (size_t i = 0; i < nitems(read_too); i++)
		want_field(w, read_too[i]);
	for (size_t i = 0; i < p->nextra; i++) {
		struct slice name = slice_str(p->extra[i]);
		const struct field *f = field_find(name);
		want_column(w, f != NULL ? f : &field_other, name);
	}
}

static void
want(struct pair *p, enum field_id id)
{
	p->col[id] = p->in->at[id];
	if (p->col[id] != SCHEMA_NONE)
		p->load[p->nload++] = p->col[id];
}

/* Extra columns are names; what else there is was refused before. */
static void
want_extra(struct pair *p, const struct block *b, size_t i)
{
	struct slice name = slice_str(p->extra[i]);
	const struct field *f = field_find(name);

	p->excol[i] = schema_column(p->in, f != NULL ? f : &field_other, name);
	if (p->excol[i] != SCHEMA_NONE)
		p->load[p->nload++] = p->excol[i];
	else if (f == NULL)
		block_lacks(b, name);
	else
		origin_note(b->origin, f,
		    "no column %s: it is missing in "
		    "every row",
		    f->name);
}

/* False after a fatal message. */
static bool
bind(struct pair *p, const struct block *b)
{
	p->in = b->schema;
	p->nload = 0;
	if (b->schema->grouped) {
		origin_fatal(b->origin,
		    "rows are groups: who opened a "
		    "connection is told from records, as fl-cat writes them");
		return false;
	}
	for (size_t i = 0; i < nitems(wanted); i++) {
		want(p, wanted[i]);
		if (p->col[wanted[i]] == SCHEMA_NONE) {
			origin_fatal(b->origin,
			    "no column %s: connections "
			    "need src, dst, sport, dport and proto, as "
			    "'fl-cat -c @conn' writes them",
			    field_at(wanted[i])->name);
			return false;
		}
	}
	for (size_t i = 0; i < nitems(read_too); i++)
		want(p, read_too[i]);
	for (size_t i = 0; i < p->nextra; i++)
		want_extra(p, b, i);
	return true;
}

/* ---- columns of a block ------------------------------------------------ */

/* Where the cells of a block are; what it has not is missing in all rows. */
struct cells {
	const uint64_t *sport, *dport, *proto, *packets, *bytes, *start, *end;
	const uint64_t *action, *flags;
	const struct ip *src, *dst, *pktsrc, *pktdst;
	const uint8_t *len[4]; /* of these */
	const struct slice *eni, *vpc, *dir;
};

/* Cells that are missing, as many as a block has rows. */
struct pair_missing {
	uint64_t num[BLOCK_ROWS];
	struct ip ip[BLOCK_ROWS];
	uint8_t len[BLOCK_ROWS];
	struct slice name[BLOCK_ROWS];
};

struct pair_missing *
pair_nothing(void)
{
	struct pair_missing *m = mem_new(sizeof(*m));

	for (size_t i = 0; i < BLOCK_ROWS; i++) {
		m->num[i] = NUM_NONE;
		m->ip[i] = IP_NONE;
		m->len[i] = 128;
		m->name[i] = (struct slice){"-", 1};
	}
	return m;
}

static const uint64_t *
nums(const struct pair *p, const struct block *b, enum field_id id)
{
	size_t col = p->col[id];

	return col == SCHEMA_NONE ? p->missing->num : b->vec[col].num;
}

static const struct ip *
ips(const struct pair *p, const struct block *b, enum field_id id,
    const uint8_t **len)
{
	size_t col = p->col[id];

	*len = col == SCHEMA_NONE ? p->missing->len : b->vec[col].len;
	return col == SCHEMA_NONE ? p->missing->ip : b->vec[col].ip;
}

static const struct slice *
names(const struct pair *p, const struct block *b, enum field_id id)
{
	size_t col = p->col[id];

	return col == SCHEMA_NONE ? p->missing->name : b->vec[col].slice;
}

static void
bind_cells(struct cells *c, const struct pair *p, const struct block *b)
{
	*c = (struct cells){
	    .sport = nums(p, b, FIELD_SPORT),
	    .dport = nums(p, b, FIELD_DPORT),
	    .proto = nums(p, b, FIELD_PROTO),
	    .packets = nums(p, b, FIELD_PACKETS),
	    .bytes = nums(p, b, FIELD_BYTES),
	    .start = nums(p, b, FIELD_START),
	    .end = nums(p, b, FIELD_END),
	    .action = nums(p, b, FIELD_ACTION),
	    .flags = nums(p, b, FIELD_FLAGS),
	    .eni = names(p, b, FIELD_ENI),
	    .vpc = names(p, b, FIELD_VPC),
	    .dir = names(p, b, FIELD_DIR),
	};
	c->src = ips(p, b, FIELD_SRC, &c->len[0]);
	c->dst = ips(p, b, FIELD_DST, &c->len[1]);
	c->pktsrc = ips(p, b, FIELD_PKTSRC, &c->len[2]);
	c->pktdst = ips(p, b, FIELD_PKTDST, &c->len[3]);
}

/* ---- one row ---------------------------------------------------------- */

/* A row that is being taken apart. */
struct row {
	const struct pair *p;
	const struct block *b;
	const struct cells *c;
	uint32_t at;
};

/* A name; no bytes where it is missing. */
static inline struct slice
name(struct slice s)
{
	return s.n == 1 && s.p[0] == '-' ? (struct slice){"", 0} : s;
}

/* Reports a row by one of its cells; false. */
static bool FL_COLD
bad(const struct row *r, enum field_id id, const char *what)
{
	char tmp[CELL_MAX];
	struct slice s = block_cell(r->b, r->at, r->p->col[id], tmp);

	block_bad(r->b, r->at, "%s: %s: \"%.*s\"", field_at(id)->name, what,
	    (int)s.n, s.p);
	return false;
}

/* Says what keeps a row from being the record of a connection. */
static bool FL_COLD
complain(const struct row *r)
{
	static const enum field_id addr[] = {FIELD_SRC, FIELD_DST, FIELD_PKTSRC,
	    FIELD_PKTDST};
	static const char none[] = "missing: no connection";
	const struct cells *c = r->c;
	uint32_t i = r->at;

	if (c->proto[i] == NUM_NONE)
		return bad(r, FIELD_PROTO, none);
	if (ip_none(c->src[i]) || ip_none(c->dst[i]))
		return bad(r, ip_none(c->src[i]) ? FIELD_SRC : FIELD_DST, none);
	for (size_t k = 0; k < nitems(addr); k++)
		if (c->len[k][i] != 128)
			return bad(r, addr[k], "a prefix, not an address");
	if (c->sport[i] == NUM_NONE || c->dport[i] == NUM_NONE)
		return bad(r,
		    c->sport[i] == NUM_NONE ? FIELD_SPORT : FIELD_DPORT, none);
	if (c->packets[i] > CELL_NUM_TOP && c->packets[i] != NUM_NONE)
		return bad(r, FIELD_PACKETS, "above 2^48");
	if (c->bytes[i] > CELL_NUM_TOP && c->bytes[i] != NUM_NONE)
		return bad(r, FIELD_BYTES, "above 2^48");
	return bad(r,
	    c->start[i] > TIME_TOP && c->start[i] != NUM_NONE ? FIELD_START :
								FIELD_END,
	    "after the year 2106");
}

/* Is a number missing, or not above top? */
static inline bool
within(uint64_t v, uint64_t top)
{
	return v + 1 <= top + 1;
}

/* The ends of a row, the sender first.  False: it is reported. */
static inline bool
take_ends(const struct row *r, struct ends *e)
{
	const struct cells *c = r->c;
	uint32_t i = r->at;
	bool ports = c->sport[i] != NUM_NONE && c->dport[i] != NUM_NONE;

	if (c->proto[i] == NUM_NONE || ip_none(c->src[i]) ||
	    ip_none(c->dst[i]) || (!ports && proto_ports(c->proto[i])) ||
	    (c->len[0][i] & c->len[1][i] & c->len[2][i] & c->len[3][i]) !=
		128 ||
	    !within(c->packets[i], CELL_NUM_TOP) ||
	    !within(c->bytes[i], CELL_NUM_TOP) ||
	    !within(c->start[i], TIME_TOP) || !within(c->end[i], TIME_TOP))
		return complain(r);
	e->proto = (uint8_t)c->proto[i];
	e->ip[0] = ip_none(c->pktsrc[i]) ? c->src[i] : c->pktsrc[i];
	e->ip[1] = ip_none(c->pktdst[i]) ? c->dst[i] : c->pktdst[i];
	e->port[0] = c->sport[i] == NUM_NONE ? 0 : (uint16_t)c->sport[i];
	e->port[1] = c->dport[i] == NUM_NONE ? 0 : (uint16_t)c->dport[i];
	return true;
}

/*
 * What was sent, at place 0 of a tuple, in direction d, and when.  Of a record
 * only that direction and place are looked at, so no more of it is set.
 */
static inline void
take_size(struct pair *p, const struct row *r, struct tuple *t, unsigned int d)
{
	uint64_t packets = r->c->packets[r->at], bytes = r->c->bytes[r->at];
	uint64_t start = r->c->start[r->at], end = r->c->end[r->at];

	t->flows[d] = 1;
	if (packets == NUM_NONE || bytes == NUM_NONE) {
		t->bits |= EVID_NOSIZE;
		p->nosize = true;
	}
	t->seen[0][d].packets = packets == NUM_NONE ? 0 : packets;
	t->seen[0][d].bytes = bytes == NUM_NONE ? 0 : bytes;
	t->first[d] = start != NUM_NONE ? (uint32_t)start : UINT32_MAX;
	t->window[d] = start != NUM_NONE ? evid_window(start) : 0;
	t->last = end != NUM_NONE ? (uint32_t)end : 0;
}

/* Returns whether it was rejected. */
static inline bool
take_action(struct pair *p, const struct row *r, struct tuple *t,
    unsigned int d)
{
	uint64_t action = r->c->action[r->at];
	bool reject = action == ACTION_REJECT;

	t->bits |= evid_at(reject ? EVID_STOPPED : EVID_PASSED, 0, d);
	t->rejects[d] = reject;
	if (action == NUM_NONE) {
		t->bits |= EVID_NOACTION;
		p->noaction = true;
	}
	return reject;
}

static inline void
take_flags(const struct row *r, uint8_t proto, struct tuple *t, unsigned int d)
{
	uint64_t flags = r->c->flags[r->at];

	if (proto != PROTO_TCP || flags == NUM_NONE)
		return;
	t->bits |= evid_end(EVID_FLAGS, d);
	if (flags & FLAG_RST)
		t->bits |= evid_end(EVID_RST, d);
	if (flags & FLAG_SYN)
		t->bits |= evid_end(flags & FLAG_ACK ? EVID_SYNACK : EVID_SYN,
		    d);
}

/*
 * Which end is the interface's: the sender's on the way out, and that which
 * the log shows with the interface's address although the packet has another.
 */
static void
take_side(const struct row *r, const struct ends *e, struct tuple *t,
    struct pair_eni *fact, unsigned int d)
{
	struct ip src = r->c->src[r->at], dst = r->c->dst[r->at];
	bool nosrc = !ip_eq(src, e->ip[d]), nodst = !ip_eq(dst, e->ip[!d]);
	struct slice dir = r->c->dir[r->at];

	if (nosrc != nodst) {
		unsigned int end = nosrc ? d : !d;
		t->bits |= evid_side(EVID_REPLACED, 0, end);
		pair_own(fact, nosrc ? src : dst);
	} else if (dir.n > 1 && slice_is(dir, "egress")) {
		t->bits |= evid_side(EVID_OWN, 0, d);
		pair_own(fact, src);
	} else if (dir.n > 1 && slice_is(dir, "ingress")) {
		t->bits |= evid_side(EVID_OWN, 0, !d);
		pair_own(fact, dst);
	}
}

/* ---- names ------------------------------------------------------------ */

static uint32_t
take_eni(struct pair *p, const struct row *r, bool reject)
{
	struct slice eni = name(r->c->eni[r->at]);

	if (eni.n == 0) {
		p->noeni = true;
		return reject ? EVID_REJECTED : EVID_ACCEPTED;
	}
	uint32_t id = intern_id(p->names, eni);
	pair_see(p, id);
	return id;
}

/* The number of the text of a tag. */
static uint32_t
tag_of(struct pair *p, struct slice text)
{
	uint32_t tag = intern_id(p->tags, text);

	if (tag >> PAIR_TAG_BITS)
		diag_die("-c: more than %d combinations of values",
		    1 << PAIR_TAG_BITS);
	return tag;
}

/* The number of the VPC and extra columns. */
static uint32_t
take_tag(struct pair *p, const struct row *r)
{
	struct slice vpc = name(r->c->vpc[r->at]);
	struct buf *text = &p->text;

	if (p->nextra > 0) {
		text->n = 0;
		buf_slice(text, vpc);
		for (size_t i = 0; i < p->nextra; i++) {
			size_t col = p->excol[i];
			buf_char(text, '\t');
			if (col != SCHEMA_NONE)
				buf_slice(text,
				    name(r->b->vec[col].slice[r->at]));
		}
		return tag_of(p, (struct slice){text->p, text->n});
	}

	/* Mostly it is that of the row before. */
	if (p->tag == INTERN_NONE || vpc.n != text->n ||
	    (vpc.n > 0 && memcmp(vpc.p, text->p, vpc.n) != 0)) {
		p->tag = tag_of(p, vpc);
		text->n = 0;
		buf_slice(text, vpc);
	}
	return p->tag;
}

/* ---- rows ------------------------------------------------------------- */

/* Adds a row to the batch of its form.  False: reported. */
static bool
take_row(struct pair *p, const struct row *r)
{
	struct ends e;
	uint64_t key[5];

	if (!take_ends(r, &e))
		return false;
	e.tag = take_tag(p, r);
	unsigned int d = pair_order(&e);
	enum pair_form form = pair_pack(&e, key);
	struct batch *b = &p->batch[form];
	struct tuple *t = &b->record[b->n];
	t->bits = 0;
	take_size(p, r, t, d);
	bool reject = take_action(p, r, t, d);
	take_flags(r, e.proto, t, d);
	t->eni[0] = take_eni(p, r, reject);
	struct pair_eni *fact = pair_eni(p, t->eni[0]);
	if (t->first[d] < fact->begin)
		fact->begin = t->first[d];
	if (t->eni[0] < EVID_REJECTED)
		take_side(r, &e, t, fact, d);
	memcpy(b->key + b->n * pair_words(form), key,
	    pair_words(form) * sizeof(*key));
	b->item[b->n++] = (struct item){t, 0, true, (uint8_t)d};
	if (b->n == TAB_BATCH)
		pair_add(p, form, b);
	return true;
}

void
pair_block(struct pair *p, struct block *b)
{
	struct cells cells;
	size_t keep = 0;

	if (b->schema != p->in && !bind(p, b)) {
		b->nsel = 0;
		p->in = NULL;
		return;
	}
	block_load(b, p->load, p->nload);
	bind_cells(&cells, p, b);
	for (size_t i = 0; i < b->nsel; i++) {
		struct row r = {p, b, &cells, b->sel[i]};
		if (take_row(p, &r))
			b->sel[keep++] = b->sel[i];
	}
	b->nsel = keep;
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		pair_add(p, f, &p->batch[f]);
	if (!pair_fit(p, NULL))
		pair_write(p);
}
