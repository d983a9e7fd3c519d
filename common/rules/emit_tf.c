/* SPDX-License-Identifier: ISC */

/*
 * Rules as Terraform: a group each subject, one resource each rule.
 *
 *   resource "aws_security_group" "fl_10_0_0_9" { ... }
 *
 *   resource "aws_vpc_security_group_ingress_rule"
 *       "fl_10_0_0_9__tcp_443__10_0_0_1_32" { ... }
 *
 * Labels are made of what a rule is and not of its place, so that a plan shows
 * what changed and nothing else.  Between their parts stand two underscores,
 * which no part has.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"

struct tf {
	struct groups *groups;
	char **label, **name;
	size_t at; /* the group of the rule before */
};

/* Adds text as it stands between quotes. */
static void
esc_hcl(struct buf *to, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool brace = i + 1 < text.n && text.p[i + 1] == '{';

		if (c == '"' || c == '\\')
			buf_char(to, '\\');
		else if ((c == '$' || c == '%') && brace)
			buf_char(to, c);
		if (c == '\n')
			buf_str(to, "\\n");
		else
			buf_char(to, c);
	}
}

static void
put_text(struct buf *to, const char *key, struct slice text)
{
	buf_str(to, key);
	buf_char(to, '"');
	esc_hcl(to, text);
	buf_str(to, "\"\n");
}

/* ---- labels ------------------------------------------------------------ */

/* "tcp_22_23", "icmp", "47" */
static void
put_service(struct buf *to, const struct rule *r)
{
	char *p = buf_room(to, 3 * NUM_MAX + 2), *start = p;

	p = emit_proto(p, r->proto);
	if (r->from != RULE_NOPORT) {
		*p++ = '_';
		p = num_print(p, (uint64_t)r->from);
	}
	if (r->to != r->from) {
		*p++ = '_';
		p = num_print(p, (uint64_t)r->to);
	}
	to->n += (size_t)(p - start);
}

/* A prefix with its length; the label of a group; the id of a list. */
static void
put_peer_label(struct buf *to, const struct emit_run *run, struct prefix peer)
{
	const struct tf *tf = run->own;
	char text[PREFIX_MAX];
	size_t n;

	if (peer.len == PARTY_GROUP) {
		buf_str(to, tf->label[groups_find(tf->groups, peer)]);
		return;
	}
	if (peer.len == PARTY_LIST) {
		buf_str(to, party_of(run->set->parties, peer)->id);
		return;
	}
	n = (size_t)(rule_cidr(text, peer) - text);
	for (size_t i = 0; i < n; i++)
		buf_char(to, names_hcl.map(text[i]));
}

/* ---- resources --------------------------------------------------------- */

static void
put_group(const struct tf *tf, struct buf *to, size_t i)
{
	const struct group *g = &tf->groups->group[i];
	struct buf text = {0};

	buf_str(to, "\n# ");
	groups_heading(g, to);
	buf_str(to, "\nresource \"aws_security_group\" \"");
	buf_str(to, tf->label[i]);
	buf_str(to, "\" {\n");
	put_text(to, "  name        = ", slice_str(tf->name[i]));
	groups_purpose(g, &text);
	put_text(to, "  description = ", (struct slice){text.p, text.n});
	if (g->vpc[0] == '\0')
		buf_str(to, "  vpc_id      = var.vpc_id\n");
	else
		put_text(to, "  vpc_id      = ", slice_str(g->vpc));
	buf_str(to, "}\n");
	buf_free(&text);
}

static void
put_peer(struct buf *to, const struct emit_run *run, struct prefix peer)
{
	const struct tf *tf = run->own;
	char text[PREFIX_MAX];
	size_t n;

	if (peer.len == PARTY_GROUP) {
		buf_str(to,
		    "  referenced_security_group_id = "
		    "aws_security_group.");
		buf_str(to, tf->label[groups_find(tf->groups, peer)]);
		buf_str(to, ".id\n");
		return;
	}
	if (peer.len == PARTY_LIST) {
		put_text(to, "  prefix_list_id    = ",
		    slice_str(party_of(run->set->parties, peer)->id));
		return;
	}
	n = (size_t)(rule_cidr(text, peer) - text);
	put_text(to,
	    rule_is4(peer) ? "  cidr_ipv4         = " :
			     "  cidr_ipv6         = ",
	    (struct slice){text, n});
}

static void
put_port(struct buf *to, const char *key, int32_t port)
{
	char *p;

	buf_str(to, key);
	p = buf_room(to, NUM_MAX);
	to->n += (size_t)(emit_port(p, port) - p);
	buf_char(to, '\n');
}

static void
put_rule(struct emit_run *run, struct buf *to, const struct rule *r)
{
	const struct tf *tf = run->own;
	char text[WHY_MAX];
	size_t n;

	buf_str(to, "\nresource \"aws_vpc_security_group_");
	buf_str(to, rule_dir(r));
	buf_str(to, "_rule\" \"");
	buf_str(to, tf->label[tf->at]);
	buf_str(to, "__");
	put_service(to, r);
	buf_str(to, "__");
	put_peer_label(to, run, r->peer);
	buf_str(to, "\" {\n  security_group_id = aws_security_group.");
	buf_str(to, tf->label[tf->at]);
	buf_str(to, ".id\n");
	n = (size_t)(why_rule(&run->days, text, r) - text);
	put_text(to, "  description       = ", (struct slice){text, n});
	n = (size_t)(emit_proto(text, r->proto) - text);
	put_text(to, "  ip_protocol       = ", (struct slice){text, n});
	put_port(to, "  from_port         = ", r->from);
	put_port(to, "  to_port           = ", r->to);
	put_peer(to, run, r->peer);
	buf_str(to, "}\n");
}

/* ---- the format -------------------------------------------------------- */

/* The VPC of groups of which nobody says it. */
static void
put_variable(const struct groups *g, struct buf *to)
{
	for (size_t i = 0; i < g->n; i++) {
		if (g->group[i].vpc[0] != '\0')
			continue;
		buf_str(to,
		    "\nvariable \"vpc_id\" {\n"
		    "  description = \"The VPC of the security groups\"\n"
		    "  type        = string\n}\n");
		return;
	}
}

/* A value that nothing can be made of: a plan fails, and says why. */
static void
put_why(struct buf *to, const char *why)
{
	struct buf text = {0};

	buf_str(&text, "INCOMPLETE: ");
	emit_why(&text, why);
	buf_str(to, "\nlocals {\n");
	put_text(to, "  incomplete = tobool(", (struct slice){text.p, text.n});
	to->n--;
	buf_str(to, ")\n}\n");
	buf_free(&text);
}

static void
begin(struct emit_run *run, struct buf *to)
{
	struct tf *tf = mem_new(sizeof(*tf));

	run->own = tf;
	tf->groups = groups_new(run->set);
	tf->label = groups_names(tf->groups, &names_hcl);
	tf->name = groups_names(tf->groups, &names_group);
	tf->at = GROUPS_NONE;
	emit_head(run, to, "# ");
	buf_str(to,
	    "# For the provider hashicorp/aws.  A new group allows all egress; "
	    "Terraform\n# takes that rule away, and the egress rules here "
	    "stand in its place.\n");
	if (run->facts.why != NULL)
		put_why(to, run->facts.why);
	put_variable(tf->groups, to);
}

/* Groups up to number `end`: those without rules stand where they belong. */
static void
put_groups(struct tf *tf, struct buf *to, size_t end)
{
	for (size_t i = tf->at + 1; i < end; i++)
		put_group(tf, to, i);
	tf->at = end - 1;
}

static void
put(struct emit_run *run, struct buf *to)
{
	struct emit_place at = emit_place(run);
	struct tf *tf = run->own;

	if (at.open == EMIT_GROUP)
		put_groups(tf, to, groups_find(tf->groups, at.r->subject) + 1);
	put_rule(run, to, at.r);
}

static void
end(struct emit_run *run, struct buf *to)
{
	struct tf *tf = run->own;

	put_groups(tf, to, tf->groups->n);
	names_free(tf->label, tf->groups->n);
	names_free(tf->name, tf->groups->n);
	groups_free(tf->groups);
	free(tf);
}

const struct emit_text emit_tf = {begin, put, end, 0};
