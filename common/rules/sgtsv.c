/* SPDX-License-Identifier: ISC */

/* See sgtsv.h. */

#include "rules/sgtsv.h"
#include "base/diag.h"
#include "base/keep.h"
#include "rules/names.h"
#include "value/proto.h"

static const enum field_id wanted[] = {
    FIELD_DIRECTION,
    FIELD_SUBJECT,
    FIELD_PROTO,
    FIELD_FROMPORT,
    FIELD_TOPORT,
    FIELD_PEER,
};

int
sgtsv_head(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < nitems(wanted); i++) {
		if (schema->at[wanted[i]] != SCHEMA_NONE)
			continue;
		diag_warn(DIAG_LOST,
		    "%s: no column %s: expected rules as fl-sgrules -f tsv "
		    "writes them",
		    name, field_at(wanted[i])->name);
		return -1;
	}
	return 0;
}

/*
 * What a group is called: as -f json does, so that both are the same set.  A
 * name that is not legal stays as it is, lest two become one.
 */
static void
put_id(struct buf *to, struct slice text)
{
	if (text.n > 3 &&
	    (memcmp(text.p, "sg-", 3) == 0 || memcmp(text.p, "fl-", 3) == 0)) {
		buf_slice(to, text);
		return;
	}
	names_put(to, &names_group, text);
	if (to->n >= text.n &&
	    memcmp(to->p + to->n - text.n, text.p, text.n) == 0)
		return;
	to->n = 0;
	buf_slice(to, text);
}

/* The group of a subject: the last one, or a new one. */
static uint32_t
subject(struct sgset *set, struct slice text)
{
	struct sgset_group g = {.name = "", .vpc = ""};
	struct buf id = {0};
	struct prefix p;
	char own[PREFIX_MAX];

	if (prefix_parse(text, &p) == 0) {
		struct prefix *member = keep_room(set->keep, sizeof(*member));
		text = (struct slice){own,
		    (size_t)(prefix_print(own, p) - own)};
		*member = p;
		g.member = member;
		g.nmember = 1;
		buf_str(&id, "fl-");
		buf_slice(&id, text);
	} else {
		put_id(&id, text);
	}
	const char *last = set->ngroup > 0 ? set->group[set->ngroup - 1].id :
					     "";
	if (strcmp(buf_cstr(&id), last) != 0) {
		g.id = keep_str(set->keep, buf_cstr(&id));
		if (g.nmember > 0)
			g.name = g.id;
		sgset_group_add(set, &g, false);
	}
	buf_free(&id);
	return (uint32_t)set->ngroup - 1;
}

static void
peer(struct sgset *set, struct slice text, struct sgset_rule *r)
{
	struct prefix p;

	if (prefix_parse(text, &p) == 0) {
		r->kind = SGSET_CIDR;
		r->cidr = p;
		return;
	}
	char *copy = keep_room(set->keep, text.n + 1);
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	r->kind = strncmp(copy, "pl-", 3) == 0 ? SGSET_LIST : SGSET_GROUP;
	r->peer = copy;
}

/* A cell that is a number of a kind; NUM_NONE where it is not. */
static uint64_t
number(enum kind kind, struct slice text)
{
	uint64_t v = NUM_NONE;

	if (cell_parse(kind, text, &v) < 0)
		return NUM_NONE;
	return v;
}

/* Type and code, as KIND_RPORT has them.  False: there are no such. */
static bool
icmp_span(struct sgset_rule *r, uint64_t type, uint64_t code)
{
	if (type > 256 || code > 256)
		return false;
	r->span.from = (uint16_t)((type - 1) << 8 | (code > 0 ? code - 1 : 0));
	r->span.to = (uint16_t)((type - 1) << 8 | (code > 0 ? code - 1 : 255));
	return true;
}

/* Ports as fl-sgrules writes them: -1 twice is all.  False: no range. */
static bool
span(struct sgset_rule *r, uint64_t from, uint64_t to)
{
	r->span = SGSET_EVERY;
	/* KIND_RPORT counts from 1, so that -1 is 0. */
	if (from == 0 && to == 0)
		return true;
	if (from == 0 || from == NUM_NONE || to == NUM_NONE)
		return false;
	if (proto_icmp(r->proto))
		return icmp_span(r, from, to);
	if (to < from || !proto_ports(r->proto))
		return false;
	r->span = (struct sgset_span){(uint16_t)(from - 1), (uint16_t)(to - 1)};
	return true;
}

/* A cell of a column that need not be there, and is no known field. */
static struct slice
extra(const struct block *b, uint32_t row, const char *name,
    char tmp[static CELL_MAX])
{
	size_t col = schema_column(b->schema, &field_other, slice_str(name));

	if (col == SCHEMA_NONE)
		return (struct slice){NULL, 0};
	return block_cell(b, row, col, tmp);
}

bool
sgtsv_row(struct sgset *set, const struct block *b, uint32_t row,
    const char *about)
{
	struct sgset_rule r = {.id = "", .about = about};
	struct slice cell[nitems(wanted)];
	char tmp[nitems(wanted)][CELL_MAX];

	for (size_t i = 0; i < nitems(wanted); i++)
		cell[i] = block_cell(b, row, b->schema->at[wanted[i]], tmp[i]);
	if (slice_is(cell[5], "-") &&
	    b->schema->at[FIELD_PEERID] != SCHEMA_NONE)
		cell[5] = block_cell(b, row, b->schema->at[FIELD_PEERID],
		    tmp[5]);
	r.dir = slice_is(cell[0], "egress") ? RULE_EGRESS : RULE_INGRESS;
	if (r.dir == RULE_INGRESS && !slice_is(cell[0], "ingress")) {
		block_bad(b, row, "direction: expected ingress or egress");
		return false;
	}
	uint64_t proto = number(KIND_PROTO, cell[2]);
	bool all = slice_is(cell[2], "-1") ||
	    (slice_is(cell[2], "-") &&
		slice_is(extra(b, row, "service", tmp[2]), "all"));
	if (proto == NUM_NONE && !all) {
		block_bad(b, row, "proto: %s", cell_wrong(KIND_PROTO));
		return false;
	}
	r.proto = all ? SGSET_ALL : (uint16_t)proto;
	if (!span(&r, number(KIND_RPORT, cell[3]),
		number(KIND_RPORT, cell[4]))) {
		block_bad(b, row, "fromport, toport: not a range of ports");
		return false;
	}
	if (cell[1].n == 0 || cell[5].n == 0 || slice_is(cell[1], "-") ||
	    slice_is(cell[5], "-")) {
		block_bad(b, row, "subject, peer: expected both");
		return false;
	}
	r.group = subject(set, cell[1]);
	peer(set, cell[5], &r);
	sgset_rule_add(set, &r);
	return true;
}

int
sgtsv_add(struct sgset *set, sgtsv_next *next, void *state, const char *name)
{
	struct block *b = block_new();
	const struct schema *last = NULL;
	size_t bad = 0, n = 0;
	int got;

	while ((got = next(state, b)) == 1) {
		if (b->schema != last && sgtsv_head(b->schema, name) < 0) {
			got = -1;
			break;
		}
		last = b->schema;
		n += b->nsel;
		for (size_t i = 0; i < b->nsel; i++)
			bad += !sgtsv_row(set, b, b->sel[i], "");
	}
	block_free(b);
	if (got < 0)
		return -1;
	if (bad > 0 || n == 0) {
		diag_warn(DIAG_LOST, "%s: %s", name,
		    bad > 0 ? "some rules could not be read" : "no rule in it");
		return -1;
	}
	return 0;
}
