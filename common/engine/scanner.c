/* SPDX-License-Identifier: ISC */

/* See scanner.h. */

#include <stdlib.h>

#include "base/compat.h"
#include "base/diag.h"
#include "base/mem.h"
#include "engine/scanner.h"
#include "engine/threshold.h"
#include "value/proto.h"

const char *const scanner_reason[WHY_COUNT] = {
    [WHY_HOP] = "a leg of a translated connection",
    [WHY_SCAN] = "from a scanner",
    [WHY_REJECTED] = "rejected",
    [WHY_REFUSED] = "refused",
    [WHY_UNANSWERED] = "no answer",
    [WHY_ONEWAY] = "one-way, and not for long",
    [WHY_BARE] = "a handshake without data, and not often",
};

/* How far a relation came. */
enum level {
	LEVEL_TRIED,
	LEVEL_ANSWERED,
	LEVEL_DATA
};

enum {
	REL_FAILED = 1,   /* a tuple that counts as a failure */
	REL_OWN = 2,      /* the source's own interface rejected */
	REL_REJECTED = 4, /* some record was rejected */
	REL_NEAR = 8,     /* from one of ours, or to one, and privately */
	REL_SRC_OURS = 16,
	REL_CAST = 32, /* to many: multicast, broadcast */
	REL_TCP = 64,
	REL_UDP = 128, /* with REL_TCP: pings */
};

struct relation {
	uint64_t window; /* of the tuples that came that far */
	uint32_t source; /* its entry */
	uint8_t level;
	uint8_t bits;
	uint16_t port; /* of the destination */
};
#define RELATION_WORDS 2
#define AHEAD 32 /* tuples whose relations are on their way from memory */

struct source {
	uint32_t failures, successes;
	uint32_t worst; /* most windows of a failure */
	bool known;     /* a scanner that is welcome */
	uint8_t pad[3];
};

/* Tuples of one form whose relations are looked up together. */
struct related {
	size_t n;
	uint64_t key[TAB_BATCH * 5];
	struct tuple *t[TAB_BATCH];
	struct ends e[TAB_BATCH];
};

/* The relations of those sources that are a part's work. */
struct scanner {
	struct pair *pair;
	const struct ipset *known;
	const uint32_t *vpc;
	size_t part;
	struct tab rel[PAIR_FORMS];
	struct tab source;
	struct related batch[PAIR_FORMS];
};

/* All of them; a tuple says which in struct tuple.relation. */
struct scanners {
	struct pair *pair;
	struct scanner *part;
	size_t range;
};

static const uint64_t zero[4];

/* ---- relations -------------------------------------------------------- */

static bool
many(struct ip ip)
{
	if (!ip_is4(ip))
		return ip.hi >> 56 == 0xff;
	return (uint32_t)ip.lo >> 28 == 14 || (uint32_t)ip.lo == UINT32_MAX;
}

static void
relation_key(const struct scanner *s, enum pair_form form, const struct ends *e,
    unsigned int from, uint64_t key[5])
{
	struct ip src = e->ip[from], dst = e->ip[!from];
	uint64_t last = (uint64_t)e->port[!from] << 48 |
	    (uint64_t)e->proto << 40 | s->vpc[e->tag];

	if (form == PAIR_NARROW) {
		key[0] = src.lo << 32 | (uint32_t)dst.lo;
		key[1] = last;
		return;
	}
	key[0] = src.hi;
	key[1] = src.lo;
	key[2] = dst.hi;
	key[3] = dst.lo;
	key[4] = last;
}

/* Did the originator's own interface never let it out? */
static bool
own_rejected(const struct tuple *t)
{
	unsigned int from = t->from;

	if (t->rejects[from] == 0)
		return false;
	for (unsigned int i = 0; i < EVID_PLACES; i++) {
		if ((t->bits & evid_side(EVID_OWN | EVID_REPLACED, i, from)) &&
		    (t->bits & evid_at(EVID_STOPPED, i, from)) &&
		    !(t->bits & evid_at(EVID_PASSED, i, from)))
			return true;
	}
	return false;
}

/*
 * Did one outside send ACK or FIN and no SYN, and get a reset at most?  What
 * comes late is like it, but is mostly rejected, as its connection is
 * forgotten.  Without flags only sizes tell, and keeping an idle connection is
 * like it.  One of ours sends such to who has gone away.
 */
static bool
stray(const struct tuple *t, const struct ends *e)
{
	uint32_t from = t->bits >> 4 * t->from, to = t->bits >> 4 * !t->from;

	if (evid_ours(t, t->from))
		return false;
	if (!(from & EVID_FLAGS))
		return evid_bare(t, e);
	return e->proto == PROTO_TCP &&
	    !(from & (EVID_SYN | EVID_SYNACK | EVID_RST)) &&
	    evid_delivered(t, t->from) &&
	    (t->flows[!t->from] == 0 || (to & EVID_RST)) &&
	    !evid_answered(t, e, t->from);
}

/*
 * Would a tuple that came to nothing be a failure?  Only if it surely was
 * opened by its originator; where flags are known they have to show it.  What
 * only a translator shows is no contact of its own.
 */
static bool
counts(const struct tuple *t, const struct ends *e)
{
	uint32_t flags = t->bits >> 4 * t->from;

	if (t->flows[t->from] == 0 || (t->state & TUPLE_ERROR) ||
	    (t->state & TUPLE_NO_RULE << t->from))
		return false;
	if (stray(t, e))
		return true;
	if (t->how != HOW_SYN && t->how != HOW_FANIN && t->how != HOW_OPENS &&
	    t->how != HOW_ALONE)
		return false;
	return e->proto != PROTO_TCP || !(flags & EVID_FLAGS) ||
	    (flags & EVID_SYN);
}

static enum level
level_of(const struct tuple *t, const struct ends *e)
{
	if (!evid_answered(t, e, t->from))
		return LEVEL_TRIED;
	return t->bits & EVID_DATA ? LEVEL_DATA : LEVEL_ANSWERED;
}

/* The windows in which a tuple came as far as it did. */
static uint64_t
windows_of(const struct tuple *t, enum level level)
{
	uint64_t both = t->window[0] & t->window[1];

	if (level == LEVEL_TRIED)
		return t->window[t->from];
	return both != 0 ? both : t->window[!t->from];
}

static uint8_t
kind_of(uint8_t proto)
{
	if (proto_icmp(proto))
		return REL_TCP | REL_UDP;
	return proto == PROTO_TCP ? REL_TCP : proto == PROTO_UDP ? REL_UDP : 0;
}

static bool
is_tcp(const struct relation *r)
{
	return (r->bits & (REL_TCP | REL_UDP)) == REL_TCP;
}

static bool
is_ping(const struct relation *r)
{
	return (r->bits & (REL_TCP | REL_UDP)) == (REL_TCP | REL_UDP);
}

/* Adds a tuple to its relation. */
static void
relate(struct relation *r, struct tuple *t, const struct ends *e)
{
	enum level level = level_of(t, e);

	if (level > r->level)
		r->window = 0;
	if (level >= r->level) {
		r->level = (uint8_t)level;
		r->window |= windows_of(t, level);
	}
	r->port = e->port[!t->from];
	r->bits |= kind_of(e->proto);
	if (evid_ours(t, t->from))
		r->bits |= REL_SRC_OURS;
	if (evid_ours(t, t->from) ||
	    (evid_ours(t, !t->from) && !(t->state & TUPLE_FAR)))
		r->bits |= REL_NEAR;
	if (t->rejects[0] > 0 || t->rejects[1] > 0)
		r->bits |= REL_REJECTED;
	if (many(e->ip[!t->from]))
		r->bits |= REL_CAST;
	if (own_rejected(t))
		r->bits |= REL_OWN;
	else if (counts(t, e))
		r->bits |= REL_FAILED;
	if (level > LEVEL_TRIED)
		t->state |= TUPLE_ANSWERED;
}

/* A relation among those of all parts. */
static uint32_t
number(const struct scanner *s, size_t relation)
{
	size_t n = relation * s->pair->parts + s->part;

	if (n > UINT32_MAX)
		diag_die("too many relations: fewer threads (-j 1) can do it");
	return (uint32_t)n;
}

static void
relate_all(struct scanner *s, enum pair_form form, struct related *b)
{
	struct tab *tab = &s->rel[form];
	uint64_t *pay[TAB_BATCH];

	tab_find(tab, b->key, b->n, pay);
	for (size_t i = 0; i < b->n; i++) {
		size_t at = (size_t)(pay[i] - tab->entry) / tab->words;
		b->t[i]->relation = number(s, at);
		relate((struct relation *)(void *)pay[i], b->t[i], &b->e[i]);
	}
	b->n = 0;
}

/* Adds a tuple, if its source is a work of this part. */
static void
relate_next(struct scanner *s, struct pair_cursor *c)
{
	struct related *b = &s->batch[c->form];

	pair_look(c);
	if (pair_share(s->pair, c->e.ip[c->t->from]) != s->part ||
	    (c->t->state & TUPLE_HOP))
		return;
	relation_key(s, c->form, &c->e, c->t->from,
	    b->key + b->n * pair_words(c->form));
	b->t[b->n] = c->t;
	b->e[b->n++] = c->e;
	if (b->n == TAB_BATCH)
		relate_all(s, c->form, b);
}

/* Is the port of a UDP relation in a list that ends with 0? */
static bool
udp_port(const struct relation *r, const uint16_t *port)
{
	if ((r->bits & (REL_TCP | REL_UDP)) != REL_UDP)
		return false;
	while (*port != 0 && *port != r->port)
		port++;
	return *port != 0;
}

/* UDP services that never answer: traps, logs, flows, counters. */
static const uint16_t silent[] = {162, 514, 2055, 4739, 6343, 8125, 12201,
    25826, 0};

/*
 * Those that always do, so that no answer is a failure: DNS, TFTP, Kerberos,
 * NTP, NetBIOS names, SNMP, LDAP, QUIC, IKE, RADIUS, STUN.
 */
static const uint16_t asked[] = {53, 69, 88, 123, 137, 161, 389, 443, 500, 1645,
    1646, 1812, 1813, 3478, 4500, 0};

static bool
habit(const struct relation *r)
{
	return evid_windows(r->window) >= HABIT;
}

/*
 * One-way traffic that is meant to be so: not what asks for an answer, nor what
 * comes from the internet, where scans come from.
 */
static bool
oneway(const struct relation *r)
{
	return r->level == LEVEL_TRIED && !(r->bits & REL_TCP) &&
	    (r->bits & REL_NEAR) && !(r->bits & (REL_REJECTED | REL_CAST)) &&
	    (udp_port(r, silent) || (habit(r) && !udp_port(r, asked)));
}

/*
 * A failure: not a handshake that is a habit, or is of one of ours, as checks
 * of health are; nor a dead host that one of ours tries window after window.
 * Scanners go on.
 */
static bool
failure(const struct relation *r)
{
	if (r->level == LEVEL_DATA || !(r->bits & REL_FAILED) || oneway(r))
		return false;
	if (r->level == LEVEL_ANSWERED)
		return !(r->bits & REL_SRC_OURS) && !habit(r);
	return !is_tcp(r) || !(r->bits & REL_SRC_OURS) ||
	    !evid_often(r->window);
}

/* ---- sources ---------------------------------------------------------- */

static struct relation *
relation_at(const struct scanner *s, enum pair_form form, size_t i)
{
	const struct tab *t = &s->rel[form];

	return (struct relation *)(void *)(tab_entry(t, i) + t->key);
}

static struct source *
source_at(const struct scanner *s, const struct relation *r)
{
	return (struct source *)(void *)(tab_entry(&s->source, r->source) +
	    s->source.key);
}

static bool
is_scanner(const struct source *x)
{
	return !x->known && x->failures >= x->successes + SCAN_EXCESS;
}

/* The first address and last word of a relation's key. */
static void
relation_ips(enum pair_form form, const uint64_t *key, struct ip ip[2],
    uint64_t *last)
{
	*last = key[pair_words(form) - 1];
	if (form == PAIR_NARROW) {
		ip[0] = ip_from4((uint32_t)(key[0] >> 32));
		ip[1] = ip_from4((uint32_t)key[0]);
	} else {
		ip[0] = (struct ip){key[0], key[1]};
		ip[1] = (struct ip){key[2], key[3]};
	}
}

/* The source of a relation.  Outside there is one in all VPCs. */
static void
source_key(const struct scanner *s, enum pair_form form, size_t i,
    uint64_t key[3])
{
	struct ip ip[2];
	uint64_t last;

	relation_ips(form, tab_entry(&s->rel[form], i), ip, &last);
	key[0] = ip[0].hi;
	key[1] = ip[0].lo;
	key[2] = relation_at(s, form, i)->bits & REL_SRC_OURS ? (uint32_t)last :
								UINT32_MAX;
}

/* Adds a relation to its source. */
static void
count(struct source *x, const struct relation *r)
{
	if (r->level == LEVEL_DATA)
		x->successes++;
	if (!failure(r))
		return;
	x->failures++;
	unsigned int n = evid_windows(r->window);
	x->worst = n > x->worst ? n : x->worst;
}

/* Adds n relations from number i on. */
static void
count_batch(struct scanner *s, enum pair_form form, size_t i, size_t n)
{
	uint64_t key[TAB_BATCH * 3], *pay[TAB_BATCH];

	for (size_t k = 0; k < n; k++)
		source_key(s, form, i + k, key + 3 * k);
	tab_find(&s->source, key, n, pay);
	for (size_t k = 0; k < n; k++) {
		struct relation *r = relation_at(s, form, i + k);
		struct source *x = (struct source *)(void *)pay[k];
		r->source = (uint32_t)((size_t)(pay[k] - s->source.entry) /
		    s->source.words);
		x->known = s->known != NULL &&
		    ipset_has(s->known,
			(struct ip){key[3 * k], key[3 * k + 1]});
		count(x, r);
	}
}

static void
count_all(struct scanner *s)
{
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		for (size_t i = 0; i < s->rel[f].n; i += TAB_BATCH) {
			size_t n = s->rel[f].n - i;
			count_batch(s, f, i, n < TAB_BATCH ? n : TAB_BATCH);
		}
}

/* ---- what is needed --------------------------------------------------- */

/* Why a tuple came to nothing. */
static enum scanner_why
nothing(const struct tuple *t, const struct relation *r)
{
	if (!evid_delivered(t, t->from) && t->flows[t->from] > 0)
		return WHY_REJECTED;
	if (t->flows[!t->from] == 0)
		return r->bits & REL_TCP ? WHY_UNANSWERED : WHY_ONEWAY;
	return evid_delivered(t, !t->from) ? WHY_REFUSED : WHY_REJECTED;
}

/*
 * Does somebody behind a scanner's address get something, and come far more
 * often than it?  One of ours may, if it got more than the answer to a ping.
 */
static bool
steady(const struct relation *r, const struct source *x)
{
	unsigned int n = evid_windows(r->window);
	bool ours = (r->bits & REL_SRC_OURS) && !is_ping(r);

	return (r->level == LEVEL_DATA || oneway(r)) && n >= HABIT &&
	    (ours || n >= STEADY_TIMES * x->worst);
}

static enum scanner_why
judge(const struct scanner *s, const struct tuple *t, const struct relation *r)
{
	const struct source *x = source_at(s, r);
	bool data = (t->state & TUPLE_ANSWERED) && (t->bits & EVID_DATA);
	bool scanner = is_scanner(x);

	if (scanner && !steady(r, x))
		return WHY_SCAN;
	if (!(t->state & TUPLE_ANSWERED))
		return oneway(r) && t->flows[t->from] > 0 ? WHY_NEEDED :
							    nothing(t, r);
	if (!data)
		return habit(r) ? WHY_NEEDED : WHY_BARE;
	return WHY_NEEDED;
}

static void
settle(const struct scanners *all, struct pair_cursor *c)
{
	struct tuple *t = c->t;

	if (t->state & TUPLE_HOP) {
		pair_look(c);
		if (evid_answered(t, &c->e, t->from))
			t->state |= TUPLE_ANSWERED;
		t->why = WHY_HOP;
		return;
	}
	size_t parts = all->pair->parts;
	const struct scanner *s = &all->part[t->relation % parts];
	const struct relation *r = relation_at(s, c->form, t->relation / parts);
	const struct source *x = source_at(s, r);
	t->why = (uint8_t)judge(s, t, r);
	if (t->why == WHY_NEEDED)
		t->state |= TUPLE_NEEDED;
	if (x->known || (is_scanner(x) && t->why == WHY_SCAN))
		t->state |= TUPLE_SCAN;
}

/*
 * Asks for what is needed of later tuples: the relation of one, and the source
 * of one that comes sooner, whose relation is there.
 */
FL_INLINE void
look_ahead(const struct scanners *all, const struct pair_cursor *c)
{
	const struct tuple *far = pair_ahead(c, AHEAD);
	const struct tuple *soon = pair_ahead(c, AHEAD / 2);
	size_t parts = all->pair->parts;

	if (far == NULL)
		return;
	__builtin_prefetch(relation_at(&all->part[far->relation % parts],
	    c->form, far->relation / parts));
	const struct scanner *s = &all->part[soon->relation % parts];
	if (soon->relation / parts < s->rel[c->form].n)
		__builtin_prefetch(source_at(s,
		    relation_at(s, c->form, soon->relation / parts)));
}

/* Relations and sources of a part, from all tuples of the range. */
static void
relate_part(void *arg, size_t part)
{
	struct scanners *all = arg;
	struct scanner *s = &all->part[part];
	struct pair_cursor c = {
	    .pair = all->pair,
	    .range = all->range,
	    .one = true,
	};
	uint64_t seed;

	arc4random_buf(&seed, sizeof(seed));
	for (enum pair_form f = 0; f < PAIR_FORMS; f++)
		tab_init(&s->rel[f], pair_words(f), RELATION_WORDS, zero, seed);
	tab_init(&s->source, 3, 2, zero, seed);
	while (pair_next(&c))
		relate_next(s, &c);
	for (enum pair_form f = 0; f < PAIR_FORMS; f++) {
		relate_all(s, f, &s->batch[f]);
		tab_seal(&s->rel[f]);
	}
	count_all(s);
	tab_seal(&s->source);
}

/* What is needed, of a part of the tuples. */
static void
settle_part(void *arg, size_t part)
{
	struct scanners *all = arg;
	struct pair_cursor c = {
	    .pair = all->pair,
	    .part = part,
	    .parts = all->pair->parts,
	    .range = all->range,
	    .one = true,
	};

	while (pair_next(&c)) {
		look_ahead(all, &c);
		settle(all, &c);
	}
}

/* All tuples of the sources in a range. */
static void
judge_range(struct scanners *all)
{
	pair_each(all->pair, relate_part, all);
	pair_each(all->pair, settle_part, all);
	for (size_t i = 0; i < all->pair->parts; i++) {
		for (enum pair_form f = 0; f < PAIR_FORMS; f++)
			tab_free(&all->part[i].rel[f]);
		tab_free(&all->part[i].source);
	}
}

void
scanner_judge(struct pair *p, const struct ipset *known, const uint32_t *vpc)
{
	struct scanners all = {.pair = p};

	all.part = mem_new(p->parts * sizeof(*all.part));
	for (size_t i = 0; i < p->parts; i++) {
		all.part[i].pair = p;
		all.part[i].known = known;
		all.part[i].vpc = vpc;
		all.part[i].part = i;
	}
	for (; all.range < p->nrange; all.range++)
		judge_range(&all);
	free(all.part);
}
