/* SPDX-License-Identifier: ISC */

/* See need.h: the groups that gave no rule, as a stream has them. */

#include "rules/need.h"

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

/* The columns of labels; of each cell there is a copy that stays. */
static void
put_labels(const struct need *need, const struct need_group *g, size_t n,
    struct block *b)
{
	for (int side = 0; need_labelled(need) && side < WHO_SIDES; side++)
		for (int label = 0; label < WHO_LABELS; label++) {
			size_t col = b->schema->at[who_field[side][label]];
			struct slice *to;

			if (col == SCHEMA_NONE)
				continue;
			to = block_slices(b, col);
			for (size_t i = 0; i < n; i++)
				to[i] = who_at(need->ref->whos, g[i].who[side])
					    ->cell[label];
		}
}

/* Fills a block with the groups. */
static void
put(const struct need *need, const struct need_group *g, size_t n,
    struct block *b)
{
	static const char *const logs[NEED_LOGS] = {"-", "ingress", "egress"};
	const size_t *at = b->schema->at;
	struct slice *note = block_slices(b, at[FIELD_NOTE]), *log = NULL;
	uint64_t *dport = block_nums(b, at[FIELD_DPORT]);
	uint64_t *proto = block_nums(b, at[FIELD_PROTO]);
	uint8_t *slen, *dlen;
	struct ip *src = block_ips(b, at[FIELD_SRC], &slen);
	struct ip *dst = block_ips(b, at[FIELD_DST], &dlen);
	struct rule_columns count;

	if (at[FIELD_DIR] != SCHEMA_NONE)
		log = block_slices(b, at[FIELD_DIR]);
	rule_columns_out(&count, b);
	put_labels(need, g, n, b);
	for (size_t i = 0; i < n; i++) {
		src[i] = g[i].src.ip;
		slen[i] = g[i].src.len;
		dst[i] = g[i].dst.ip;
		dlen[i] = g[i].dst.len;
		dport[i] = g[i].dport;
		proto[i] = g[i].proto;
		rule_count_put(&count, i, g[i].count, g[i].count + RULE_FEW);
		note[i] = slice_str(need_word(need, g[i].verdict));
		if (log != NULL)
			log[i] = slice_str(logs[g[i].log]);
	}
}

int
need_left(struct need *n, const struct schema *schema, struct origin *origin,
    struct block *b)
{
	size_t rows = n->nleft - n->next;

	if (rows == 0) {
		n->nleft = n->next = 0;
		return 0;
	}
	if (rows > BLOCK_ROWS)
		rows = BLOCK_ROWS;
	block_start(b, schema, origin);
	put(n, n->left + n->next, rows, b);
	b->nrow = rows;
	block_all(b);
	n->next += rows;
	return 1;
}
