/* SPDX-License-Identifier: ISC */

/*
 * Rules as the AWS console shows them, for a reader who goes through
 * hundreds of groups: a heading at the left margin for each subject and
 * direction, its rules indented below, so that the headings alone
 * (grep '^[^ ]') are the list of subjects.
 *
 *   10.0.0.9 ingress: 2 rules
 *     Type   Protocol  Port range  Source       Flows  First seen  Last seen
 *     SSH    TCP       22          10.0.0.1/32     12  2026-03-01  2026-03-02
 *
 * Columns are as wide in every table, so the eye finds them at one place.
 * Only an IPv6 peer widens the table it is in and no other: it must not push
 * all of them out of 100 columns.
 */

#include <ctype.h>
#include <inttypes.h>

#include "rules/emit.h"
#include "rules/why.h"
#include "value/proto.h"
#include "value/service.h"

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
struct table {
	size_t width[COLUMNS];
	struct buf cell[COLUMNS];
};

/* What the console calls a rule for a protocol without ports. */
static const char *
portless(uint64_t proto)
{
	if (proto == PROTO_ICMP)
		return "All ICMP - IPv4";
	return proto == PROTO_ICMP6 ? "All ICMP - IPv6" : "Custom Protocol";
}

static bool
all_ports(const struct rule *r)
{
	return r->from == 0 && r->to == UINT16_MAX;
}

static void
put_type(struct buf *to, const struct rule *r)
{
	const struct service *s = NULL;

	if (r->from == r->to && proto_ports(r->proto))
		s = service_at(r->proto, (uint64_t)r->from);
	if (!proto_ports(r->proto))
		buf_str(to, portless(r->proto));
	else if (s != NULL && s->console != NULL)
		buf_str(to, s->console);
	else
		buf_fmt(to, "%s %s", all_ports(r) ? "All" : "Custom",
		    r->proto == PROTO_TCP ? "TCP" : "UDP");
}

/* "TCP", "GRE (47)", "253". */
static void
put_proto(struct buf *to, const struct rule *r)
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

static void
put_ports(struct buf *to, const struct rule *r)
{
	if (r->from == RULE_NOPORT || all_ports(r))
		buf_str(to, "All");
	else if (r->from == r->to)
		buf_fmt(to, "%d", r->from);
	else
		buf_fmt(to, "%d-%d", r->from, r->to);
}

static void
put_number(struct buf *to, uint64_t v)
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
static void
put_services(struct buf *to, const struct rule *r)
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

static void
put_note(struct buf *to, const struct rule *r)
{
	char *p = buf_room(to, RULE_NOTE_MAX);

	to->n += (size_t)(rule_note(p, r) - p);
	if (r->from != r->to && !all_ports(r))
		put_services(to, r);
}

/* Makes the cells of a rule. */
static void
fill(struct table *t, const struct rule *r)
{
	char *p;

	for (size_t i = 0; i < COLUMNS; i++)
		t->cell[i].n = 0;
	put_type(&t->cell[TYPE], r);
	put_proto(&t->cell[PROTO], r);
	put_ports(&t->cell[PORTS], r);
	p = buf_room(&t->cell[PEER], PREFIX_MAX);
	t->cell[PEER].n = (size_t)(rule_cidr(p, r->peer) - p);
	put_number(&t->cell[FLOWS], rule_counter(r, FIELD_FLOWS));
	why_day(&t->cell[FIRST], rule_counter(r, FIELD_FIRST));
	why_day(&t->cell[LAST], rule_counter(r, FIELD_LAST));
	put_note(&t->cell[NOTE], r);
}

static void
widen(struct table *t, size_t column)
{
	if (t->cell[column].n > t->width[column])
		t->width[column] = t->cell[column].n;
}

static void
pad(struct buf *to, size_t n)
{
	memset(buf_room(to, n), ' ', n);
	to->n += n;
}

/* Writes the cells as a line: flows to the right, no blanks at the end. */
static void
put_line(const struct table *t, struct buf *to)
{
	size_t end = to->n;

	for (size_t i = 0; i < COLUMNS; i++) {
		size_t gap = t->width[i] - t->cell[i].n;

		pad(to, 2);
		if (i == FLOWS)
			pad(to, gap);
		buf_add(to, t->cell[i].p, t->cell[i].n);
		if (t->cell[i].n > 0)
			end = to->n;
		if (i != FLOWS)
			pad(to, gap);
	}
	to->n = end;
	buf_char(to, '\n');
}

/* Does AWS take as many rules for one group and direction? */
static bool
over_quota(const struct rule *r, size_t n)
{
	size_t v4 = 0;

	for (size_t i = 0; i < n; i++)
		v4 += rule_is4(r[i].peer);
	return v4 > RULE_QUOTA || n - v4 > RULE_QUOTA;
}

/* "10.0.0.9 ingress: 2 rules" */
static void
put_heading(const struct rule *r, size_t n, struct buf *to)
{
	char *p = buf_room(to, PREFIX_MAX);

	to->n += (size_t)(prefix_print(p, r->subject) - p);
	buf_fmt(to, " %s: %zu rule%s", rule_dir(r), n, n == 1 ? "" : "s");
	if (over_quota(r, n))
		buf_fmt(to, " (AWS's default quota is %d)", RULE_QUOTA);
	buf_char(to, '\n');
}

/* The line of titles; that of the note only if one is there: noted. */
static void
put_titles(struct table *t, const struct rule *r, bool noted, struct buf *to)
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
	put_line(t, to);
}

/* One subject and direction: n rules from r.  peer: the usual width. */
static void
put_table(struct table *t, const struct rule *r, size_t n, size_t peer,
    struct buf *to)
{
	bool noted = false;

	t->width[PEER] = peer;
	for (size_t i = 0; i < n; i++) {
		fill(t, &r[i]);
		widen(t, PEER);
		noted |= t->cell[NOTE].n > 0;
	}
	put_heading(r, n, to);
	put_titles(t, r, noted, to);
	for (size_t i = 0; i < n; i++) {
		fill(t, &r[i]);
		put_line(t, to);
	}
}

/* The widths that all tables have in common. */
static void
measure(struct table *t, const struct ruleset *set)
{
	for (size_t c = 0; c < COLUMNS; c++)
		t->width[c] = strlen(titles[c]);
	t->width[PEER] = strlen(destination);
	for (size_t i = 0; i < set->n; i++) {
		fill(t, &set->rule[i]);
		for (size_t c = 0; c < COLUMNS; c++)
			if (c != PEER || rule_is4(set->rule[i].peer))
				widen(t, c);
	}
}

/* At both ends, as people see one of them. */
static void
put_why(struct buf *to, const char *why)
{
	if (why == NULL)
		return;
	buf_str(to, "INCOMPLETE: ");
	emit_why(to, why);
	buf_char(to, '\n');
}

void
emit_table(const struct ruleset *set, const char *why, struct buf *to)
{
	struct table t = {0};
	size_t end, peer;

	put_why(to, why);
	measure(&t, set);
	peer = t.width[PEER];
	for (size_t i = 0; i < set->n; i = end) {
		end = ruleset_table(set, i);
		if (i > 0)
			buf_char(to, '\n');
		put_table(&t, &set->rule[i], end - i, peer, to);
	}
	put_why(to, why);
	for (size_t c = 0; c < COLUMNS; c++)
		buf_free(&t.cell[c]);
}
