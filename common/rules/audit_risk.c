/* SPDX-License-Identifier: ISC */

/*
 * See audit.h: what is open to the world.  "Commonly": a port alone does not
 * prove which service it is.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/audit.h"
#include "rules/match_state.h"
#include "value/proto.h"
#include "value/service.h"

#define WORLD4 (IP_V4_BASE + 8) /* no office has more addresses than that */
#define WORLD6 16
#define NAMED 4 /* services in words */

/* Ports beside those that service.def calls insecure; sorted. */
static const struct {
	uint16_t port;
	uint8_t risk;
} known[] = {
    {20, AUDIT_HIGH},
    {21, AUDIT_HIGH},
    {22, AUDIT_ADMIN},
    {23, AUDIT_HIGH},
    {25, AUDIT_HIGH},
    {110, AUDIT_HIGH},
    {135, AUDIT_HIGH},
    {143, AUDIT_HIGH},
    {445, AUDIT_HIGH},
    {1433, AUDIT_HIGH},
    {1434, AUDIT_HIGH},
    {3000, AUDIT_HIGH},
    {3306, AUDIT_HIGH},
    {3389, AUDIT_ADMIN},
    {4333, AUDIT_HIGH},
    {5000, AUDIT_HIGH},
    {5432, AUDIT_HIGH},
    {5500, AUDIT_HIGH},
    {5601, AUDIT_HIGH},
    {8080, AUDIT_HIGH},
    {8088, AUDIT_HIGH},
    {8888, AUDIT_HIGH},
    {9200, AUDIT_HIGH},
    {9300, AUDIT_HIGH},
};

static bool
is_world(struct prefix p)
{
	return p.len < (rule_is4(p) ? WORLD4 : WORLD6);
}

/* By list: is the world in it? */
static bool *
world_lists(const struct match *m)
{
	bool *world = mem_new(m->nlist);

	for (size_t i = 0; i < m->nprefix; i++) {
		struct match_part e = m->around[i];
		for (size_t k = 1; k < e.n && is_world(m->prefix[i]); k++) {
			uint32_t party = m->party[e.at + k];
			if (party < m->nprefix)
				break;
			world[party - m->nprefix] = true;
		}
	}
	return world;
}

static bool
is_open(const struct match *m, const bool *world, const struct sgset_rule *r)
{
	if (r->stale || r->dir != RULE_INGRESS)
		return false;
	if (r->kind == SGSET_LIST)
		return world[match_party(m, r) - m->nprefix];
	return r->kind == SGSET_CIDR && is_world(r->cidr);
}

/* What the worst of its ports is. */
static enum audit_risk
worst(const struct sgset_rule *r)
{
	enum audit_risk risk = AUDIT_SAFE;

	if (r->proto == SGSET_ALL)
		return AUDIT_ALL;
	if (!proto_ports(r->proto))
		return AUDIT_SAFE;
	if (r->span.from == 0 && r->span.to == UINT16_MAX)
		return AUDIT_ALL;
	if (service_insecure(r->proto, r->span.from, r->span.to))
		risk = AUDIT_INSECURE;
	for (size_t i = 0; i < nitems(known); i++)
		if (known[i].port >= r->span.from &&
		    known[i].port <= r->span.to && known[i].risk > risk &&
		    (r->proto == PROTO_TCP || known[i].risk == AUDIT_ADMIN))
			risk = known[i].risk;
	return risk;
}

void
audit_risks(struct audit *a)
{
	bool *world = world_lists(a->conf.match);

	for (size_t i = 0; i < a->set->nrule; i++)
		if (is_open(a->conf.match, world, &a->set->rule[i]))
			a->rule[i].risk = (uint8_t)worst(&a->set->rule[i]);
	free(world);
}

void
audit_services(struct buf *to, const struct sgset_rule *r)
{
	const struct service *s;
	size_t n = 0;

	if (!proto_ports(r->proto))
		return;
	for (uint64_t port = r->span.from; port <= r->span.to;
	     port = s->last + 1U) {
		s = service_next(r->proto, port);
		if (s == NULL || s->port > r->span.to)
			break;
		if (n++ < NAMED)
			buf_fmt(to, "%s%u %s", n > 1 ? ", " : "", s->port,
			    s->name);
	}
	if (n > NAMED)
		buf_fmt(to, " and %zu more", n - NAMED);
}
