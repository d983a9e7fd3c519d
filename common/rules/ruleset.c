/* SPDX-License-Identifier: ISC */

/* See ruleset.h. */

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rules/ruleset.h"

/* Room in a block's text for one rule: the subject and the note. */
#define ROW_TEXT (PREFIX_MAX + RULE_NOTE_MAX)

/* The columns before the counters; behind them comes the note. */
static const enum field_id lead[] = {
    FIELD_DIRECTION,
    FIELD_SUBJECT,
    FIELD_PROTO,
    FIELD_FROMPORT,
    FIELD_TOPORT,
    FIELD_PEER,
};

void
ruleset_add(struct ruleset *set, const struct rule *r)
{
	assert(counter_count == RULE_COUNTERS);
	if (set->n == set->cap) {
		set->cap = set->cap ? 2 * set->cap : 64;
		set->rule = mem_array(set->rule, set->cap, sizeof(*set->rule));
	}
	set->rule[set->n++] = *r;
	for (size_t i = 0; i < RULE_COUNTERS; i++)
		if (i < COUNTER_ALWAYS || r->count[i] != NUM_NONE)
			set->has[i] = true;
}

static int
compare(const void *a, const void *b)
{
	return rule_cmp(a, b);
}

void
ruleset_sort(struct ruleset *set)
{
	if (set->n > 0)
		qsort(set->rule, set->n, sizeof(*set->rule), compare);
}

size_t
ruleset_subject(const struct ruleset *set, size_t i)
{
	struct prefix subject = set->rule[i].subject;

	while (i < set->n &&
	    rule_prefix_cmp(set->rule[i].subject, subject) == 0)
		i++;
	return i;
}

size_t
ruleset_table(const struct ruleset *set, size_t i)
{
	size_t end = ruleset_subject(set, i);
	uint8_t dir = set->rule[i].dir;

	while (i < end && set->rule[i].dir == dir)
		i++;
	return i;
}

size_t
ruleset_subjects(const struct ruleset *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i = ruleset_subject(set, i))
		n++;
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
		if (i < COUNTER_ALWAYS || set->has[i])
			name[n++] = slice_str(field_at(counter_order[i])->name);
	name[n++] = slice_str(field_at(FIELD_NOTE)->name);
	return schemas_names(all, name, n);
}

/* Text that was written to the end of set->text as a slice. */
static struct slice
keep(struct buf *text, const char *end)
{
	struct slice s = {text->p + text->n, (size_t)(end - text->p) - text->n};

	text->n += s.n;
	return s;
}

/* Fills the columns that are names. */
static void
put_names(struct ruleset *set, const struct rule *r, size_t n, struct block *b)
{
	const size_t *at = b->schema->at;
	struct slice *dir = block_slices(b, at[FIELD_DIRECTION]);
	struct slice *subject = block_slices(b, at[FIELD_SUBJECT]);
	struct slice *note = block_slices(b, at[FIELD_NOTE]);
	struct buf *text = &set->text;

	/* The slices point into the text, so it may not move. */
	text->n = 0;
	buf_room(text, n * ROW_TEXT);
	for (size_t i = 0; i < n; i++) {
		char *p = text->p + text->n;

		dir[i] = slice_str(rule_dir(&r[i]));
		subject[i] = keep(text, prefix_print(p, r[i].subject));
		p = text->p + text->n;
		note[i] = r[i].note == 0 ? slice_str("-") :
					   keep(text, rule_note(p, &r[i]));
	}
}

/* Fills the columns that are numbers or addresses. */
static void
put_values(const struct rule *r, size_t n, struct block *b)
{
	const size_t *at = b->schema->at;
	uint64_t *proto = block_nums(b, at[FIELD_PROTO]);
	uint64_t *from = block_nums(b, at[FIELD_FROMPORT]);
	uint64_t *to = block_nums(b, at[FIELD_TOPORT]);
	uint8_t *len;
	struct ip *peer = block_ips(b, at[FIELD_PEER], &len);

	for (size_t i = 0; i < n; i++) {
		proto[i] = r[i].proto;
		from[i] = (uint64_t)(r[i].from + 1); /* KIND_RPORT */
		to[i] = (uint64_t)(r[i].to + 1);
		peer[i] = r[i].peer.ip;
		len[i] = r[i].peer.len;
	}
}

int
ruleset_next(struct ruleset *set, const struct schema *schema,
    struct origin *origin, struct block *b)
{
	size_t n = set->n - set->next;

	if (n == 0)
		return 0;
	const struct rule *r = set->rule + set->next;
	if (n > BLOCK_ROWS)
		n = BLOCK_ROWS;
	block_start(b, schema, origin);
	put_names(set, r, n, b);
	put_values(r, n, b);
	rule_count_put(b, r->count, sizeof(*r), n);
	b->nrow = n;
	block_all(b);
	set->next += n;
	return 1;
}

void
ruleset_free(struct ruleset *set)
{
	free(set->rule);
	buf_free(&set->text);
	*set = (struct ruleset){0};
}
