/* SPDX-License-Identifier: ISC */

/* See trial.h. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rules/trial.h"
#include "value/proto.h"

#define SOON 16 /* rows ahead of theirs that targets are fetched */

const char *const trial_word[TRIAL_CLASSES] = {
    [TRIAL_BLOCKED] = "blocked",
    [TRIAL_UNSURE] = "unsure",
    [TRIAL_OPENED] = "opened",
    [TRIAL_SCANNED] = "scanned",
    [TRIAL_DROPPED] = "dropped",
    [TRIAL_PASSED] = "passed",
    [TRIAL_OUTSIDE] = "outside",
    [TRIAL_REST] = "rest",
    [TRIAL_ODD] = "odd",
};

void
trial_open(struct trial *t)
{
	const struct sgset *set = match_set(t->conf.match);

	t->use = mem_new(set->nrule * sizeof(*t->use));
	t->conf.recall = recall_new(t->conf.match);
	for (size_t i = 0; i < nitems(t->last); i++)
		t->last[i].src = IP_NONE;
}

void
trial_free(struct trial *t)
{
	recall_free(t->conf.recall);
	free(t->finding);
	free(t->use);
	free(t->rule);
}

/* ---- groups ------------------------------------------------------------- */

static enum need_log
log_of(struct slice dir)
{
	if (slice_is(dir, "ingress"))
		return NEED_RECEIVER;
	return slice_is(dir, "egress") ? NEED_SENDER : NEED_ANY;
}

/* Must it work? */
static bool
needed(const struct trial_group *g)
{
	uint64_t flows = g->count[RULE_FLOWS], rejects = g->count[RULE_REJECTS];

	if (g->count[RULE_NEEDED] != NUM_NONE)
		return g->count[RULE_NEEDED] > 0;
	if (flows == NUM_NONE || rejects == NUM_NONE)
		return true;
	return flows - rejects > rejects;
}

void
trial_get(struct trial_group *g, const struct block *b,
    const struct rule_columns *counts, size_t row)
{
	const struct vec *src = &b->vec[b->schema->at[FIELD_SRC]];
	const struct vec *dst = &b->vec[b->schema->at[FIELD_DST]];
	uint64_t proto = block_num(b, FIELD_PROTO, row);
	uint64_t dport = block_num(b, FIELD_DPORT, row);

	rule_count_get(g->count, counts, row);
	g->odd = ip_none(src->ip[row]) || ip_none(dst->ip[row]) ||
	    src->len[row] != 128 || dst->len[row] != 128 || proto == NUM_NONE ||
	    (proto_ports(proto) && dport == NUM_NONE);
	bool undecided = b->schema->at[FIELD_SPORT] != SCHEMA_NONE;
	g->opener = undecided ? TRIAL_BOTH : TRIAL_SOURCE;
	g->sport = block_num(b, FIELD_SPORT, row);
	g->odd |= undecided && g->sport == NUM_NONE && proto_ports(proto);
	g->conn = (struct verdict_conn){
	    .src = src->ip[row],
	    .dst = dst->ip[row],
	    .dport = (uint16_t)dport,
	    .proto = (uint8_t)proto,
	    .echo = g->count[RULE_ANSWERED] != 0,
	    .log = log_of(block_name(b, FIELD_DIR, row)),
	    .vpc = block_name(b, FIELD_VPC, row),
	};
	g->needed = needed(g);
	g->weak = g->dropped = g->shown = false;
}

/* Was nothing of it ever accepted? */
static bool
rejected(const struct trial_group *g)
{
	return g->count[RULE_FLOWS] != NUM_NONE &&
	    g->count[RULE_REJECTS] == g->count[RULE_FLOWS];
}

static uint64_t
or_none(uint64_t v)
{
	return v == NUM_NONE ? 0 : v;
}

void
trial_add(struct trial_sum *to, const struct trial_group *g)
{
	uint64_t conns = g->count[RULE_NEEDED];

	if (conns == NUM_NONE)
		conns = g->count[RULE_CONNS];
	to->groups++;
	to->conns += conns == NUM_NONE ? 1 : conns;
	to->flows += or_none(g->count[RULE_FLOWS]);
	to->bytes += or_none(g->count[RULE_BYTES]) +
	    or_none(g->count[RULE_RBYTES]);
}

/* ---- what the rules are used for ---------------------------------------- */

static bool
same(const struct verdict_conn *a, const struct verdict_conn *b)
{
	return ip_eq(a->src, b->src) && ip_eq(a->dst, b->dst) &&
	    a->dport == b->dport && a->proto == b->proto;
}

/* How many rules let it through at one end; *rule has them. */
static size_t
rules_of(struct trial *t, const struct verdict_of *v, enum rule_dir dir,
    const uint32_t **rule)
{
	const struct recall_answer *by = &v->end[dir].by;

	*rule = by->rule;
	if (by->nrule <= RECALL_RULES)
		return by->nrule;
	for (;;) {
		size_t n = match_rules(t->conf.match, v->end[dir].who.host, dir,
		    &v->end[1 - dir].who, v->what, t->rule, t->rule_room);
		*rule = t->rule;
		if (n <= t->rule_room)
			return n;
		t->rule_room = 2 * n;
		t->rule = mem_array(t->rule, t->rule_room, sizeof(*t->rule));
	}
}

/*
 * Counts a pair for every rule that lets it through at one end: once, though
 * it may have been logged at both.
 */
static void
use_end(struct trial *t, const struct verdict_conn *c,
    const struct verdict_of *v, enum rule_dir dir)
{
	const uint32_t *rule;

	if (v->end[dir].verdict != VERDICT_PASS || same(&t->last[dir], c))
		return;
	t->last[dir] = *c;
	size_t n = rules_of(t, v, dir, &rule);
	for (size_t i = 0; i < n; i++)
		t->use[rule[i]].pairs++;
}

static void
use(struct trial *t, const struct verdict_conn *c, const struct verdict_of *v)
{
	use_end(t, c, v, RULE_INGRESS);
	use_end(t, c, v, RULE_EGRESS);
}

/* ---- findings ----------------------------------------------------------- */

/* Would it be gone at once, at an end that blocks it? */
static bool
is_cut(const struct trial *t, const struct verdict_conn *c,
    const struct verdict_of *v)
{
	struct verdict_conf now = {.match = t->today};
	struct verdict_of was;

	if (t->today == NULL || !proto_ports(c->proto))
		return false;
	verdict_judge(&now, c, &was);
	for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++)
		if (v->end[dir].verdict == VERDICT_BLOCKED &&
		    was.end[dir].verdict == VERDICT_PASS &&
		    match_untracked(t->today, was.end[dir].who.host,
			(enum rule_dir)dir, ip_is4(c->src), was.what))
			return true;
	return false;
}

static void
find(struct trial *t, const struct trial_group *g, const struct verdict_of *v,
    enum trial_class class, enum verdict worst)
{
	struct trial_finding f = {
	    .class = class,
	    .src = g->conn.src,
	    .dst = g->conn.dst,
	    .sport = g->opener == TRIAL_BOTH && proto_ports(g->conn.proto) ?
		g->sport :
		NUM_NONE,
	    .dport = g->conn.dport,
	    .proto = g->conn.proto,
	    .side = "-",
	    .near = VERDICT_NONE,
	};

	memcpy(f.count, g->count, sizeof(f.count));
	if (class == TRIAL_BLOCKED || class == TRIAL_UNSURE) {
		bool in = v->end[RULE_INGRESS].verdict == worst;
		f.side = verdict_side(v, worst);
		f.near = verdict_near(&t->conf, &g->conn, v,
		    in ? RULE_INGRESS : RULE_EGRESS);
		f.cut = is_cut(t, &g->conn, v);
	}
	if (t->n == t->room) {
		t->room = t->room == 0 ? 64 : 2 * t->room;
		t->finding = mem_array(t->finding, t->room,
		    sizeof(*t->finding));
	}
	t->finding[t->n++] = f;
}

struct verdict_conn
trial_turn(const struct trial_group *g)
{
	struct verdict_conn c = g->conn;

	c.src = g->conn.dst;
	c.dst = g->conn.src;
	c.dport = (uint16_t)g->sport;
	if (c.log != NEED_ANY)
		c.log = c.log == NEED_SENDER ? NEED_RECEIVER : NEED_SENDER;
	return c;
}

static const enum trial_class of_verdict[] = {
    [VERDICT_OUTSIDE] = TRIAL_OUTSIDE,
    [VERDICT_PASS] = TRIAL_PASSED,
    [VERDICT_UNSURE] = TRIAL_UNSURE,
    [VERDICT_BLOCKED] = TRIAL_BLOCKED,
};

/* What two ways of one connection come to. */
static enum trial_class
both_ways(const struct trial_group *g, enum verdict v, enum verdict w)
{
	enum verdict worse = v > w ? v : w;

	if (g->opener == TRIAL_EITHER &&
	    (v == VERDICT_PASS || w == VERDICT_PASS))
		return TRIAL_PASSED;
	if (v == w || v == VERDICT_OUTSIDE || w == VERDICT_OUTSIDE)
		return of_verdict[worse];
	return TRIAL_UNSURE;
}

/*
 * Needed, and either end may have opened it.  It is told by the way that is
 * shut: what one end may and the other may not is unsure.
 */
static void
judge_both(struct trial *t, struct trial_group *g)
{
	struct trial_group back = *g;
	struct verdict_of v, w;

	back.conn = trial_turn(g);
	back.sport = g->conn.dport;
	verdict_judge(&t->conf, &g->conn, &v);
	verdict_judge(&t->conf, &back.conn, &w);
	use(t, &g->conn, &v);
	use(t, &back.conn, &w);
	enum trial_class class = both_ways(g, v.verdict, w.verdict);
	bool weak = class == TRIAL_BLOCKED && g->weak;
	if (weak)
		class = TRIAL_UNSURE;
	trial_add(&t->sum[class], g);
	if (class >= TRIAL_FINDINGS)
		return;
	bool turned = w.verdict > v.verdict;
	const struct verdict_of *shut = turned ? &w : &v;
	find(t, turned ? &back : g, shut, class, shut->verdict);
}

void
trial_judge(struct trial *t, struct trial_group *g)
{
	enum trial_class class = TRIAL_REST;
	struct verdict_of v;

	if (g->odd) {
		trial_add(&t->sum[TRIAL_ODD], g);
		return;
	}
	if (g->needed && g->opener != TRIAL_SOURCE) {
		judge_both(t, g);
		return;
	}
	verdict_judge(&t->conf, &g->conn, &v);
	if (g->needed) {
		class = of_verdict[v.verdict];
		if (class == TRIAL_BLOCKED && g->weak)
			class = TRIAL_UNSURE;
		use(t, &g->conn, &v);
	} else if (g->shown) {
		use(t, &g->conn, &v);
	} else if (g->dropped) {
		class = TRIAL_DROPPED;
	} else if (v.verdict == VERDICT_PASS && rejected(g)) {
		class = TRIAL_OPENED;
	} else if (v.verdict == VERDICT_PASS &&
	    or_none(g->count[RULE_SCANS]) > 0) {
		class = TRIAL_SCANNED;
	}
	trial_add(&t->sum[class], g);
	if (class < TRIAL_FINDINGS)
		find(t, g, &v, class, v.verdict);
}

void
trial_block(struct trial *t, const struct block *b)
{
	struct rule_columns counts;
	struct trial_group g;

	const struct vec *dst = &b->vec[b->schema->at[FIELD_DST]];
	rule_columns_in(&counts, b);
	for (size_t i = 0; i < b->nsel; i++) {
		if (i + SOON < b->nsel)
			recall_soon(t->conf.recall, dst->ip[b->sel[i + SOON]]);
		trial_get(&g, b, &counts, b->sel[i]);
		trial_judge(t, &g);
	}
}

static int
by_class(const void *x, const void *y)
{
	const struct trial_finding *a = x, *b = y;
	int c;

	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	if ((c = ip_cmp(a->src, b->src)) != 0 ||
	    (c = ip_cmp(a->dst, b->dst)) != 0)
		return c;
	if (a->proto != b->proto)
		return a->proto < b->proto ? -1 : 1;
	if (a->dport != b->dport)
		return a->dport < b->dport ? -1 : 1;
	if (a->sport != b->sport)
		return a->sport < b->sport ? -1 : 1;
	return strcmp(a->side, b->side);
}

void
trial_done(struct trial *t)
{
	size_t n = 0;

	if (t->n > 0)
		qsort(t->finding, t->n, sizeof(*t->finding), by_class);
	for (size_t i = 0; i < t->n; i++) {
		const struct trial_finding *f = &t->finding[i];
		if (n == 0 || by_class(&t->finding[n - 1], f) != 0) {
			t->finding[n++] = *f;
			continue;
		}
		struct trial_finding *to = &t->finding[n - 1];
		rule_count_add(to->count, f->count, 0, RULE_COUNTERS);
		to->cut |= f->cut;
	}
	t->n = n;
}

struct trial_sum
trial_needed(const struct trial *t)
{
	static const enum trial_class all[] = {
	    TRIAL_BLOCKED,
	    TRIAL_UNSURE,
	    TRIAL_PASSED,
	};
	struct trial_sum sum = {0};

	for (size_t i = 0; i < nitems(all); i++) {
		const struct trial_sum *s = &t->sum[all[i]];
		sum.groups += s->groups;
		sum.conns += s->conns;
		sum.flows += s->flows;
		sum.bytes += s->bytes;
	}
	return sum;
}

bool
trial_lacks(const struct trial *t, const struct evidence *ev, bool alone)
{
	uint64_t odd = t->sum[TRIAL_ODD].groups;
	uint64_t outside = t->sum[TRIAL_OUTSIDE].groups;
	uint64_t judged = trial_needed(t).groups;

	if (ev->skipdata > 0 || ev->malformed > 0)
		diag_say("note: behind the input were %" PRIu64
			 " SKIPDATA and %" PRIu64 " malformed records",
		    ev->skipdata, ev->malformed);
	if (odd > 0)
		diag_say("note: not judged: %" PRIu64 " groups without an "
			 "address, protocol or port, or with a prefix",
		    odd);
	if (outside > 0)
		diag_say("note: not judged: %" PRIu64
			 " groups with no end that "
			 "these rules guard%s",
		    outside, alone ? " (-i says who guards whom)" : "");
	if (judged == 0)
		diag_say("note: nothing that is needed could be judged");
	return ev->skipdata > 0 || ev->malformed > 0 || odd > 0 ||
	    judged == 0 || t->sum[TRIAL_UNSURE].groups > 0;
}
