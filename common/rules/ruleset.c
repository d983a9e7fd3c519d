/* SPDX-License-Identifier: ISC */

/* See ruleset.h. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rules/ruleset.h"

/* Room in a block's text for one rule: the subject and the note. */
#define ROW_TEXT (PREFIX_MAX + RULE_NOTE_MAX)
#define FEW 1024 /* rules that there is room for at first */

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

void
ruleset_add(struct ruleset *set, const struct rule *r)
{
	if (set->added == set->cap) {
		grow(set);
		if (set->added == 0)
			memset(set->common, 0xff, sizeof(set->common));
	}
	set->order[set->n++] = (uint32_t)set->added;
	set->rule[set->added++] = *r;
	set->wide |= !rule_is4(r->subject) || !rule_is4(r->peer);
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		set->common[i] &= r->count[i];
}

/* Does a rule have the counter?  NUM_NONE has all bits set. */
static bool
counted(const struct ruleset *set, size_t i)
{
	return i < COUNTER_ALWAYS || (set->n > 0 && set->common[i] != NUM_NONE);
}

size_t
ruleset_subjects(const struct ruleset *set)
{
	size_t n = set->n > 0;

	for (size_t i = 1; i < set->n; i++) {
		ruleset_soon(set, i);
		n += !rule_same_subject(ruleset_at(set, i - 1),
		    ruleset_at(set, i));
	}
	return n;
}

const struct schema *
ruleset_schema(const struct ruleset *set, struct schemas *all)
{
	struct slice name[nitems(lead) + RULE_COUNTERS + 1];
	size_t n = 0;

	for (size_t i = 0; i < nitems(lead); i++)
		name[n++] = slice_str(field_at(lead[i])->name);
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		if (counted(set, i))
			name[n++] = slice_str(field_at(counter_order[i])->name);
	name[n++] = slice_str(field_at(FIELD_NOTE)->name);
	return schemas_names(all, name, n);
}

/* The columns of a block that is filled with rules. */
struct columns {
	struct slice *dir, *subject, *note;
	uint64_t *proto, *from, *to;
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

/* Fills a row.  The subject is that of the row before if the rules' is. */
static void
put(struct columns *c, size_t i, const struct rule *r,
    const struct rule *before, struct buf *text)
{
	c->dir[i] = slice_str(rule_dir(r));
	if (before != NULL && rule_same_subject(before, r))
		c->subject[i] = c->subject[i - 1];
	else
		c->subject[i] = keep(text,
		    prefix_print(text->p + text->n, r->subject));
	c->proto[i] = r->proto;
	c->from[i] = (uint64_t)(r->from + 1); /* KIND_RPORT */
	c->to[i] = (uint64_t)(r->to + 1);
	c->peer[i] = r->peer.ip;
	c->len[i] = r->peer.len;
	rule_count_put(&c->count, i, r->count);
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
		put(&c, i, r, before, &set->text);
	}
	b->nrow = n;
	block_all(b);
	return 1;
}

void
ruleset_free(struct ruleset *set)
{
	mem_huge(set->rule, set->cap * sizeof(*set->rule), 0);
	free(set->order);
	buf_free(&set->text);
	*set = (struct ruleset){0};
}
