/* SPDX-License-Identifier: ISC */

/*
 * emit.h once more, plainly: a table whose cells are all made before any is
 * written, and a document that is a tree first.
 */

#ifndef UNIT_SHOWING_H
#define UNIT_SHOWING_H

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "rules/emit.h"
#include "rules/why.h"
#include "value/proto.h"
#include "value/service.h"
#include "value/when.h"

/* ---- words ------------------------------------------------------------ */

/* "tcp", "udp", "icmp", "icmpv6", else the number. */
static inline void
plain_api(struct buf *to, uint64_t proto)
{
	if (proto_ports(proto) || proto_icmp(proto))
		buf_str(to, proto_name(proto));
	else
		buf_fmt(to, "%u", (unsigned int)proto);
}

static inline void
plain_day(struct buf *to, uint64_t t)
{
	char text[WHEN_MAX];

	if (t > WHEN_LAST) {
		buf_char(to, '-');
		return;
	}
	when_print(text, t);
	buf_add(to, text, WHY_DAY);
}

static inline void
plain_why(struct buf *to, const struct rule *r)
{
	uint64_t flows = r->count[RULE_FLOWS];
	char note[RULE_NOTE_MAX];

	if (flows == NUM_NONE)
		buf_str(to, "flows -, first ");
	else
		buf_fmt(to, "flows %" PRIu64 ", first ", flows);
	plain_day(to, r->count[RULE_FIRST]);
	buf_str(to, ", last ");
	plain_day(to, r->count[RULE_LAST]);
	if (r->note != 0) {
		buf_str(to, ", ");
		buf_add(to, note, (size_t)(rule_note(note, r) - note));
	}
}

static inline void
plain_group(struct buf *to, const struct rule *r, size_t n)
{
	uint64_t first = NUM_NONE, last = NUM_NONE;
	char subject[PREFIX_MAX];

	for (size_t i = 0; i < n; i++) {
		first = counter_merge(FIELD_FIRST, first,
		    r[i].count[RULE_FIRST]);
		last = counter_merge(FIELD_LAST, last, r[i].count[RULE_LAST]);
	}
	buf_str(to, "fl: rules of ");
	buf_add(to, subject,
	    (size_t)(prefix_print(subject, r->subject) - subject));
	buf_str(to, ", traffic of ");
	plain_day(to, first);
	buf_str(to, " to ");
	plain_day(to, last);
}

/* ---- a table ---------------------------------------------------------- */

enum {
	TYPE,
	PROTO,
	PORTS,
	PEER,
	FLOWS,
	FIRST,
	LAST,
	NOTE,
	COLUMNS
};

static const char *const titles[COLUMNS] = {
    "Type",
    "Protocol",
    "Port range",
    "Source",
    "Flows",
    "First seen",
    "Last seen",
    "Note",
};

#define NAMED 3 /* services of a range that are named */

static const char destination[] = "Destination"; /* an egress rule's peer */

/* The widths of a table, and one row of it as text. */
struct plain_table {
	size_t width[COLUMNS];
	struct buf cell[COLUMNS];
};

/* What the console calls a rule for a protocol without ports. */
static inline const char *
plain_portless(uint64_t proto)
{
	if (proto == PROTO_ICMP)
		return "All ICMP - IPv4";
	return proto == PROTO_ICMP6 ? "All ICMP - IPv6" : "Custom Protocol";
}

static inline bool
plain_all_ports(const struct rule *r)
{
	return r->from == 0 && r->to == UINT16_MAX;
}

static inline void
plain_put_type(struct buf *to, const struct rule *r)
{
	const struct service *s = NULL;

	if (r->from == r->to && proto_ports(r->proto))
		s = service_at(r->proto, (uint64_t)r->from);
	if (!proto_ports(r->proto))
		buf_str(to, plain_portless(r->proto));
	else if (s != NULL && s->console != NULL)
		buf_str(to, s->console);
	else
		buf_fmt(to, "%s %s", plain_all_ports(r) ? "All" : "Custom",
		    r->proto == PROTO_TCP ? "TCP" : "UDP");
}

/* "TCP", "GRE (47)", "253". */
static inline void
plain_put_proto(struct buf *to, const struct rule *r)
{
	const char *name = proto_name(r->proto);

	if (name == NULL) {
		buf_fmt(to, "%u", r->proto);
		return;
	}
	for (; *name != '\0'; name++)
		buf_char(to, (char)toupper((unsigned char)*name));
	if (!proto_ports(r->proto) && !proto_icmp(r->proto))
		buf_fmt(to, " (%u)", r->proto);
}

static inline void
plain_put_ports(struct buf *to, const struct rule *r)
{
	if (r->from == RULE_NOPORT || plain_all_ports(r))
		buf_str(to, "All");
	else if (r->from == r->to)
		buf_fmt(to, "%d", r->from);
	else
		buf_fmt(to, "%d-%d", r->from, r->to);
}

static inline void
plain_put_number(struct buf *to, uint64_t v)
{
	if (v == NUM_NONE)
		buf_char(to, '-');
	else
		buf_fmt(to, "%" PRIu64, v);
}

/*
 * The services that a range of ports hides, for instance "22 ssh, 23 telnet
 * (1 insecure)": the first few by name, then how many more.
 */
static inline void
plain_put_services(struct buf *to, const struct rule *r)
{
	const char *join = to->n > 0 ? "; " : "";
	size_t n = 0, insecure = 0;

	for (uint64_t port = (uint64_t)r->from;;) {
		const struct service *s = service_next(r->proto, port);

		if (s == NULL || s->port > r->to)
			break;
		port = s->last + 1U;
		insecure += s->insecure;
		if (n++ >= NAMED)
			continue;
		buf_fmt(to, "%s%u %s", join, s->port, s->name);
		join = ", ";
	}
	if (n > NAMED)
		buf_fmt(to, ", %zu more", n - NAMED);
	if (insecure > 0)
		buf_fmt(to, " (%zu insecure)", insecure);
}

static inline void
plain_put_note(struct buf *to, const struct rule *r)
{
	char *p = buf_room(to, RULE_NOTE_MAX);

	to->n += (size_t)(rule_note(p, r) - p);
	if (r->from != r->to && !plain_all_ports(r))
		plain_put_services(to, r);
}

/* Makes the cells of a rule. */
static inline void
plain_fill(struct plain_table *t, const struct rule *r)
{
	char *p;

	for (size_t i = 0; i < COLUMNS; i++)
		t->cell[i].n = 0;
	plain_put_type(&t->cell[TYPE], r);
	plain_put_proto(&t->cell[PROTO], r);
	plain_put_ports(&t->cell[PORTS], r);
	p = buf_room(&t->cell[PEER], PREFIX_MAX);
	t->cell[PEER].n = (size_t)(rule_cidr(p, r->peer) - p);
	plain_put_number(&t->cell[FLOWS], r->count[RULE_FLOWS]);
	plain_day(&t->cell[FIRST], r->count[RULE_FIRST]);
	plain_day(&t->cell[LAST], r->count[RULE_LAST]);
	plain_put_note(&t->cell[NOTE], r);
}

static inline void
plain_widen(struct plain_table *t, size_t column)
{
	if (t->cell[column].n > t->width[column])
		t->width[column] = t->cell[column].n;
}

static inline void
plain_pad(struct buf *to, size_t n)
{
	memset(buf_room(to, n), ' ', n);
	to->n += n;
}

/* Writes the cells as a line: flows to the right, no blanks at the end. */
static inline void
plain_put_line(const struct plain_table *t, struct buf *to)
{
	size_t end = to->n;

	for (size_t i = 0; i < COLUMNS; i++) {
		size_t gap = t->width[i] - t->cell[i].n;

		plain_pad(to, 2);
		if (i == FLOWS)
			plain_pad(to, gap);
		buf_add(to, t->cell[i].p, t->cell[i].n);
		if (t->cell[i].n > 0)
			end = to->n;
		if (i != FLOWS)
			plain_pad(to, gap);
	}
	to->n = end;
	buf_char(to, '\n');
}

/* Does AWS take as many rules for one group and direction? */
static inline bool
plain_over_quota(const struct rule *r, size_t n)
{
	size_t v4 = 0;

	for (size_t i = 0; i < n; i++)
		v4 += rule_is4(r[i].peer);
	return v4 > QUOTA_RULES || n - v4 > QUOTA_RULES;
}

/* "10.0.0.9 ingress: 2 rules" */
static inline void
plain_put_heading(const struct rule *r, size_t n, struct buf *to)
{
	char *p = buf_room(to, PREFIX_MAX);

	to->n += (size_t)(prefix_print(p, r->subject) - p);
	buf_fmt(to, " %s: %zu rule%s", rule_dir(r), n, n == 1 ? "" : "s");
	if (plain_over_quota(r, n))
		buf_fmt(to, " (AWS's default quota is %d)", QUOTA_RULES);
	buf_char(to, '\n');
}

/* The line of titles; that of the note only if one is there: noted. */
static inline void
plain_put_titles(struct plain_table *t, const struct rule *r, bool noted,
    struct buf *to)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		t->cell[i].n = 0;
		if (i != NOTE)
			buf_str(&t->cell[i], titles[i]);
	}
	if (r->dir == RULE_EGRESS) {
		t->cell[PEER].n = 0;
		buf_str(&t->cell[PEER], destination);
	}
	if (noted)
		buf_str(&t->cell[NOTE], titles[NOTE]);
	plain_put_line(t, to);
}

/* One subject and direction: n rules from r.  peer: the usual width. */
static inline void
plain_put_table(struct plain_table *t, const struct rule *r, size_t n,
    size_t peer, struct buf *to)
{
	bool noted = false;

	t->width[PEER] = peer;
	for (size_t i = 0; i < n; i++) {
		plain_fill(t, &r[i]);
		plain_widen(t, PEER);
		noted |= t->cell[NOTE].n > 0;
	}
	plain_put_heading(r, n, to);
	plain_put_titles(t, r, noted, to);
	for (size_t i = 0; i < n; i++) {
		plain_fill(t, &r[i]);
		plain_put_line(t, to);
	}
}

/* The widths that all tables have in common. */
static inline void
plain_measure(struct plain_table *t, const struct rule *r, size_t n)
{
	for (size_t c = 0; c < COLUMNS; c++)
		t->width[c] = strlen(titles[c]);
	t->width[PEER] = strlen(destination);
	for (size_t i = 0; i < n; i++) {
		plain_fill(t, &r[i]);
		for (size_t c = 0; c < COLUMNS; c++)
			if (c != PEER || rule_is4(r[i].peer))
				plain_widen(t, c);
	}
}

/* The tables of n sorted rules. */
static inline void
plain_table(const struct rule *r, size_t n, struct buf *to)
{
	struct plain_table t = {0};
	size_t end, peer;

	plain_measure(&t, r, n);
	peer = t.width[PEER];
	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && rule_same_table(&r[i], &r[end]))
			end++;
		if (i > 0)
			buf_char(to, '\n');
		plain_put_table(&t, &r[i], end - i, peer, to);
	}
	for (size_t c = 0; c < COLUMNS; c++)
		buf_free(&t.cell[c]);
}

/* ---- a document ------------------------------------------------------- */

/* A string of the bytes of a buffer, which is empty then. */
static inline json_t *
tree_text(struct buf *b)
{
	json_t *s = json_stringn(b->p, b->n);

	mem_check(s);
	b->n = 0;
	return s;
}

/* Takes value; jansson fails only for want of memory, as all is UTF-8. */
static inline void
tree_set(json_t *object, const char *key, json_t *value)
{
	mem_check(value);
	if (json_object_set_new(object, key, value) < 0)
		mem_check(NULL);
}

static inline void
tree_append(json_t *array, json_t *value)
{
	mem_check(value);
	if (json_array_append_new(array, value) < 0)
		mem_check(NULL);
}

/* An array under a key, which the object owns. */
static inline json_t *
tree_array(json_t *object, const char *key)
{
	json_t *a = json_array();

	tree_set(object, key, a);
	return a;
}

static inline json_t *
tree_peer(const struct rule *r, struct buf *tmp)
{
	json_t *o = json_object();
	char *p = buf_room(tmp, PREFIX_MAX);

	mem_check(o);
	tmp->n = (size_t)(rule_cidr(p, r->peer) - tmp->p);
	tree_set(o, rule_is4(r->peer) ? "CidrIp" : "CidrIpv6", tree_text(tmp));
	plain_why(tmp, r);
	tree_set(o, "Description", tree_text(tmp));
	return o;
}

/* The IpPermission of n rules with one protocol and ports. */
static inline json_t *
tree_permission(const struct rule *r, size_t n, struct buf *tmp)
{
	json_t *o = json_object(), *v4, *v6;

	mem_check(o);
	plain_api(tmp, r->proto);
	tree_set(o, "IpProtocol", tree_text(tmp));
	if (proto_ports(r->proto) || proto_icmp(r->proto)) {
		tree_set(o, "FromPort", json_integer(r->from));
		tree_set(o, "ToPort", json_integer(r->to));
	}
	v4 = tree_array(o, "IpRanges");
	v6 = tree_array(o, "Ipv6Ranges");
	tree_array(o, "PrefixListIds");
	tree_array(o, "UserIdGroupPairs");
	for (size_t i = 0; i < n; i++)
		tree_append(rule_is4(r[i].peer) ? v4 : v6,
		    tree_peer(&r[i], tmp));
	return o;
}

/* Adds the permissions of n rules of one subject to both directions. */
static inline void
tree_permissions(const struct rule *r, size_t n, json_t *dir[2],
    struct buf *tmp)
{
	size_t end;

	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && r[end].dir == r[i].dir &&
		    rule_same_service(&r[i], &r[end]))
			end++;
		tree_append(dir[r[i].dir],
		    tree_permission(&r[i], end - i, tmp));
	}
}

/* The group of one subject. */
static inline json_t *
tree_group(const struct rule *r, size_t n, struct buf *tmp)
{
	json_t *o = json_object(), *dir[2];
	char subject[PREFIX_MAX];
	size_t len = (size_t)(prefix_print(subject, r->subject) - subject);

	mem_check(o);
	plain_group(tmp, r, n);
	tree_set(o, "Description", tree_text(tmp));
	buf_str(tmp, "fl-");
	buf_add(tmp, subject, len);
	tree_set(o, "GroupName", tree_text(tmp));
	dir[RULE_INGRESS] = tree_array(o, "IpPermissions");
	dir[RULE_EGRESS] = tree_array(o, "IpPermissionsEgress");
	tree_permissions(r, n, dir, tmp);
	tree_append(tree_array(o, "Members"), json_stringn(subject, len));
	return o;
}

static inline int
tree_to_buf(const char *p, size_t n, void *to)
{
	buf_add(to, p, n);
	return 0;
}

/* The document of n sorted rules. */
static inline void
plain_json(const struct rule *r, size_t n, const char *why, struct buf *to)
{
	json_t *root = json_object(), *groups;
	struct buf tmp = {0};
	size_t end;

	mem_check(root);
	if (why != NULL) {
		emit_why(&tmp, why);
		tree_set(root, "Incomplete", tree_text(&tmp));
	}
	groups = tree_array(root, "SecurityGroups");
	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && rule_same_subject(&r[i], &r[end]))
			end++;
		tree_append(groups, tree_group(&r[i], end - i, &tmp));
	}
	if (json_dump_callback(root, tree_to_buf, to, JSON_INDENT(2)) < 0)
		mem_check(NULL);
	buf_char(to, '\n');
	json_decref(root);
	buf_free(&tmp);
}

#endif
