/* SPDX-License-Identifier: ISC */

/* See report.h: the table of formats, and the stream. */

#include <inttypes.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/report.h"
#include "value/human.h"

static const struct report_format formats[] = {
    {"table", report_table},
    {"tsv", NULL},
    {"json", report_json},
    {"markdown", report_markdown},
};

const char *const report_names[] = {"table", "tsv", "json", "markdown", NULL};

const struct report_format *
report_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < nitems(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return &formats[0];
}

void
report_coverage(const struct report *r, struct buf *to)
{
	struct trial_sum all = trial_needed(r->trial);
	const struct trial_sum *ok = &r->trial->sum[TRIAL_PASSED];
	char bytes[2][HUMAN_MAX + 1];

	*human_bytes(bytes[0], ok->bytes) = '\0';
	*human_bytes(bytes[1], all.bytes) = '\0';
	buf_fmt(to, "%" PRIu64 " of %" PRIu64 " connections", ok->conns,
	    all.conns);
	if (all.conns > 0) {
		/* Down, so that 100 % says that it is all of them. */
		uint64_t permille = (uint64_t)((double)ok->conns /
		    (double)all.conns * 1000);
		if (permille == 1000 && ok->conns < all.conns)
			permille = 999;
		buf_fmt(to, " (%" PRIu64 ".%" PRIu64 " %%)", permille / 10,
		    permille % 10);
	}
	buf_fmt(to, ", %" PRIu64 " of %" PRIu64 " flows, %s of %s", ok->flows,
	    all.flows, bytes[0], bytes[1]);
}

/* ---- the stream --------------------------------------------------------- */

enum cell {
	COL_VERDICT,
	COL_SIDE,
	COL_SRC,
	COL_SPORT,
	COL_DST,
	COL_DPORT,
	COL_PROTO,
	COL_FLOWS,
	COL_REJECTS,
	COL_CONNS,
	COL_NEEDED,
	COL_BYTES,
	COL_RBYTES,
	COL_FIRST,
	COL_LAST,
	COL_ADMITTED,
	COL_SEEN,
	COL_RULE,
	COL_NOTE,
	COLUMNS,
};

static const char *const column_name[COLUMNS] = {
    "verdict",
    "side",
    "src",
    "sport",
    "dst",
    "dport",
    "proto",
    "flows",
    "rejects",
    "conns",
    "needed",
    "bytes",
    "rbytes",
    "first",
    "last",
    "admitted",
    "seen",
    "rule",
    "note",
};

/* Which columns are counters of groups. */
static const struct {
	enum cell col;
	enum rule_counter counter;
} counters[] = {
    {COL_FLOWS, RULE_FLOWS},
    {COL_REJECTS, RULE_REJECTS},
    {COL_CONNS, RULE_CONNS},
    {COL_NEEDED, RULE_NEEDED},
    {COL_BYTES, RULE_BYTES},
    {COL_RBYTES, RULE_RBYTES},
    {COL_FIRST, RULE_FIRST},
    {COL_LAST, RULE_LAST},
};

const struct schema *
report_schema(struct schemas *all)
{
	struct slice name[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		name[i] = slice_str(column_name[i]);
	return schemas_names(all, name, COLUMNS);
}

/* The columns of a block, by how they are typed. */
struct columns {
	struct slice *name[COLUMNS];
	uint64_t *num[COLUMNS];
	struct ip *ip[COLUMNS];
	uint8_t *len[COLUMNS];
};

static void
bind(struct columns *c, struct block *b)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		enum kind kind = b->schema->col[i].field->kind;
		if (kind == KIND_NAME)
			c->name[i] = block_slices(b, i);
		else if (kind == KIND_IP)
			c->ip[i] = block_ips(b, i, &c->len[i]);
		else
			c->num[i] = block_nums(b, i);
	}
}

/* Text at the end of the buffer, from `at`, as offsets until it is whole. */
static struct slice
part(const struct buf *text, size_t at)
{
	return (struct slice){(const char *)(uintptr_t)at, text->n - at};
}

static struct slice
put_rule(struct report *r, uint32_t rule)
{
	size_t at = r->text.n;

	if (rule == VERDICT_NONE)
		buf_char(&r->text, '-');
	else
		sgset_put(&r->text, r->set, &r->set->rule[rule]);
	return part(&r->text, at);
}

static struct slice
put_text(struct report *r, const char *s)
{
	size_t at = r->text.n;

	buf_str(&r->text, s);
	return part(&r->text, at);
}

static struct slice
put_count(struct report *r, double v)
{
	size_t at = r->text.n;

	buf_fmt(&r->text, "%.0f", v);
	return part(&r->text, at);
}

/* A row that holds nothing yet. */
static void
blank(struct report *r, struct columns *c, size_t row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (c->name[i] != NULL) {
			c->name[i][row] = put_text(r, "-");
		} else if (c->ip[i] != NULL) {
			c->ip[i][row] = IP_NONE;
			c->len[i][row] = 128;
		} else {
			c->num[i][row] = NUM_NONE;
		}
	}
}

static void
put_finding(struct report *r, struct columns *c, size_t row,
    const struct trial_finding *f)
{
	blank(r, c, row);
	c->name[COL_VERDICT][row] = put_text(r, trial_word[f->class]);
	c->name[COL_SIDE][row] = put_text(r, f->side);
	c->ip[COL_SRC][row] = f->src;
	c->ip[COL_DST][row] = f->dst;
	c->num[COL_SPORT][row] = f->sport;
	c->num[COL_DPORT][row] = f->dport;
	c->num[COL_PROTO][row] = f->proto;
	for (size_t i = 0; i < nitems(counters); i++)
		c->num[counters[i].col][row] = f->count[counters[i].counter];
	c->name[COL_RULE][row] = put_rule(r, f->near);
	if (f->cut)
		c->name[COL_NOTE][row] = put_text(r, "cut at once");
}

static void
put_beyond(struct report *r, struct columns *c, size_t row,
    const struct beyond *x)
{
	blank(r, c, row);
	c->name[COL_VERDICT][row] = put_text(r, "beyond");
	c->name[COL_ADMITTED][row] = put_count(r, x->admitted);
	c->name[COL_SEEN][row] = put_count(r, (double)x->seen);
	c->name[COL_RULE][row] = put_rule(r, x->rule);
}

/* Offsets to pointers, once the text does not move any more. */
static void
settle(const struct report *r, struct columns *c, size_t n)
{
	for (size_t i = 0; i < COLUMNS; i++)
		for (size_t row = 0; c->name[i] != NULL && row < n; row++)
			c->name[i][row].p = r->text.p +
			    (uintptr_t)c->name[i][row].p;
}

int
report_next(struct report *r, const struct schema *schema,
    struct origin *origin, struct block *b)
{
	size_t all = r->trial->n + r->nbeyond, n = 0;
	struct columns c = {0};

	if (r->next == all)
		return 0;
	block_start(b, schema, origin);
	bind(&c, b);
	r->text.n = 0;
	for (; n < BLOCK_ROWS && r->next < all; n++, r->next++)
		if (r->next < r->trial->n)
			put_finding(r, &c, n, &r->trial->finding[r->next]);
		else
			put_beyond(r, &c, n, &r->beyond[r->next - r->trial->n]);
	settle(r, &c, n);
	b->nrow = n;
	block_all(b);
	return 1;
}

void
report_free(struct report *r)
{
	buf_free(&r->text);
}
