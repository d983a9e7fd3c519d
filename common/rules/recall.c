/* SPDX-License-Identifier: ISC */

/* See recall.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/recall.h"

#define SLOTS ((size_t)1 << 17)
#define HOSTS ((size_t)1 << 16)

/*
 * All that match_ask looks at.  The same numbers lie at one place (match.h),
 * so that places tell them apart.
 */
struct question {
	const uint32_t *group, *party, *own; /* of host, peer, its host */
	struct match_what what;
	uint8_t dir;
	bool partial, many, unseen;
};

struct slot {
	struct question q;
	struct recall_answer a;
	bool used;
};

struct host {
	struct ip ip;
	struct match_who who;
	bool used;
};

struct recall {
	const struct match *m;
	struct host *host;
	struct slot *slot;
};

struct recall *
recall_new(const struct match *m)
{
	struct recall *r = mem_new(sizeof(*r));

	r->m = m;
	r->slot = mem_new(SLOTS * sizeof(*r->slot));
	r->host = mem_new(HOSTS * sizeof(*r->host));
	return r;
}

void
recall_free(struct recall *r)
{
	if (r == NULL)
		return;
	free(r->slot);
	free(r->host);
	free(r);
}

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15;
	return h ^ h >> 32;
}

static struct host *
host_of(const struct recall *r, struct ip ip)
{
	return &r->host[mix(ip.hi, ip.lo) & (HOSTS - 1)];
}

void
recall_soon(const struct recall *r, struct ip ip)
{
	__builtin_prefetch(host_of(r, ip));
}

void
recall_who(struct recall *r, struct ip ip, struct slice vpc,
    struct match_who *who)
{
	struct host *h = host_of(r, ip);

	if (vpc.n > 0) {
		match_who(r->m, ip, vpc, who);
		return;
	}
	if (!h->used || !ip_eq(ip, h->ip)) {
		match_who(r->m, ip, vpc, &h->who);
		h->ip = ip;
		h->used = true;
	}
	*who = h->who;
}

static uint64_t
hash(const struct question *q)
{
	uint64_t h = mix((uintptr_t)q->group, (uintptr_t)q->party);

	h = mix(h, (uintptr_t)q->own);
	return mix(h,
	    (uint64_t)q->what.span.from << 32 |
		(uint64_t)q->what.span.to << 16 | (uint64_t)q->what.proto << 8 |
		q->dir);
}

static bool
same(const struct question *a, const struct question *b)
{
	return a->group == b->group && a->party == b->party &&
	    a->own == b->own && a->what.proto == b->what.proto &&
	    a->what.span.from == b->what.span.from &&
	    a->what.span.to == b->what.span.to && a->dir == b->dir &&
	    a->partial == b->partial && a->many == b->many &&
	    a->unseen == b->unseen;
}

struct recall_answer
recall_ask(struct recall *r, const struct match_host *host, enum rule_dir dir,
    const struct match_who *peer, struct match_what what)
{
	const struct question q = {
	    .group = host->group,
	    .party = peer->party,
	    .own = peer->host != NULL ? peer->host->party : NULL,
	    .what = what,
	    .dir = (uint8_t)dir,
	    .partial = host->partial,
	    .many = peer->many,
	    .unseen = peer->unseen,
	};
	struct slot *s = &r->slot[hash(&q) & (SLOTS - 1)];

	if (s->used && same(&s->q, &q))
		return s->a;
	s->used = true;
	s->q = q;
	s->a.answer = match_ask(r->m, host, dir, peer, what);
	s->a.nrule = 0;
	if (s->a.answer == MATCH_YES)
		s->a.nrule = (uint32_t)match_rules(r->m, host, dir, peer, what,
		    s->a.rule, RECALL_RULES);
	return s->a;
}
