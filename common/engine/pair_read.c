/* SPDX-License-Identifier: ISC */

/* See pair.h: rows of a block to records of tuples. */

#include <string.h>

#include "base/diag.h"
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

/* ---- one row ---------------------------------------------------------- */

/* A row that is being taken apart. */
struct row {
	const struct pair *p;
	const struct block *b;
	uint32_t at;
};

/* The number of a cell; NUM_NONE: missing, or no such column. */
static uint64_t
num(const struct row *r, enum field_id id)
{
	size_t col = r->p->col[id];

	return col == SCHEMA_NONE ? NUM_NONE : r->b->vec[col].num[r->at];
}

static struct ip
ip(const struct row *r, enum field_id id)
{
	size_t col = r->p->col[id];

	return col == SCHEMA_NONE ? IP_NONE : r->b->vec[col].ip[r->at];
}

/* A name; no bytes where it is missing. */
static struct slice
name(const struct row *r, size_t col)
{
	struct slice s = {"", 0};

	if (col != SCHEMA_NONE)
		s = r->b->vec[col].slice[r->at];
	if (s.n == 1 && s.p[0] == '-')
		s.n = 0;
	return s;
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

/* One address: that of the packet, where the log has it.  False: reported. */
static bool
take_ip(const struct row *r, enum field_id id, enum field_id pkt, struct ip *to)
{
	const struct vec *v = &r->b->vec[r->p->col[id]];

	if (ip_none(v->ip[r->at]))
		return bad(r, id, "missing: no connection");
	if (v->len[r->at] != 128)
		return bad(r, id, "a prefix, not an address");
	*to = ip(r, pkt);
	if (ip_none(*to))
		*to = v->ip[r->at];
	else if (r->b->vec[r->p->col[pkt]].len[r->at] != 128)
		return bad(r, pkt, "a prefix, not an address");
	return true;
}

/* Ports are 0 where the protocol has none. */
static bool
take_port(const struct row *r, enum field_id id, uint8_t proto, uint16_t *to)
{
	uint64_t v = num(r, id);

	if (v == NUM_NONE && proto_ports(proto))
		return bad(r, id, "missing: no connection");
	*to = v == NUM_NONE ? 0 : (uint16_t)v;
	return true;
}

static bool
take_ends(const struct row *r, struct ends *e)
{
	uint64_t proto = num(r, FIELD_PROTO);

	if (proto == NUM_NONE)
		return bad(r, FIELD_PROTO, "missing: no connection");
	e->proto = (uint8_t)proto;
	return take_ip(r, FIELD_SRC, FIELD_PKTSRC, &e->ip[0]) &&
	    take_ip(r, FIELD_DST, FIELD_PKTDST, &e->ip[1]) &&
	    take_port(r, FIELD_SPORT, e->proto, &e->port[0]) &&
	    take_port(r, FIELD_DPORT, e->proto, &e->port[1]);
}

/* Numbers that no record can have. */
static bool
check_tops(const struct row *r)
{
	static const struct {
		enum field_id id;
		uint64_t top;
		const char *wrong;
	} tops[] = {
	    {FIELD_PACKETS, CELL_NUM_TOP, "above 2^48"},
	    {FIELD_BYTES, CELL_NUM_TOP, "above 2^48"},
	    {FIELD_START, TIME_TOP, "after the year 2106"},
	    {FIELD_END, TIME_TOP, "after the year 2106"},
	};

	for (size_t i = 0; i < nitems(tops); i++) {
		uint64_t v = num(r, tops[i].id);
		if (v > tops[i].top && v != NUM_NONE)
			return bad(r, tops[i].id, tops[i].wrong);
	}
	return true;
}

/* What was sent, at place 0 of a tuple, in direction d. */
static void
take_size(struct pair *p, const struct row *r, struct tuple *t, unsigned int d)
{
	uint64_t packets = num(r, FIELD_PACKETS), bytes = num(r, FIELD_BYTES);

	t->flows[d] = 1;
	if (packets == NUM_NONE || bytes == NUM_NONE) {
		t->bits |= EVID_NOSIZE;
		p->nosize = true;
	}
	t->seen[0][d].packets = packets == NUM_NONE ? 0 : packets;
	t->seen[0][d].bytes = bytes == NUM_NONE ? 0 : bytes;
}

static void
take_times(const struct row *r, struct tuple *t, unsigned int d)
{
	uint64_t start = num(r, FIELD_START), end = num(r, FIELD_END);

	if (start != NUM_NONE) {
		t->first[d] = (uint32_t)start;
		t->window[d] = evid_window(start);
	}
	t->last = end != NUM_NONE ? (uint32_t)end : 0;
}

/* Returns whether it was rejected. */
static bool
take_action(struct pair *p, const struct row *r, struct tuple *t,
    unsigned int d)
{
	uint64_t action = num(r, FIELD_ACTION);
	bool reject = action == ACTION_REJECT;

	t->bits |= evid_at(reject ? EVID_STOPPED : EVID_PASSED, 0, d);
	t->rejects[d] = reject;
	if (action == NUM_NONE) {
		t->bits |= EVID_NOACTION;
		p->noaction = true;
	}
	return reject;
}

static void
take_flags(const struct row *r, uint8_t proto, struct tuple *t, unsigned int d)
{
	uint64_t flags = num(r, FIELD_FLAGS);

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
	struct ip src = ip(r, FIELD_SRC), dst = ip(r, FIELD_DST);
	bool nosrc = !ip_eq(src, e->ip[d]), nodst = !ip_eq(dst, e->ip[!d]);
	struct slice dir = name(r, r->p->col[FIELD_DIR]);

	if (nosrc != nodst) {
		unsigned int end = nosrc ? d : !d;
		t->bits |= evid_side(EVID_OWN, 0, end) |
		    evid_side(EVID_REPLACED, 0, end);
		pair_own(fact, nosrc ? src : dst);
	} else if (slice_is(dir, "egress")) {
		t->bits |= evid_side(EVID_OWN, 0, d);
		pair_own(fact, src);
	} else if (slice_is(dir, "ingress")) {
		t->bits |= evid_side(EVID_OWN, 0, !d);
		pair_own(fact, dst);
	}
}

/* ---- names ------------------------------------------------------------ */

static uint32_t
take_eni(struct pair *p, const struct row *r, bool reject)
{
	struct slice eni = name(r, p->col[FIELD_ENI]);

	if (eni.n == 0) {
		p->noeni = true;
		return reject ? EVID_REJECTED : EVID_ACCEPTED;
	}
	uint32_t id = intern_id(p->names, eni);
	pair_see(p, id);
	return id;
}

/* The number of the VPC and extra columns; that of the row before is kept. */
static uint32_t
take_tag(struct pair *p, const struct row *r)
{
	struct buf *text = &p->text;
	size_t old = text->n;

	buf_slice(text, name(r, p->col[FIELD_VPC]));
	for (size_t i = 0; i < p->nextra; i++) {
		buf_char(text, '\t');
		buf_slice(text, name(r, p->excol[i]));
	}
	size_t n = text->n - old;
	if (p->tag != INTERN_NONE && n == old &&
	    (n == 0 || memcmp(text->p, text->p + old, n) == 0)) {
		text->n = old;
		return p->tag;
	}
	if (n > 0)
		memmove(text->p, text->p + old, n);
	text->n = n;
	p->tag = intern_id(p->tags, (struct slice){n > 0 ? text->p : "", n});
	if (p->tag >> PAIR_TAG_BITS)
		diag_die("-c: more than %d combinations of values",
		    1 << PAIR_TAG_BITS);
	return p->tag;
}

/* ---- rows ------------------------------------------------------------- */

/* Adds a row to the batch of its form.  False: reported. */
static bool
take_row(struct pair *p, const struct row *r)
{
	struct ends e;
	uint64_t key[5];

	if (!take_ends(r, &e) || !check_tops(r))
		return false;
	e.tag = take_tag(p, r);
	unsigned int d = pair_order(&e);
	enum pair_form form = pair_pack(&e, key);
	struct batch *b = &p->batch[form];
	struct tuple *t = &b->record[b->n];
	*t = evid_none;
	take_size(p, r, t, d);
	take_times(r, t, d);
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
	b->item[b->n++] = (struct item){t, 0, true};
	if (b->n == TAB_BATCH)
		pair_add(p, form, b);
	return true;
}

void
pair_block(struct pair *p, struct block *b)
{
	size_t keep = 0;

	if (b->schema != p->in && !bind(p, b)) {
		b->nsel = 0;
		p->in = NULL;
		return;
	}
	block_load(b, p->load, p->nload);
	for (size_t i = 0; i < b->nsel; i++) {
		struct row r = {p, b, b->sel[i]};
		if (take_row(p, &r))
			b->sel[keep++] = b->sel[i];
	}
	b->nsel = keep;
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		pair_add(p, f, &p->batch[f]);
	if (!pair_fit(p, NULL))
		pair_write(p);
}
