/* SPDX-License-Identifier: ISC */

/* See need.h. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rules/need.h"
#include "value/proto.h"

#define DAY 86400 /* seconds */

const char *const need_reason[NEED_COUNT] = {
    [NEED_FEW] = "of too few flows",
    [NEED_BRIEF] = "on too few days",
    [NEED_OUTVOTED] = "contested",
    [NEED_REJECTED] = "rejected only",
    [NEED_UNDECIDED] = "undecided",
    [NEED_SCAN] = "from scanners",
    [NEED_UNANSWERED] = "unanswered",
    [NEED_UNNEEDED] = "not needed",
    [NEED_GATEWAY] = "to a gateway",
    [NEED_OUTSIDE] = "outside -l",
    [NEED_UNKNOWN] = "action unknown",
    [NEED_ODD] = "without address, protocol or port",
    [NEED_NO_IDS] = "with labels that are no ids",
    [NEED_ELSEWHERE] = "of the interface at the other end",
};

const char *
need_word(const struct need *n, enum need_verdict v)
{
	if (v == NEED_OUTSIDE && n->conf.local == NULL)
		return "without security groups";
	return need_reason[v];
}

/* ---- one group -------------------------------------------------------- */

/* Where a block has what makes a group. */
struct columns {
	const struct vec *src, *dst;
	const uint64_t *dport, *proto;
	const struct slice *log; /* NULL: no dir */
	struct who_columns label[WHO_SIDES];
	struct rule_columns count;
};

static void
bind(struct columns *c, const struct block *b)
{
	const size_t *at = b->schema->at;
	size_t dir = at[FIELD_DIR];

	c->src = &b->vec[at[FIELD_SRC]];
	c->dst = &b->vec[at[FIELD_DST]];
	c->dport = b->vec[at[FIELD_DPORT]].num;
	c->proto = b->vec[at[FIELD_PROTO]].num;
	c->log = dir == SCHEMA_NONE ? NULL : b->vec[dir].slice;
	who_bind(&c->label[WHO_SRC], b, WHO_SRC);
	who_bind(&c->label[WHO_DST], b, WHO_DST);
	rule_columns_in(&c->count, b);
}

/* Which interface logged a row: only its first byte is looked at. */
static enum need_log
read_log(const struct columns *c, size_t row)
{
	if (c->log == NULL)
		return NEED_ANY;
	switch (c->log[row].p[0]) {
	case 'i':
		return NEED_RECEIVER;
	case 'e':
		return NEED_SENDER;
	default:
		return NEED_ANY;
	}
}

/* Is this end ours, and the group so a reason for a rule that way? */
static bool
sides(const struct need *n, const struct need_group *g, enum rule_dir dir)
{
	bool in = dir == RULE_INGRESS;

	if (need_labelled(n))
		return ref_ours(n->ref, g->who[in ? WHO_DST : WHO_SRC],
		    in ? g->dst : g->src, n->conf.local);
	if (n->conf.local == NULL)
		return n->side == dir;
	return ipset_covers(n->conf.local, in ? g->dst : g->src);
}

/* What keeps a group from being judged; NEED_ELSEWHERE: nothing so far. */
static enum need_verdict
usable(const struct need *n, const struct need_group *g)
{
	if (ip_none(g->src.ip) || ip_none(g->dst.ip) || g->proto == NUM_NONE ||
	    (proto_ports(g->proto) && g->dport == NUM_NONE))
		return NEED_ODD;
	if (need_labelled(n) &&
	    (who_at(n->ref->whos, g->who[WHO_SRC])->odd ||
		who_at(n->ref->whos, g->who[WHO_DST])->odd))
		return NEED_NO_IDS;
	if (need_labelled(n) &&
	    who_gateway(who_at(n->ref->whos, g->who[WHO_DST])))
		return NEED_GATEWAY;
	if (!g->ours[RULE_INGRESS] && !g->ours[RULE_EGRESS])
		return NEED_OUTSIDE;
	return NEED_ELSEWHERE;
}

static void
read_group(const struct need *n, const struct columns *c, size_t row,
    struct need_group *g)
{
	g->src = (struct prefix){c->src->ip[row], c->src->len[row]};
	g->dst = (struct prefix){c->dst->ip[row], c->dst->len[row]};
	g->dport = c->dport[row];
	g->proto = c->proto[row];
	g->log = read_log(c, row);
	g->who[WHO_SRC] = g->who[WHO_DST] = WHO_NONE;
	for (int i = 0; need_labelled(n) && i < WHO_SIDES; i++)
		g->who[i] = who_id(n->ref->whos, &c->label[i], row);
	g->ours[RULE_INGRESS] = sides(n, g, RULE_INGRESS);
	g->ours[RULE_EGRESS] = sides(n, g, RULE_EGRESS);
	g->verdict = usable(n, g);
	rule_count_get(g->count, &c->count, row);
}

/* What the records of a group say without a column needed. */
static enum need_verdict
vote(const struct need *n, uint64_t flows, uint64_t rejects)
{
	uint64_t accepted;

	if (rejects == NUM_NONE)
		return n->conf.accepted ? NEED_RULE : NEED_UNKNOWN;
	if (flows == NUM_NONE)
		return rejects == 0 ? NEED_RULE : NEED_UNKNOWN;
	accepted = flows > rejects ? flows - rejects : 0;
	if (accepted == 0)
		return NEED_REJECTED;
	if (rejects == 0)
		return NEED_RULE;
	return accepted > rejects ? NEED_CONTESTED : NEED_OUTVOTED;
}

/* Why nothing of a group is needed, as far as its counters say. */
static enum need_verdict
unneeded(const uint64_t *count)
{
	uint64_t flows = count[RULE_FLOWS], rejects = count[RULE_REJECTS];

	if (count[RULE_SCANS] != NUM_NONE && count[RULE_SCANS] > 0)
		return NEED_SCAN;
	if (flows != NUM_NONE && rejects != NUM_NONE && flows > 0 &&
	    rejects >= flows)
		return NEED_REJECTED;
	return count[RULE_ANSWERED] == 0 ? NEED_UNANSWERED : NEED_UNNEEDED;
}

static enum need_verdict
justify(const struct need *n, const uint64_t *count)
{
	uint64_t needed = count[RULE_NEEDED];

	if (needed == NUM_NONE)
		return vote(n, count[RULE_FLOWS], count[RULE_REJECTS]);
	if (needed == 0)
		return unneeded(count);
	return n->conf.decided && count[RULE_HOW] == HOW_NONE ? NEED_UNDECIDED :
								NEED_RULE;
}

/* Days of UTC from the first to the last; 0: not known. */
static uint64_t
days_of(uint64_t first, uint64_t last)
{
	if (first == NUM_NONE || last == NUM_NONE || last < first)
		return 0;
	return last / DAY - first / DAY + 1;
}

static enum need_verdict
judge(const struct need *n, const uint64_t *count)
{
	uint64_t flows = count[RULE_FLOWS];
	enum need_verdict v = justify(n, count);

	if (v != NEED_RULE && v != NEED_CONTESTED)
		return v;
	if (n->conf.min_flows > 0 &&
	    (flows == NUM_NONE || flows < n->conf.min_flows))
		return NEED_FEW;
	if (days_of(count[RULE_FIRST], count[RULE_LAST]) < n->conf.min_days)
		return NEED_BRIEF;
	return v;
}

/* Is it known that a peer is not ours? */
static bool
outside(const struct need *n, struct prefix peer, uint32_t who)
{
	if (need_labelled(n) && ref_known(n->ref, who))
		return false;
	if (n->conf.local != NULL)
		return !ipset_covers(n->conf.local, peer);
	return need_labelled(n);
}

/* What a reviewer should know of a rule that connections need. */
static uint8_t
marks(const struct need *n, const struct rule *r, uint32_t peer,
    const uint64_t *count)
{
	uint64_t first = count[RULE_FIRST], last = count[RULE_LAST];
	unsigned int note = 0;

	if (count[RULE_NEEDED] == NUM_NONE)
		return 0;
	if (count[RULE_ANSWERED] == 0)
		note |= RULE_ONEWAY;
	if (count[RULE_HOW] == HOW_NONE)
		note |= RULE_UNDECIDED;
	if (r->dir == RULE_INGRESS && outside(n, r->peer, peer) &&
	    first != NUM_NONE && last != NUM_NONE && last <= first + NEED_VISIT)
		note |= RULE_THIN;
	return (uint8_t)note;
}

/* ---- rules ------------------------------------------------------------ */

/* Says which group is no single pair of addresses. */
static int
refuse_masked(const struct need_group *g)
{
	char text[PREFIX_MAX];
	const char *end = prefix_print(text,
	    g->src.len < 128 ? g->src : g->dst);

	diag_warn(DIAG_LOST,
	    "%.*s is a prefix that grouping made: a rule for it admits "
	    "more than was seen; group by whole addresses, or say --masked",
	    (int)(end - text), text);
	return -1;
}

/* Adds a rule with these counters of a group. */
static void
add_rule(struct need *n, const struct need_group *g, enum rule_dir dir,
    enum need_verdict v, uint64_t *count)
{
	bool in = dir == RULE_INGRESS;
	int32_t port = proto_ports(g->proto) ? (int32_t)g->dport : RULE_NOPORT;
	struct rule r = {
	    .subject = in ? g->dst : g->src,
	    .peer = in ? g->src : g->dst,
	    .from = port,
	    .to = port,
	    .proto = (uint8_t)g->proto,
	    .dir = (uint8_t)dir,
	    .note = v == NEED_CONTESTED ? RULE_CONTESTED : 0,
	    .seen = 1,
	    .more = count + RULE_FEW,
	};

	memcpy(r.count, count, sizeof(r.count));
	r.note |= marks(n, &r, g->who[in ? WHO_SRC : WHO_DST], count);
	n->tally.oneway += (r.note & RULE_ONEWAY) != 0;
	n->tally.undecided += (r.note & RULE_UNDECIDED) != 0;
	n->tally.thin += (r.note & RULE_THIN) != 0;
	ruleset_add(n->set, &r);
	if (need_labelled(n))
		ref_rule(n->ref, g->who[in ? WHO_DST : WHO_SRC],
		    g->who[in ? WHO_SRC : WHO_DST]);
}

static void
see_family(struct need_tally *t, struct prefix p)
{
	if (ip_none(p.ip))
		return;
	t->ip4 |= rule_is4(p);
	t->ip6 |= !rule_is4(p);
}

/* ---- one tuple: the groups that differ in who logged them -------------- */

/* Was a group logged by the interface that enforces rules of a direction? */
static bool
fits(const struct need_group *g, enum rule_dir dir)
{
	return g->log == NEED_ANY ||
	    (g->log == NEED_RECEIVER) == (dir == RULE_INGRESS);
}

/* Was one of the held groups? */
static bool
any_fits(const struct need *n, enum rule_dir dir)
{
	for (size_t i = 0; i < n->nheld; i++)
		if (fits(&n->held[i], dir))
			return true;
	return false;
}

/*
 * The counters of the held groups that fit, or of all where none does; summed
 * up in `to` if there are several.
 */
static uint64_t *
sum_up(struct need *n, enum rule_dir dir, bool any, uint64_t *to)
{
	uint64_t *sum = NULL;

	for (size_t i = 0; i < n->nheld; i++) {
		struct need_group *g = &n->held[i];

		if (any && !fits(g, dir))
			continue;
		if (sum == NULL) {
			sum = g->count;
			continue;
		}
		if (sum != to)
			sum = memcpy(to, sum, sizeof(g->count));
		rule_count_add(to, g->count, RULE_FLOWS, RULE_COUNTERS);
	}
	return sum;
}

/* Judges the held groups for a direction.  1: a rule; 0: none; -1: refused. */
static int
take_dir(struct need *n, enum rule_dir dir)
{
	const struct need_group *g = &n->held[0];
	uint64_t room[RULE_COUNTERS];
	bool any = any_fits(n, dir), rule;
	uint64_t *count = sum_up(n, dir, any, room);
	enum need_verdict v = judge(n, count);

	rule = v == NEED_RULE || v == NEED_CONTESTED;
	if (!any) {
		n->tally.unseen += rule;
		return 0;
	}
	for (size_t i = 0; i < n->nheld; i++)
		if (fits(&n->held[i], dir) && v < n->held[i].verdict)
			n->held[i].verdict = v;
	if (!rule)
		return 0;
	if ((g->src.len < 128 || g->dst.len < 128) && !n->conf.masked)
		return refuse_masked(g);
	add_rule(n, g, dir, v, count);
	return 1;
}

/* Makes the rules of the held groups. */
static int
take(struct need *n)
{
	const struct need_group *g = &n->held[0];
	int made = 0;

	if (g->verdict != NEED_ELSEWHERE)
		return 0;
	for (int dir = RULE_INGRESS; dir <= RULE_EGRESS; dir++) {
		int rule = g->ours[dir] ? take_dir(n, (enum rule_dir)dir) : 0;

		if (rule < 0)
			return -1;
		made += rule;
	}
	n->tally.high += made > 0 && proto_ports(g->proto) &&
	    g->dport >= NEED_HIGH && g->count[RULE_NEEDED] == NUM_NONE;
	return 0;
}

static void
leave(struct need *n, const struct need_group *g)
{
	if (n->nleft == n->cap) {
		n->cap = n->cap ? 2 * n->cap : 64;
		n->left = mem_array(n->left, n->cap, sizeof(*n->left));
	}
	n->left[n->nleft++] = *g;
}

static void
count(struct need_tally *t, const struct need_group *g)
{
	t->groups++;
	t->verdict[g->verdict]++;
	t->icmp |= g->proto != NUM_NONE && proto_icmp(g->proto);
	see_family(t, g->src);
	see_family(t, g->dst);
}

int
need_last(struct need *n)
{
	size_t held = n->nheld;
	int ret = held > 0 ? take(n) : 0;

	n->nheld = 0;
	for (size_t i = 0; ret == 0 && i < held; i++) {
		count(&n->tally, &n->held[i]);
		if (need_reason[n->held[i].verdict] != NULL)
			leave(n, &n->held[i]);
	}
	return ret;
}

static bool
same_tuple(const struct need_group *a, const struct need_group *b)
{
	return prefix_cmp(a->src, b->src) == 0 &&
	    prefix_cmp(a->dst, b->dst) == 0 && a->dport == b->dport &&
	    a->proto == b->proto && a->who[WHO_SRC] == b->who[WHO_SRC] &&
	    a->who[WHO_DST] == b->who[WHO_DST];
}

int
need_block(struct need *n, const struct block *b)
{
	struct columns c;

	bind(&c, b);
	for (size_t i = 0; i < b->nsel; i++) {
		struct need_group *g = &n->held[n->nheld];

		read_group(n, &c, b->sel[i], g);
		if (n->nheld > 0 &&
		    (n->nheld == NEED_LOGS || !same_tuple(&n->held[0], g))) {
			if (need_last(n) < 0)
				return -1;
			n->held[0] = *g;
		}
		n->nheld++;
		/* Without dir each tuple is one group. */
		if (c.log == NULL && need_last(n) < 0)
			return -1;
	}
	return 0;
}

void
need_free(struct need *n)
{
	free(n->left);
	n->left = NULL;
	n->nleft = n->cap = n->next = 0;
	buf_free(&n->keys);
	ipset_free(n->conf.local);
	free(n->conf.words.item);
}

/* ---- the end ---------------------------------------------------------- */

int
need_done(const struct need *n)
{
	const uint64_t *v = n->tally.verdict;
	uint64_t judged = v[NEED_RULE] + v[NEED_CONTESTED] + v[NEED_FEW] +
	    v[NEED_BRIEF] + v[NEED_OUTVOTED] + v[NEED_REJECTED] +
	    v[NEED_UNNEEDED];

	if (v[NEED_UNKNOWN] > 0 && judged == 0) {
		diag_warn(DIAG_LOST,
		    "no row says whether it was accepted: say -A if the log "
		    "holds accepted traffic only");
		return -1;
	}
	if (v[NEED_UNKNOWN] > 0 || v[NEED_ODD] > 0 || v[NEED_NO_IDS] > 0)
		diag_raise(DIAG_SKIPPED);
	return 0;
}
