/* SPDX-License-Identifier: ISC */

/*
 * Rules in the shape of `aws ec2 describe-security-groups`, one group a
 * subject: what can be compared with an account, and is read back.  Beyond
 * AWS's keys a group has Members, the addresses that it is for, and rules of
 * input that was cut have Incomplete, the reason.
 */

#include <jansson.h>

#include "base/mem.h"
#include "rules/emit.h"
#include "rules/why.h"
#include "value/proto.h"

/* A string of the bytes of a buffer, which is empty then. */
static json_t *
text(struct buf *b)
{
	json_t *s = json_stringn(b->p, b->n);

	mem_check(s);
	b->n = 0;
	return s;
}

/* Takes value; jansson fails only for want of memory, as all is UTF-8. */
static void
set(json_t *object, const char *key, json_t *value)
{
	mem_check(value);
	if (json_object_set_new(object, key, value) < 0)
		mem_check(NULL);
}

static void
append(json_t *array, json_t *value)
{
	mem_check(value);
	if (json_array_append_new(array, value) < 0)
		mem_check(NULL);
}

/* An array under a key, which the object owns. */
static json_t *
array(json_t *object, const char *key)
{
	json_t *a = json_array();

	set(object, key, a);
	return a;
}

/* Are two rules of one IpPermission, each a peer of it? */
static bool
same_service(const struct rule *a, const struct rule *b)
{
	return a->proto == b->proto && a->from == b->from && a->to == b->to;
}

static json_t *
peer(const struct rule *r, struct buf *tmp)
{
	json_t *o = json_object();
	char *p = buf_room(tmp, PREFIX_MAX);

	mem_check(o);
	tmp->n = (size_t)(rule_cidr(p, r->peer) - tmp->p);
	set(o, rule_is4(r->peer) ? "CidrIp" : "CidrIpv6", text(tmp));
	why_rule(tmp, r);
	set(o, "Description", text(tmp));
	return o;
}

/* The IpPermission of n rules with one protocol and ports. */
static json_t *
permission(const struct rule *r, size_t n, struct buf *tmp)
{
	json_t *o = json_object(), *v4, *v6;

	mem_check(o);
	emit_proto(tmp, r->proto);
	set(o, "IpProtocol", text(tmp));
	if (proto_ports(r->proto) || proto_icmp(r->proto)) {
		set(o, "FromPort", json_integer(r->from));
		set(o, "ToPort", json_integer(r->to));
	}
	v4 = array(o, "IpRanges");
	v6 = array(o, "Ipv6Ranges");
	array(o, "PrefixListIds");
	array(o, "UserIdGroupPairs");
	for (size_t i = 0; i < n; i++)
		append(rule_is4(r[i].peer) ? v4 : v6, peer(&r[i], tmp));
	return o;
}

/* Adds the permissions of n rules of one subject to both directions. */
static void
permissions(const struct rule *r, size_t n, json_t *dir[2], struct buf *tmp)
{
	size_t end;

	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && r[end].dir == r[i].dir &&
		    same_service(&r[i], &r[end]))
			end++;
		append(dir[r[i].dir], permission(&r[i], end - i, tmp));
	}
}

/* The group of one subject. */
static json_t *
group(const struct rule *r, size_t n, struct buf *tmp)
{
	json_t *o = json_object(), *dir[2];
	char subject[PREFIX_MAX];
	size_t len = (size_t)(prefix_print(subject, r->subject) - subject);

	mem_check(o);
	why_group(tmp, r, n);
	set(o, "Description", text(tmp));
	buf_str(tmp, "fl-");
	buf_add(tmp, subject, len);
	set(o, "GroupName", text(tmp));
	dir[RULE_INGRESS] = array(o, "IpPermissions");
	dir[RULE_EGRESS] = array(o, "IpPermissionsEgress");
	permissions(r, n, dir, tmp);
	append(array(o, "Members"), json_stringn(subject, len));
	return o;
}

static int
to_buf(const char *p, size_t n, void *to)
{
	buf_add(to, p, n);
	return 0;
}

void
emit_json(const struct ruleset *rules, const char *why, struct buf *to)
{
	json_t *root = json_object(), *groups;
	struct buf tmp = {0};
	size_t end;

	mem_check(root);
	if (why != NULL) {
		emit_why(&tmp, why);
		set(root, "Incomplete", text(&tmp));
	}
	groups = array(root, "SecurityGroups");
	for (size_t i = 0; i < rules->n; i = end) {
		end = ruleset_subject(rules, i);
		append(groups, group(&rules->rule[i], end - i, &tmp));
	}
	if (json_dump_callback(root, to_buf, to, JSON_INDENT(2)) < 0)
		mem_check(NULL);
	buf_char(to, '\n');
	json_decref(root);
	buf_free(&tmp);
}
