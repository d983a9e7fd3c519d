/* SPDX-License-Identifier: ISC */

/* See emit.h: what people call the service of a rule, and cells for them. */

#include <ctype.h>

#include "base/num.h"
#include "rules/emit.h"
#include "rules/price.h"
#include "value/proto.h"
#include "value/service.h"

#define NAMED 3 /* services of a range that are named */

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
put_number(struct buf *to, uint64_t v)
{
	char *p = buf_room(to, NUM_MAX);

	to->n += (size_t)(num_print(p, v) - p);
}

void
emit_type(struct buf *to, const struct rule *r)
{
	const struct service *s = NULL;

	if (!proto_ports(r->proto)) {
		buf_str(to, portless(r->proto));
		return;
	}
	if (r->from == r->to)
		s = service_at(r->proto, (uint64_t)r->from);
	if (s != NULL && s->console != NULL) {
		buf_str(to, s->console);
		return;
	}
	buf_str(to, all_ports(r) ? "All " : "Custom ");
	buf_str(to, r->proto == PROTO_TCP ? "TCP" : "UDP");
}

void
emit_protocol(struct buf *to, const struct rule *r)
{
	const char *name = proto_name(r->proto);

	if (name == NULL) {
		put_number(to, r->proto);
		return;
	}
	for (; *name != '\0'; name++)
		buf_char(to, (char)toupper((unsigned char)*name));
	if (!proto_ports(r->proto) && !proto_icmp(r->proto))
		buf_fmt(to, " (%u)", r->proto);
}

void
emit_ports(struct buf *to, const struct rule *r)
{
	if (r->from == RULE_NOPORT || all_ports(r)) {
		buf_str(to, "All");
		return;
	}
	put_number(to, (uint64_t)r->from);
	if (r->from == r->to)
		return;
	buf_char(to, '-');
	put_number(to, (uint64_t)r->to);
}

void
emit_services(struct buf *to, const struct rule *r)
{
	const char *join = to->n > 0 ? "; " : "";
	size_t n = 0, insecure = 0;

	if (all_ports(r) || r->from == RULE_NOPORT)
		return;
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

void
emit_price(struct buf *to, const struct ruleset *set, const struct rule *r)
{
	uint64_t price = price_rule(set, r);
	char *p;

	if (price == 0)
		return;
	if (to->n > 0)
		buf_str(to, "; ");
	p = buf_room(to, PRICE_MAX);
	to->n += (size_t)(price_print(p, price) - p);
	buf_str(to, " beyond the evidence");
}

void
emit_cell(struct buf *to, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '|' || *s == '\\')
			buf_char(to, '\\');
		buf_char(to, *s);
	}
}
