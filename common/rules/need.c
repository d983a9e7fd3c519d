/* SPDX-License-Identifier: ISC */

/* See need.h. */

#include <inttypes.h>

#include "base/diag.h"
#include "rules/need.h"
#include "value/proto.h"

const char *const need_reason[NEED_COUNT] = {
    [NEED_OUTVOTED] = "contested",
    [NEED_REJECTED] = "rejected only",
    [NEED_UNNEEDED] = "not needed",
    [NEED_OUTSIDE] = "outside -l",
    [NEED_UNKNOWN] = "action unknown",
    [NEED_ODD] = "without address, protocol or port",
};

/* ---- headers ---------------------------------------------------------- */

static const enum field_id wanted[] = {
    FIELD_SRC,
    FIELD_DST,
    FIELD_DPORT,
    FIELD_PROTO,
};

static bool
has(const struct schema *s, enum field_id id)
{
	return s->at[id] != SCHEMA_NONE;
}

/* Are the columns there that make a rule? */
static int
check_columns(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < nitems(wanted); i++) {
		if (has(s, wanted[i]))
			continue;
		diag_warn(DIAG_LOST,
		    "%s: no column %s: rules need src, dst, dport and proto, "
		    "as 'fl-group dst,src,dport,proto' writes them",
		    name, field_at(wanted[i])->name);
		return -1;
	}
	return 0;
}

/* Without -l: which end do these rows speak of? */
static int
check_side(struct need *n, const struct schema *s, const char *name)
{
	enum rule_dir side = s->at[FIELD_DST] < s->at[FIELD_SRC] ?
	    RULE_INGRESS :
	    RULE_EGRESS;

	if (!s->grouped) {
		diag_warn(DIAG_LOST,
		    "%s: rows are not grouped, so whose rules? group them "
		    "with 'fl-group dst,src,dport,proto' (ingress of dst), or "
		    "say what is yours, as '-l 10.0.0.0/8'",
		    name);
		return -1;
	}
	if (has(s, FIELD_CONNS) && has(s, FIELD_SPORT)) {
		diag_warn(DIAG_LOST,
		    "%s: rows are connections, so whose rules? say what is "
		    "yours, as '-l 10.0.0.0/8'",
		    name);
		return -1;
	}
	if (n->sided && n->side != side) {
		diag_warn(DIAG_LOST,
		    "%s: src and dst have changed order: group all with the "
		    "same keys, or say what is yours with -l",
		    name);
		return -1;
	}
	n->side = side;
	n->sided = true;
	return 0;
}

int
need_head(struct need *n, const struct schema *s, const char *name)
{
	if (check_columns(s, name) < 0)
		return -1;
	if (n->conf.local == NULL && check_side(n, s, name) < 0)
		return -1;
	if (has(s, FIELD_ACTION) || has(s, FIELD_REJECTS) ||
	    has(s, FIELD_NEEDED) || n->conf.accepted)
		return 0;
	diag_warn(DIAG_LOST,
	    "%s: no column action or rejects: keep it (fl-cut, fl-cat -c), "
	    "or say -A if the log holds accepted traffic only",
	    name);
	return -1;
}

/* ---- one group -------------------------------------------------------- */

/* A group as a block has it. */
struct group {
	struct prefix src, dst;
	uint64_t dport, proto;
	uint64_t count[RULE_COUNTERS];
};

static struct prefix
read_prefix(const struct block *b, size_t row, enum field_id id)
{
	const struct vec *v = &b->vec[b->schema->at[id]];

	return (struct prefix){v->ip[row], v->len[row]};
}

static void
read_group(const struct block *b, size_t row, struct group *g)
{
	const size_t *at = b->schema->at;

	g->src = read_prefix(b, row, FIELD_SRC);
	g->dst = read_prefix(b, row, FIELD_DST);
	g->dport = b->vec[at[FIELD_DPORT]].num[row];
	g->proto = b->vec[at[FIELD_PROTO]].num[row];
	for (size_t i = 0; i < RULE_COUNTERS; i++) {
		size_t col = at[counter_order[i]];

		g->count[i] = col == SCHEMA_NONE ? NUM_NONE :
						   b->vec[col].num[row];
	}
}

static uint64_t
counter(const struct group *g, enum field_id id)
{
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		if (counter_order[i] == id)
			return g->count[i];
	return NUM_NONE;
}

/* Is this end ours, and the group so a reason for a rule that way? */
static bool
sides(const struct need *n, const struct group *g, enum rule_dir dir)
{
	if (n->conf.local == NULL)
		return n->side == dir;
	return ipset_covers(n->conf.local,
	    dir == RULE_INGRESS ? g->dst : g->src);
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

static enum need_verdict
judge(const struct need *n, const struct group *g)
{
	uint64_t needed = counter(g, FIELD_NEEDED);

	if (ip_none(g->src.ip) || ip_none(g->dst.ip) || g->proto == NUM_NONE ||
	    (proto_ports(g->proto) && g->dport == NUM_NONE))
		return NEED_ODD;
	if (!sides(n, g, RULE_INGRESS) && !sides(n, g, RULE_EGRESS))
		return NEED_OUTSIDE;
	if (needed != NUM_NONE)
		return needed > 0 ? NEED_RULE : NEED_UNNEEDED;
	return vote(n, counter(g, FIELD_FLOWS), counter(g, FIELD_REJECTS));
}

/* ---- rules ------------------------------------------------------------ */

/* Says which group is no single pair of addresses. */
static int
refuse_masked(const struct group *g)
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

static void
add_rule(struct need *n, const struct group *g, enum rule_dir dir,
    enum need_verdict v)
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
	};

	memcpy(r.count, g->count, sizeof(r.count));
	ruleset_add(n->set, &r);
}

static void
see_family(struct need_tally *t, struct prefix p)
{
	if (ip_none(p.ip))
		return;
	t->ip4 |= rule_is4(p);
	t->ip6 |= !rule_is4(p);
}

/* Counts a group and makes its rules; *v is what became of it, or -1. */
static int
take(struct need *n, const struct group *g, enum need_verdict *v)
{
	struct need_tally *t = &n->tally;

	*v = judge(n, g);
	t->groups++;
	t->verdict[*v]++;
	t->icmp |= g->proto != NUM_NONE && proto_icmp(g->proto);
	see_family(t, g->src);
	see_family(t, g->dst);
	if (*v != NEED_RULE && *v != NEED_CONTESTED)
		return 0;
	if ((g->src.len < 128 || g->dst.len < 128) && !n->conf.masked)
		return refuse_masked(g);
	t->high += proto_ports(g->proto) && g->dport >= NEED_HIGH &&
	    counter(g, FIELD_NEEDED) == NUM_NONE;
	if (sides(n, g, RULE_INGRESS))
		add_rule(n, g, RULE_INGRESS, *v);
	if (sides(n, g, RULE_EGRESS))
		add_rule(n, g, RULE_EGRESS, *v);
	return 0;
}

/* ---- what is left out ------------------------------------------------- */

const struct schema *
need_schema(const struct schema *groups, struct schemas *all)
{
	struct slice name[SCHEMA_COLS];
	size_t n = groups->ncol;

	for (size_t i = 0; i < n; i++)
		name[i] = slice_str(groups->col[i].name);
	name[n++] = slice_str(field_at(FIELD_NOTE)->name);
	return schemas_names(all, name, n);
}

/* Copies the selected rows of a column to the first rows of `left`. */
static void
copy_column(const struct block *b, size_t col, struct block *left)
{
	const struct vec *v = &b->vec[col];

	if (b->schema->col[col].field->kind == KIND_IP) {
		uint8_t *len;
		struct ip *ip = block_ips(left, col, &len);

		for (size_t i = 0; i < b->nsel; i++) {
			ip[i] = v->ip[b->sel[i]];
			len[i] = v->len[b->sel[i]];
		}
	} else {
		uint64_t *num = block_nums(left, col);

		for (size_t i = 0; i < b->nsel; i++)
			num[i] = v->num[b->sel[i]];
	}
}

int
need_block(struct need *n, struct block *b, const struct schema *schema,
    struct block *left)
{
	struct slice *note;
	size_t kept = 0;

	block_start(left, schema, b->origin);
	note = block_slices(left, schema->at[FIELD_NOTE]);
	for (size_t i = 0; i < b->nsel; i++) {
		enum need_verdict v;
		struct group g;

		read_group(b, b->sel[i], &g);
		if (take(n, &g, &v) < 0)
			return -1;
		if (need_reason[v] == NULL)
			continue;
		note[kept] = slice_str(need_reason[v]);
		b->sel[kept++] = b->sel[i];
	}
	b->nsel = kept;
	for (size_t i = 0; i < b->schema->ncol; i++)
		copy_column(b, i, left);
	left->nrow = kept;
	block_all(left);
	return 0;
}

/* ---- the end ---------------------------------------------------------- */

int
need_done(const struct need *n)
{
	const uint64_t *v = n->tally.verdict;
	uint64_t judged = v[NEED_RULE] + v[NEED_CONTESTED] + v[NEED_OUTVOTED] +
	    v[NEED_REJECTED] + v[NEED_UNNEEDED];

	if (v[NEED_UNKNOWN] > 0 && judged == 0) {
		diag_warn(DIAG_LOST,
		    "no row says whether it was accepted: say -A if the log "
		    "holds accepted traffic only");
		return -1;
	}
	if (v[NEED_UNKNOWN] > 0 || v[NEED_ODD] > 0)
		diag_raise(DIAG_SKIPPED);
	return 0;
}
