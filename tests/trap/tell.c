/* SPDX-License-Identifier: ISC */

/* See tell.h. */

#include <stdlib.h>

#include "play.h"
#include "tell.h"

enum {
	MANY = 8,     /* peer ports that make a service, and its lead */
	KNOWN = 8,    /* failed contacts that make a scanner of a visitor */
	LASTS = 4,    /* windows that make a habit of what has no data */
	EARLY = 150,  /* seconds: twice what times lag, and more */
	SINCE = 1500, /* after the begin of the log, the same of a window */
};

/*
 * Ports of services from 600 on: registered or in common use.  Those below are
 * services anyway; from 600 to 1023 old clients bind what is free.
 */
static const uint16_t listed[][2] = {{631, 631}, {636, 636}, {646, 646},
    {749, 749}, {853, 853}, {873, 873}, {902, 903}, {989, 995}, {1080, 1080},
    {1194, 1194}, {1433, 1434}, {1521, 1521}, {1645, 1646}, {1701, 1701},
    {1723, 1723}, {1812, 1813}, {1883, 1883}, {2049, 2049}, {2181, 2182},
    {2375, 2380}, {2484, 2484}, {2525, 2525}, {3000, 3000}, {3128, 3128},
    {3260, 3260}, {3268, 3269}, {3306, 3306}, {3389, 3389}, {3478, 3478},
    {4222, 4222}, {4317, 4318}, {4443, 4444}, {4500, 4500}, {4789, 4789},
    {5000, 5001}, {5044, 5044}, {5060, 5061}, {5432, 5432}, {5439, 5439},
    {5601, 5601}, {5671, 5672}, {5900, 5903}, {5985, 5986}, {6379, 6380},
    {6443, 6443}, {7000, 7001}, {8000, 8090}, {8125, 8125}, {8443, 8443},
    {8472, 8472}, {8883, 8883}, {9000, 9001}, {9042, 9042}, {9090, 9100},
    {9200, 9200}, {9300, 9300}, {9418, 9418}, {9443, 9443}, {10250, 10259},
    {11211, 11211}, {15672, 15672}, {27017, 27019}, {50000, 50070},
    {61613, 61617}};

static bool
is_listed(uint16_t port)
{
	if (port < 600)
		return true;
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		if (port >= listed[i][0] && port <= listed[i][1])
			return true;
	return false;
}

static uint64_t
hash_ip(uint64_t h, struct ip a)
{
	return prng_mix(prng_mix(h ^ a.hi) ^ a.lo);
}

uint64_t
tell_pair(const struct unit *u)
{
	uint64_t h = (uint64_t)u->proto << 16 | u->shown.dport;

	return hash_ip(hash_ip(h, u->shown.src), u->shown.dst);
}

/* An end, in its VPC where the format tells it. */
static uint64_t
hash_meets(const struct tell *t, const struct unit *u, bool dst)
{
	const struct shown *s = &u->shown;
	int iface = u->conn->from >= 0 ? u->conn->from : u->conn->to;
	uint64_t vpc = t->watch->full && iface >= 0 ?
	    t->net->ifaces[iface].vpc :
	    0;
	uint64_t h = vpc << 32 | (uint64_t)u->proto << 16 |
	    (dst ? s->dport : s->sport);

	return hash_ip(h, dst ? s->dst : s->src);
}

/* ---- whom ends meet ------------------------------------------------------ */

struct met {
	uint64_t hash;
	uint64_t what; /* a peer port, or over equal ports 2^32 and a peer */
};

static int
by_met(const void *va, const void *vb)
{
	const struct met *a = va;
	const struct met *b = vb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->what > b->what) - (a->what < b->what);
}

static void
count_meets(struct tell *t)
{
	struct met *m = net_room(2 * t->nunits, sizeof(*m));
	size_t n = 0;

	for (size_t i = 0; i < t->nunits; i++) {
		const struct unit *u = &t->units[i];
		const struct shown *s = &u->shown;

		if (u->accepts[0] == 0 || u->accepts[1] == 0)
			continue;
		for (int dst = 0; dst < 2; dst++) {
			uint64_t what = dst ? s->sport : s->dport;

			if (s->sport == s->dport)
				what = 1ull << 32 |
				    hash_ip(0, dst ? s->src : s->dst) >> 8;
			m[n++] = (struct met){hash_meets(t, u, dst), what};
		}
	}
	qsort(m, n, sizeof(*m), by_met);
	t->meets = net_room(n, sizeof(*t->meets));
	for (size_t i = 0; i < n; i++) {
		struct meets *to = &t->meets[t->nmeets - 1];

		if (i == 0 || m[i].hash != m[i - 1].hash) {
			to = &t->meets[t->nmeets++];
			to->hash = m[i].hash;
		} else if (m[i].what == m[i - 1].what)
			continue;
		if (m[i].what >> 32)
			to->peers++;
		else
			to->ports++;
	}
	free(m);
}

/* ---- who scans ----------------------------------------------------------- */

struct contact {
	struct ip src;
	uint64_t pair;
	uint8_t class;
	bool data;
};

static int
by_contact(const void *va, const void *vb)
{
	const struct contact *a = va;
	const struct contact *b = vb;

	if (a->src.hi != b->src.hi)
		return a->src.hi < b->src.hi ? -1 : 1;
	if (a->src.lo != b->src.lo)
		return a->src.lo < b->src.lo ? -1 : 1;
	if (a->pair != b->pair)
		return a->pair < b->pair ? -1 : 1;
	return b->data - a->data;
}

static bool
is_scan(const struct unit *u)
{
	return u->real && play_classes[u->class].kind == SCAN;
}

static void
count_failed(struct tell *t)
{
	struct contact *c = net_room(t->nunits, sizeof(*c));
	size_t n = 0;

	for (size_t i = 0; i < t->nunits; i++) {
		const struct unit *u = &t->units[i];

		/* What the log begins in the middle of is no contact. */
		if (is_scan(u) && u->accepts[0] + u->rejects[0] > 0)
			c[n++] = (struct contact){u->shown.src, tell_pair(u),
			    u->class, u->data && u->replied};
	}
	qsort(c, n, sizeof(*c), by_contact);
	t->failed = net_room(n, sizeof(*t->failed));
	for (size_t i = 0; i < n; i++) {
		struct failed *f = &t->failed[t->nfailed - 1];

		if (i == 0 || !ip_same(c[i].src, c[i - 1].src)) {
			f = &t->failed[t->nfailed++];
			f->src = c[i].src;
			f->class = c[i].class;
		} else if (c[i].pair == c[i - 1].pair)
			continue;
		f->contacts += !c[i].data;
		f->got += c[i].data;
	}
	free(c);
}

void
tell_prepare(struct tell *t)
{
	count_meets(t);
	count_failed(t);
}

void
tell_free(struct tell *t)
{
	free(t->units);
	free(t->unit_of);
	free(t->pairs);
	free(t->meets);
	free(t->failed);
	free(t->known);
}

/* ---- who opened it ------------------------------------------------------- */

static int
by_end(const void *vkey, const void *vm)
{
	const uint64_t *key = vkey;
	const struct meets *m = vm;

	return (*key > m->hash) - (*key < m->hash);
}

static struct meets
meets_of(const struct tell *t, const struct unit *u, bool dst)
{
	uint64_t key = hash_meets(t, u, dst);
	const struct meets *m = bsearch(&key, t->meets, t->nmeets, sizeof(*m),
	    by_end);

	return m ? *m : (struct meets){0};
}

/* What the ports say by themselves: 1 right, -1 wrong, 0 nothing. */
static int
by_list(const struct unit *u)
{
	return is_listed(u->shown.dport) - is_listed(u->shown.sport);
}

/*
 * A port of nobody's range of clients against one above 32767.  Clients may
 * have any port from 1024 on, but few have one below 32768.
 */
static int
by_range(const struct unit *u)
{
	return (u->shown.sport >= 32768) - (u->shown.dport >= 32768);
}

/* What it says that all clients meet a service. */
static int
by_fanin(const struct tell *t, const struct unit *u)
{
	uint32_t from = meets_of(t, u, false).ports;
	uint32_t to = meets_of(t, u, true).ports;

	if (to >= MANY && to >= MANY * from)
		return 1;
	if (from >= MANY && from >= MANY * to)
		return -1;
	return 0;
}

/*
 * Did one direction begin so long before the other, and after the log, that who
 * sent first has asked?
 */
static bool
by_order(const struct tell *t, const struct unit *u)
{
	int begin = t->watch->hour >= 0 ? t->watch->hour * NET_HOUR : 0;

	return u->first[1] - u->first[0] > EARLY && u->first[0] > begin + SINCE;
}

/* Of equal ports, and of protocols without. */
static const char *
opener_alike(const struct tell *t, const struct unit *u)
{
	/* One may ask many, or many one: pings have no type. */
	if (u->proto != TCP && u->proto != UDP)
		return "no";

	/* An end outside is seen only where it meets us: little proof. */
	if (vpc_ours(u->shown.src) && meets_of(t, u, true).peers >= MANY &&
	    meets_of(t, u, false).peers <= 1)
		return "yes";
	return "no";
}

const char *
tell_opener(const struct tell *t, const struct unit *u)
{
	bool asked = u->accepts[0] + u->rejects[0] > 0;
	bool answered = u->accepts[1] + u->rejects[1] > 0;
	int list, fanin;

	/* Packets of the responder alone: late ones, or the log begins here. */
	if (!asked)
		return "-";
	if (t->watch->flags && (u->syn || u->synack))
		return "yes";
	if (u->proto == TCP && play_classes[u->class].kind == UNWANTED &&
	    u->class == C_backscatter)
		return "-";
	if (u->shown.sport == u->shown.dport)
		return answered ? opener_alike(t, u) : "yes";

	/* A lone rejected packet may be a late one of a service, too. */
	if (!answered && u->accepts[0] == 0 && !t->watch->flags &&
	    u->shown.sport >= 1024 && is_listed(u->shown.sport))
		return "-";
	list = by_list(u);
	fanin = by_fanin(t, u);
	if (list > 0 || fanin > 0)
		return "yes";
	if (list < 0 || fanin < 0)
		return "-";
	if (by_range(u) > 0)
		return "yes";
	if (by_range(u) < 0)
		return "-";
	return answered && !by_order(t, u) ? "no" : "yes";
}

/* ---- does it need a rule ------------------------------------------------- */

static int
by_pair(const void *vkey, const void *vp)
{
	const uint64_t *key = vkey;
	const struct pair *p = vp;

	return (*key > p->hash) - (*key < p->hash);
}

static int
by_source(const void *vkey, const void *vf)
{
	const struct ip *key = vkey;
	const struct failed *f = vf;

	if (key->hi != f->src.hi)
		return key->hi < f->src.hi ? -1 : 1;
	return (key->lo > f->src.lo) - (key->lo < f->src.lo);
}

/* How many windows the pair has, and over how many they stretch. */
static struct pair
pair_of(const struct tell *t, const struct unit *u)
{
	uint64_t key = tell_pair(u);
	const struct pair *p = bsearch(&key, t->pairs, t->npairs, sizeof(*p),
	    by_pair);

	return p ? *p : (struct pair){0};
}

/*
 * Does the source of the unit look like a scanner?  Not if it got data of
 * more than half as many as it failed with: so does a monitor on a bad day.
 */
static bool
looks_bad(const struct tell *t, const struct unit *u)
{
	const struct failed *f = bsearch(&u->shown.src, t->failed, t->nfailed,
	    sizeof(*f), by_source);

	return f && f->contacts >= KNOWN && f->contacts >= 2 * f->got;
}

/* What scans got.  Below some failures nobody tells them from visitors. */
static enum cover
cover_scan(const struct tell *t, const struct unit *u)
{
	if (!u->replied || !u->data)
		return COVER_NOT;
	return looks_bad(t, u) ? COVER_NOT : COVER_MAY;
}

/* Of the traffic as such, wherever the rule would be. */
static enum cover
cover(const struct tell *t, const struct unit *u)
{
	struct pair p = pair_of(t, u);
	bool both = u->accepts[0] > 0 && u->accepts[1] > 0;

	switch (play_classes[u->class].kind) {
	case WANTED:
		if (!u->replied)
			return COVER_NOT;
		if (!both)
			return COVER_MAY;

		/* A seldom guest at an address that scans looks like a scan. */
		if (looks_bad(t, u) && p.windows <= LASTS)
			return COVER_MAY;

		/* Without data only a habit shows that it is no scan. */
		return u->data || p.windows >= LASTS ? COVER_MUST : COVER_MAY;
	case ONEWAY:
		return p.windows >= LASTS && p.last - p.first >= LASTS ?
		    COVER_MUST :
		    COVER_MAY;
	case UNWANTED:
		if (u->class == C_dead_udp || u->class == C_multicast)
			return COVER_NOT;

		/*
		 * One-way traffic that was rejected where nobody logs, or
		 * rejects are not logged: it looks like any.
		 */
		return u->proto == UDP && u->rejects[0] == 0 && p.windows > 2 &&
			!u->replied ?
		    COVER_MAY :
		    COVER_NOT;
	default:
		return cover_scan(t, u);
	}
}

/* The first address of the interface of an end that has one. */
static struct ip
primary(const struct net *net, const struct conn *c, int side)
{
	return net->ifaces[side ? c->to : c->from].primary;
}

enum cover
tell_cover(const struct tell *t, const struct unit *u, int side)
{
	const struct net *net = t->net;
	const struct conn *c = u->conn;
	enum cover all = cover(t, u);
	struct ip end = side ? u->shown.dst : u->shown.src;
	bool at_own = u->by & (side ? 2 : 1);

	/*
	 * A hop has no group; only pkt- fields show that it is a hop.  Without
	 * them many scanners behind it look like one steady client.
	 */
	if (c->hop >= 0 && ip_same(end, net->ifaces[c->hop].primary))
		return !t->watch->full &&
			(all != COVER_NOT ||
			    (u->accepts[0] > 0 && u->replied)) ?
		    COVER_MAY :
		    COVER_NOT;

	/* The connection of a hop's own leg is none of the other end's. */
	if (u->own[side] || all == COVER_NOT)
		return all;

	/*
	 * Another interface shows this pair, the end's own another one: the
	 * packets at that end had the other one's addresses.  But if this one
	 * is true, the end is a secondary address, which may be a subject; and
	 * so may one that no interface has for its first, or that nobody can
	 * tell to be its interface's.
	 */
	if (at_own)
		return u->real || !ip_same(end, primary(net, c, side)) ||
			!t->known[side ? c->to : c->from] ?
		    COVER_MAY :
		    COVER_NOT;

	/*
	 * Only the other end's logs are there.  A client whose address was kept
	 * has sent to the balancer; where the ports differ nothing shows it.
	 */
	return u->real && !(c->kept && side == 0) ? all : COVER_MAY;
}
