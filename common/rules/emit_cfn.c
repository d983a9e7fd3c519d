/* SPDX-License-Identifier: ISC */

/*
 * Rules as a template of CloudFormation: a group each subject, and each rule
 * a resource of its own, so that groups may name each other.
 *
 *   Resources:
 *     fl10x0x0x9: { Type: AWS::EC2::SecurityGroup, ... }
 *     fl10x0x0x9InTcp443From10x0x0x1x32:
 *       { Type: AWS::EC2::SecurityGroupIngress, ... }
 *
 * Ids are made of what a rule is.  Their parts have no capitals, and what
 * stands between begins with one, so no two are alike.
 */

#include <ctype.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"

#define MOST 500 /* resources that a template takes (CloudFormation quotas) */
#define EGRESS 1 /* the rule that takes the place of allow-all */

struct cfn {
	struct groups *groups;
	char **id, **name;
	size_t at; /* the group of the rule before */
};

/* Adds text between quotes. */
static void
esc_yaml(struct buf *to, struct slice text)
{
	buf_char(to, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '"' || c == '\\')
			buf_char(to, '\\');
		if (c < ' ' || c == 0x7f)
			buf_fmt(to, "\\x%02x", c);
		else
			buf_char(to, (char)c);
	}
	buf_char(to, '"');
}

/* A line: a key and its text. */
static void
put_text(struct buf *to, const char *key, struct slice text)
{
	buf_str(to, key);
	esc_yaml(to, text);
	buf_char(to, '\n');
}

/* ---- ids --------------------------------------------------------------- */

/* "Tcp22to23", "Icmp", "P47" */
static void
put_service(struct buf *to, const struct rule *r)
{
	char *start = buf_room(to, 3 * NUM_MAX + 3), *p = start;

	if (emit_has_ports(r->proto)) {
		p = emit_proto(p, r->proto);
		*start = (char)toupper((unsigned char)*start);
	} else {
		*p++ = 'P';
		p = num_print(p, r->proto);
	}
	if (r->from != RULE_NOPORT)
		p = num_print(p, (uint64_t)r->from);
	if (r->to != r->from)
		p = num_print(stpcpy(p, "to"), (uint64_t)r->to);
	to->n += (size_t)(p - start);
}

/* Lists, and addresses that begin with a letter, as groups do, say so. */
static void
put_peer_id(struct buf *to, const struct emit_run *run, struct prefix peer)
{
	const struct cfn *cfn = run->own;
	char text[PREFIX_MAX];
	size_t n;

	if (peer.len == PARTY_GROUP) {
		buf_str(to, cfn->id[groups_find(cfn->groups, peer)]);
		return;
	}
	if (peer.len == PARTY_LIST) {
		buf_str(to, "List");
		names_put(to, &names_cfn,
		    slice_str(party_of(run->set->parties, peer)->id));
		return;
	}
	n = (size_t)(rule_cidr(text, peer) - text);
	if (text[0] > '9')
		buf_str(to, "Ip");
	for (size_t i = 0; i < n; i++)
		buf_char(to, names_cfn.map(text[i]));
}

/* ---- resources --------------------------------------------------------- */

static void
put_group(const struct cfn *cfn, struct buf *to, size_t i)
{
	const struct group *g = &cfn->groups->group[i];
	struct buf text = {0};

	buf_str(to, "\n  # ");
	groups_heading(g, to);
	buf_str(to, "\n  ");
	buf_str(to, cfn->id[i]);
	buf_str(to, ":\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n");
	groups_purpose(g, &text);
	put_text(to,
	    "      GroupDescription: ", (struct slice){text.p, text.n});
	put_text(to, "      GroupName: ", slice_str(cfn->name[i]));
	if (g->vpc[0] == '\0')
		buf_str(to, "      VpcId: !Ref VpcId\n");
	else
		put_text(to, "      VpcId: ", slice_str(g->vpc));
	buf_str(to,
	    "      SecurityGroupEgress:\n"
	    "        - IpProtocol: \"-1\"\n"
	    "          CidrIp: \"127.0.0.1/32\"\n"
	    "          Description: \"in place of the default, which allows "
	    "all\"\n");
	buf_free(&text);
}

static void
put_peer(struct buf *to, const struct emit_run *run, const struct rule *r)
{
	const struct cfn *cfn = run->own;
	bool in = r->dir == RULE_INGRESS;
	struct prefix peer = r->peer;
	char text[PREFIX_MAX];
	size_t n;

	buf_str(to, "      ");
	if (party_is(peer))
		buf_str(to, in ? "Source" : "Destination");
	if (peer.len == PARTY_GROUP) {
		buf_str(to, "SecurityGroupId: !GetAtt ");
		buf_str(to, cfn->id[groups_find(cfn->groups, peer)]);
		buf_str(to, ".GroupId\n");
		return;
	}
	if (peer.len == PARTY_LIST) {
		put_text(to, "PrefixListId: ",
		    slice_str(party_of(run->set->parties, peer)->id));
		return;
	}
	n = (size_t)(rule_cidr(text, peer) - text);
	put_text(to, rule_is4(peer) ? "CidrIp: " : "CidrIpv6: ",
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
	const struct cfn *cfn = run->own;
	bool in = r->dir == RULE_INGRESS;
	char text[WHY_MAX];
	size_t n;

	buf_str(to, "  ");
	buf_str(to, cfn->id[cfn->at]);
	buf_str(to, in ? "In" : "Out");
	put_service(to, r);
	buf_str(to, in ? "From" : "To");
	put_peer_id(to, run, r->peer);
	buf_str(to, ":\n    Type: AWS::EC2::SecurityGroup");
	buf_str(to, in ? "Ingress" : "Egress");
	buf_str(to, "\n    Properties:\n      GroupId: !GetAtt ");
	buf_str(to, cfn->id[cfn->at]);
	buf_str(to, ".GroupId\n");
	n = (size_t)(why_rule(&run->days, text, run->set, r) - text);
	put_text(to, "      Description: ", (struct slice){text, n});
	n = (size_t)(emit_proto(text, r->proto) - text);
	put_text(to, "      IpProtocol: ", (struct slice){text, n});
	if (emit_has_ports(r->proto)) {
		put_port(to, "      FromPort: ", r->from);
		put_port(to, "      ToPort: ", r->to);
	}
	put_peer(to, run, r);
}

/* ---- the format -------------------------------------------------------- */

/* The VPC of groups of which nobody says it. */
static void
put_parameter(const struct groups *g, struct buf *to)
{
	if (!groups_lack_vpc(g))
		return;
	buf_str(to,
	    "\nParameters:\n"
	    "  VpcId:\n"
	    "    Type: AWS::EC2::VPC::Id\n"
	    "    Description: \"The VPC of the security groups\"\n");
}

/* A rule that is never met: no stack is made, and it says why. */
static void
put_why(struct buf *to, const char *why)
{
	struct buf text = {0};

	emit_incomplete(&text, why);
	buf_str(to,
	    "\nRules:\n"
	    "  Incomplete:\n"
	    "    Assertions:\n"
	    "      - Assert: !Equals [\"complete\", \"incomplete\"]\n");
	put_text(to,
	    "        AssertDescription: ", (struct slice){text.p, text.n});
	buf_free(&text);
}

static void
begin(struct emit_run *run, struct buf *to)
{
	struct cfn *cfn = mem_new(sizeof(*cfn));
	size_t n;

	run->own = cfn;
	cfn->groups = groups_new(run->set);
	cfn->id = groups_names(cfn->groups, &names_cfn);
	cfn->name = groups_names(cfn->groups, &names_group);
	cfn->at = GROUPS_NONE;
	for (size_t i = 0; i < cfn->groups->n; i++)
		cfn->groups->group[i].quota[RULE_EGRESS].n[0] += EGRESS;
	n = cfn->groups->n + run->set->n;
	if (n > MOST)
		diag_warn(DIAG_SKIPPED,
		    "%zu resources, a template takes %d: make several, with "
		    "-l for some subjects each",
		    n, MOST);
	emit_head(run, to, "# ");
	buf_str(to,
	    "# A new group allows all egress, unless it has an egress rule: "
	    "one to 127.0.0.1\n# takes the place of that rule, and the "
	    "egress rules here admit what is needed.\n"
	    "AWSTemplateFormatVersion: \"2010-09-09\"\n"
	    "Description: \"Security groups by fl-sgrules\"\n");
	if (run->facts.why != NULL)
		put_why(to, run->facts.why);
	put_parameter(cfn->groups, to);
	buf_str(to, cfn->groups->n > 0 ? "\nResources:" : "\nResources: {}\n");
}

/* Groups up to number `end`: those without rules stand where they belong. */
static void
put_groups(struct cfn *cfn, struct buf *to, size_t end)
{
	for (size_t i = cfn->at + 1; i < end; i++)
		put_group(cfn, to, i);
	cfn->at = end - 1;
}

static void
put(struct emit_run *run, struct buf *to)
{
	struct emit_place at = emit_place(run);
	struct cfn *cfn = run->own;

	if (at.open == EMIT_GROUP)
		put_groups(cfn, to,
		    groups_find(cfn->groups, at.r->subject) + 1);
	put_rule(run, to, at.r);
}

static void
end(struct emit_run *run, struct buf *to)
{
	struct cfn *cfn = run->own;

	put_groups(cfn, to, cfn->groups->n);
	names_free(cfn->id, cfn->groups->n);
	names_free(cfn->name, cfn->groups->n);
	groups_free(cfn->groups);
	free(cfn);
}

const struct emit_text emit_cfn = {begin, put, end, EGRESS};
