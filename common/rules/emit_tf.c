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

/* How wide names of arguments are: of groups, of most rules, of some. */
#define GROUP_KEY 11
#define RULE_KEY 17
static const char named_key[] = "referenced_security_group_id";

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

/* The name of an argument: all of a block are as wide, as `terraform fmt`. */
static void
put_key(struct buf *to, const char *key, size_t width)
{
	buf_str(to, "  ");
	buf_str(to, key);
	for (size_t n = strlen(key); n < width; n++)
		buf_char(to, ' ');
	buf_str(to, " = ");
}

static void
put_text(struct buf *to, const char *key, size_t width, struct slice text)
{
	put_key(to, key, width);
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

/*
 * A prefix with its length; the label of a group; the id of a list.  What
 * begins with a letter and is no group says so, as a group may be called
 * anything, and its label has no two underscores.
 */
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
		buf_str(to, "list__");
		buf_str(to, party_of(run->set->parties, peer)->id);
		return;
	}
	n = (size_t)(rule_cidr(text, peer) - text);
	if (text[0] > '9')
		buf_str(to, "ip__");
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
	put_text(to, "name", GROUP_KEY, slice_str(tf->name[i]));
	groups_purpose(g, &text);
	put_text(to, "description", GROUP_KEY, (struct slice){text.p, text.n});
	if (g->vpc[0] == '\0') {
		put_key(to, "vpc_id", GROUP_KEY);
		buf_str(to, "var.vpc_id\n");
	} else {
		put_text(to, "vpc_id", GROUP_KEY, slice_str(g->vpc));
	}
	buf_str(to, "}\n");
	buf_free(&text);
}

/* The id of a group that this file makes. */
static void
put_group_id(const struct tf *tf, struct buf *to, const char *key, size_t width,
    size_t group)
{
	put_key(to, key, width);
	buf_str(to, "aws_security_group.");
	buf_str(to, tf->label[group]);
	buf_str(to, ".id\n");
}

static void
put_peer(struct buf *to, const struct emit_run *run, size_t width,
    struct prefix peer)
{
	const struct tf *tf = run->own;
	char text[PREFIX_MAX];
	size_t n;

	if (peer.len == PARTY_GROUP) {
		put_group_id(tf, to, named_key, width,
		    groups_find(tf->groups, peer));
		return;
	}
	if (peer.len == PARTY_LIST) {
		put_text(to, "prefix_list_id", width,
		    slice_str(party_of(run->set->parties, peer)->id));
		return;
	}
	n = (size_t)(rule_cidr(text, peer) - text);
	put_text(to, rule_is4(peer) ? "cidr_ipv4" : "cidr_ipv6", width,
	    (struct slice){text, n});
}

static void
put_port(struct buf *to, const char *key, size_t width, int32_t port)
{
	char *p;

	put_key(to, key, width);
	p = buf_room(to, NUM_MAX);
	to->n += (size_t)(emit_port(p, port) - p);
	buf_char(to, '\n');
}

static void
put_rule(struct emit_run *run, struct buf *to, const struct rule *r)
{
	const struct tf *tf = run->own;
	size_t width = r->peer.len == PARTY_GROUP ? sizeof(named_key) - 1 :
						    RULE_KEY;
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
	buf_str(to, "\" {\n");
	put_group_id(tf, to, "security_group_id", width, tf->at);
	n = (size_t)(why_rule(&run->days, text, run->set, r) - text);
	put_text(to, "description", width, (struct slice){text, n});
	n = (size_t)(emit_proto(text, r->proto) - text);
	put_text(to, "ip_protocol", width, (struct slice){text, n});
	put_port(to, "from_port", width, r->from);
	put_port(to, "to_port", width, r->to);
	put_peer(to, run, width, r->peer);
	buf_str(to, "}\n");
}

/* ---- the format -------------------------------------------------------- */

/* The VPC of groups of which nobody says it. */
static void
put_variable(const struct groups *g, struct buf *to)
{
	if (!groups_lack_vpc(g))
		return;
	buf_str(to,
	    "\nvariable \"vpc_id\" {\n"
	    "  description = \"The VPC of the security groups\"\n"
	    "  type        = string\n}\n");
}

/* A value that nothing can be made of: a plan fails, and says why. */
static void
put_why(struct buf *to, const char *why)
{
	struct buf text = {0};

	emit_incomplete(&text, why);
	buf_str(to, "\nlocals {\n");
	put_key(to, "incomplete", 0);
	buf_str(to, "tobool(\"");
	esc_hcl(to, (struct slice){text.p, text.n});
	buf_str(to, "\")\n}\n");
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
