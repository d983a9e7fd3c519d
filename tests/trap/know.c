/* SPDX-License-Identifier: ISC */

/*
 * See know.h.  A unit is a tuple as the logs show it, the true originator
 * first.  Units are made by sorting the records; what is to be known of the
 * ends and pairs of units by sorting those.
 */

#include <arpa/inet.h> /* INET6_ADDRSTRLEN */
#include <stdlib.h>
#include <string.h>

#include "know.h"
#include "play.h"
#include "tell.h"

static uint64_t
hash_end(uint64_t h, struct ip a, uint16_t port)
{
	h = prng_mix(h ^ a.hi);
	h = prng_mix(h ^ a.lo);
	return prng_mix(h ^ port);
}

/* ---- what is logged ------------------------------------------------------ */

static int
by_key(const void *va, const void *vb)
{
	const struct rec *a = va;
	const struct rec *b = vb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->conn > b->conn) - (a->conn < b->conn);
}

/* Adds up records that look alike. */
static void
add_up(struct net *net, const struct watch *w)
{
	struct rec *to = NULL;

	for (size_t i = 0; i < net->nrecs; i++) {
		struct rec *r = &net->recs[i];
		struct shown s = net_shown(net, r, false);
		uint64_t h = r->key ^ net->conns[r->conn].proto;

		h = hash_end(h, r->reply ? s.dst : s.src,
		    r->reply ? s.dport : s.sport);
		h = hash_end(h, r->reply ? s.src : s.dst,
		    r->reply ? s.sport : s.dport);
		if (w->full) {
			/* Records with pkt- fields are apart by these too. */
			s = net_shown(net, r, true);
			h = hash_end(h, s.src, 0);
			h = hash_end(h, s.dst, 0);
		}
		r->key = h;
	}
	qsort(net->recs, net->nrecs, sizeof(*net->recs), by_key);
	for (size_t i = 0; i < net->nrecs; i++) {
		struct rec *r = &net->recs[i];

		if (to == NULL || to->key != r->key) {
			to = r;
			continue;
		}
		to->packets += r->packets;
		to->bytes += r->bytes;
		to->flags |= r->flags;
		to->data |= r->data;
		if (r->start < to->start)
			to->start = r->start;
		if (r->end > to->end)
			to->end = r->end;
		r->gone = true;
	}
}

/* Windows that were lost, by which interface and when. */
static void
lose(struct net *net, struct loss *losses)
{
	for (int i = 0; i < LOSSES; i++) {
		struct loss *l = &losses[i];

		do
			l->iface = (int)prng_below(&net->rng,
			    (uint32_t)net->nifaces);
		while (net->ifaces[l->iface].unwatched);
		l->start = (int32_t)prng_below(&net->rng, NET_DAY - 600);
		l->end = l->start + (int32_t)net->ifaces[l->iface].window - 1;
	}
}

static bool
lost(const struct rec *r, const struct loss *losses)
{
	for (int i = 0; i < LOSSES; i++)
		if (r->iface == losses[i].iface &&
		    r->start >= losses[i].start && r->start <= losses[i].end)
			return true;
	return false;
}

void
know_watch(struct net *net, const struct watch *w, struct loss *losses)
{
	if (w->half)
		for (size_t i = 0; i < net->nifaces; i++)
			net->ifaces[i].unwatched = prng_below(&net->rng, 2);
	if (w->lossy)
		lose(net, losses);
	add_up(net, w);
	for (size_t i = 0; i < net->nrecs; i++) {
		struct rec *r = &net->recs[i];

		if (net->ifaces[r->iface].unwatched)
			r->gone = true;
		if (w->accepted && r->reject)
			r->gone = true;
		if (w->hour >= 0 && r->end / NET_HOUR != w->hour)
			r->gone = true;
		if (w->lossy && lost(r, losses))
			r->gone = true;
	}
}

/* ---- units --------------------------------------------------------------- */

struct at {
	uint64_t hash;
	uint32_t rec;
};

static int
by_hash(const void *va, const void *vb)
{
	const struct at *a = va;
	const struct at *b = vb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->rec > b->rec) - (a->rec < b->rec);
}

/* Adds a record to its unit. */
static void
take(const struct net *net, struct unit *u, const struct rec *r)
{
	const struct conn *c = &net->conns[r->conn];
	struct seen *s = u->seen;

	u->accepts[r->reply] += !r->reject;
	u->rejects[r->reply] += r->reject;
	if (r->start < u->first[r->reply])
		u->first[r->reply] = r->start;
	u->data |= r->data && !r->reject;
	u->syn |= !r->reply && (r->flags & SYNACK) == SYN;
	u->synack |= r->reply && (r->flags & SYNACK) == SYNACK;
	u->own[0] |= r->view == VIEW_FROM;
	u->own[1] |= r->view == VIEW_TO;
	u->replied |= c->replied && !c->refused;
	while (s->used && s->iface != r->iface)
		s++;
	s->used = true;
	s->iface = r->iface;
	s->packets[r->reply] += r->packets;
	s->bytes[r->reply] += r->bytes;
	if (play_classes[c->class].kind < play_classes[u->class].kind)
		u->class = c->class;
}

static void
begin(const struct net *net, const struct watch *w, struct unit *u,
    const struct rec *r)
{
	const struct conn *c = &net->conns[r->conn];

	memset(u, 0, sizeof(*u));
	u->shown = net_shown(net, r, w->full);
	u->conn = c;
	u->class = c->class;
	u->proto = c->proto;
	u->first[0] = u->first[1] = NET_DAY;
	u->real = ip_same(u->shown.src, c->src) &&
	    ip_same(u->shown.dst, c->dst) && u->shown.sport == c->sport;
}

/* Which interfaces logged a connection, in whatever guise. */
static uint8_t *
logged(const struct net *net)
{
	uint8_t *by = net_room(net->nconns, 1);

	for (size_t i = 0; i < net->nrecs; i++) {
		const struct rec *r = &net->recs[i];

		if (!r->gone && r->view <= VIEW_TO)
			by[r->conn] |= (uint8_t)(1 << r->view);
	}
	return by;
}

/*
 * An interface's own address is in all of its records; so is its only peer's,
 * if it has but one.
 */
static bool *
own_known(const struct net *net, const struct watch *w)
{
	bool *known = net_room(net->nifaces, sizeof(*known));
	struct ip *peer = net_room(net->nifaces, sizeof(*peer));

	for (size_t i = 0; i < net->nrecs; i++) {
		const struct rec *r = &net->recs[i];
		struct shown s = net_shown(net, r, w->full);
		struct ip a = r->view == VIEW_TO ? s.src : s.dst;

		if (r->gone || !ip_is4(a) || r->view > VIEW_TO)
			continue;
		if (peer[r->iface].lo == 0)
			peer[r->iface] = a;
		known[r->iface] |= !ip_same(peer[r->iface], a);
	}
	free(peer);
	return known;
}

/* The windows of ten minutes that each pair of a service and a client has. */
static void
count_windows(const struct net *net, struct tell *t, const struct at *at,
    size_t n)
{
	struct at *w = net_room(n, sizeof(*w));
	size_t j;

	for (size_t i = 0; i < n; i++) {
		const struct rec *r = &net->recs[at[i].rec];
		const struct unit *u = &t->units[t->unit_of[at[i].rec]];

		w[i].hash = tell_pair(u);
		w[i].rec = (uint32_t)(r->start / 600);
		if (r->reject)
			w[i].rec = UINT32_MAX;
	}
	qsort(w, n, sizeof(*w), by_hash);
	t->pairs = net_room(n, sizeof(*t->pairs));
	for (size_t i = 0; i < n; i = j) {
		struct pair *p = &t->pairs[t->npairs++];

		p->hash = w[i].hash;
		for (j = i; j < n && w[j].hash == w[i].hash; j++)
			if (w[j].rec != UINT32_MAX &&
			    (j == i || w[j].rec != w[j - 1].rec)) {
				p->windows++;
				p->last = w[j].rec;
				if (p->windows == 1)
					p->first = w[j].rec;
			}
	}
	free(w);
}

/* Makes the units of all records that are in the logs. */
static void
gather(const struct net *net, const struct watch *w, struct tell *t)
{
	struct at *at = net_room(net->nrecs, sizeof(*at));
	uint8_t *by = logged(net);
	size_t n = 0;

	for (size_t i = 0; i < net->nrecs; i++) {
		const struct rec *r = &net->recs[i];
		struct shown s;
		uint64_t h;

		if (r->gone)
			continue;
		s = net_shown(net, r, w->full);
		h = net->conns[r->conn].proto;
		if (w->full)
			h |= (uint64_t)net->ifaces[r->iface].vpc << 8;
		h = hash_end(hash_end(h, s.src, s.sport), s.dst, s.dport);
		at[n++] = (struct at){h, (uint32_t)i};
	}
	qsort(at, n, sizeof(*at), by_hash);
	t->units = net_room(n, sizeof(*t->units));
	t->unit_of = net_room(net->nrecs, sizeof(*t->unit_of));
	for (size_t i = 0; i < n; i++) {
		const struct rec *r = &net->recs[at[i].rec];

		if (i == 0 || at[i].hash != at[i - 1].hash)
			begin(net, w, &t->units[t->nunits++], r);
		take(net, &t->units[t->nunits - 1], r);
		t->units[t->nunits - 1].by |= by[r->conn];
		t->unit_of[at[i].rec] = (uint32_t)t->nunits - 1;
	}
	count_windows(net, t, at, n);
	t->known = own_known(net, w);
	free(at);
	free(by);
}

/* ---- writing ------------------------------------------------------------- */

/*
 * Packets and bytes of a direction: of the interface that saw most.  Whether
 * rejected ones count is nobody's matter here.
 */
static void
put_most(FILE *f, const struct unit *u, int reply)
{
	const struct seen *most = u->seen;

	if (u->rejects[0] + u->rejects[1] > 0) {
		fputs("\t-\t-", f);
		return;
	}
	for (const struct seen *s = u->seen + 1; s < u->seen + TELL_SEEN; s++)
		if (s->packets[reply] > most->packets[reply] ||
		    (s->packets[reply] == most->packets[reply] &&
			s->bytes[reply] > most->bytes[reply]))
			most = s;
	fprintf(f, "\t%llu\t%llu", (unsigned long long)most->packets[reply],
	    (unsigned long long)most->bytes[reply]);
}

/* One line: the unit from the side of its originator or of its responder. */
static void
put_side(FILE *f, const struct tell *t, const struct unit *u, int side)
{
	static const char *const covers[] = {"not", "may", "must"};
	const struct class *c = &play_classes[u->class];
	struct ip of = side ? u->shown.dst : u->shown.src;
	struct ip peer = side ? u->shown.src : u->shown.dst;
	char a[INET6_ADDRSTRLEN];
	char b[INET6_ADDRSTRLEN];

	fprintf(f, "%s\t%s\t%s\t%u\t%u\t%u\t%s\t%s\t%s\t%s\t%s",
	    side ? "ingress" : "egress", net_text(of, a), net_text(peer, b),
	    u->shown.sport, u->proto, u->shown.dport,
	    c->kind == WANTED || c->kind == ONEWAY ? "yes" : "no",
	    u->replied            ? "yes" :
		c->kind == ONEWAY ? "oneway" :
				    "no",
	    tell_opener(t, u), covers[tell_cover(t, u, side)], c->name);
	put_most(f, u, 0);
	put_most(f, u, 1);
	fprintf(f, "\t%s\n", *c->why ? c->why : "-");
}

void
know_truth(const struct net *net, const struct watch *w, FILE *f)
{
	struct tell t = {.net = net, .watch = w};

	gather(net, w, &t);
	tell_prepare(&t);
	fputs("#direction\tinstance\tpeer\tsport\tproto\tport\tlegit\tanswered"
	      "\tdecidable\tcover\ttrap\tpackets\tbytes\trpackets\trbytes"
	      "\twhy\n",
	    f);
	for (size_t i = 0; i < t.nunits; i++) {
		const struct unit *u = &t.units[i];

		for (int side = 0; side < 2; side++)
			if (vpc_ours(side ? u->shown.dst : u->shown.src))
				put_side(f, &t, u, side);
	}
	tell_free(&t);
}

void
know_scanners(const struct net *net, const struct watch *w, FILE *f)
{
	struct tell t = {.net = net, .watch = w};
	char a[INET6_ADDRSTRLEN];

	gather(net, w, &t);
	tell_prepare(&t);
	fputs("#address\tclass\tfailed\n", f);
	for (size_t i = 0; i < t.nfailed; i++)
		fprintf(f, "%s\t%s\t%u\n", net_text(t.failed[i].src, a),
		    play_classes[t.failed[i].class].name, t.failed[i].contacts);
	tell_free(&t);
}
