/* SPDX-License-Identifier: ISC */

/* See need.h: which rows can become rules, and what they are grouped by. */

#include "base/diag.h"
#include "rules/need.h"

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

static void
make_keys(const struct need *n, const struct schema *s, struct buf *to)
{
	bool dst = s->at[FIELD_DST] < s->at[FIELD_SRC];

	buf_str(to, dst ? "dst,src,dport,proto" : "src,dst,dport,proto");
	for (int side = 0; need_labelled(n) && side < WHO_SIDES; side++)
		for (int i = 0; i < WHO_LABELS; i++) {
			enum field_id id = who_field[side][i];

			if (!has(s, id) ||
			    (i == WHO_NAME && n->ref->by != REF_NAME))
				continue;
			buf_char(to, ',');
			buf_str(to, field_at(id)->name);
		}
}

void
need_keys(const struct need *n, bool dir, struct buf *to)
{
	buf_add(to, n->keys.p, n->keys.n);
	if (dir)
		buf_str(to, ",dir");
}

int
need_head(struct need *n, const struct schema *s, const char *name)
{
	if (check_columns(s, name) < 0)
		return -1;
	if (n->ref != NULL && ref_head(n->ref, s, name) < 0)
		return -1;
	if (n->conf.local == NULL && !need_labelled(n) &&
	    check_side(n, s, name) < 0)
		return -1;
	if (n->keys.n == 0)
		make_keys(n, s, &n->keys);
	if (has(s, FIELD_ACTION) || has(s, FIELD_REJECTS) ||
	    has(s, FIELD_NEEDED) || n->conf.accepted)
		return 0;
	diag_warn(DIAG_LOST,
	    "%s: no column action or rejects: keep it (fl-cut, fl-cat -c), "
	    "or say -A if the log holds accepted traffic only",
	    name);
	return -1;
}

void
need_rows(struct block *b)
{
	size_t col = b->schema->at[FIELD_DIR], keep = 0;

	if (col == SCHEMA_NONE)
		return;
	block_load(b, &col, 1);
	for (size_t i = 0; i < b->nsel; i++) {
		struct slice s = b->vec[col].slice[b->sel[i]];

		if (slice_is(s, "ingress") || slice_is(s, "egress") ||
		    slice_is(s, "-"))
			b->sel[keep++] = b->sel[i];
		else
			block_bad(b, b->sel[i],
			    "dir: not ingress or egress: \"%.*s\"", (int)s.n,
			    s.p);
	}
	b->nsel = keep;
}
