/* SPDX-License-Identifier: ISC */

/* See audit.h: traffic in, counters of rules out. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/order.h"
#include "rules/audit.h"
#include "rules/why.h"
#include "value/proto.h"

#define SOON 8 /* rows ahead whose addresses are fetched */

const char *const audit_word[AUDIT_USES] = {
    [AUDIT_USED] = "used",
    [AUDIT_RARE] = "rare",
    [AUDIT_WIDE] = "wide",
    [AUDIT_UNUSED] = "unused",
    [AUDIT_UNSURE] = "unsure",
    [AUDIT_ORPHAN] = "orphan",
};

const char *const audit_risk_word[AUDIT_RISKS] = {
    [AUDIT_SAFE] = "-",
    [AUDIT_INSECURE] = "insecure",
    [AUDIT_HIGH] = "high",
    [AUDIT_ADMIN] = "admin",
    [AUDIT_ALL] = "all",
};

void
audit_open(struct audit *a)
{
	a->set = match_set(a->conf.match);
	a->rule = mem_new(a->set->nrule * sizeof(*a->rule));
	a->group = mem_new(a->set->ngroup * sizeof(*a->group));
	a->recall = recall_new(a->conf.match);
	a->mask = 1023;
	a->index = mem_new((a->mask + 1) * sizeof(*a->index));
	for (size_t i = 0; i < a->set->nrule; i++) {
		struct audit_rule *r = &a->rule[i];
		r->first = r->last = NUM_NONE;
		r->inside = r->elsewhere = AUDIT_NONE;
	}
}

void
audit_free(struct audit *a)
{
	for (size_t i = 0; a->group != NULL && i < a->set->ngroup; i++)
		free(a->group[i].beside);
	free(a->rule);
	free(a->group);
	free(a->cell);
	free(a->index);
	free(a->fresh);
	free(a->found);
	recall_free(a->recall);
	audit_days_free(&a->days);
}

void
audit_rows(struct audit *a, struct block *b)
{
	static const enum field_id fields[] = {
	    FIELD_NEEDED,
	    FIELD_CONNS,
	    FIELD_FIRST,
	    FIELD_LAST,
	};
	const uint64_t *num[nitems(fields)];
	size_t col[nitems(fields)], n = 0;

	for (size_t i = 0; i < nitems(fields); i++)
		if (b->schema->at[fields[i]] != SCHEMA_NONE)
			col[n++] = b->schema->at[fields[i]];
	block_load(b, col, n);
	for (size_t i = 0; i < nitems(fields); i++) {
		size_t at = b->schema->at[fields[i]];
		num[i] = at == SCHEMA_NONE ? NULL : b->vec[at].num;
	}
	n = 0;
	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		if (num[2] != NULL && num[3] != NULL)
			audit_days_add(&a->days, num[2][row], num[3][row],
			    num[1] == NULL || num[1][row] != 1);
		if (num[0] != NULL && num[0][row] == 0)
			a->idle++;
		else
			b->sel[n++] = row;
	}
	b->nsel = n;
}

/* ---- cells -------------------------------------------------------------- */

static size_t
hash_of(const struct audit_cell *c)
{
	uint64_t h = c->peer.lo * 0x9e3779b97f4a7c15;

	h ^= h >> 32;
	h = (h ^ c->peer.hi) * 0xbf58476d1ce4e5b9;
	h ^= h >> 29;
	h += (uint64_t)c->rule << 32 | (uint64_t)c->port << 8 | c->proto;
	h *= 0x94d049bb133111eb;
	return (size_t)(h ^ h >> 31);
}

static bool
same_cell(const struct audit_cell *x, const struct audit_cell *y)
{
	return x->rule == y->rule && x->port == y->port &&
	    x->proto == y->proto && ip_eq(x->peer, y->peer);
}

/* Where a cell is in the index, or goes. */
static uint32_t *
place(const struct audit *a, const struct audit_cell *c)
{
	size_t i = hash_of(c) & a->mask;

	while (a->index[i] != 0 && !same_cell(&a->cell[a->index[i] - 1], c))
		i = (i + 1) & a->mask;
	return &a->index[i];
}

/* Twice the room, and an index at most half full. */
static void
grow(struct audit *a)
{
	a->room = a->room == 0 ? 512 : 2 * a->room;
	a->cell = mem_array(a->cell, a->room, sizeof(*a->cell));
	a->mask = 2 * a->room - 1;
	free(a->index);
	a->index = mem_new((a->mask + 1) * sizeof(*a->index));
	for (size_t i = 0; i < a->ncell; i++)
		*place(a, &a->cell[i]) = (uint32_t)i + 1;
}

static void
join_times(uint64_t *first, uint64_t *last, const uint64_t *count)
{
	*first = counter_join(FIELD_FIRST, *first, count[RULE_FIRST]);
	*last = counter_join(FIELD_LAST, *last, count[RULE_LAST]);
}

static void
add_cell(struct audit *a, uint32_t rule, const struct trial_group *g,
    struct ip peer, bool sure)
{
	struct audit_cell c = {
	    .rule = rule,
	    .port = proto_ports(g->conn.proto) ? g->conn.dport : 0,
	    .proto = g->conn.proto,
	    .peer = peer,
	    .first = NUM_NONE,
	    .last = NUM_NONE,
	};

	if (a->ncell == a->room)
		grow(a);
	uint32_t *at = place(a, &c);
	if (*at == 0) {
		a->cell[a->ncell++] = c;
		*at = (uint32_t)a->ncell;
	}
	struct audit_cell *to = &a->cell[*at - 1];
	to->sure |= sure;
	trial_add(&to->sum, g);
	join_times(&to->first, &to->last, g->count);
}

/* ---- counting ----------------------------------------------------------- */

/* What is asked of an end: is a group let through by rules of dir there? */
struct ask {
	const struct trial_group *g;
	const struct verdict_of *v;
	enum rule_dir dir;
	struct ip peer;
};

size_t
audit_find(struct audit *a, audit_rules *rules, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    size_t at)
{
	for (;;) {
		size_t n = rules(a->conf.match, host, dir, peer, what,
		    a->found + at, a->found_room - at);
		if (at + n <= a->found_room)
			return at + n;
		a->found_room = 2 * (at + n);
		a->found = mem_array(a->found, a->found_room,
		    sizeof(*a->found));
	}
}

static size_t
find(struct audit *a, audit_rules *rules, const struct ask *q,
    const struct match_host *host, size_t at)
{
	return audit_find(a, rules, host, q->dir, &q->v->end[1 - q->dir].who,
	    q->v->what, at);
}

/* The rules of a host that let it through for sure. */
static size_t
find_sure(struct audit *a, const struct ask *q, const struct match_host *host)
{
	struct recall_answer known = recall_ask(a->recall, host, q->dir,
	    &q->v->end[1 - q->dir].who, q->v->what);

	if (known.nrule > RECALL_RULES || known.nrule > a->found_room)
		return find(a, match_rules, q, host, 0);
	for (size_t i = 0; i < known.nrule; i++)
		a->found[i] = known.rule[i];
	return known.nrule;
}

static void
count_sure(struct audit *a, const struct ask *q, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct audit_rule *r = &a->rule[a->found[i]];
		trial_add(&r->hit, q->g);
		if (n == 1)
			trial_add(&r->sole, q->g);
		join_times(&r->first, &r->last, q->g->count);
		add_cell(a, a->found[i], q->g, q->peer, true);
	}
}

static int
by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return (a > b) - (a < b);
}

/* Each rule once, though it may have been found for several reasons. */
static void
count_maybe(struct audit *a, const struct ask *q, size_t n)
{
	if (n == 0)
		return;
	qsort(a->found, n, sizeof(*a->found), by_number);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && a->found[i] == a->found[i - 1])
			continue;
		trial_add(&a->rule[a->found[i]].maybe, q->g);
		add_cell(a, a->found[i], q->g, q->peer, false);
	}
}

/* Is it sure what the rules say to it? */
static bool
is_plain(const struct match_who *who, const struct match_who *peer,
    struct match_what what, const struct match *m)
{
	return match_missing(m) == 0 && what.span.from == what.span.to &&
	    !who->many && !peer->many;
}

/* One end; sure: it is known who opened. */
static void
count_end(struct audit *a, const struct ask *q, bool sure)
{
	const struct match_who *who = &q->v->end[q->dir].who;
	const struct match_who *peer = &q->v->end[1 - q->dir].who;
	const struct match_host *host = who->host;
	size_t n = 0;

	if (host != NULL && sure)
		count_sure(a, q, find_sure(a, q, host));
	if (sure && is_plain(who, peer, q->v->what, a->conf.match))
		return;
	if (host != NULL) {
		if (!sure)
			n = find(a, match_rules, q, host, 0);
		n = find(a, match_maybe, q, host, n);
	}
	for (size_t i = 0; i < who->nsome; i++) {
		n = find(a, match_rules, q, &who->some[i], n);
		n = find(a, match_maybe, q, &who->some[i], n);
	}
	count_maybe(a, q, n);
}

/* Do groups of the set guard an end that logged it, for all that is known? */
static bool
is_ours(const struct trial_group *g, const struct verdict_of *v)
{
	for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
		const struct match_who *who = &v->end[dir].who;
		enum need_log other = dir == RULE_INGRESS ? NEED_SENDER :
							    NEED_RECEIVER;
		if (g->conn.log != other &&
		    (who->many || (who->host != NULL && who->host->ngroup > 0)))
			return true;
	}
	return false;
}

static bool
count_ways(struct audit *a, const struct trial_group *g, bool sure)
{
	struct verdict_conf conf = {
	    .match = a->conf.match,
	    .recall = a->recall,
	};
	struct verdict_of v;

	verdict_who(&conf, &g->conn, &v);
	if (g->conn.log != NEED_SENDER)
		count_end(a, &(struct ask){g, &v, RULE_INGRESS, g->conn.src},
		    sure);
	if (g->conn.log != NEED_RECEIVER)
		count_end(a, &(struct ask){g, &v, RULE_EGRESS, g->conn.dst},
		    sure);
	return is_ours(g, &v);
}

static void
count_group(struct audit *a, const struct trial_group *g)
{
	bool ours, sure = g->opener == TRIAL_SOURCE;

	trial_add(&a->needed, g);
	ours = count_ways(a, g, sure);
	if (!sure) { /* nobody knows who opened it */
		struct trial_group back = *g;
		back.conn = trial_turn(g);
		ours |= count_ways(a, &back, false);
	}
	if (!ours)
		trial_add(&a->outside, g);
}

void
audit_block(struct audit *a, const struct block *b)
{
	struct rule_columns counts;
	struct trial_group g;

	const struct vec *dst = &b->vec[b->schema->at[FIELD_DST]];
	rule_columns_in(&counts, b);
	for (size_t i = 0; i < b->nsel; i++) {
		if (i + SOON < b->nsel)
			recall_soon(a->recall, dst->ip[b->sel[i + SOON]]);
		trial_get(&g, b, &counts, b->sel[i]);
		if (g.odd)
			a->odd++;
		else if (g.needed)
			count_group(a, &g);
		else
			a->idle++;
	}
}

bool
audit_enough(const struct audit *a, const struct evidence *ev, uint64_t days)
{
	struct buf gaps = {0};
	uint64_t all = 0, none;

	if (days == 0)
		return true;
	none = audit_days_gaps(&a->days, ev, &gaps);
	if (why_windowed(ev))
		all = (ev->to - ev->from + AUDIT_DAY / 2) / AUDIT_DAY;
	all -= none < all ? none : all;
	if (all < days)
		diag_warn(DIAG_LOST,
		    "--min-days: the traffic is of %" PRIu64
		    " day%s%s%s, and %" PRIu64 " are asked for",
		    all, all == 1 ? "" : "s", none > 0 ? ", none on " : "",
		    none > 0 ? buf_cstr(&gaps) : "", days);
	buf_free(&gaps);
	return all >= days;
}

/* ---- the answer --------------------------------------------------------- */

/* By rule, protocol, port and peer. */
static void
order_cells(struct audit *a)
{
	uint64_t *key = mem_array(NULL, 3 * a->ncell, sizeof(*key));
	struct audit_cell *to = mem_array(NULL, a->ncell, sizeof(*to));

	free(a->index); /* no more are added */
	a->index = NULL;
	for (size_t i = 0; i < a->ncell; i++) {
		const struct audit_cell *c = &a->cell[i];
		key[3 * i] = (uint64_t)c->rule << 24 |
		    (uint64_t)c->proto << 16 | c->port;
		key[3 * i + 1] = c->peer.hi;
		key[3 * i + 2] = c->peer.lo;
	}
	uint32_t *order = order_sort(key, a->ncell, 3, 3);
	for (size_t i = 0; i < a->ncell; i++)
		to[i] = a->cell[order[i]];
	free(order);
	free(key);
	free(a->cell);
	a->cell = to;
}

static int
by_ip(const void *a, const void *b)
{
	return ip_cmp(*(const struct ip *)a, *(const struct ip *)b);
}

/* How many distinct addresses there are in n cells; ip has room for them. */
static uint64_t
count_peers(const struct audit_cell *c, size_t n, struct ip *ip)
{
	uint64_t peers = 1;

	for (size_t i = 0; i < n; i++)
		ip[i] = c[i].peer;
	qsort(ip, n, sizeof(*ip), by_ip);
	for (size_t i = 1; i < n; i++)
		peers += !ip_eq(ip[i], ip[i - 1]);
	return peers;
}

/* Cells in order; and how many peers each rule has. */
static void
sort_cells(struct audit *a)
{
	struct ip *ip = mem_array(NULL, a->ncell, sizeof(*ip));
	size_t n;

	order_cells(a);
	for (size_t i = 0; i < a->ncell; i += n) {
		struct audit_rule *r = &a->rule[a->cell[i].rule];
		n = 1;
		while (i + n < a->ncell &&
		    a->cell[i + n].rule == a->cell[i].rule)
			n++;
		r->cell = i;
		r->ncell = n;
		r->peers = count_peers(&a->cell[i], n, ip);
	}
	free(ip);
}

/* Was all of it within a day, of a time that is much longer? */
static bool
is_rare(const struct audit *a, const struct audit_rule *r,
    const struct evidence *ev)
{
	return why_windowed(ev) &&
	    (ev->to - ev->from) / AUDIT_DAY >= a->conf.rare &&
	    r->first != NUM_NONE && r->last != NUM_NONE &&
	    r->last - r->first < AUDIT_DAY;
}

bool
audit_blind(const struct sgset_rule *r)
{
	uint16_t echo = r->proto == PROTO_ICMP ? 8 : 128;

	return proto_icmp(r->proto) &&
	    (r->span.from > echo << 8 || r->span.to < echo << 8);
}

static enum audit_use
use_of(const struct audit *a, uint32_t i)
{
	const struct audit_group *g = &a->group[a->set->rule[i].group];
	const struct audit_rule *r = &a->rule[i];

	if (r->hit.groups > 0)
		return r->rare ? AUDIT_RARE : AUDIT_USED;
	if (!g->known)
		return AUDIT_UNSURE;
	if (!g->held)
		return AUDIT_ORPHAN;
	return r->maybe.groups > 0 || audit_blind(&a->set->rule[i]) ?
	    AUDIT_UNSURE :
	    AUDIT_UNUSED;
}

static void
sum_up(struct audit *a)
{
	for (size_t i = 0; i < a->set->nrule; i++) {
		const struct audit_rule *r = &a->rule[i];
		a->count[r->use]++;
		a->nshadowed += r->inside != AUDIT_NONE;
		a->nrisky += r->risk != AUDIT_SAFE;
	}
	for (size_t i = 0; i < a->set->ngroup; i++)
		a->norphan += a->group[i].known && !a->group[i].held;
}

void
audit_done(struct audit *a, const struct evidence *ev)
{
	sort_cells(a);
	audit_groups(a);
	for (uint32_t i = 0; i < a->set->nrule; i++) {
		a->rule[i].rare = is_rare(a, &a->rule[i], ev);
		a->rule[i].use = (uint8_t)use_of(a, i);
	}
	audit_shadow(a);
	audit_risks(a);
	audit_narrow(a);
	sum_up(a);
}

bool
audit_finds(const struct audit *a)
{
	return a->count[AUDIT_RARE] + a->count[AUDIT_WIDE] +
	    a->count[AUDIT_UNUSED] + a->nshadowed + a->nrisky + a->norphan >
	    0;
}

bool
audit_lacks(const struct audit *a, const struct evidence *ev)
{
	if (ev->skipdata > 0 || ev->malformed > 0)
		diag_say("note: behind the input were %" PRIu64
			 " SKIPDATA and %" PRIu64
			 " malformed records: rules may have been used by them",
		    ev->skipdata, ev->malformed);
	if (a->odd > 0)
		diag_say("note: not counted: %" PRIu64 " groups without an "
			 "address, protocol or port, or with a prefix",
		    a->odd);
	if (a->outside.groups > 0)
		diag_say("note: %" PRIu64
			 " groups have no end that these rules guard%s",
		    a->outside.groups,
		    a->conf.enis == NULL ? " (-i says who guards whom)" : "");
	if (a->needed.groups == a->outside.groups)
		diag_say("note: nothing that was needed met these rules");
	return ev->skipdata > 0 || ev->malformed > 0 || a->odd > 0 ||
	    a->needed.groups == a->outside.groups || a->count[AUDIT_UNSURE] > 0;
}
