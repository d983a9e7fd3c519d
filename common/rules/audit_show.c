/* SPDX-License-Identifier: ISC */

/* See audit_show.h: the formats, the words they share, and the stream. */

#include <inttypes.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/audit_show.h"
#include "rules/why.h"
#include "value/proto.h"

static const struct audit_format formats[] = {
    {"table", audit_table},
    {"tsv", NULL},
    {"json", audit_json},
    {"markdown", audit_markdown},
};

const char *const audit_names[] = {"table", "tsv", "json", "markdown", NULL};

const char *const audit_change_word[] = {
    [AUDIT_KEEP] = "-",
    [AUDIT_REVOKE] = "revoke",
    [AUDIT_REPLACE] = "revoke",
};

const struct audit_format *
audit_format(const char *name)
{
	for (size_t i = 0; name != NULL && i < nitems(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return &formats[0];
}

/* ---- words -------------------------------------------------------------- */

static void
add_note(struct buf *to, size_t at, const char *text)
{
	buf_fmt(to, "%s%s", to->n > at ? "; " : "", text);
}

void
audit_note(const struct audit *a, uint32_t rule, struct buf *to)
{
	const struct sgset_rule *s = &a->set->rule[rule];
	const struct audit_rule *r = &a->rule[rule];
	size_t at = to->n;

	if (s->stale)
		add_note(to, at, "its peering is gone");
	if (!a->group[s->group].known)
		add_note(to, at, "it is not known who has its group");
	if (audit_blind(s))
		add_note(to, at, "logs do not have types of ICMP");
	if (s->kind == SGSET_GROUP && r->use == AUDIT_UNUSED) {
		uint32_t g = sgset_find_id(a->set, s->peer);
		if (g != UINT32_MAX && a->group[g].known && !a->group[g].held)
			add_note(to, at, "its peer is on no interface");
	}
	if (r->rare && r->use != AUDIT_RARE)
		add_note(to, at, "all of it within a day");
	if (r->crowded)
		add_note(to, at, "more rules in its place than AWS takes");
	else if (r->change == AUDIT_REPLACE && r->nfresh == 0)
		add_note(to, at, "others let all of it through");
	if (strcmp(a->set->group[s->group].name, "default") == 0)
		add_note(to, at, "default group (CIS 5.4)");
}

static void
add_count(struct buf *to, size_t n, const char *word)
{
	if (n > 0)
		buf_fmt(to, ", %zu %s", n, word);
}

void
audit_summary(const struct audit *a, struct buf *to)
{
	buf_fmt(to, "%zu rule%s: %zu used", a->set->nrule,
	    a->set->nrule == 1 ? "" : "s", a->count[AUDIT_USED]);
	for (size_t i = AUDIT_USED + 1; i < AUDIT_USES; i++)
		add_count(to, a->count[i], audit_word[i]);
	add_count(to, a->nshadowed, "shadowed");
	add_count(to, a->nrisky, "open to the world");
	if (a->norphan > 0)
		buf_fmt(to, "; %zu of %zu group%s on no interface", a->norphan,
		    a->set->ngroup, a->set->ngroup == 1 ? "" : "s");
}

void
audit_window(const struct audit_show *s, struct buf *to)
{
	struct buf gaps = {0};
	uint64_t days;

	if (!why_windowed(s->ev)) {
		buf_str(to, "evidence: of a time that is not known");
		return;
	}
	why_window(to, s->ev);
	days = audit_days_gaps(&s->audit->days, s->ev, &gaps);
	if (days > 0)
		buf_fmt(to, "; nothing was seen on %" PRIu64 " day%s: %s", days,
		    days == 1 ? "" : "s", buf_cstr(&gaps));
	if (s->ev->skipdata > 0)
		buf_fmt(to, "; %" PRIu64 " SKIPDATA", s->ev->skipdata);
	if (s->ev->malformed > 0)
		buf_fmt(to, "; %" PRIu64 " malformed", s->ev->malformed);
	buf_free(&gaps);
}

void
audit_warning(const struct audit_show *s, struct buf *to)
{
	uint64_t days = 0;

	if (why_windowed(s->ev))
		days = (s->ev->to - s->ev->from + AUDIT_DAY - 1) / AUDIT_DAY;
	if (days == 0)
		buf_str(to, "unused here is not unused");
	else
		buf_fmt(to, "unused in %" PRIu64 " day%s is not unused", days,
		    days == 1 ? "" : "s");
	buf_str(to,
	    ": jobs of once a month or a year, failover and restore may need a "
	    "rule that nothing has used here");
}

/* ---- the stream --------------------------------------------------------- */

enum cell {
	COL_CHANGE,
	COL_USE,
	COL_DIRECTION,
	COL_SUBJECT,
	COL_PROTO,
	COL_FROMPORT,
	COL_TOPORT,
	COL_PEER,
	COL_PEERID,
	COL_SERVICE,
	COL_RULEID,
	COL_CONNS,
	COL_FLOWS,
	COL_BYTES,
	COL_FIRST,
	COL_LAST,
	COL_SOLECONNS,
	COL_SOLEFLOWS,
	COL_SOLEBYTES,
	COL_MAYBE,
	COL_HOSTS,
	COL_INSIDE,
	COL_ELSEWHERE,
	COL_RISK,
	COL_RULE,
	COL_NOTE,
	COLUMNS,
};

static const char *const column_name[COLUMNS] = {
    "change",
    "use",
    "direction",
    "subject",
    "proto",
    "fromport",
    "toport",
    "peer",
    "peerid",
    "service",
    "ruleid",
    "conns",
    "flows",
    "bytes",
    "first",
    "last",
    "soleconns",
    "soleflows",
    "solebytes",
    "maybe",
    "hosts",
    "inside",
    "elsewhere",
    "risk",
    "rule",
    "note",
};

const struct schema *
audit_schema(struct schemas *all)
{
	struct slice name[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		name[i] = slice_str(column_name[i]);
	return schemas_names(all, name, COLUMNS);
}

/* The columns of a block, by how they are typed; and its text. */
struct columns {
	struct slice *name[COLUMNS];
	uint64_t *num[COLUMNS];
	struct ip *ip[COLUMNS];
	uint8_t *len[COLUMNS];
	struct buf *text;
	struct buf raw; /* a cell before it is encoded */
	size_t row;
};

static void
bind(struct columns *c, struct block *b)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		enum kind kind = b->schema->col[i].field->kind;
		if (kind == KIND_NAME)
			c->name[i] = block_slices(b, i);
		else if (kind == KIND_IP)
			c->ip[i] = block_ips(b, i, &c->len[i]);
		else
			c->num[i] = block_nums(b, i);
	}
}

/* The cell in c->raw, as an offset until all text is there; empty is "-". */
static void
put(struct columns *c, enum cell col)
{
	size_t at = c->text->n;

	if (c->raw.n == 0)
		buf_char(c->text, '-');
	else
		cell_encode(c->text, (struct slice){c->raw.p, c->raw.n});
	c->name[col][c->row] = (struct slice){(const char *)(uintptr_t)at,
	    c->text->n - at};
	c->raw.n = 0;
}

static void
put_text(struct columns *c, enum cell col, const char *text)
{
	buf_str(&c->raw, text);
	put(c, col);
}

static void
put_count(struct columns *c, enum cell col, uint64_t v)
{
	buf_fmt(&c->raw, "%" PRIu64, v);
	put(c, col);
}

static void
put_rule(struct columns *c, enum cell col, const struct audit *a, uint32_t rule)
{
	if (rule != AUDIT_NONE)
		sgset_put(&c->raw, a->set, &a->set->rule[rule]);
	put(c, col);
}

/* Ports, or type and code, as KIND_RPORT has them: one more, 0 for all. */
static void
put_span(struct columns *c, const struct sgset_rule *r)
{
	uint64_t from = 0, to = 0;

	if (proto_ports(r->proto)) {
		from = r->span.from + 1U;
		to = r->span.to + 1U;
	} else if (proto_icmp(r->proto) &&
	    (r->span.from > 0 || r->span.to < UINT16_MAX)) {
		from = (r->span.from >> 8) + 1U;
		to = r->span.from == r->span.to ? (r->span.to & 0xff) + 1U : 0;
	}
	c->num[COL_FROMPORT][c->row] = from;
	c->num[COL_TOPORT][c->row] = to;
}

/* Which rule it is. */
static void
put_what(struct columns *c, const struct audit *a, const struct sgset_rule *r)
{
	bool cidr = r->kind == SGSET_CIDR;

	put_text(c, COL_DIRECTION,
	    r->dir == RULE_INGRESS ? "ingress" : "egress");
	put_text(c, COL_SUBJECT, a->set->group[r->group].id);
	c->num[COL_PROTO][c->row] = r->proto == SGSET_ALL ? NUM_NONE : r->proto;
	put_span(c, r);
	c->ip[COL_PEER][c->row] = cidr ? r->cidr.ip : IP_NONE;
	c->len[COL_PEER][c->row] = cidr ? r->cidr.len : 128;
	put_text(c, COL_PEERID, cidr ? "" : r->peer);
	sgset_put_service(&c->raw, r->proto, r->span);
	put(c, COL_SERVICE);
	put_text(c, COL_RULEID, r->id);
}

static void
put_counts(struct columns *c, const struct trial_sum *s, uint64_t first,
    uint64_t last)
{
	c->num[COL_CONNS][c->row] = s->conns;
	c->num[COL_FLOWS][c->row] = s->flows;
	c->num[COL_BYTES][c->row] = s->bytes;
	c->num[COL_FIRST][c->row] = first;
	c->num[COL_LAST][c->row] = last;
}

static void
put_old(struct columns *c, const struct audit *a, uint32_t i)
{
	const struct audit_rule *r = &a->rule[i];

	put_text(c, COL_CHANGE, audit_change_word[r->change]);
	put_text(c, COL_USE, audit_word[r->use]);
	put_what(c, a, &a->set->rule[i]);
	put_counts(c, &r->hit, r->first, r->last);
	put_count(c, COL_SOLECONNS, r->sole.conns);
	put_count(c, COL_SOLEFLOWS, r->sole.flows);
	put_count(c, COL_SOLEBYTES, r->sole.bytes);
	put_count(c, COL_MAYBE, r->maybe.conns);
	put_count(c, COL_HOSTS, r->peers);
	put_rule(c, COL_INSIDE, a, r->inside);
	put_rule(c, COL_ELSEWHERE, a, r->elsewhere);
	put_text(c, COL_RISK, audit_risk_word[r->risk]);
	put_rule(c, COL_RULE, a, i);
	audit_note(a, i, &c->raw);
	put(c, COL_NOTE);
}

static void
put_new(struct columns *c, const struct audit *a, const struct audit_fresh *f)
{
	const struct trial_sum sum = {0, f->conns, f->flows, f->bytes};
	static const enum cell none[] = {
	    COL_SOLECONNS,
	    COL_SOLEFLOWS,
	    COL_SOLEBYTES,
	    COL_MAYBE,
	    COL_HOSTS,
	    COL_INSIDE,
	    COL_ELSEWHERE,
	    COL_RISK,
	    COL_NOTE,
	};

	put_text(c, COL_CHANGE, a->rule[f->of].crowded ? "" : "authorise");
	put_text(c, COL_USE, "new");
	put_what(c, a, &f->rule);
	put_counts(c, &sum, f->first, f->last);
	for (size_t i = 0; i < nitems(none); i++)
		put(c, none[i]);
	put_rule(c, COL_RULE, a, f->of);
}

/* The next row; false: there is none. */
static bool
next(struct audit_show *s, struct columns *c)
{
	const struct audit *a = s->audit;

	if (s->rule > 0) { /* the rules in the place of the one before */
		const struct audit_rule *r = &a->rule[s->rule - 1];
		if (s->fresh < r->nfresh) {
			put_new(c, a, &a->fresh[r->fresh + s->fresh++]);
			return true;
		}
	}
	if (s->rule == a->set->nrule)
		return false;
	put_old(c, a, (uint32_t)s->rule++);
	s->fresh = 0;
	return true;
}

int
audit_next(struct audit_show *s, const struct schema *schema,
    struct origin *origin, struct block *b)
{
	struct columns c = {.text = &s->text};

	block_start(b, schema, origin);
	bind(&c, b);
	s->text.n = 0;
	while (c.row < BLOCK_ROWS && next(s, &c))
		c.row++;
	for (size_t i = 0; i < COLUMNS; i++)
		for (size_t row = 0; c.name[i] != NULL && row < c.row; row++)
			c.name[i][row].p = s->text.p +
			    (uintptr_t)c.name[i][row].p;
	b->nrow = c.row;
	block_all(b);
	buf_free(&c.raw);
	return c.row > 0;
}

void
audit_show_free(struct audit_show *s)
{
	buf_free(&s->text);
}
