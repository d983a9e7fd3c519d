/* SPDX-License-Identifier: ISC */

/*
 * Text cells to typed arrays: the second hottest code after the scan.
 *
 * Loading goes column by column over the selected rows, because most
 * columns are never asked for, and behind a filter most rows neither.  A row
 * whose cell does not parse is marked, and leaves sel once the column is
 * done, so the loops themselves have no way out.
 */

#include "base/num.h"
#include "model/block.h"

/* The longest part of a bad cell that a message shows. */
#define CELL_SHOWN 80

/* Says what is wrong with a cell, with the name the header gave it. */
static void
complain(const struct block *b, size_t row, size_t col)
{
	const struct column *c = &b->schema->col[col];
	struct slice cell = block_text(b, row, col);
	int n = (int)(cell.n < CELL_SHOWN ? cell.n : CELL_SHOWN);

	block_bad(b, row, "%s: %s: \"%.*s\"", c->name,
	    cell_wrong(c->field->kind), n, cell.p);
}

/* Takes the rows out of sel that bad() says, reporting each. */
static void
drop(struct block *b, size_t col, const bool *bad)
{
	size_t keep = 0;

	for (size_t i = 0; i < b->nsel; i++) {
		if (bad[i])
			complain(b, b->sel[i], col);
		else
			b->sel[keep++] = b->sel[i];
	}
	b->nsel = keep;
}

/* The most that a plain decimal cell of a kind may be; 0: it is no such. */
static const uint64_t plain_top[KIND_COUNT] = {
    [KIND_NUM] = NUM_NONE - 1,
    [KIND_PORT] = UINT16_MAX,
    [KIND_PROTO] = UINT8_MAX,
    [KIND_FLAGS] = UINT8_MAX,
    [KIND_TIME] = NUM_NONE - 1,
};

static void
load_num(struct block *b, size_t col)
{
	enum kind kind = b->schema->col[col].field->kind;
	uint64_t top = plain_top[kind];
	uint64_t *num = block_nums(b, col);
	bool bad[BLOCK_ROWS], any = false;

	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		struct slice cell = block_text(b, row, col);
		bad[i] = false;
		if (num_padded(cell, &num[row]) && num[row] <= top)
			continue;
		bad[i] = cell_parse(kind, cell, &num[row]) < 0;
		any |= bad[i];
	}
	if (any)
		drop(b, col, bad);
}

/* An address, a prefix, or "-".  0, or -1. */
static int
parse_ip(struct slice cell, struct ip *ip, uint8_t *len)
{
	struct prefix p;

	*len = 128;
	if (ip_parse(cell, ip) == 0)
		return 0;
	if (cell.n == 1 && cell.p[0] == '-') {
		*ip = IP_NONE;
		return 0;
	}
	if (prefix_parse(cell, &p) != 0)
		return -1;
	*ip = p.ip;
	*len = p.len;
	return 0;
}

static void
load_ip(struct block *b, size_t col)
{
	uint8_t *len;
	struct ip *ip = block_ips(b, col, &len);
	bool bad[BLOCK_ROWS], any = false;

	for (size_t i = 0; i < b->nsel; i++) {
		uint32_t row = b->sel[i];
		bad[i] = parse_ip(block_text(b, row, col), &ip[row],
			     &len[row]) < 0;
		any |= bad[i];
	}
	if (any)
		drop(b, col, bad);
}

static void
load_name(struct block *b, size_t col)
{
	struct slice *slice = block_slices(b, col);

	for (size_t i = 0; i < b->nsel; i++)
		slice[b->sel[i]] = block_text(b, b->sel[i], col);
}

void
block_load(struct block *b, const size_t *col, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct vec *v = &b->vec[col[i]];
		enum kind kind = b->schema->col[col[i]].field->kind;
		if (v->loaded)
			continue;
		if (kind == KIND_NAME)
			load_name(b, col[i]);
		else if (kind == KIND_IP)
			load_ip(b, col[i]);
		else
			load_num(b, col[i]);
		/* What is text stays text for whoever prints it. */
		v->born = FORM_MARKS;
	}
}
