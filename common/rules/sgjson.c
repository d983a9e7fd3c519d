/* SPDX-License-Identifier: ISC */

/* See sgjson.h.  Names of members are those of the EC2 API, 2016-11-15. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/keep.h"
#include "base/mem.h"
#include "rules/sgjson.h"
#include "value/proto.h"

#define ICMP_LAST 255 /* types and codes */

enum shape {
	SHAPE_GROUPS,
	SHAPE_RULES,
};

static const struct json_shape shapes[] = {
    [SHAPE_GROUPS] = {"SecurityGroups", "IpPermissions"},
    [SHAPE_RULES] = {"SecurityGroupRules", "IsEgress"},
};

/* Where the peers of a permission stand, and how they are called there. */
struct peers {
	const char *list, *id;
	enum sgset_peer kind;
	bool is4; /* SGSET_CIDR */
};

static const struct peers lists[] = {
    {"IpRanges", "CidrIp", SGSET_CIDR, true},
    {"Ipv6Ranges", "CidrIpv6", SGSET_CIDR, false},
    {"PrefixListIds", "PrefixListId", SGSET_LIST, false},
    {"UserIdGroupPairs", "GroupId", SGSET_GROUP, false},
};

/* And of a rule that stands alone; a group has an object of its own. */
static const struct peers alone[] = {
    {NULL, "CidrIpv4", SGSET_CIDR, true},
    {NULL, "CidrIpv6", SGSET_CIDR, false},
    {NULL, "PrefixListId", SGSET_LIST, false},
};

/* A string that may be missing, then "", kept.  0, or -1 after a message. */
static int
word(struct sgset *set, const struct json *of, const char *name,
    const char **to)
{
	const char *s = "";

	if (json_text(of, name, false, &s) < 0)
		return -1;
	*to = keep_str(set->keep, s);
	return 0;
}

/* An item of a list must be an object. */
static int
is_object(const struct json *list, size_t i, struct json *item)
{
	*item = json_item(list, i);
	return json_is_record(item);
}

/* ---- which packets ----------------------------------------------------- */

/* A whole number of -1..last; missing: -1 where it may be. */
static int
number(const struct json *of, const char *name, bool must, int last, int *to)
{
	long long v = -1;

	if (json_number(of, name, must, &v) < 0)
		return -1;
	if (v < -1 || v > last) {
		json_bad(of, name, "expected -1 to %d, found %lld", last, v);
		return -1;
	}
	*to = (int)v;
	return 0;
}

/* Types and codes: -1 is any. */
static int
read_icmp(const struct json *of, struct sgset_span *span)
{
	int type, code;

	if (number(of, "FromPort", false, ICMP_LAST, &type) < 0 ||
	    number(of, "ToPort", false, ICMP_LAST, &code) < 0)
		return -1;
	if (type < 0 && code >= 0) {
		json_bad(of, "ToPort", "a code of ICMP without a type");
		return -1;
	}
	*span = SGSET_EVERY;
	if (type >= 0) {
		span->from = (uint16_t)(type << 8 | (code < 0 ? 0 : code));
		span->to = (uint16_t)(type << 8 | (code < 0 ? 0xff : code));
	}
	return 0;
}

static int
read_ports(const struct json *of, struct sgset_span *span)
{
	int from, to;

	if (number(of, "FromPort", true, UINT16_MAX, &from) < 0 ||
	    number(of, "ToPort", true, UINT16_MAX, &to) < 0)
		return -1;
	if (from < 0 || to < from) {
		json_bad(of, "ToPort", "ports %d to %d: expected a range", from,
		    to);
		return -1;
	}
	*span = (struct sgset_span){(uint16_t)from, (uint16_t)to};
	return 0;
}

/* Protocol and ports.  Those of protocols without ports are not looked at. */
static int
read_service(const struct json *of, struct sgset_rule *r)
{
	uint64_t proto;
	const char *s;

	if (json_text(of, "IpProtocol", true, &s) < 0)
		return -1;
	r->span = SGSET_EVERY;
	r->proto = SGSET_ALL;
	if (strcmp(s, "-1") == 0)
		return 0;
	if (proto_parse(slice_str(s), &proto) < 0) {
		json_bad(of, "IpProtocol",
		    "not a protocol: \"%s\"; expected tcp, udp, icmp, icmpv6, "
		    "a number or -1",
		    s);
		return -1;
	}
	r->proto = (uint16_t)proto;
	if (proto_icmp(proto))
		return read_icmp(of, &r->span);
	return proto_ports(proto) ? read_ports(of, &r->span) : 0;
}

/* ---- who --------------------------------------------------------------- */

static int
read_cidr(const struct json *of, const struct peers *p, const char *s,
    struct prefix *to)
{
	if (prefix_parse(slice_str(s), to) < 0 || rule_is4(*to) != p->is4) {
		json_bad(of, p->id, "not an IPv%c prefix: \"%s\"",
		    p->is4 ? '4' : '6', s);
		return -1;
	}
	return 0;
}

/* A group by id, or by the name that it will be made with. */
static int
read_group(struct sgset *set, const struct json *of, struct sgset_rule *r)
{
	const char *s, *status = "active";

	int got = json_text(of, "GroupId", false, &s);
	if (got == 0)
		got = json_text(of, "GroupName", false, &s);
	if (got == 0)
		got = json_text(of, "GroupId", true, &s);
	if (got < 0 || json_text(of, "PeeringStatus", false, &status) < 0)
		return -1;
	r->kind = SGSET_GROUP;
	r->peer = keep_str(set->keep, s);
	r->stale = strcmp(status, "active") != 0;
	return 0;
}

/* One peer of a kind, where it is there: 1; 0; -1 after a message. */
static int
read_peer(struct sgset *set, const struct json *of, const struct peers *p,
    struct sgset_rule *r)
{
	const char *s;

	int got = json_text(of, p->id, false, &s);
	if (got < 1)
		return got;
	r->kind = (uint8_t)p->kind;
	if (p->kind == SGSET_CIDR)
		return read_cidr(of, p, s, &r->cidr) < 0 ? -1 : 1;
	r->peer = keep_str(set->keep, s);
	return 1;
}

/* ---- rules by protocol and ports ---------------------------------------- */

/* The peers of one list of a permission, each of which is a rule. */
static int
read_list(struct sgset *set, const struct json *of, const struct peers *p,
    const struct sgset_rule *like)
{
	struct json list, item;

	int got = json_list(of, p->list, false, &list);
	if (got < 1)
		return got;
	for (size_t i = 0; i < json_size(&list); i++) {
		struct sgset_rule r = *like;
		if (is_object(&list, i, &item) < 0)
			return -1;
		got = p->kind == SGSET_GROUP ? read_group(set, &item, &r) :
					       read_peer(set, &item, p, &r);
		if (got < 0 || word(set, &item, "Description", &r.about) < 0)
			return -1;
		if (got == 0 && p->kind != SGSET_GROUP) {
			json_bad(&item, p->id,
			    "expected a string, found nothing");
			return -1;
		}
		sgset_rule_add(set, &r);
	}
	return 0;
}

static int
read_permissions(struct sgset *set, const struct json *of, const char *name,
    enum rule_dir dir, uint32_t group)
{
	struct json list, item;

	int got = json_list(of, name, false, &list);
	if (got < 1)
		return got;
	for (size_t i = 0; i < json_size(&list); i++) {
		struct sgset_rule r = {.group = group,
		    .dir = (uint8_t)dir,
		    .id = ""};
		if (is_object(&list, i, &item) < 0 ||
		    read_service(&item, &r) < 0)
			return -1;
		for (size_t k = 0; k < nitems(lists); k++)
			if (read_list(set, &item, &lists[k], &r) < 0)
				return -1;
	}
	return 0;
}

/* Who a group of fl-sgrules is for. */
static int
read_members(struct sgset *set, const struct json *of, struct sgset_group *g)
{
	struct json list;

	int got = json_list(of, "Members", false, &list);
	if (got < 1)
		return got;
	g->nmember = json_size(&list);
	struct prefix *to = keep_room(set->keep, g->nmember * sizeof(*to));
	for (size_t i = 0; i < g->nmember; i++) {
		struct json item = json_item(&list, i);
		const char *s;
		if (json_is_text(&item, &s) < 0)
			return -1;
		if (prefix_parse(slice_str(s), &to[i]) != 0) {
			json_bad(&item, NULL,
			    "not an address or prefix: \"%s\"", s);
			return -1;
		}
	}
	g->member = to;
	return 0;
}

static int
read_whole(struct sgset *set, const struct json *of)
{
	struct sgset_group g = {.id = ""};

	if (word(set, of, "GroupName", &g.name) < 0 ||
	    word(set, of, "VpcId", &g.vpc) < 0 ||
	    word(set, of, "GroupId", &g.id) < 0 ||
	    read_members(set, of, &g) < 0)
		return -1;
	/* Groups that are still to be made have no id yet. */
	if (g.id[0] == '\0')
		g.id = g.name;
	if (g.id[0] == '\0') {
		json_bad(of, "GroupId", "expected a string, found nothing");
		return -1;
	}
	uint32_t at = sgset_group_add(set, &g, true);
	return read_permissions(set, of, "IpPermissions", RULE_INGRESS, at) <
		0 ?
	    -1 :
	    read_permissions(set, of, "IpPermissionsEgress", RULE_EGRESS, at);
}

/* ---- rules alone -------------------------------------------------------- */

/* Exactly one peer. */
static int
read_one(struct sgset *set, const struct json *of, struct sgset_rule *r)
{
	struct json group;
	int n = 0;

	for (size_t i = 0; i < nitems(alone); i++) {
		int got = read_peer(set, of, &alone[i], r);
		if (got < 0)
			return -1;
		n += got;
	}
	int got = json_member(of, "ReferencedGroupInfo", false, &group);
	if (got < 0 || (got == 1 && read_group(set, &group, r) < 0))
		return -1;
	if (n + got == 1)
		return 0;
	json_bad(of, NULL,
	    "expected one of CidrIpv4, CidrIpv6, PrefixListId, "
	    "ReferencedGroupInfo, found %d",
	    n + got);
	return -1;
}

static int
read_alone(struct sgset *set, const struct json *of)
{
	struct sgset_group g = {.name = "", .vpc = ""};
	struct sgset_rule r = {.id = ""};
	const char *id;
	bool egress;

	if (json_text(of, "GroupId", true, &id) < 0 ||
	    json_flag(of, "IsEgress", true, &egress) < 0 ||
	    word(set, of, "SecurityGroupRuleId", &r.id) < 0 ||
	    word(set, of, "Description", &r.about) < 0 ||
	    read_service(of, &r) < 0 || read_one(set, of, &r) < 0)
		return -1;
	r.dir = egress ? RULE_EGRESS : RULE_INGRESS;
	/* Rules of a group stand together, mostly. */
	if (set->ngroup > 0 && !set->whole[set->ngroup - 1] &&
	    strcmp(set->group[set->ngroup - 1].id, id) == 0) {
		r.group = (uint32_t)set->ngroup - 1;
	} else {
		g.id = keep_str(set->keep, id);
		r.group = sgset_group_add(set, &g, false);
	}
	sgset_rule_add(set, &r);
	return 0;
}

/* ---- a file ------------------------------------------------------------- */

/* What fl-sgrules says of rules whose input was cut. */
static int
read_why(struct sgset *set, const struct json *item)
{
	const struct json *page = item->up != NULL ? item->up->up : NULL;
	const char *why;

	if (page == NULL || item->at > 0 || item->up->name == NULL)
		return 0;
	int got = json_text(page, "Incomplete", false, &why);
	if (got == 1)
		set->why = keep_str(set->keep, why);
	return got;
}

int
sgjson_add(struct sgset *set, const struct jsonfile *f, const char *name)
{
	struct json_items it;
	struct json item;
	size_t which, n = 0;
	int got;

	json_items(&it, f, shapes, nitems(shapes));
	while ((got = json_items_next(&it, &item, &which)) == 1) {
		got = which == SHAPE_GROUPS ? read_whole(set, &item) :
					      read_alone(set, &item);
		if (got == 0)
			got = read_why(set, &item);
		if (got < 0)
			return -1;
		n++;
	}
	if (got < 0)
		return -1;
	if (n == 0) {
		diag_warn(DIAG_LOST, "%s: no security group in it", name);
		return -1;
	}
	if (it.more)
		diag_warn(DIAG_SKIPPED,
		    "%s: NextToken: another page follows, and is not here: "
		    "some groups are missing",
		    name);
	return 0;
}
