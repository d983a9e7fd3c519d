/* SPDX-License-Identifier: ISC */

/*
 * See insights.h.  A row is read as pairs of names and values, and then bound
 * to the columns so far; one that does not fit the block that is being filled
 * waits for the next.
 */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "source/events.h"
#include "source/insights.h"
#include "source/jrows.h"
#include "source/status.h"

#define BLOCK_BYTES 4000000 /* of cells: a block is full then, too */
#define FIELDS_LEAST 3      /* of an object that is a row without addresses */

struct name {
	struct slice text;
	const struct field *field; /* or field_other */
	uint64_t row;              /* the last that has it */
};

struct insights {
	struct source source;
	struct feed *feed;
	struct jrows rows;
	struct origin *origin;
	struct schemas *all;

	/* Columns so far. */
	struct name name[SCHEMA_COLS];
	size_t nname;
	const struct schema *schema; /* of the first so many; NULL: none yet */
	struct status status;
	struct keep *names;

	bool waits; /* the row that was read last is in no block yet, */
	bool grows; /* and has fields that no row had before */

	struct slice *cell[SCHEMA_COLS]; /* of the block */
	struct keep *before; /* cells of the last block; rows.keep: of this */
	bool named;          /* no block has told of the schema */
	int end;             /* 1; or how it ended, as next does */
};

/* ---- cells ------------------------------------------------------------ */

static char *
room_for(struct insights *in, size_t n)
{
	char *p = keep_room(in->rows.keep, n + 2 * BLOCK_PAD);

	memset(p, 0, BLOCK_PAD);
	memset(p + BLOCK_PAD + n, 0, BLOCK_PAD);
	in->rows.bytes += n + 2 * BLOCK_PAD;
	return p + BLOCK_PAD;
}

static struct slice
no_cell(void)
{
	static const char text[2 * BLOCK_PAD + 1] = {[BLOCK_PAD] = '-'};

	return (struct slice){text + BLOCK_PAD, 1};
}

/* A copy, as streams have such bytes: %20. */
static struct slice
encode(struct insights *in, struct slice s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t odd = 0;

	for (size_t i = 0; i < s.n; i++)
		odd += (unsigned char)s.p[i] <= ' ';
	size_t n = s.n + 2 * odd;
	char *start = room_for(in, n), *p = start;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c > ' ') {
			*p++ = (char)c;
			continue;
		}
		*p++ = '%';
		*p++ = hex[c >> 4];
		*p++ = hex[c & 15];
	}
	return (struct slice){start, n};
}

/* A value as a cell of a field. */
static struct slice
make_cell(struct insights *in, const struct field *f, struct slice s)
{
	char text[IP_MAX];
	struct ip ip;

	if (s.n == 0)
		return no_cell();
	if (f->kind == KIND_IP && memchr(s.p, ':', s.n) != NULL &&
	    ip_parse(s, &ip) == 0)
		s = (struct slice){text, (size_t)(ip_print(text, ip) - text)};
	return encode(in, s);
}

/* ---- columns ---------------------------------------------------------- */

/* The column of a pair, which may be where it was in the last row; nname. */
static size_t
find_column(const struct insights *in, const struct jrows_pair *p, size_t hint)
{
	const struct field *f;
	size_t i;

	if (hint < in->nname && slice_eq(in->name[hint].text, p->name))
		return hint;
	f = field_find(p->name);
	for (i = 0; i < in->nname; i++) {
		const struct name *n = &in->name[i];
		if (f != NULL ? n->field == f : slice_eq(n->text, p->name))
			break;
	}
	return i;
}

enum bound {
	BOUND_NOT, /* malformed, which was said */
	BOUND_NEW, /* it has fields that no row had before */
	BOUND,
};

/* Finds the columns of the row. */
static enum bound
bind_row(struct insights *in)
{
	bool new = false;

	if (in->rows.npair == 0 || in->rows.npair > SCHEMA_COLS) {
		jrows_bad(&in->rows, "%s fields",
		    in->rows.npair == 0 ? "no" : "too many");
		return BOUND_NOT;
	}
	for (size_t i = 0; i < in->rows.npair; i++) {
		struct jrows_pair *p = &in->rows.pair[i];
		if (p->name.n > JROWS_TEXT || p->value.n > JROWS_TEXT) {
			jrows_bad(&in->rows, "%.*s: longer than %d bytes",
			    p->name.n < 60 ? (int)p->name.n : 60, p->name.p,
			    JROWS_TEXT);
			return BOUND_NOT;
		}
		p->col = find_column(in, p, i);
		if (p->col == in->nname) {
			new = true;
			continue;
		}
		if (in->name[p->col].row == in->rows.row) {
			jrows_bad(&in->rows, "%.*s comes twice",
			    p->name.n < 60 ? (int)p->name.n : 60, p->name.p);
			return BOUND_NOT;
		}
		in->name[p->col].row = in->rows.row;
	}
	return new ? BOUND_NEW : BOUND;
}

/* Adds columns for the fields that the row has more.  False: too many. */
static bool
add_columns(struct insights *in)
{
	for (size_t i = 0; i < in->rows.npair; i++) {
		struct jrows_pair *p = &in->rows.pair[i];
		p->col = find_column(in, p, i);
		if (p->col < in->nname)
			continue;
		if (in->nname == SCHEMA_COLS) {
			jrows_bad(&in->rows, "more than %d fields, all in all",
			    SCHEMA_COLS);
			return false;
		}
		char *to = keep_room(in->names, p->name.n + 1);
		memcpy(to, p->name.p, p->name.n);
		const struct field *f = field_find(p->name);
		in->name[in->nname++] = (struct name){
		    .text = {to, p->name.n},
		    .field = f != NULL ? f : &field_other,
		};
	}
	return true;
}

/* ---- blocks ----------------------------------------------------------- */

/* The schema of all columns so far.  False: none is a flow log's. */
static bool
make_schema(struct insights *in)
{
	struct slice *name = mem_array(NULL, in->nname, sizeof(*name));

	for (size_t i = 0; i < in->nname; i++)
		name[i] = layout_name(in->name[i].text, in->names);
	in->schema = schemas_names(in->all, name, in->nname);
	status_bind(&in->status, in->schema);
	free(name);
	return schema_known(in->schema) > 0;
}

/* Adds the row, which was bound, to the block. */
static void
put_row(struct insights *in, struct block *b)
{
	size_t row = b->nrow++;

	for (size_t c = 0; c < in->schema->ncol; c++)
		in->cell[c][row] = no_cell();
	for (size_t i = 0; i < in->rows.npair; i++) {
		const struct jrows_pair *p = &in->rows.pair[i];
		in->cell[p->col][row] = make_cell(in, in->name[p->col].field,
		    p->value);
	}
	in->waits = false;
}

/* Begins a block with the row, which waits. */
static void
begin_block(struct insights *in, struct block *b)
{
	block_start(b, in->schema, in->origin);
	for (size_t c = 0; c < in->schema->ncol; c++)
		in->cell[c] = block_cells(b, c);
	b->line = in->rows.row;
	put_row(in, b);
}

/* Reads up to a row that can be bound, which waits then.  As jrows_next. */
static int
next_bound(struct insights *in)
{
	enum bound bound = BOUND_NOT;

	while (bound == BOUND_NOT) {
		in->end = jrows_next(&in->rows);
		if (in->end != 1)
			return in->end;
		bound = bind_row(in);
	}
	in->waits = true;
	in->grows = bound == BOUND_NEW;
	return 1;
}

/* Can rows still be added, without waiting for somebody? */
static bool
has_room(struct insights *in, const struct block *b)
{
	return b->nrow < BLOCK_ROWS && in->rows.bytes < BLOCK_BYTES &&
	    !jstream_wait(&in->rows.docs.json);
}

/*
 * Adds rows to a block that has begun, up to one that can't stand in it and
 * waits: it has new columns, or rows are missing before it.
 */
static void
fill(struct insights *in, struct block *b)
{
	while (has_room(in, b) && next_bound(in) == 1) {
		if (in->grows || in->rows.row != b->line + b->nrow)
			break;
		put_row(in, b);
	}
}

/* A block of the row that waits and those behind it.  False: it was bad. */
static bool
make_block(struct insights *in, struct block *b)
{
	if (in->grows && !add_columns(in)) {
		in->waits = false;
		return false;
	}
	if (in->grows)
		make_schema(in);
	in->grows = false;
	begin_block(in, b);
	fill(in, b);
	status_block(&in->status, b, in->rows.keep);
	return true;
}

static int
insights_next(struct source *s, struct block *b)
{
	struct insights *in = (struct insights *)s;

	for (;;) {
		/* The row that waits is in the keep of the block before. */
		keep_free(in->before);
		in->before = in->rows.keep;
		in->rows.keep = keep_new();
		in->rows.bytes = 0;
		if (!in->waits && (in->end != 1 || next_bound(in) != 1))
			break;
		if (make_block(in, b) && b->nsel > 0) {
			in->named = false;
			return 1;
		}
	}
	if (!in->named)
		return in->end;
	in->named = false;
	block_start(b, in->schema, in->origin);
	return 1;
}

/* ---- the source ------------------------------------------------------- */

static bool
insights_wait(struct source *s)
{
	struct insights *in = (struct insights *)s;

	return !in->waits && in->end == 1 && jstream_wait(&in->rows.docs.json);
}

static void
insights_close(struct source *s)
{
	struct insights *in = (struct insights *)s;

	feed_close(in->feed);
	keep_free(in->names);
	keep_free(in->rows.keep);
	keep_free(in->before);
	jrows_close(&in->rows);
	free(in);
}

/* Reads the first row, for its columns.  0, or -1 after a message. */
static int
start(struct insights *in)
{
	struct layout *none;

	if (next_bound(in) == -1)
		return -1;
	if (in->end == 0) {
		/* No row, so these are as good as any. */
		none = layout_parse(layout_default);
		in->schema = schemas_names(in->all, none->name, none->n);
		layout_free(none);
		return 0;
	}
	if (add_columns(in) && make_schema(in))
		return 0;
	struct slice s = in->rows.pair[0].name;
	origin_lost(in->origin,
	    "JSON, but none of its fields is a flow log's: %.*s",
	    s.n < 60 ? (int)s.n : 60, s.p);
	return -1;
}

struct source *
insights_open(struct feed *feed, const struct format_env *env)
{
	struct insights *in = mem_new(sizeof(*in));

	in->source.next = insights_next;
	in->source.wait = insights_wait;
	in->source.close = insights_close;
	in->feed = feed;
	in->origin = env->origin;
	in->origin->raw = true;
	in->all = env->all;
	in->names = keep_new();
	jrows_open(&in->rows, feed, env->origin);
	in->rows.keep = keep_new();
	in->named = true;
	if (start(in) == 0)
		return &in->source;
	insights_close(&in->source);
	return NULL;
}

/* ---- telling ---------------------------------------------------------- */

/* A head as a feed, for claims. */
struct head {
	struct feed feed;
	struct slice left;
};

static ssize_t
head_pull(struct feed *f, char *p, size_t n)
{
	struct head *h = (struct head *)f;

	n = n < h->left.n ? n : h->left.n;
	if (n > 0)
		memcpy(p, h->left.p, n);
	h->left.p += n;
	h->left.n -= n;
	return (ssize_t)n;
}

/* What a row has. */
struct seen {
	size_t fields;
	bool src, dst, message;
};

static void
see(struct seen *seen, struct slice name)
{
	const struct field *f = field_find(name);

	seen->fields += f != NULL;
	seen->src |= f == field_at(FIELD_SRC);
	seen->dst |= f == field_at(FIELD_DST);
	seen->message |= slice_is(name, "@message");
}

static enum claim
judge(const struct seen *seen)
{
	if (seen->src && seen->dst)
		return CLAIM_YES;
	return seen->fields > 0 && !seen->message ? CLAIM_YES : CLAIM_NO;
}

/* CLAIM_MORE: the head ends within, or it is not JSON. */
static enum claim
look_at_row(struct docs *d)
{
	struct buf field = {0}, value = {0};
	struct seen seen = {0};
	enum jstream_token t;
	int got = 0;

	if (!docs_next(d, &t))
		return CLAIM_MORE;
	if (t != JSTREAM_LIST)
		return CLAIM_NO;
	while ((got = docs_pair(d, &field, &value)) == 1)
		see(&seen, (struct slice){field.p, field.n});
	buf_free(&field);
	buf_free(&value);
	return got == 0 ? judge(&seen) : CLAIM_MORE;
}

/* An object that began. */
static enum claim
look_at_object(struct docs *d)
{
	struct seen seen = {0};
	enum jstream_token t;

	for (;;) {
		if (!docs_next(d, &t))
			return CLAIM_MORE;
		if (t == JSTREAM_CLOSE)
			break;
		struct slice name = docs_text(d);
		if (slice_is(name, "message") || slice_is(name, "events") ||
		    slice_is(name, "logEvents"))
			return CLAIM_NO;
		bool results = slice_is(name, "results");
		see(&seen, name);
		if (!docs_next(d, &t))
			return CLAIM_MORE;
		if (results && t == JSTREAM_LIST)
			return look_at_row(d);
		if (!docs_skip(d, t))
			return CLAIM_MORE;
	}
	if ((seen.src && seen.dst) || seen.fields >= FIELDS_LEAST)
		return CLAIM_YES;
	return CLAIM_NO;
}

enum claim
insights_claim(struct slice head, bool whole)
{
	struct head h = {{.pull = head_pull}, head};
	enum claim c = CLAIM_NO;
	enum jstream_token t;
	struct docs d;

	if (events_claim(head, whole) != CLAIM_YES)
		return events_claim(head, whole);
	docs_open(&d, &h.feed, NULL, JROWS_TEXT);
	bool good = docs_next(&d, &t);
	if (good && t == JSTREAM_LIST)
		good = docs_next(&d, &t);
	if (!good)
		c = CLAIM_MORE;
	else if (t == JSTREAM_OBJECT)
		c = look_at_object(&d);
	if (c == CLAIM_MORE && (whole || !d.json.eof))
		c = CLAIM_NO;
	docs_close(&d);
	return c;
}
