/* SPDX-License-Identifier: ISC */

/*
 * Rules in the shape of `aws ec2 describe-security-groups`, one group a
 * subject: what can be compared with an account, and is read back.  Beyond
 * AWS's keys a group has Members, the addresses that it is for, and rules of
 * input that was cut have Incomplete, the reason.
 *
 * Text is written rule by rule, where a tree would take a kilobyte for each:
 * what opens before a rule follows from how it differs from the rule before,
 * what closes behind it from how it differs from the next one.
 *
 *   { "SecurityGroups": [
 *       { ..., "IpPermissions": [                 LEVEL_GROUP, LEVEL_DIR
 *           { ..., "IpRanges": [                  LEVEL_SERVICE, LEVEL_FAMILY
 *               { "CidrIp": ... },                LEVEL_RULE
 *               { "CidrIp": ... } ],
 *             "Ipv6Ranges": [], ... } ],
 *         "IpPermissionsEgress": [], ... } ] }
 *
 * A list without rules is there, too.  All strings but that of Incomplete are
 * made of why_legal characters, which stand for themselves.
 */

#include <jansson.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"
#include "value/proto.h"

#define ROOM 2048 /* for all that is written for one rule */

/* The outermost thing in which two neighbours differ. */
enum level {
	LEVEL_GROUP,
	LEVEL_DIR,
	LEVEL_SERVICE,
	LEVEL_FAMILY,
	LEVEL_RULE,
};

/* Either may be NULL: there is no rule before the first, or behind the last. */
static enum level
level_of(const struct rule *a, const struct rule *b)
{
	if (a == NULL || b == NULL || !rule_same_subject(a, b))
		return LEVEL_GROUP;
	if (a->dir != b->dir)
		return LEVEL_DIR;
	if (!rule_same_service(a, b))
		return LEVEL_SERVICE;
	return rule_is4(a->peer) != rule_is4(b->peer) ? LEVEL_FAMILY :
							LEVEL_RULE;
}

/* ---- what opens ------------------------------------------------------- */

static char *
open_group(struct emit_run *run, char *p, const struct rule *r)
{
	p = stpcpy(p, "    {\n      \"Description\": \"");
	p = why_group(&run->days, p, run->set, run->next);
	p = stpcpy(p, "\",\n      \"GroupName\": \"fl-");
	p = prefix_print(p, r->subject);
	p = stpcpy(p, "\",\n");
	if (r->dir == RULE_EGRESS)
		p = stpcpy(p, "      \"IpPermissions\": [],\n");
	return p;
}

static char *
open_dir(char *p, const struct rule *r)
{
	return stpcpy(p,
	    r->dir == RULE_INGRESS ? "      \"IpPermissions\": [\n" :
				     "      \"IpPermissionsEgress\": [\n");
}

static char *
put_port(char *p, int32_t port)
{
	if (port >= 0)
		return num_print(p, (uint64_t)port);
	return stpcpy(p, "-1");
}

static char *
open_service(char *p, const struct rule *r)
{
	p = stpcpy(p, "        {\n          \"IpProtocol\": \"");
	p = stpcpy(emit_proto(p, r->proto), "\",\n");
	if (proto_ports(r->proto) || proto_icmp(r->proto)) {
		p = stpcpy(p, "          \"FromPort\": ");
		p = put_port(p, r->from);
		p = stpcpy(p, ",\n          \"ToPort\": ");
		p = stpcpy(put_port(p, r->to), ",\n");
	}
	if (!rule_is4(r->peer))
		p = stpcpy(p, "          \"IpRanges\": [],\n");
	return p;
}

static char *
open_family(char *p, const struct rule *r)
{
	return stpcpy(p,
	    rule_is4(r->peer) ? "          \"IpRanges\": [\n" :
				"          \"Ipv6Ranges\": [\n");
}

static char *
put_rule(struct emit_run *run, char *p, const struct rule *r)
{
	p = stpcpy(p, "            {\n              \"");
	p = stpcpy(p, rule_is4(r->peer) ? "CidrIp" : "CidrIpv6");
	p = rule_cidr(stpcpy(p, "\": \""), r->peer);
	p = stpcpy(p, "\",\n              \"Description\": \"");
	p = why_rule(&run->days, p, r);
	return stpcpy(p, "\"\n            }");
}

/* ---- what closes ------------------------------------------------------ */

static char *
close_service(char *p, const struct rule *r)
{
	if (rule_is4(r->peer))
		p = stpcpy(p, ",\n          \"Ipv6Ranges\": []");
	return stpcpy(p,
	    ",\n          \"PrefixListIds\": []"
	    ",\n          \"UserIdGroupPairs\": []\n        }");
}

static char *
close_group(char *p, const struct rule *r)
{
	if (r->dir == RULE_INGRESS)
		p = stpcpy(p, ",\n      \"IpPermissionsEgress\": []");
	p = stpcpy(p, ",\n      \"Members\": [\n        \"");
	p = prefix_print(p, r->subject);
	return stpcpy(p, "\"\n      ]\n    }");
}

static void
put(struct emit_run *run, struct buf *to)
{
	const struct ruleset *set = run->set;
	size_t i = run->next;
	const struct rule *r = ruleset_at(set, i);
	const struct rule *before = i > 0 ? ruleset_at(set, i - 1) : NULL;
	const struct rule *behind = i + 1 < set->n ? ruleset_at(set, i + 1) :
						     NULL;
	enum level level = level_of(before, r);
	char *p = buf_room(to, ROOM);

	p = stpcpy(p, before != NULL ? ",\n" : "\n");
	if (level <= LEVEL_GROUP)
		p = open_group(run, p, r);
	if (level <= LEVEL_DIR)
		p = open_dir(p, r);
	if (level <= LEVEL_SERVICE)
		p = open_service(p, r);
	if (level <= LEVEL_FAMILY)
		p = open_family(p, r);
	p = put_rule(run, p, r);
	level = level_of(r, behind);
	if (level <= LEVEL_FAMILY)
		p = stpcpy(p, "\n          ]");
	if (level <= LEVEL_SERVICE)
		p = close_service(p, r);
	if (level <= LEVEL_DIR)
		p = stpcpy(p, "\n      ]");
	if (level <= LEVEL_GROUP)
		p = close_group(p, r);
	to->n = (size_t)(p - to->p);
}

/* A reason may hold what JSON escapes. */
static void
put_why(struct buf *to, const char *why)
{
	struct buf text = {0};
	json_t *s;
	char *quoted;

	emit_why(&text, why);
	s = json_stringn(text.p, text.n);
	mem_check(s);
	quoted = json_dumps(s, JSON_ENCODE_ANY);
	mem_check(quoted);
	buf_fmt(to, "  \"Incomplete\": %s,\n", quoted);
	free(quoted);
	json_decref(s);
	buf_free(&text);
}

static void
begin(struct emit_run *run, struct buf *to)
{
	buf_str(to, "{\n");
	if (run->why != NULL)
		put_why(to, run->why);
	buf_str(to, "  \"SecurityGroups\": [");
}

static void
end(struct emit_run *run, struct buf *to)
{
	buf_str(to, run->set->n > 0 ? "\n  ]\n}\n" : "]\n}\n");
}

const struct emit_text emit_json = {begin, put, end};
