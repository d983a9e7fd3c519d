/* SPDX-License-Identifier: ISC */

/*
 * See pq_state.h: the footer.  Its row groups are checked when it is read, and
 * then parsed again one by one as they are needed, so that what it takes in
 * memory is its bytes, and one row group.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/pq_state.h"

#define MAGIC "PAR1"
#define MAGIC_LOCKED "PARE"
#define MAGIC_SIZE 4
#define TAIL_SIZE 8 /* size of the footer, and the magic */

enum { /* parquet.thrift: ConvertedType, FieldRepetitionType */
	CONVERTED_DECIMAL = 5,
	CONVERTED_MILLIS = 9,
	CONVERTED_MICROS = 10,
	CONVERTED_UINT8 = 11,
	CONVERTED_UINT64 = 14,
	REPEATED = 2,
};

/* One element of the schema, as it is written. */
struct element {
	struct slice name;
	int64_t type, size, repetition, children, converted, scale;
	int64_t unit; /* a second of a logical type TIMESTAMP, or 0 */
	bool positive;
};

static int
    FL_PRINTF(2, 3) damaged(const struct pq_file *f, const char *fmt, ...)
{
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	origin_lost(f->origin, PQ_DAMAGED "%s", what);
	return -1;
}

/* ---- schema ----------------------------------------------------------- */

/* LogicalType.TIMESTAMP: its unit, how many of them a second has. */
static int64_t
read_timestamp(struct thrift *t)
{
	static const int64_t unit[] = {0, 1000, 1000000, 1000000000};
	struct thrift_at f = {0}, u = {0};
	int64_t of = 0;

	while (thrift_next(t, &f)) {
		if (f.id != 2 || !thrift_struct(t, &f)) {
			thrift_skip(t, &f);
			continue;
		}
		while (thrift_next(t, &u)) {
			if (u.id >= 1 && u.id <= 3)
				of = unit[u.id];
			thrift_skip(t, &u);
		}
	}
	return of;
}

/* LogicalType.INTEGER: has it a sign? */
static bool
read_sign(struct thrift *t)
{
	struct thrift_at f = {0};
	bool sign = true;

	while (thrift_next(t, &f)) {
		if (f.id == 2)
			sign = thrift_bool(t, &f);
		else
			thrift_skip(t, &f);
	}
	return sign;
}

static void
read_logical(struct thrift *t, struct element *e)
{
	struct thrift_at f = {0};

	while (thrift_next(t, &f)) {
		if (f.id == 8 && thrift_struct(t, &f))
			e->unit = read_timestamp(t);
		else if (f.id == 10 && thrift_struct(t, &f))
			e->positive = !read_sign(t);
		else
			thrift_skip(t, &f);
	}
}

static void
read_element(struct thrift *t, struct element *e)
{
	struct thrift_at f = {0};

	*e = (struct element){.type = -1, .converted = -1};
	while (thrift_next(t, &f)) {
		switch (f.id) {
		case 1:
			e->type = thrift_int(t, &f);
			break;
		case 2:
			e->size = thrift_int(t, &f);
			break;
		case 3:
			e->repetition = thrift_int(t, &f);
			break;
		case 4:
			e->name = thrift_bytes(t, &f);
			break;
		case 5:
			e->children = thrift_int(t, &f);
			break;
		case 6:
			e->converted = thrift_int(t, &f);
			break;
		case 7:
			e->scale = thrift_int(t, &f);
			break;
		case 10:
			if (thrift_struct(t, &f))
				read_logical(t, e);
			break;
		default:
			thrift_skip(t, &f);
			break;
		}
	}
}

/* What an element says of the values of its column. */
static struct pq_leaf
leaf_of(const struct element *e)
{
	struct pq_leaf l = {
	    .name = e->name,
	    .type = (enum pq_type)e->type,
	    .size = (size_t)e->size,
	    .optional = e->repetition != 0,
	    .unit = (uint64_t)e->unit,
	    .positive = e->positive ||
		(e->converted >= CONVERTED_UINT8 &&
		    e->converted <= CONVERTED_UINT64),
	};

	if (e->converted == CONVERTED_MILLIS && l.unit == 0)
		l.unit = 1000;
	if (e->converted == CONVERTED_MICROS && l.unit == 0)
		l.unit = 1000000;
	if (e->converted == CONVERTED_DECIMAL && e->scale != 0)
		l.why = "decimal fractions";
	if (l.type == PQ_INT96)
		l.why = "times of 96 bits";
	return l;
}

/* What is wrong with an element as a column.  0, or -1. */
static int
check_element(const struct pq_file *f, const struct element *e)
{
	int n = e->name.n < 60 ? (int)e->name.n : 60;

	if (e->children > 0 || e->repetition == REPEATED) {
		origin_lost(f->origin,
		    "Parquet with a nested schema (column %.*s), as Security "
		    "Lake's OCSF has: only flat flow logs are read",
		    n, e->name.p);
		return -1;
	}
	if (e->type < 0 || e->type >= PQ_TYPES)
		return damaged(f, "column %.*s has no type we know", n,
		    e->name.p);
	if (e->type == PQ_FIXED && (e->size < 1 || e->size > PQ_CELL_MOST))
		return damaged(f, "column %.*s: values of %" PRId64 " bytes", n,
		    e->name.p, e->size);
	return 0;
}

/* The list of elements: the root, then its columns.  0, or -1. */
static int
read_schema(struct pq_meta *m, const struct pq_file *f, struct thrift *t,
    const struct thrift_at *at)
{
	struct thrift_at item;
	struct element e;
	size_t n = thrift_list(t, at, &item);

	free(m->leaf);
	m->leaf = NULL;
	m->nleaf = 0;
	if (n < 2 || !thrift_struct(t, &item))
		return damaged(f, "no columns");
	read_element(t, &e);
	if (e.children > SCHEMA_COLS || n - 1 > 100 * SCHEMA_COLS)
		return damaged(f, "more than %d columns", SCHEMA_COLS);
	m->leaf = mem_array(NULL, SCHEMA_COLS, sizeof(*m->leaf));
	for (size_t i = 1; i < n && !t->bad; i++) {
		read_element(t, &e);
		if (t->bad)
			break;
		if (check_element(f, &e) == -1)
			return -1;
		if (m->nleaf == SCHEMA_COLS)
			return damaged(f, "more than %d columns", SCHEMA_COLS);
		m->leaf[m->nleaf++] = leaf_of(&e);
	}
	return 0;
}

/* ---- row groups ------------------------------------------------------- */

/* ColumnMetaData, as far as it matters. */
struct column_meta {
	int64_t type, codec, values, size, data, dict;
};

static void
read_column_meta(struct thrift *t, struct column_meta *c)
{
	struct thrift_at f = {0};

	while (thrift_next(t, &f)) {
		switch (f.id) {
		case 1:
			c->type = thrift_int(t, &f);
			break;
		case 4:
			c->codec = thrift_int(t, &f);
			break;
		case 5:
			c->values = thrift_int(t, &f);
			break;
		case 7:
			c->size = thrift_int(t, &f);
			break;
		case 9:
			c->data = thrift_int(t, &f);
			break;
		case 11:
			c->dict = thrift_int(t, &f);
			break;
		default:
			thrift_skip(t, &f);
			break;
		}
	}
}

/* What ColumnChunk is read into. */
struct column_chunk {
	struct column_meta meta;
	bool found, elsewhere, locked;
};

static void
read_column(struct thrift *t, struct column_chunk *c)
{
	struct thrift_at f = {0};

	*c = (struct column_chunk){.meta = {.type = -1}};
	while (thrift_next(t, &f)) {
		c->elsewhere |= f.id == 1;
		c->locked |= f.id == 8 || f.id == 9;
		if (f.id == 3 && thrift_struct(t, &f)) {
			c->found = true;
			read_column_meta(t, &c->meta);
		} else {
			thrift_skip(t, &f);
		}
	}
}

/* Checks column i of the row group that comes next.  0, or -1. */
static int
check_column(const struct pq_meta *m, const struct pq_file *f, size_t i,
    const struct column_chunk *c, struct pq_chunk *chunk)
{
	const struct pq_leaf *l = &m->leaf[i];
	int n = l->name.n < 60 ? (int)l->name.n : 60;
	const struct column_meta *k = &c->meta;
	int64_t from = k->dict > 0 && k->dict < k->data ? k->dict : k->data;

	if (c->locked)
		return damaged(f, "column %.*s is encrypted", n, l->name.p);
	if (c->elsewhere)
		return damaged(f, "column %.*s is in another file", n,
		    l->name.p);
	if (!c->found || k->type != (int64_t)l->type || k->codec < 0)
		return damaged(f,
		    "row group %zu: column %.*s is not as the "
		    "schema says",
		    m->group + 1, n, l->name.p);
	if (from < MAGIC_SIZE || k->size < 0 || (uint64_t)from > m->end ||
	    (uint64_t)k->size > m->end - (uint64_t)from)
		return damaged(f,
		    "row group %zu: column %.*s is outside of the file",
		    m->group + 1, n, l->name.p);
	*chunk = (struct pq_chunk){
	    .from = (uint64_t)from,
	    .to = (uint64_t)from + (uint64_t)k->size,
	    .codec = (uint64_t)k->codec,
	};
	return 0;
}

/* The columns of a row group; *values gets the count of the first. */
static int
read_columns(const struct pq_meta *m, const struct pq_file *f, struct thrift *t,
    const struct thrift_at *at, struct pq_chunk *chunk, int64_t *values)
{
	struct thrift_at item;
	struct column_chunk c;
	size_t n = thrift_list(t, at, &item);

	if (t->bad || !thrift_struct(t, &item))
		return 0; /* the caller says so */
	if (n != m->nleaf)
		return damaged(f, "row group %zu: %zu columns, %zu expected",
		    m->group + 1, n, m->nleaf);
	for (size_t i = 0; i < n; i++) {
		read_column(t, &c);
		if (t->bad)
			return 0;
		if (check_column(m, f, i, &c, &chunk[i]) == -1)
			return -1;
		if (i > 0 && c.meta.values != *values)
			return damaged(f,
			    "row group %zu: its columns have %" PRId64
			    " and %" PRId64 " values",
			    m->group + 1, *values, c.meta.values);
		*values = c.meta.values;
	}
	return 0;
}

int
pq_meta_group(struct pq_meta *m, const struct pq_file *f,
    struct pq_chunk *chunk, uint64_t *rows)
{
	struct thrift *t = &m->next;
	struct thrift_at at = {0};
	int64_t n = -1, values = -1;
	bool found = false;

	if (m->group == m->ngroup)
		return 0;
	while (thrift_next(t, &at)) {
		if (at.id == 1 && !found) {
			found = true;
			if (read_columns(m, f, t, &at, chunk, &values) == -1)
				return -1;
		} else if (at.id == 3) {
			n = thrift_int(t, &at);
		} else {
			thrift_skip(t, &at);
		}
	}
	if (t->bad || !found)
		return damaged(f, "row group %zu can't be read", m->group + 1);
	if (n < 0 || n > PQ_GROUP_MOST)
		return damaged(f, "row group %zu: %" PRId64 " rows",
		    m->group + 1, n);
	if (values != n)
		return damaged(f,
		    "row group %zu: %" PRId64 " rows, but its columns have "
		    "%" PRId64 " values",
		    m->group + 1, n, values);
	*rows = (uint64_t)n;
	m->group++;
	return 1;
}

/* ---- the footer ------------------------------------------------------- */

/* All n bytes from an offset on.  0, or -1. */
static int
read_all(const struct pq_file *f, char *p, size_t n, uint64_t offset)
{
	while (n > 0) {
		ssize_t got = f->feed->at(f->feed, p, n, offset);
		if (got == -1) {
			origin_lost(f->origin, "%s", f->feed->why);
			return -1;
		}
		if (got == 0)
			return damaged(f, "it became shorter");
		p += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

/* The bytes of the footer.  0, or -1. */
static int
read_footer(struct pq_meta *m, struct pq_file *f)
{
	uint64_t size = f->feed->size;
	char head[MAGIC_SIZE], tail[TAIL_SIZE];
	uint32_t n;

	if (size < MAGIC_SIZE + TAIL_SIZE)
		return damaged(f, "too short");
	if (read_all(f, head, sizeof(head), 0) == -1 ||
	    read_all(f, tail, sizeof(tail), size - TAIL_SIZE) == -1)
		return -1;
	if (memcmp(head, MAGIC_LOCKED, MAGIC_SIZE) == 0) {
		origin_lost(f->origin, "encrypted Parquet is not read");
		return -1;
	}
	if (memcmp(head, MAGIC, MAGIC_SIZE) != 0)
		return damaged(f, "it does not begin with " MAGIC);
	if (memcmp(tail + 4, MAGIC, MAGIC_SIZE) != 0)
		return damaged(f,
		    "no " MAGIC " at its end: was it written or copied whole?");
	memcpy(&n, tail, sizeof(n));
	n = le32toh(n);
	if (n > size - MAGIC_SIZE - TAIL_SIZE)
		return damaged(f,
		    "a footer of %" PRIu32 " bytes, in a file "
		    "of %" PRIu64,
		    n, size);
	if (n > PQ_FOOTER_MOST)
		return damaged(f, "a footer of %" PRIu32 " bytes, above %d", n,
		    PQ_FOOTER_MOST);
	m->end = size - TAIL_SIZE - n;
	if (pq_hold(f, n) == -1)
		return -1;
	m->held = n;
	if (read_all(f, buf_room(&m->footer, n + 1), n, m->end) == -1)
		return -1;
	m->footer.n = n;
	return 0;
}

/* Remembers where the row groups are, and passes over them. */
static void
find_groups(struct pq_meta *m, struct thrift *t, const struct thrift_at *at)
{
	struct thrift_at item;

	m->ngroup = thrift_list(t, at, &item);
	if (m->ngroup > 0 && !thrift_struct(t, &item))
		return;
	m->groups = *t;
	for (size_t i = 0; i < m->ngroup && !t->bad; i++)
		thrift_skip(t, &item);
}

static int
parse_footer(struct pq_meta *m, const struct pq_file *f)
{
	const unsigned char *p = (const unsigned char *)m->footer.p;
	struct thrift t = {p, p + m->footer.n, false};
	struct thrift_at at = {0};
	int64_t rows = -1;

	while (thrift_next(&t, &at)) {
		if (at.id == 8) {
			origin_lost(f->origin, "encrypted Parquet is not read");
			return -1;
		}
		if (at.id == 2) {
			if (read_schema(m, f, &t, &at) == -1)
				return -1;
		} else if (at.id == 3) {
			rows = thrift_int(&t, &at);
		} else if (at.id == 4) {
			find_groups(m, &t, &at);
		} else {
			thrift_skip(&t, &at);
		}
	}
	if (t.bad || m->nleaf == 0 || rows < 0)
		return damaged(f, "its footer can't be read");
	m->rows = (uint64_t)rows;
	m->next = m->groups;
	return 0;
}

/* All row groups, once, so that what is wrong is known before any row. */
static int
check_groups(struct pq_meta *m, const struct pq_file *f)
{
	struct pq_chunk *chunk = mem_array(NULL, m->nleaf, sizeof(*chunk));
	uint64_t rows, sum = 0;
	int got;

	while ((got = pq_meta_group(m, f, chunk, &rows)) == 1) {
		sum += rows;
		for (size_t i = 0; i < m->nleaf; i++)
			m->top = chunk[i].to > m->top ? chunk[i].to : m->top;
	}
	free(chunk);
	m->next = m->groups;
	m->group = 0;
	if (got == 0 && sum != m->rows)
		return damaged(f,
		    "%" PRIu64 " rows, but its row groups have %" PRIu64,
		    m->rows, sum);
	return got;
}

/*
 * Files that were put together (cat a.parquet b.parquet) end with the footer
 * of the last, whose offsets point into the first.  But where the last begins
 * the magic stands twice, behind all chunks that it knows.
 */
static int
check_single(const struct pq_meta *m, const struct pq_file *f)
{
	char part[64 * 1024 + 2 * MAGIC_SIZE];
	uint64_t at = m->top > MAGIC_SIZE ? m->top : MAGIC_SIZE;

	for (size_t n; at < m->end; at += n - n / 2) {
		n = m->end - at < sizeof(part) ? (size_t)(m->end - at) :
						 sizeof(part);
		if (read_all(f, part, n, at) == -1)
			return -1;
		if (memmem(part, n, MAGIC MAGIC, 2 * MAGIC_SIZE) == NULL)
			continue;
		origin_lost(f->origin,
		    "several Parquet files put together, which can't be read "
		    "as one: name them as they are");
		return -1;
	}
	return 0;
}

int
pq_meta_open(struct pq_meta *m, struct pq_file *f)
{
	if (read_footer(m, f) == -1 || parse_footer(m, f) == -1 ||
	    check_groups(m, f) == -1)
		return -1;
	return check_single(m, f);
}

void
pq_meta_free(struct pq_meta *m, struct pq_file *f)
{
	f->held -= m->held;
	buf_free(&m->footer);
	free(m->leaf);
	*m = (struct pq_meta){0};
}
