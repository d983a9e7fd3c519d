/* SPDX-License-Identifier: ISC */

/* See match.h: what is asked for each row. */

#include "rules/match_state.h"
#include "value/proto.h"

/* RFC 1918, RFC 6598: where interfaces of a VPC mostly are; and all IPv6. */
static bool
may_be_host(struct ip ip)
{
	uint32_t v4 = (uint32_t)ip.lo;

	return !ip_is4(ip) || v4 >> 24 == 10 || v4 >> 20 == 0xac1 ||
	    v4 >> 16 == 0xc0a8 || v4 >> 22 == 0x191;
}

/* The host of a place that is in a VPC; NULL where that does not tell. */
static const struct match_host *
in_vpc(const struct match *m, struct match_part p, struct slice vpc)
{
	const struct match_host *found = NULL;

	for (size_t i = 0; i < p.n; i++) {
		const struct match_host *h = &m->host[p.at + i];
		if (!slice_is(vpc, h->vpc))
			continue;
		if (found != NULL)
			return NULL;
		found = h;
	}
	return found;
}

void
match_who(const struct match *m, struct ip ip, struct slice vpc,
    struct match_who *who)
{
	uint32_t at = ipmap_find(m->at, ip), node = ipmap_find(m->find, ip);

	*who = (struct match_who){0};
	/* ::/0 has IPv4 inside as numbers, but not to AWS. */
	if (at != IPMAP_NONE && rule_is4(m->place[at].prefix) == ip_is4(ip)) {
		struct match_part p = m->place[at].host;
		who->host = p.n == 1 ? &m->host[p.at] : in_vpc(m, p, vpc);
		who->many = p.n > 1 && who->host == NULL;
		if (who->many) {
			who->some = &m->host[p.at];
			who->nsome = p.n;
		}
	} else {
		who->unseen = m->nunseen > m->nunseen_list && may_be_host(ip);
	}
	if (node != IPMAP_NONE && ip_is4(ip) == rule_is4(m->prefix[node])) {
		who->party = m->party + m->around[node].at;
		who->nparty = m->around[node].n;
	}
}

static const struct match_slot *
find(const struct match *m, uint64_t key)
{
	uint64_t hash = match_hash(key);
	uint16_t tag = match_tag(hash);

	for (uint64_t i = hash & m->mask; m->tag[i] != 0; i = (i + 1) & m->mask)
		if (m->tag[i] == tag && m->slot[i].key == key)
			return &m->slot[i];
	return NULL;
}

const struct match_slot *
match_find(const struct match *m, uint32_t group, enum rule_dir dir,
    uint32_t party)
{
	return find(m, match_key(group, dir, party));
}

/* Spans of a slot are joined: what is admitted lies in one of them. */
static enum match_answer
ask_slot(const struct match *m, const struct match_slot *s,
    struct match_what what)
{
	const struct match_span *p = m->span + s->span.at;
	const struct match_span *end = p + s->span.n;
	bool part = false;

	if (end[-1].proto == SGSET_ALL)
		return MATCH_YES;
	if (s->span.n > 8) { /* the last that does not begin behind it */
		size_t lo = 0, hi = s->span.n;
		uint32_t key = (uint32_t)what.proto << 16 | what.span.from;
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;
			uint32_t at = (uint32_t)p[mid].proto << 16 |
			    p[mid].span.from;
			if (at <= key)
				lo = mid + 1;
			else
				hi = mid;
		}
		p += lo > 0 ? lo - 1 : 0;
	}
	for (; p < end && p->proto <= what.proto; p++) {
		if (p->proto < what.proto || p->span.to < what.span.from)
			continue;
		if (p->span.from > what.span.to)
			break;
		if (p->span.from <= what.span.from &&
		    p->span.to >= what.span.to)
			return MATCH_YES;
		part = true;
	}
	return part ? MATCH_MAYBE : MATCH_NO;
}

/* The same for n parties, and a group. */
static enum match_answer
ask(const struct match *m, uint32_t group, enum rule_dir dir,
    const uint32_t *party, size_t n, struct match_what what)
{
	enum match_answer best = MATCH_NO, a;

	for (size_t i = 0; i < n; i++) {
		const struct match_slot *s = find(m,
		    match_key(group, dir, party[i]));
		if (s == NULL)
			continue;
		a = ask_slot(m, s, what);
		if (a == MATCH_YES)
			return a;
		if (a > best)
			best = a;
	}
	return best;
}

/* Could it be one of those that nothing is known of? */
static bool
ask_unseen(const struct match *m, uint32_t group, enum rule_dir dir,
    const struct match_who *peer, struct match_what what)
{
	size_t n = peer->unseen || peer->many ? m->nunseen : m->nunseen_list;

	return n > 0 && ask(m, group, dir, m->unseen, n, what) != MATCH_NO;
}

enum match_answer
match_ask(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what)
{
	enum match_answer best = host->partial ? MATCH_MAYBE : MATCH_NO, a;

	for (size_t g = 0; g < host->ngroup; g++) {
		uint32_t group = host->group[g];
		a = ask(m, group, dir, peer->party, peer->nparty, what);
		if (a == MATCH_YES)
			return a;
		if (a > best)
			best = a;
		if (peer->host != NULL) {
			a = ask(m, group, dir, peer->host->party,
			    peer->host->nparty, what);
			if (a == MATCH_YES)
				return a;
			if (a > best)
				best = a;
		}
		if (best == MATCH_NO && ask_unseen(m, group, dir, peer, what))
			best = MATCH_MAYBE;
	}
	/* Who it is may be what a reference wants to know. */
	if (best == MATCH_NO && peer->many)
		best = MATCH_MAYBE;
	return best;
}

/* Kinds of interfaces whose connections are always tracked. */
static const char *const tracked[] = {
    "nat_gateway",
    "network_load_balancer",
    "vpc_endpoint",
    "lambda",
    "global_accelerator_managed",
};

/* The party of all addresses of a family; MATCH_NOBODY: no rule has it. */
static uint32_t
everybody(const struct match *m, bool is4)
{
	struct prefix all = {{0, 0}, 0};

	if (is4)
		all = (struct prefix){ip_from4(0), IP_V4_BASE};
	size_t lo = 0, hi = m->nprefix;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (rule_prefix_cmp(m->prefix[mid], all) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < m->nprefix && rule_prefix_eq(m->prefix[lo], all) ?
	    (uint32_t)lo :
	    MATCH_NOBODY;
}

bool
match_untracked(const struct match *m, const struct match_host *host,
    enum rule_dir dir, bool is4, struct match_what what)
{
	uint32_t all = everybody(m, is4);
	bool there = false, back = false;

	if (all == MATCH_NOBODY)
		return false;
	for (size_t i = 0; host->eni != NULL && i < nitems(tracked); i++)
		if (strcmp(host->eni->type, tracked[i]) == 0)
			return false;
	for (size_t g = 0; g < host->ngroup; g++) {
		uint32_t group = host->group[g];
		there |= ask(m, group, dir, &all, 1, what) == MATCH_YES;
		back |= ask(m, group, (enum rule_dir)(1 - (int)dir), &all, 1,
			    (struct match_what){what.proto, SGSET_EVERY}) ==
		    MATCH_YES;
	}
	return there && back;
}

static bool
has(const uint32_t *party, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (party[i] == id)
			return true;
	return false;
}

bool
match_peer(const struct match *m, uint32_t rule, const struct match_who *peer)
{
	uint32_t id = m->party_of[rule];

	if (id == MATCH_NOBODY)
		return false;
	return has(peer->party, peer->nparty, id) ||
	    (peer->host != NULL &&
		has(peer->host->party, peer->host->nparty, id));
}

/* ---- which rules ------------------------------------------------------- */

/* Which rules are looked for: that admit all of it, only a part, or any. */
enum extent {
	EXTENT_ALL,
	EXTENT_PART,
	EXTENT_ANY
};

struct found {
	enum extent extent;
	uint32_t *rule;
	size_t n, room;
};

static bool
admits(const struct sgset_rule *r, struct match_what what, enum extent extent)
{
	bool all = r->span.from <= what.span.from && r->span.to >= what.span.to;

	if (r->proto == SGSET_ALL)
		return extent != EXTENT_PART;
	if (r->proto != what.proto || r->span.from > what.span.to ||
	    r->span.to < what.span.from)
		return false;
	return extent == EXTENT_ANY || all == (extent == EXTENT_ALL);
}

static void
list_slot(const struct match *m, const struct match_slot *s,
    struct match_what what, struct found *f)
{
	for (size_t i = 0; i < s->rule.n; i++) {
		uint32_t at = m->order[s->rule.at + i];
		if (!admits(&m->set->rule[at], what, f->extent))
			continue;
		if (f->n < f->room)
			f->rule[f->n] = at;
		f->n++;
	}
}

static void
list(const struct match *m, uint32_t group, enum rule_dir dir,
    const uint32_t *party, size_t n, struct match_what what, struct found *f)
{
	for (size_t i = 0; i < n; i++) {
		const struct match_slot *s = find(m,
		    match_key(group, dir, party[i]));
		if (s != NULL)
			list_slot(m, s, what, f);
	}
}

/* Those for peers that are known, in all groups of a host. */
static void
list_known(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    struct found *f)
{
	for (size_t g = 0; g < host->ngroup; g++) {
		uint32_t group = host->group[g];
		list(m, group, dir, peer->party, peer->nparty, what, f);
		if (peer->host != NULL)
			list(m, group, dir, peer->host->party,
			    peer->host->nparty, what, f);
	}
}

size_t
match_rules(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    uint32_t *rule, size_t room)
{
	struct found f = {EXTENT_ALL, rule, 0, room};

	list_known(m, host, dir, peer, what, &f);
	return f.n;
}

size_t
match_maybe(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    uint32_t *rule, size_t room)
{
	struct found f = {EXTENT_PART, rule, 0, room};
	size_t unseen = peer->unseen || peer->many ? m->nunseen :
						     m->nunseen_list;

	/* A port lies in a range, or not. */
	if (what.span.from != what.span.to)
		list_known(m, host, dir, peer, what, &f);
	f.extent = EXTENT_ANY;
	for (size_t g = 0; g < host->ngroup; g++) {
		uint32_t group = host->group[g];
		list(m, group, dir, m->unseen, unseen, what, &f);
		for (size_t i = 0; i < peer->nsome; i++)
			list(m, group, dir, peer->some[i].party,
			    peer->some[i].nparty, what, &f);
	}
	return f.n;
}
