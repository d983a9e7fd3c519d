/* SPDX-License-Identifier: ISC */

/* See ruleset.h. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rules/price.h"
#include "rules/ruleset.h"

/* Room in a block's text for one rule: the subject and the note. */
#define ROW_TEXT (PREFIX_MAX + RULE_NOTE_MAX)
#define FEW 1024 /* rules that there is room for at first */

/* Counters that few rules have, many at a time: rules point to them. */
struct ruleset_more {
	struct ruleset_more *next;
	size_t n;
	uint64_t count[4096][RULE_MORE];
};

/* The columns before the counters; behind them comes the note. */
static const enum field_id lead[] = {
    FIELD_DIRECTION,
    FIELD_SUBJECT,
    FIELD_PROTO,
    FIELD_FROMPORT,
    FIELD_TOPORT,
    FIELD_PEER,
};

/* Doubles the room; what is not used of it takes no memory. */
static void
grow(struct ruleset *set)
{
	size_t cap = set->cap > 0 ? 2 * set->cap : FEW;

	if (cap > UINT32_MAX)
		diag_die("more than 2^31 rules");
	set->rule = mem_huge(set->rule, set->cap * sizeof(*set->rule),
	    cap * sizeof(*set->rule));
	set->order = mem_array(set->order, cap, sizeof(*set->order));
	set->cap = cap;
}

/* Are there none of the counters that few rules have? */
static bool
none(const uint64_t *more)
{
	uint64_t bits = NUM_NONE; /* which has all of them */

	for (size_t i = 0; more != NULL && i < RULE_MORE; i++)
		bits &= more[i];
	return bits == NUM_NONE;
}

/* A copy that stays where it is. */
static uint64_t *
keep_more(struct ruleset *set, const uint64_t *more)
{
	struct ruleset_more *m = set->more;
	uint64_t *to;

	if (m == NULL || m->n == nitems(m->count)) {
		m = mem_array(NULL, 1, sizeof(*m));
		m->next = set->more;
		m->n = 0;
		set->more = m;
	}
	to = memcpy(m->count[m->n++], more, sizeof(m->count[0]));
	for (size_t i = 0; i < RULE_MORE; i++)
		set->has[i] |= more[i] != NUM_NONE;
	return to;
}

void
ruleset_add(struct ruleset *set, const struct rule *r)
{
	struct rule *to;

	if (set->added == set->cap)
		grow(set);
	to = &set->rule[set->added];
	set->order[set->n++] = (uint32_t)set->added++;
	*to = *r;
	to->more = none(r->more) ? NULL : keep_more(set, r->more);
	set->wide |= !rule_is4(r->subject) || !rule_is4(r->peer);
	set->nets |= r->subject.len < 128 || r->peer.len < 128;
}

const struct schema *
ruleset_schema(const struct ruleset *set, struct schemas *all)
{
	struct slice name[nitems(lead) + RULE_COUNTERS + 3];
	size_t n = 0;

	for (size_t i = 0; i < nitems(lead); i++)
		name[n++] = slice_str(field_at(lead[i])->name);
	if (set->parties != NULL)
		name[n++] = slice_str(field_at(FIELD_PEERID)->name);
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		if (i < RULE_FEW || set->has[i - RULE_FEW])
			name[n++] = slice_str(field_at(counter_order[i])->name);
	if (set->priced)
		name[n++] = slice_str(field_at(FIELD_PRICE)->name);
	name[n++] = slice_str(field_at(FIELD_NOTE)->name);
	return schemas_names(all, name, n);
}

/* The columns of a block that is filled with rules. */
struct columns {
	struct slice *dir, *subject, *note, *id; /* id: NULL, as price */
	uint64_t *proto, *from, *to, *price;
	struct ip *peer;
	uint8_t *len;
	struct rule_columns count;
};

static void
bind(struct columns *c, struct block *b)
{
	const size_t *at = b->schema->at;

	c->dir = block_slices(b, at[FIELD_DIRECTION]);
	c->subject = block_slices(b, at[FIELD_SUBJECT]);
	c->note = block_slices(b, at[FIELD_NOTE]);
	c->id = NULL;
	if (at[FIELD_PEERID] != SCHEMA_NONE)
		c->id = block_slices(b, at[FIELD_PEERID]);
	c->price = NULL;
	if (at[FIELD_PRICE] != SCHEMA_NONE)
		c->price = block_nums(b, at[FIELD_PRICE]);
	c->proto = block_nums(b, at[FIELD_PROTO]);
	c->from = block_nums(b, at[FIELD_FROMPORT]);
	c->to = block_nums(b, at[FIELD_TOPORT]);
	c->peer = block_ips(b, at[FIELD_PEER], &c->len);
	rule_columns_out(&c->count, b);
}

/* Text that was written to the end of the buffer as a slice. */
static struct slice
keep(struct buf *text, const char *end)
{
	struct slice s = {text->p + text->n, (size_t)(end - text->p) - text->n};

	text->n += s.n;
	return s;
}

/* Where a peer is a party: its id, and no address. */
static void
put_peer(struct columns *c, size_t i, const struct parties *all,
    struct prefix peer)
{
	bool party = party_is(peer);

	c->id[i] = slice_str(party ? party_of(all, peer)->id : "-");
	if (!party)
		return;
	c->peer[i] = IP_NONE;
	c->len[i] = 128;
}

/* What is left of a price in a column of numbers. */
static uint64_t
price_cell(const struct ruleset *set, const struct rule *r)
{
	uint64_t price = price_rule(set, r);

	return price == PRICE_MORE ? PRICE_MORE - 1 : price;
}

/* Fills a row.  The subject is that of the row before if the rules' is. */
static void
put(struct columns *c, size_t i, const struct ruleset *set,
    const struct rule *r, const struct rule *before, struct buf *text)
{
	const struct party *who = party_of(set->parties, r->subject);

	c->dir[i] = slice_str(rule_dir(r));
	if (who != NULL)
		c->subject[i] = slice_str(who->id);
	else if (before != NULL && rule_same_subject(before, r))
		c->subject[i] = c->subject[i - 1];
	else
		c->subject[i] = keep(text,
		    prefix_print(text->p + text->n, r->subject));
	c->proto[i] = r->proto;
	c->from[i] = (uint64_t)(r->from + 1); /* KIND_RPORT */
	c->to[i] = (uint64_t)(r->to + 1);
	c->peer[i] = r->peer.ip;
	c->len[i] = r->peer.len;
	if (c->id != NULL)
		put_peer(c, i, set->parties, r->peer);
	if (c->price != NULL)
		c->price[i] = price_cell(set, r);
	rule_count_put(&c->count, i, r->count, r->more);
	c->note[i] = r->note == 0 ? (struct slice){"-", 1} :
				    keep(text, rule_note(text->p + text->n, r));
}

int
ruleset_next(struct ruleset *set, const struct schema *schema,
    struct origin *origin, struct block *b)
{
	size_t n = set->n - set->next;
	const struct rule *r = NULL, *before;
	struct columns c;

	if (n == 0)
		return 0;
	if (n > BLOCK_ROWS)
		n = BLOCK_ROWS;
	block_start(b, schema, origin);
	bind(&c, b);

	/* The slices point into the text, so it may not move. */
	set->text.n = 0;
	buf_room(&set->text, n * ROW_TEXT);
	for (size_t i = 0; i < n; i++, set->next++) {
		ruleset_soon(set, set->next);
		before = r;
		r = ruleset_at(set, set->next);
		put(&c, i, set, r, before, &set->text);
	}
	b->nrow = n;
	block_all(b);
	return 1;
}

void
ruleset_free(struct ruleset *set)
{
	struct ruleset_more *m;

	mem_huge(set->rule, set->cap * sizeof(*set->rule), 0);
	while ((m = set->more) != NULL) {
		set->more = m->next;
		free(m);
	}
	free(set->order);
	buf_free(&set->text);
	*set = (struct ruleset){0};
}
