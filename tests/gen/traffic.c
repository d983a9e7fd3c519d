/* SPDX-License-Identifier: ISC */

/*
 * See traffic.h.  From the table's rows to episodes, from episodes to
 * connections, from a connection to what each interface logs in each window.
 */

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "traffic.h"

enum {
	FIN = 1,
	SYN = 2,
	RST = 4,
	SYNACK = 18
};

enum {
	SHY_TRIES = 200
}; /* episodes that may fail to fit before padding */

enum {
	DAY_END = WORLD_WINDOW * WORLD_WINDOWS
};

/* How much of the exchange takes place. */
enum talk {
	TALK_FULL,
	TALK_RETRY,
	TALK_RST,
	TALK_HANDSHAKE
};

/* What the interfaces say to a fate: request and reply, at both ends. */
struct verdict {
	uint8_t sent;     /* request, at the sender's interface */
	uint8_t received; /* request, at the receiver's */
	uint8_t answer;   /* reply, at the receiver's interface */
	uint8_t answered; /* reply, at the sender's */
	enum talk talk;
};

#define A ACTION_ACCEPT
#define R ACTION_REJECT
#define N ACTION_NONE

static const struct verdict verdicts[FATES] = {
    [FATE_OK] = {A, A, A, A, TALK_FULL},
    [FATE_LATE] = {A, A, A, A, TALK_FULL},
    [FATE_SILENT] = {A, A, N, N, TALK_RETRY},
    [FATE_BLOCKED] = {A, R, N, N, TALK_RETRY},
    [FATE_BARRED] = {R, N, N, N, TALK_RETRY},
    [FATE_CUT] = {A, A, R, N, TALK_RETRY},
    [FATE_REFUSED] = {A, A, A, A, TALK_RST},
    [FATE_OPEN] = {A, A, A, A, TALK_HANDSHAKE},
};

#undef A
#undef R
#undef N

/* When web clients come: the weight of each hour. */
static const uint8_t hours[24] = {3, 2, 2, 1, 1, 2, 4, 7, 10, 12, 12, 11, 11,
    12, 12, 11, 10, 10, 11, 12, 11, 9, 7, 5};

/* What scanners look for first. */
static const uint16_t scanned[] = {22, 23, 80, 443, 445, 3389, 8080, 1433, 3306,
    5432, 6379, 5900, 25, 21, 8443, 9200, 27017, 11211, 2375, 5060, 9100, 53,
    123, 161};

/* Both directions of a connection in one window. */
struct slice {
	uint32_t start;
	uint32_t end;
	bool opens;
	bool closes;
	uint32_t packets[2]; /* request, reply */
	uint32_t bytes[2];
	uint8_t flags[2];
};

/* One episode under way. */
struct plan {
	const struct flow *flow;
	struct end from;
	struct end to;
	uint32_t when;  /* second of the day */
	uint16_t sport; /* 0: each connection draws one */
};

static void *
grow(void *p, size_t *cap, size_t need, size_t size)
{
	if (need < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 4096;
	p = reallocarray(p, *cap, size);
	if (p == NULL)
		err(2, NULL);
	return p;
}

/* Appends one record. */
static void
put(struct traffic *t, struct rec r)
{
	t->recs = grow(t->recs, &t->cap_recs, t->nrecs, sizeof(*t->recs));
	t->recs[t->nrecs++] = r;
}

/* Appends a record of one direction, unless the action is none. */
static void
log_dir(struct traffic *t, const struct slice *s, int iface, enum view view,
    bool reply, uint8_t action)
{
	if (action == ACTION_NONE || s->packets[reply] == 0)
		return;
	put(t,
	    (struct rec){
		.conn = (uint32_t)t->nconns - 1,
		.packets = s->packets[reply],
		.bytes = s->bytes[reply],
		.start = s->start,
		.end = s->end,
		.iface = (uint8_t)iface,
		.view = view,
		.action = action,
		.flags = s->flags[reply],
		.reply = reply,
	    });
}

/* Lets every interface on the way log the slice. */
static void
log_slice(struct traffic *t, const struct conn *c, const struct slice *s,
    const struct verdict *v)
{
	if (c->from >= 0) {
		log_dir(t, s, c->from, VIEW_PLAIN, false, v->sent);
		log_dir(t, s, c->from, VIEW_PLAIN, true, v->answered);
	}
	if (c->natport != 0 && v->sent == ACTION_ACCEPT) {
		for (int view = VIEW_NAT_IN; view <= VIEW_NAT_OUT; view++) {
			log_dir(t, s, WORLD_NAT, view, false, v->sent);
			log_dir(t, s, WORLD_NAT, view, true, v->answered);
		}
	}
	if (c->to >= 0) {
		log_dir(t, s, c->to, VIEW_PLAIN, false, v->received);
		log_dir(t, s, c->to, VIEW_PLAIN, true, v->answer);
	}
}

/*
 * Fills packets and bytes of a window in which the size's exchanges take place;
 * TCP adds its acknowledgements, its opening and its closing.
 */
static void
fill(struct prng *r, struct slice *s, const struct size *z, bool tcp, bool v6)
{
	uint32_t n = prng_skew(r, z->exchanges[0], z->exchanges[1]);
	uint32_t up = n * prng_skew(r, z->up[0], z->up[1]);
	uint32_t down = n * prng_skew(r, z->down[0], z->down[1]);
	uint32_t head = (tcp ? 52 : 28) + (v6 ? 20 : 0);
	uint32_t *p = s->packets;

	p[0] = n + (tcp ? up / 1448 : 0);
	p[1] = z->down[1] == 0 && !tcp ? 0 : n + (tcp ? down / 1448 : 0);
	if (tcp) {
		uint32_t request = p[0];

		p[0] += p[1] / 2 + (s->opens ? 2 : 0) + (s->closes ? 2 : 0);
		p[1] += request / 4 + (s->opens ? 1 : 0) + (s->closes ? 1 : 0);
	}
	s->bytes[0] = p[0] * head + up + (tcp && s->opens ? 8 : 0);
	s->bytes[1] = p[1] * head + down + (tcp && s->opens ? 8 : 0);
	if (!tcp)
		return;
	s->flags[0] = (s->opens ? SYN : 0) | (s->closes ? FIN : 0);
	s->flags[1] = (s->opens ? SYNACK : 0) | (s->closes ? FIN : 0);
	if (s->closes && prng_below(r, 10) == 0)
		s->flags[0] |= RST;
}

/* One direction of a TCP slice without payload. */
static void
bare(struct slice *s, int dir, uint32_t n, uint32_t length, uint8_t flags)
{
	s->packets[dir] = n;
	s->bytes[dir] = n * length;
	s->flags[dir] = flags;
}

/* Fills a slice of TCP that comes to nothing; scanners send 44-byte SYNs. */
static void
fill_failed(struct prng *r, struct slice *s, const struct flow *f,
    const struct verdict *v)
{
	bool scan = f->size == SIZE_PROBE;
	uint32_t tries = scan ? prng_range(r, 1, 2) : prng_range(r, 2, 6);
	uint32_t length = scan ? 44 : f->family == 6 ? 80 : 60;

	switch (v->talk) {
	case TALK_RST:
		bare(s, 0, 1, length, SYN);
		bare(s, 1, 1, f->family == 6 ? 60 : 40, RST);
		break;
	case TALK_HANDSHAKE:
		bare(s, 0, 2, length - 2, SYN | RST); /* 44 + 40 */
		bare(s, 1, 1, length, SYNACK);
		break;
	default:
		bare(s, 0, tries, length, SYN);
		if (v->answer != ACTION_NONE)
			bare(s, 1, tries, length, SYNACK);
	}
}

/* Lets packets come after the close, from the outer end; none at day's end. */
static void
log_late(struct traffic *t, const struct conn *c, uint32_t closed)
{
	static const uint8_t flags[] = {0, FIN, RST};
	struct slice s = {0};
	bool reply = c->from >= 0;
	uint32_t n;

	s.start = closed + prng_range(&t->rng, 60, 900);
	s.end = s.start + prng_below(&t->rng, 3);
	if (s.end / WORLD_WINDOW != s.start / WORLD_WINDOW || s.end >= DAY_END)
		return;
	n = prng_range(&t->rng, 1, 3);
	bare(&s, reply, n, 40, flags[prng_below(&t->rng, sizeof(flags))]);
	log_dir(t, &s, reply ? c->from : c->to, VIEW_PLAIN, reply,
	    ACTION_REJECT);
}

/* The start and end of the k-th of n windows of a connection opened at when. */
static void
place(struct prng *r, struct slice *s, uint32_t when, uint32_t k, uint32_t n)
{
	uint32_t first = (when / WORLD_WINDOW + k) * WORLD_WINDOW;
	uint32_t last = first + WORLD_WINDOW - 1;

	s->opens = k == 0;
	s->closes = k == n - 1;
	s->start = s->opens ? when : first + prng_skew(r, 0, 60);
	if (n == 1)
		s->end = s->start + prng_skew(r, 0, 120);
	else if (s->closes)
		s->end = s->start + prng_below(r, 500);
	else
		s->end = last - prng_skew(r, 0, 60);
	if (s->end > last)
		s->end = last;
	if (s->end < s->start)
		s->end = s->start;
}

/* A client port.  Linux hosts walk their range, so tuples seldom repeat. */
static uint16_t
ephemeral(struct traffic *t, const struct end *from)
{
	uint16_t *p;

	if (from->host < 0)
		return (uint16_t)prng_range(&t->rng, 1024, 65535);
	p = &t->port[from->host];
	*p = (uint16_t)((*p + prng_range(&t->rng, 1, 7)) % 28232);
	return (uint16_t)(32768 + *p);
}

/* Appends the connection of the plan to that port, without records. */
static struct conn *
open_conn(struct traffic *t, const struct plan *p, uint16_t port)
{
	struct conn c = {
	    .src = p->from.addr,
	    .dst = p->to.addr,
	    .dport = port,
	    .from = (int8_t)p->from.host,
	    .to = (int8_t)p->to.host,
	    .proto = p->flow->proto,
	    .flow = (uint8_t)(p->flow - world_flows),
	};

	if (p->sport != 0)
		c.sport = p->sport;
	else if (port != 0)
		c.sport = ephemeral(t, &p->from);
	if (c.from >= 0 && c.to < 0 && !world_public(c.from) &&
	    world_is4(c.dst) && (c.dst.lo >> 16 & 0xffff) != 0x0a00)
		c.natport = (uint16_t)prng_range(&t->rng, 1024, 65535);
	t->conns = grow(t->conns, &t->cap_conns, t->nconns, sizeof(c));
	t->conns[t->nconns++] = c;
	return &t->conns[t->nconns - 1];
}

/*
 * Makes one connection through n windows with all its records.  If that would
 * be more than are wanted, takes it back and returns false.
 */
static bool
connect_one(struct traffic *t, const struct plan *p, uint16_t port, uint32_t n,
    enum fate fate, const struct size *z)
{
	const struct flow *f = p->flow;
	const struct verdict *v = &verdicts[fate];
	size_t mark = t->nrecs;
	struct conn *c = open_conn(t, p, port);
	struct slice s;

	for (uint32_t k = 0; k < n; k++) {
		if (p->when / WORLD_WINDOW + k >= WORLD_WINDOWS)
			break;
		memset(&s, 0, sizeof(s));
		place(&t->rng, &s, p->when, k, n);
		if (f->proto == WORLD_TCP && v->talk != TALK_FULL)
			fill_failed(&t->rng, &s, f, v);
		else
			fill(&t->rng, &s, z, f->proto == WORLD_TCP,
			    f->family == 6);
		log_slice(t, c, &s, v);
	}
	if (fate == FATE_LATE)
		log_late(t, c, s.end);
	if (t->nrecs > t->want) {
		t->nrecs = mark;
		t->nconns--;
		return false;
	}
	t->made[f - world_flows] += t->nrecs - mark;
	return true;
}

/* One probe of a scanner: an open port answers, whatever the row's fate. */
static bool
probe(struct traffic *t, struct plan *p, uint16_t port)
{
	const struct flow *f = p->flow;
	enum fate fate = f->fate;
	enum size_id size = f->size;

	if (p->to.host < 0)
		fate = FATE_SILENT;
	else if (f->proto == WORLD_TCP &&
	    world_serves(p->to.host, f->proto, port, fate == FATE_BLOCKED)) {
		fate = FATE_OPEN;
		if (prng_below(&t->rng, 4) == 0) {
			fate = FATE_OK;
			size = SIZE_BANNER;
		}
	}
	p->when += prng_below(&t->rng, 4);
	if (p->when >= DAY_END)
		return false;
	return connect_one(t, p, port, 1, fate, &world_sizes[size]);
}

/* The i-th port that a scanner tries. */
static uint16_t
scan_port(struct prng *r, uint32_t i)
{
	uint32_t known = sizeof(scanned) / sizeof(scanned[0]);

	if (i < known)
		return scanned[prng_skew(r, 0, known - 1)];
	return (uint16_t)prng_range(r, 1, 10000);
}

/* Scans n ports of every target of the row, port by port. */
static bool
sweep(struct traffic *t, struct plan *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint16_t port = scan_port(&t->rng, 0);

		for (int id = 0; id < WORLD_IDS; id++) {
			uint32_t one = p->flow->to & 1u << id;

			if (one == 0)
				continue;
			p->to = world_draw(&t->rng, one, p->flow->family, 0);
			if (!probe(t, p, port))
				return false;
		}
	}
	return true;
}

/* A second of the day; from the internet, by the hours people are awake. */
static uint32_t
moment(struct prng *r, bool outside)
{
	uint32_t second;

	do
		second = prng_below(r, DAY_END);
	while (outside && prng_below(r, 12) >= hours[second / 3600]);
	return second;
}

/* Makes one episode of the row; false if not all of it fits. */
static bool
episode(struct traffic *t, const struct flow *f)
{
	struct prng *r = &t->rng;
	uint32_t crowd = (uint32_t)(t->want / 6);
	uint32_t n = prng_skew(r, f->times[0], f->times[1]);
	struct plan p = {.flow = f};

	p.from = world_draw(r, f->from, f->family, crowd);
	do
		p.to = world_draw(r, f->to, f->family, crowd);
	while (p.from.host >= 0 && p.from.host == p.to.host);
	p.when = moment(r, p.from.host < 0);
	if (f->port == 123)
		p.sport = 123;
	if (f->shape >= SHAPE_SWEEP && prng_below(r, 2) == 0)
		p.sport = (uint16_t)prng_range(r, 30000, 65000);
	if (f->shape == SHAPE_LONG)
		return connect_one(t, &p, f->port, n, f->fate,
		    &world_sizes[f->size]);
	if (f->shape == SHAPE_SWEEP)
		return sweep(t, &p, n);
	for (uint32_t i = 0; i < n && p.when < DAY_END; i++) {
		bool fits;

		if (f->shape == SHAPE_PORTS)
			fits = probe(t, &p, scan_port(r, i));
		else
			fits = connect_one(t, &p, f->port, 1, f->fate,
			    &world_sizes[f->size]);
		if (!fits)
			return false;
		if (f->shape == SHAPE_BEAT)
			p.when += WORLD_WINDOW;
	}
	return true;
}

/* One record without traffic, of the idle interface or of any. */
static void
blank(struct traffic *t, enum action action)
{
	uint32_t window = (uint32_t)(t->idle % WORLD_WINDOWS);
	uint32_t iface = WORLD_SPARE;

	if (action == ACTION_SKIPDATA) {
		window = prng_below(&t->rng, WORLD_WINDOWS);
		iface = prng_below(&t->rng, WORLD_SPARE);
	} else
		t->idle++;
	put(t,
	    (struct rec){
		.start = window * WORLD_WINDOW + 5,
		.end = window * WORLD_WINDOW + WORLD_WINDOW - 5,
		.iface = (uint8_t)iface,
		.view = VIEW_NONE,
		.action = action,
	    });
}

/* The share of row i of the table. */
static uint64_t
share(const struct traffic *t, size_t i)
{
	const struct flow *f = &world_flows[i];

	if (t->without >> i & 1)
		return 0;
	return f->share * (uint64_t)(f->family == 6 ? t->times6 : 1);
}

/* The row that is furthest behind its share; one never seen comes first. */
static size_t
hungriest(const struct traffic *t, uint64_t shares)
{
	int64_t most = INT64_MIN;
	size_t best = 0;

	for (size_t i = 0; i < world_nflows; i++) {
		int64_t due = (int64_t)(share(t, i) * t->nrecs) -
		    (int64_t)(t->made[i] * shares);

		if (t->without >> i & 1)
			continue;
		if (t->made[i] == 0)
			return i;
		if (due > most) {
			most = due;
			best = i;
		}
	}
	return best;
}

void
traffic_make(struct traffic *t, uint64_t seed, size_t n, uint32_t times6,
    uint64_t without)
{
	uint64_t shares = 0;
	int failed = 0;

	memset(t, 0, sizeof(*t));
	prng_seed(&t->rng, seed);
	t->want = n;
	t->times6 = times6;
	t->without = without;
	t->made = calloc(world_nflows, sizeof(*t->made));
	if (t->made == NULL)
		err(2, NULL);
	for (int i = 0; i < WORLD_HOSTS; i++)
		t->port[i] = (uint16_t)prng_below(&t->rng, 28232);
	for (size_t i = 0; i < world_nflows; i++)
		shares += share(t, i);
	for (size_t i = 0; i < n / 100 && i < 120; i++)
		blank(t, ACTION_NODATA);
	for (size_t i = 0; i < (n + 3999) / 4000 && i < 12 && t->nrecs < n; i++)
		blank(t, ACTION_SKIPDATA);
	while (t->nrecs < n && failed < SHY_TRIES) {
		size_t i = hungriest(t, shares);

		/* A row that does not fit gives way to others. */
		if (!episode(t, &world_flows[i])) {
			t->made[i] += 8;
			failed++;
		}
	}
	while (t->nrecs < n)
		blank(t, ACTION_NODATA);
}

void
traffic_free(struct traffic *t)
{
	free(t->conns);
	free(t->recs);
	free(t->made);
}
