/* SPDX-License-Identifier: ISC */

/*
 * See emit.h: IpPermissions, of describe-security-groups and of the bodies of
 * authorize-security-group-ingress and -egress.
 *
 *   {                                   EMIT_SERVICE
 *     "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
 *     "IpRanges": [                     EMIT_FAMILY
 *       { "CidrIp": "10.0.0.1/32" },    EMIT_RULE
 *       { "CidrIp": "10.0.0.4/32" }
 *     ]
 *   }
 *
 * Text is written rule by rule, where a tree would take a kilobyte for each.
 * All strings are made of why_legal characters, which stand for themselves.
 */

#include "base/num.h"
#include "rules/emit.h"

/* The lists of a permission, by rule_family. */
static const struct {
	const char *list, *member;
} families[] = {
    {"IpRanges", "CidrIp"},
    {"Ipv6Ranges", "CidrIpv6"},
    {"PrefixListIds", "PrefixListId"},
    {"UserIdGroupPairs", "GroupId"},
};

/* A line: the pad, blanks, text. */
static char *
put(char *p, const struct emit_perms *as, const char *text)
{
	return stpcpy(stpcpy(p, as->pad), text);
}

/* Lists from `family` up to `end` that have nothing in them. */
static char *
put_empty(char *p, const struct emit_perms *as, unsigned int family,
    unsigned int end)
{
	for (; as->all && family < end; family++) {
		p = put(stpcpy(p, ",\n"), as, "      \"");
		p = stpcpy(stpcpy(p, families[family].list), "\": []");
	}
	return p;
}

static char *
open_service(char *p, const struct emit_perms *as, const struct rule *r)
{
	p = put(p, as, "    {\n");
	p = put(p, as, "      \"IpProtocol\": \"");
	p = stpcpy(emit_proto(p, r->proto), "\"");
	if (emit_has_ports(r->proto)) {
		p = put(stpcpy(p, ",\n"), as, "      \"FromPort\": ");
		p = emit_port(p, r->from);
		p = put(stpcpy(p, ",\n"), as, "      \"ToPort\": ");
		p = emit_port(p, r->to);
	}
	return put_empty(p, as, 0, rule_family(r->peer));
}

static char *
open_family(char *p, const struct emit_perms *as, const struct rule *r)
{
	p = put(stpcpy(p, ",\n"), as, "      \"");
	p = stpcpy(p, families[rule_family(r->peer)].list);
	return stpcpy(p, "\": [\n");
}

static char *
put_peer(char *p, const struct emit_run *run, const struct emit_perms *as,
    struct prefix peer)
{
	switch (peer.len) {
	case PARTY_GROUP:
		return as->peer(run, p, peer);
	case PARTY_LIST:
		return stpcpy(p, party_of(run->set->parties, peer)->id);
	default:
		return rule_cidr(p, peer);
	}
}

static char *
put_rule(struct emit_run *run, const struct emit_perms *as, char *p,
    const struct rule *r)
{
	p = put(p, as, "        {\n");
	p = put(p, as, "          \"");
	p = stpcpy(p, families[rule_family(r->peer)].member);
	p = put_peer(stpcpy(p, "\": \""), run, as, r->peer);
	p = put(stpcpy(p, "\",\n"), as, "          \"Description\": \"");
	p = why_rule(&run->days, p, run->set, r);
	p = put(stpcpy(p, "\"\n"), as, "        }");
	return p;
}

char *
emit_perm(struct emit_run *run, const struct emit_perms *as, char *p,
    const struct emit_place *at)
{
	const struct rule *r = at->r;
	unsigned int family = rule_family(r->peer);
	unsigned int before = 0;

	if (at->open == EMIT_FAMILY)
		before = rule_family(ruleset_at(run->set, run->next - 1)->peer);
	if (at->open == EMIT_FAMILY)
		p = put_empty(p, as, before + 1, family);
	else if (at->open > EMIT_DIR)
		p = stpcpy(p, ",\n");
	if (at->open <= EMIT_SERVICE)
		p = open_service(p, as, r);
	if (at->open <= EMIT_FAMILY)
		p = open_family(p, as, r);
	p = put_rule(run, as, p, r);
	if (at->close <= EMIT_FAMILY)
		p = put(stpcpy(p, "\n"), as, "      ]");
	if (at->close <= EMIT_SERVICE) {
		p = put_empty(p, as, family + 1, nitems(families));
		p = put(stpcpy(p, "\n"), as, "    }");
	}
	return p;
}
