/* SPDX-License-Identifier: ISC */

/*
 * Rules as a shell script of aws commands: first all groups are made, as they
 * may name each other, then their rules, then the rule goes that AWS gives to
 * every new group.
 *
 *   sg_10_0_0_9=$(aws ec2 create-security-group ... <<END
 *   { "GroupName": "fl-10.0.0.9", ... }
 *   END
 *   )
 *   aws ec2 authorize-security-group-ingress ... <<END
 *   { "GroupId": "$sg_10_0_0_9", "IpPermissions": [ ... ] }
 *   END
 *   revoke_open "$sg_10_0_0_9"
 *
 * The bodies stand in documents of the shell, which puts the ids in; what is
 * no id has no meaning to it (esc_sh).
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/emit.h"

#define ROOM 2048 /* for all that is written for one rule beside itself */

struct cli {
	struct groups *groups;
	char **variable, **name;
	size_t at; /* the group of the rule before */
};

/* Adds a string of JSON, for a document of the shell. */
static void
esc_sh(struct buf *to, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		/* No character of AWS's names needs more than that. */
		if (c == '$' || c == '`' || c == '\\')
			buf_char(to, '\\');
		buf_char(to, c);
	}
}

static char *
peer(const struct emit_run *run, char *p, struct prefix who)
{
	const struct cli *cli = run->own;

	*p++ = '$';
	return stpcpy(p, cli->variable[groups_find(cli->groups, who)]);
}

static const struct emit_perms perms = {"", false, peer};

/* ---- groups ------------------------------------------------------------ */

static void
put_group(const struct cli *cli, struct buf *to, size_t i)
{
	const struct group *g = &cli->groups->group[i];

	buf_str(to, "\n# ");
	groups_heading(g, to);
	buf_char(to, '\n');
	buf_str(to, cli->variable[i]);
	buf_str(to,
	    "=$(aws ec2 create-security-group --query GroupId --output text \\\n"
	    "    --cli-input-json file:///dev/stdin <<END\n"
	    "{\n  \"GroupName\": \"");
	esc_sh(to, slice_str(cli->name[i]));
	buf_str(to, "\",\n  \"Description\": \"");
	struct buf text = {0};
	groups_purpose(g, &text);
	esc_sh(to, (struct slice){text.p, text.n});
	buf_free(&text);
	buf_str(to, "\",\n  \"VpcId\": \"");
	if (g->vpc[0] == '\0')
		buf_str(to, "$VPC_ID");
	else
		esc_sh(to, slice_str(g->vpc));
	buf_str(to, "\"\n}\nEND\n)\necho \"");
	esc_sh(to, slice_str(cli->name[i]));
	buf_str(to, " $");
	buf_str(to, cli->variable[i]);
	buf_str(to, "\"\n");
}

static void
put_revoke(const struct cli *cli, struct buf *to)
{
	buf_str(to,
	    "\n# The rules to all destinations that AWS gives to new groups.\n"
	    "revoke_open() {\n"
	    "\tids=$(aws ec2 describe-security-group-rules --output text \\\n"
	    "\t    --filters \"Name=group-id,Values=$1\" --query \\\n"
	    "\t    \"SecurityGroupRules[?IsEgress && IpProtocol=='-1' && "
	    "(CidrIpv4=='0.0.0.0/0' || CidrIpv6=='::/0')]"
	    ".SecurityGroupRuleId\")\n"
	    "\t# shellcheck disable=SC2086 # ids, with blanks between\n"
	    "\t[ -z \"$ids\" ] || aws ec2 revoke-security-group-egress \\\n"
	    "\t    --group-id \"$1\" --security-group-rule-ids $ids "
	    ">/dev/null\n"
	    "}\n");
	for (size_t i = 0; i < cli->groups->n; i++) {
		buf_str(to, "revoke_open \"$");
		buf_str(to, cli->variable[i]);
		buf_str(to, "\"\n");
	}
}

/*
 * What the script does if it is asked to, and nothing else then: it needs what
 * was there before, and the new groups on all hosts.
 */
static void
put_old(const struct emit_run *run, const struct cli *cli, struct buf *to)
{
	buf_str(to,
	    "\n# sh FILE revoke-old, once all hosts have their new groups: "
	    "takes all rules of\n# the groups of today away.\n"
	    "revoke_old() {\n"
	    "\tids=$(aws ec2 describe-security-group-rules --output text \\\n"
	    "\t    --filters \"Name=group-id,Values=$1\" --query \\\n"
	    "\t    \"SecurityGroupRules[?IsEgress==$3]"
	    ".SecurityGroupRuleId\")\n"
	    "\t# shellcheck disable=SC2086 # ids, with blanks between\n"
	    "\t[ -z \"$ids\" ] || aws ec2 revoke-security-group-$2 \\\n"
	    "\t    --group-id \"$1\" --security-group-rule-ids $ids "
	    ">/dev/null\n"
	    "}\n"
	    "if [ \"${1-}\" = revoke-old ]; then\n");
	for (size_t i = 0; i < cli->groups->n; i++) {
		const struct party *p = party_of(run->set->parties,
		    cli->groups->group[i].who);

		if (p == NULL || p->kind != PARTY_GROUP)
			continue;
		for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
			buf_str(to, "\trevoke_old ");
			esc_sh(to, slice_str(p->id));
			buf_str(to,
			    dir == RULE_INGRESS ? " ingress '`false`'\n" :
						  " egress '`true`'\n");
		}
	}
	buf_str(to, "\texit\nfi\n");
}

/* ---- the format -------------------------------------------------------- */

/* A script that does nothing but say so. */
static void
put_why(struct buf *to, const char *why)
{
	struct buf text = {0};

	emit_incomplete(&text, why);
	buf_str(to, "cat >&2 <<END\n");
	esc_sh(to, (struct slice){text.p, text.n});
	buf_str(to, "\nEND\nexit 1\n");
	buf_free(&text);
}

static void
begin(struct emit_run *run, struct buf *to)
{
	struct cli *cli = mem_new(sizeof(*cli));

	run->own = cli;
	cli->groups = groups_new(run->set);
	cli->variable = groups_names(cli->groups, &names_sh);
	cli->name = groups_names(cli->groups, &names_group);
	cli->at = GROUPS_NONE;
	buf_str(to, "#!/bin/sh\n");
	emit_head(run, to, "# ");
	buf_str(to,
	    "# Makes groups, gives them their rules, and takes away the rule "
	    "that lets all\n# egress out of a new group.  Stops at the first "
	    "command that fails.\nset -eu\n");
	if (run->facts.why != NULL)
		put_why(to, run->facts.why);
	if (run->facts.revoke)
		put_old(run, cli, to);
	if (groups_lack_vpc(cli->groups))
		buf_str(to,
		    ": \"${VPC_ID:?say VPC_ID=vpc-..., the VPC of the "
		    "groups}\"\n");
	for (size_t i = 0; i < cli->groups->n; i++)
		put_group(cli, to, i);
}

/* The head of a body: all rules of a group and direction. */
static char *
open_body(const struct cli *cli, char *p, const struct rule *r)
{
	p = stpcpy(p, "\naws ec2 authorize-security-group-");
	p = stpcpy(p, rule_dir(r));
	p = stpcpy(p,
	    " \\\n    --cli-input-json file:///dev/stdin >/dev/null <<END\n"
	    "{\n  \"GroupId\": \"$");
	p = stpcpy(p, cli->variable[cli->at]);
	return stpcpy(p, "\",\n  \"IpPermissions\": [\n");
}

static void
put(struct emit_run *run, struct buf *to)
{
	struct emit_place at = emit_place(run);
	char *p = buf_room(to, ROOM + EMIT_PERM_MAX);
	struct cli *cli = run->own;

	if (at.open == EMIT_GROUP)
		cli->at = groups_find(cli->groups, at.r->subject);
	if (at.open <= EMIT_DIR)
		p = open_body(cli, p, at.r);
	p = emit_perm(run, &perms, p, &at);
	if (at.close <= EMIT_DIR)
		p = stpcpy(p, "\n  ]\n}\nEND\n");
	to->n = (size_t)(p - to->p);
}

static void
end(struct emit_run *run, struct buf *to)
{
	struct cli *cli = run->own;

	if (cli->groups->n > 0)
		put_revoke(cli, to);
	names_free(cli->variable, cli->groups->n);
	names_free(cli->name, cli->groups->n);
	groups_free(cli->groups);
	free(cli);
}

const struct emit_text emit_cli = {begin, put, end, 0};
