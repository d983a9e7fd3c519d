/* SPDX-License-Identifier: ISC */

/* See raw.h. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/keep.h"
#include "base/mem.h"
#include "rules/raw.h"
#include "value/flag.h"
#include "value/proto.h"

#define MIN_SLOTS 1024

/* More packets than a handshake has: one way, and both (design of fl-conn). */
#define PACKETS_ONE 4
#define PACKETS_BOTH 3

/* A sequential test, alpha = beta = 0.01, theta 0.8 and 0.2 (fl-conn(1)). */
#define SCANNER 4

/* Headers: the first packet with options, then each. */
static const uint64_t headers[2][2] = {{80, 72}, {60, 52}}; /* by: is IPv4 */

/* A packet of headers without options: a RST is that. */
#define BARE4 40
#define BARE6 60

/* What was seen of one direction: from ip[0] to ip[1], or back. */
struct way {
	bool accepted, rejected;
	bool opens;  /* a SYN without ACK, or the SYN-ACK that answers it */
	bool logged; /* by the interface of its source */
	uint64_t packets[2], bytes[2]; /* by interface */
};

struct tuple {
	struct ip ip[2]; /* the lower end first, with its port */
	uint16_t port[2];
	uint8_t proto;
	bool anybody; /* some records do not say who logged them */
	uint32_t vpc;
	uint64_t eni; /* hash of the interface that came first; 0: empty slot */
	struct way way[2];
	uint64_t flows, rejects, first, last;
};

struct raw {
	const struct enis *enis;
	struct keep *keep;
	struct slice *vpc; /* names; 0 is none */
	size_t nvpc, vpc_room;
	struct tuple *slot;
	size_t n, size; /* a power of 2 */
};

struct raw *
raw_new(const struct enis *enis)
{
	struct raw *raw = mem_new(sizeof(*raw));

	raw->enis = enis;
	raw->keep = keep_new();
	raw->size = MIN_SLOTS;
	raw->slot = mem_new(raw->size * sizeof(*raw->slot));
	raw->vpc_room = 4;
	raw->vpc = mem_new(raw->vpc_room * sizeof(*raw->vpc));
	raw->nvpc = 1;
	return raw;
}

void
raw_free(struct raw *raw)
{
	if (raw == NULL)
		return;
	keep_free(raw->keep);
	free(raw->vpc);
	free(raw->slot);
	free(raw);
}

int
raw_head(const struct schema *schema, const char *name)
{
	static const enum field_id must[] = {
	    FIELD_SRC,
	    FIELD_DST,
	    FIELD_SPORT,
	    FIELD_DPORT,
	    FIELD_PROTO,
	    FIELD_ACTION,
	};

	for (size_t i = 0; i < nitems(must); i++)
		if (schema->at[must[i]] == SCHEMA_NONE) {
			diag_warn(DIAG_LOST,
			    "%s: no column %s: --raw judges flow-log records",
			    name, field_at(must[i])->name);
			return -1;
		}
	return 0;
}

/* ---- the table ---------------------------------------------------------- */

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15;
	return h ^ h >> 32;
}

static uint64_t
hash(const struct tuple *t)
{
	uint64_t h = mix(t->ip[0].lo, t->ip[1].lo);

	h = mix(h, t->ip[0].hi ^ t->ip[1].hi << 1);
	return mix(h,
	    (uint64_t)t->vpc << 40 | (uint64_t)t->port[0] << 24 |
		(uint64_t)t->port[1] << 8 | t->proto);
}

static bool
same(const struct tuple *a, const struct tuple *b)
{
	return ip_eq(a->ip[0], b->ip[0]) && ip_eq(a->ip[1], b->ip[1]) &&
	    a->port[0] == b->port[0] && a->port[1] == b->port[1] &&
	    a->proto == b->proto && a->vpc == b->vpc;
}

static struct tuple *
find(struct tuple *slot, size_t size, const struct tuple *key)
{
	size_t i = hash(key) & (size - 1);

	while (slot[i].eni != 0 && !same(&slot[i], key))
		i = (i + 1) & (size - 1);
	return &slot[i];
}

static void
grow(struct raw *raw)
{
	size_t size = 2 * raw->size;
	struct tuple *to = mem_new(size * sizeof(*to));

	for (size_t i = 0; i < raw->size; i++)
		if (raw->slot[i].eni != 0)
			*find(to, size, &raw->slot[i]) = raw->slot[i];
	free(raw->slot);
	raw->slot = to;
	raw->size = size;
}

/* The tuple of a key; a new one is as the key. */
static struct tuple *
tuple(struct raw *raw, const struct tuple *key)
{
	struct tuple *t = find(raw->slot, raw->size, key);

	if (t->eni != 0)
		return t;
	if (raw->n >= raw->size / 2) {
		grow(raw);
		t = find(raw->slot, raw->size, key);
	}
	raw->n++;
	*t = *key;
	return t;
}

/* ---- records ------------------------------------------------------------ */

/* The address in the packet where it is known, else that of the record. */
static struct ip
ip_at(const struct block *b, enum field_id packet, enum field_id id, size_t row)
{
	size_t col = b->schema->at[packet];

	if (col != SCHEMA_NONE && !ip_none(b->vec[col].ip[row]))
		return b->vec[col].ip[row];
	return b->vec[b->schema->at[id]].ip[row];
}

/* The number of a VPC.  There are few, and the last one comes again. */
static uint32_t
vpc_of(struct raw *raw, struct slice name)
{
	if (name.n == 0)
		return 0;
	for (size_t i = raw->nvpc; i-- > 1;)
		if (slice_eq(raw->vpc[i], name))
			return (uint32_t)i;
	if (raw->nvpc == raw->vpc_room) {
		raw->vpc_room *= 2;
		raw->vpc = mem_array(raw->vpc, raw->vpc_room,
		    sizeof(*raw->vpc));
	}
	char *p = keep_room(raw->keep, name.n);
	memcpy(p, name.p, name.n);
	raw->vpc[raw->nvpc] = (struct slice){p, name.n};
	return (uint32_t)raw->nvpc++;
}

/* Never 0. */
static uint64_t
hash_name(struct slice s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3;
	return h | 1;
}

static bool
holds(const struct eni *e, struct ip ip)
{
	const struct prefix p = {ip, 128};

	for (size_t i = 0; i < e->naddr; i++)
		if (e->addr[i].way != ENI_PUBLIC &&
		    rule_prefix_has(e->addr[i].prefix, p))
			return true;
	return false;
}

/* Whose interface logged it: that of the source, of the target, or unknown. */
static enum need_log
logger(const struct eni *e, struct slice dir, struct ip src, struct ip dst)
{
	if (e != NULL && holds(e, src) != holds(e, dst))
		return holds(e, src) ? NEED_SENDER : NEED_RECEIVER;
	if (slice_is(dir, "egress"))
		return NEED_SENDER;
	return slice_is(dir, "ingress") ? NEED_RECEIVER : NEED_ANY;
}

static void
count(struct tuple *t, struct way *w, const struct block *b, size_t row,
    uint64_t eni)
{
	bool second = eni != t->eni;
	uint64_t packets = block_num(b, FIELD_PACKETS, row);
	uint64_t bytes = block_num(b, FIELD_BYTES, row);
	uint64_t first = block_num(b, FIELD_START, row);
	uint64_t last = block_num(b, FIELD_END, row);

	t->flows++;
	w->packets[second] += packets == NUM_NONE ? 0 : packets;
	w->bytes[second] += bytes == NUM_NONE ? 0 : bytes;
	t->first = first < t->first ? first : t->first;
	t->last = counter_join(FIELD_LAST, t->last, last);
}

/* Which end opens, if the flags of a record tell. */
static void
note_syn(struct tuple *t, size_t way, uint64_t flags)
{
	if (t->proto != PROTO_TCP || flags == NUM_NONE ||
	    (flags & FLAG_SYN) == 0)
		return;
	t->way[(flags & FLAG_ACK) != 0 ? 1 - way : way].opens = true;
}

static void
add(struct raw *raw, const struct block *b, size_t row)
{
	struct ip src = ip_at(b, FIELD_PKTSRC, FIELD_SRC, row);
	struct ip dst = ip_at(b, FIELD_PKTDST, FIELD_DST, row);
	uint64_t sport = block_num(b, FIELD_SPORT, row);
	uint64_t dport = block_num(b, FIELD_DPORT, row);
	uint64_t proto = block_num(b, FIELD_PROTO, row);
	uint64_t action = block_num(b, FIELD_ACTION, row);
	struct slice name = block_name(b, FIELD_ENI, row);
	struct slice vpc = block_name(b, FIELD_VPC, row);
	const struct eni *e = NULL;

	if (ip_none(src) || ip_none(dst) || proto == NUM_NONE ||
	    action == NUM_NONE)
		return;
	if (!proto_ports(proto) || sport == NUM_NONE || dport == NUM_NONE)
		sport = dport = 0;
	if (raw->enis != NULL && name.n > 0)
		e = eni_find(raw->enis, name);
	if (vpc.n == 0 && e != NULL)
		vpc = slice_str(e->vpc);
	int c = ip_cmp(src, dst);
	size_t way = c > 0 || (c == 0 && sport > dport);
	struct tuple key = {.proto = (uint8_t)proto,
	    .vpc = vpc_of(raw, vpc),
	    .eni = hash_name(name),
	    .first = NUM_NONE,
	    .last = NUM_NONE};
	key.ip[way] = src;
	key.ip[1 - way] = dst;
	key.port[way] = (uint16_t)sport;
	key.port[1 - way] = (uint16_t)dport;
	struct tuple *t = tuple(raw, &key);
	struct way *w = &t->way[way];
	enum need_log log = logger(e, block_name(b, FIELD_DIR, row), src, dst);
	t->anybody |= log == NEED_ANY;
	t->way[way].logged |= log == NEED_SENDER;
	t->way[1 - way].logged |= log == NEED_RECEIVER;
	w->accepted |= action == ACTION_ACCEPT;
	w->rejected |= action == ACTION_REJECT;
	t->rejects += action == ACTION_REJECT;
	note_syn(t, way, block_num(b, FIELD_FLAGS, row));
	count(t, w, b, row, key.eni);
}

void
raw_block(struct raw *raw, struct block *b)
{
	static const enum field_id want[] = {
	    FIELD_SRC,
	    FIELD_DST,
	    FIELD_SPORT,
	    FIELD_DPORT,
	    FIELD_PROTO,
	    FIELD_ACTION,
	    FIELD_PACKETS,
	    FIELD_BYTES,
	    FIELD_START,
	    FIELD_END,
	    FIELD_FLAGS,
	    FIELD_ENI,
	    FIELD_VPC,
	    FIELD_DIR,
	    FIELD_PKTSRC,
	    FIELD_PKTDST,
	};
	size_t col[nitems(want)], n = 0;

	for (size_t i = 0; i < nitems(want); i++)
		if (b->schema->at[want[i]] != SCHEMA_NONE)
			col[n++] = b->schema->at[want[i]];
	block_load(b, col, n);
	for (size_t i = 0; i < b->nsel; i++)
		add(raw, b, b->sel[i]);
}

/* ---- judging ------------------------------------------------------------ */

static uint64_t
more(const uint64_t v[2])
{
	return v[0] > v[1] ? v[0] : v[1];
}

/*
 * Is it a refusal: did one end send bare headers only, a RST for each of the
 * few packets that it got?  A SYN may be longer than a handshake's packets
 * are mostly.
 */
static bool
is_refused(const struct tuple *t)
{
	uint64_t bare = ip_is4(t->ip[0]) ? BARE4 : BARE6;

	for (size_t i = 0; i < 2; i++) {
		uint64_t sent = more(t->way[i].packets);
		uint64_t got = more(t->way[1 - i].packets);
		if (sent > 0 && sent <= got && got <= PACKETS_BOTH &&
		    more(t->way[i].bytes) == sent * bare)
			return true;
	}
	return false;
}

/* Is it more than a handshake, or a refusal? */
static bool
has_data(const struct tuple *t)
{
	const uint64_t *h = headers[ip_is4(t->ip[0])];
	uint64_t p[2] = {more(t->way[0].packets), more(t->way[1].packets)};

	if (t->proto != PROTO_TCP)
		return true;
	if (is_refused(t))
		return false;
	if (p[0] > PACKETS_ONE || p[1] > PACKETS_ONE ||
	    (p[0] > PACKETS_BOTH && p[1] > PACKETS_BOTH))
		return true;
	for (size_t i = 0; i < 2; i++)
		if (p[i] > 0 &&
		    more(t->way[i].bytes) > h[0] + h[1] * (p[i] - 1))
			return true;
	return false;
}

/* The end that stands as source: who opened, or has the higher port. */
static size_t
source(const struct tuple *t)
{
	if (t->way[0].opens != t->way[1].opens)
		return t->way[1].opens;
	if (t->way[0].accepted != t->way[1].accepted)
		return t->way[1].accepted;
	if (t->way[0].rejected != t->way[1].rejected)
		return t->way[1].rejected;
	return t->port[1] > t->port[0];
}

/*
 * A packet that comes late is rejected too, so what was only rejected counts
 * as an attempt where a SYN says so.
 */
static bool
is_late(const struct tuple *t)
{
	return t->proto == PROTO_TCP && !t->way[0].accepted &&
	    !t->way[1].accepted && !t->way[0].opens && !t->way[1].opens;
}

/* ---- scanners ----------------------------------------------------------- */

/* What one source tried: a target, and whether it got data from it. */
struct
try {
	struct ip src, dst;
	uint16_t port;
	uint8_t proto;
	bool data;
};

static int
by_try(const void *x, const void *y)
{
	const struct try *a = x, *b = y;
	int c = ip_cmp(a->src, b->src);

	if (c == 0)
		c = ip_cmp(a->dst, b->dst);
	if (c == 0)
		c = a->proto - b->proto;
	if (c == 0)
		c = a->port - b->port;
	return c != 0 ? c : b->data - a->data;
}

/* What all sources tried, sorted. */
static struct try *
tries(const struct raw *raw, size_t *n)
{
	struct try *to = mem_array(NULL, raw->n, sizeof(*to));

	*n = 0;
	for (size_t i = 0; i < raw->size; i++) {
		const struct tuple *t = &raw->slot[i];
		if (t->eni == 0 || t->proto != PROTO_TCP || is_late(t))
			continue;
		size_t from = source(t);
		to[(*n)++] = (struct try){t->ip[from], t->ip[1 - from],
		    t->port[1 - from], t->proto,
		    t->way[0].accepted && t->way[1].accepted && has_data(t)};
	}
	if (*n > 0)
		qsort(to, *n, sizeof(*to), by_try);
	return to;
}

/*
 * The sources that failed with SCANNER more targets than they got data from:
 * what they did get data from may be one more probe.
 */
static struct ipset *
scanners(const struct raw *raw)
{
	struct ipset *set = ipset_new();
	size_t n;

	struct try *t = tries(raw, &n);
	for (size_t i = 0, next; i < n; i = next) {
		long score = 0;
		for (next = i; next < n && ip_eq(t[next].src, t[i].src);
		     next++) {
			const struct try *a = &t[next], *b = a - 1;
			/* Of one target the first has data, if any has. */
			if (next == i || !ip_eq(a->dst, b->dst) ||
			    a->port != b->port)
				score += a->data ? -1 : 1;
		}
		if (score >= SCANNER)
			ipset_add(set, (struct prefix){t[i].src, 128});
	}
	free(t);
	ipset_done(set);
	return set;
}

static void
group(const struct raw *raw, const struct tuple *t, struct trial_group *g)
{
	size_t from = source(t), to = 1 - from;
	const struct way *w = &t->way[from], *back = &t->way[to];
	bool both = w->accepted && back->accepted;

	*g = (struct trial_group){
	    .conn = {.src = t->ip[from],
		.dst = t->ip[to],
		.dport = t->port[to],
		.proto = t->proto,
		.echo = both,
		.vpc = raw->vpc[t->vpc]},
	    .sport = t->port[from],
	    .needed = both,
	    .weak = !has_data(t),
	    .shown = t->proto != PROTO_TCP && w->accepted && !both &&
		!back->rejected,
	    .dropped = w->accepted && !w->rejected && back->rejected,
	};
	g->opener = w->opens && back->opens ? TRIAL_BOTH :
	    w->opens                        ? TRIAL_SOURCE :
					      TRIAL_EITHER;
	if (!t->anybody && w->logged != back->logged)
		g->conn.log = w->logged ? NEED_SENDER : NEED_RECEIVER;
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		g->count[i] = NUM_NONE;
	g->count[RULE_FLOWS] = t->flows;
	g->count[RULE_REJECTS] = t->rejects;
	g->count[RULE_CONNS] = 1;
	g->count[RULE_PACKETS] = more(w->packets);
	g->count[RULE_RPACKETS] = more(back->packets);
	g->count[RULE_BYTES] = more(w->bytes);
	g->count[RULE_RBYTES] = more(back->bytes);
	g->count[RULE_FIRST] = t->first;
	g->count[RULE_LAST] = t->last;
}

void
raw_judge(struct raw *raw, struct trial *t)
{
	struct ipset *scan = scanners(raw);
	struct trial_group g;

	for (size_t i = 0; i < raw->size; i++) {
		if (raw->slot[i].eni == 0 || is_late(&raw->slot[i]))
			continue;
		group(raw, &raw->slot[i], &g);
		g.weak |= ipset_has(scan, g.conn.src);
		trial_judge(t, &g);
	}
	ipset_free(scan);
}
