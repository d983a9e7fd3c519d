/* SPDX-License-Identifier: ISC */

/*
 * See audit_apply.h.  The bodies stand in documents that the shell hands on
 * as they are, and all strings in them are of letters that JSON needs no
 * escape for: ids are held to that, descriptions are made so.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/keep.h"
#include "base/mem.h"
#include "rules/audit_apply.h"
#include "rules/emit.h"
#include "rules/sgtsv.h"
#include "value/proto.h"

void
audit_apply_open(struct audit_apply *a)
{
	sgset_init(&a->authorise);
	sgset_init(&a->revoke);
}

void
audit_apply_free(struct audit_apply *a)
{
	sgset_free(&a->authorise);
	sgset_free(&a->revoke);
}

/* ---- rows --------------------------------------------------------------- */

static size_t
change_column(const struct schema *s)
{
	return schema_column(s, &field_other, slice_str("change"));
}

int
audit_apply_head(const struct schema *schema, const char *name)
{
	if (sgtsv_head(schema, name) < 0)
		return -1;
	if (change_column(schema) != SCHEMA_NONE)
		return 0;
	diag_warn(DIAG_LOST,
	    "%s: no column change: expected rows as fl-sgaudit -f tsv writes "
	    "them",
	    name);
	return -1;
}

static uint64_t
number(const struct block *b, uint32_t row, enum field_id id, enum kind kind)
{
	size_t col = b->schema->at[id];
	char tmp[CELL_MAX];
	uint64_t v;

	if (col == SCHEMA_NONE ||
	    cell_parse(kind, block_cell(b, row, col, tmp), &v) < 0)
		return NUM_NONE;
	return v;
}

/* What the rule stands on, as its description. */
static const char *
about(struct audit_apply *a, const struct block *b, uint32_t row)
{
	uint64_t flows = number(b, row, FIELD_FLOWS, KIND_NUM);
	char text[WHY_MAX + 1], *p = text;

	p = stpcpy(p, "flows ");
	if (flows == NUM_NONE)
		p = stpcpy(p, "-");
	else
		p += sprintf(p, "%" PRIu64, flows);
	p = why_day(&a->days, stpcpy(p, ", first "),
	    number(b, row, FIELD_FIRST, KIND_TIME));
	p = why_day(&a->days, stpcpy(p, ", last "),
	    number(b, row, FIELD_LAST, KIND_TIME));
	*p = '\0';
	return keep_str(a->authorise.keep, text);
}

/* Ids of AWS: a word, a dash, hex. */
static bool
is_id(const char *s, const char *lead)
{
	if (strncmp(s, lead, strlen(lead)) != 0)
		return false;
	for (; *s != '\0'; s++)
		if ((*s < '0' || *s > '9') && (*s < 'a' || *s > 'z') &&
		    *s != '-')
			return false;
	return true;
}

/* May the rule that was added last stand in a body? */
static bool
check(const struct sgset *set, const struct block *b, uint32_t row)
{
	const struct sgset_rule *r = &set->rule[set->nrule - 1];

	if (!is_id(set->group[r->group].id, "sg-")) {
		block_bad(b, row, "subject: not the id of a group (sg-...)");
		return false;
	}
	if (r->kind == SGSET_CIDR ||
	    is_id(r->peer, r->kind == SGSET_LIST ? "pl-" : "sg-"))
		return true;
	block_bad(b, row, "peer: neither a prefix nor an id (sg-..., pl-...)");
	return false;
}

static bool
take(struct audit_apply *a, const struct block *b, uint32_t row)
{
	char tmp[CELL_MAX];
	struct slice change = block_cell(b, row, change_column(b->schema), tmp);
	struct sgset *set = &a->revoke;
	const char *text = "";

	if (slice_is(change, "-")) {
		a->rows++;
		return true;
	}
	if (slice_is(change, "authorise")) {
		set = &a->authorise;
		text = about(a, b, row);
	} else if (!slice_is(change, "revoke")) {
		block_bad(b, row, "change: expected authorise, revoke or -");
		return false;
	}
	return sgtsv_row(set, b, row, text) && check(set, b, row);
}

int
audit_apply_block(struct audit_apply *a, struct block *b)
{
	size_t bad = 0;

	for (size_t i = 0; i < b->nsel; i++)
		bad += !take(a, b, b->sel[i]);
	if (bad == 0)
		return 0;
	diag_warn(DIAG_LOST, "%s: some changes could not be read",
	    b->origin->name);
	return -1;
}

void
audit_apply_done(struct audit_apply *a)
{
	sgset_done(&a->authorise);
	sgset_done(&a->revoke);
}

/* ---- the script --------------------------------------------------------- */

static void
put_ports(struct buf *to, const struct sgset_rule *r)
{
	int from = r->span.from, last = r->span.to;

	if (r->proto == SGSET_ALL || !emit_has_ports(r->proto))
		return;
	if (proto_icmp(r->proto)) {
		bool all = from == 0 && last == UINT16_MAX;
		last = from == last ? from & 0xff : -1;
		from = all ? -1 : from >> 8;
	}
	buf_fmt(to, " \"FromPort\": %d, \"ToPort\": %d,", from, last);
}

static void
put_peer(struct buf *to, const struct sgset_rule *r)
{
	static const char *const lists[][2] = {
	    {"IpRanges", "CidrIp"},
	    {"Ipv6Ranges", "CidrIpv6"},
	    {"PrefixListIds", "PrefixListId"},
	    {"UserIdGroupPairs", "GroupId"},
	};
	size_t i = 3;

	if (r->kind == SGSET_CIDR)
		i = !rule_is4(r->cidr);
	else if (r->kind == SGSET_LIST)
		i = 2;
	buf_fmt(to, "\n      \"%s\": [{ \"%s\": \"", lists[i][0], lists[i][1]);
	sgset_put_peer(to, r);
	buf_char(to, '"');
	if (r->about[0] != '\0')
		buf_fmt(to, ", \"Description\": \"%s\"", r->about);
	buf_str(to, " }] }");
}

static void
put_permission(struct buf *to, const struct sgset_rule *r)
{
	char proto[CELL_MAX] = "-1";

	if (r->proto != SGSET_ALL)
		*emit_proto(proto, r->proto) = '\0';
	buf_fmt(to, "    { \"IpProtocol\": \"%s\",", proto);
	put_ports(to, r);
	put_peer(to, r);
}

/* One call, for the rules of a group and direction, which stand together. */
static size_t
put_call(struct buf *to, const struct sgset *set, const char *verb, size_t i)
{
	const struct sgset_rule *r = &set->rule[i];

	buf_fmt(to,
	    "\naws ec2 %s-security-group-%s \\\n"
	    "    --cli-input-json file:///dev/stdin >/dev/null <<'END'\n"
	    "{\n  \"GroupId\": \"%s\",\n  \"IpPermissions\": [\n",
	    verb, r->dir == RULE_INGRESS ? "ingress" : "egress",
	    set->group[r->group].id);
	for (bool first = true; i < set->nrule; i++, first = false) {
		const struct sgset_rule *x = &set->rule[i];
		if (x->group != r->group || x->dir != r->dir)
			break;
		buf_str(to, first ? "" : ",\n");
		put_permission(to, x);
	}
	buf_str(to, "\n  ]\n}\nEND\n");
	return i;
}

static void
put_calls(struct buf *to, const struct sgset *set, const char *verb)
{
	for (size_t i = 0; i < set->nrule;)
		i = put_call(to, set, verb, i);
}

/* Is a rule for all addresses revoked?  What it lets through is untracked. */
static bool
is_world(const struct sgset *set)
{
	for (size_t i = 0; i < set->nrule; i++)
		if (set->rule[i].kind == SGSET_CIDR &&
		    rule_prefix_eq(set->rule[i].cidr,
			rule_world(set->rule[i].cidr)))
			return true;
	return false;
}

void
audit_apply_script(const struct audit_apply *a, struct buf *to)
{
	buf_fmt(to,
	    "#!/bin/sh\n# Security groups by fl-sgaudit: authorises %zu "
	    "rule%s, then revokes %zu.\n"
	    "# Stops at the first command that fails: nothing is revoked "
	    "before all of the\n# others are there.\n",
	    a->authorise.nrule, a->authorise.nrule == 1 ? "" : "s",
	    a->revoke.nrule);
	if (is_world(&a->revoke))
		buf_str(to,
		    "# Rules for all addresses go: connections that they let "
		    "through untracked are\n# cut at once.\n");
	buf_str(to, "set -eu\n");
	put_calls(to, &a->authorise, "authorize");
	put_calls(to, &a->revoke, "revoke");
}
