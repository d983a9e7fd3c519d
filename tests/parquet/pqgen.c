/* SPDX-License-Identifier: ISC */

/*
 * Writes flow logs as Parquet, in whatever way the format allows:
 *
 *     pqgen [-2dnrx] [-c none|gzip|snappy] [-g ROWS] [-p ROWS] [-t auto|text|
 *         real|long|milli] <LOG >FILE
 *
 *     -2   data pages of version 2
 *     -d   dictionaries
 *     -n   a "-" is null, not text
 *     -r   columns are required
 *     -x   checksums
 *     -g   rows of a row group, -p rows of a page
 *     -t   types: as AWS has them; all text; numbers as doubles, or as 64
 *          bits; times as timestamps in milliseconds
 *
 * The log has a header.  Shares no code with the tools.  Sources are
 * parquet-format's README.md, Encodings.md and parquet.thrift.
 */

#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>
#ifdef FL_SNAPPY
#include <snappy-c.h>
#endif

#define COLUMNS 64
#define ROWS_MOST (1 << 20) /* of a row group */

enum type {
	INT32 = 1,
	INT64 = 2,
	DOUBLE = 5,
	BYTES = 6
};
enum {
	PLAIN = 0,
	RLE = 3,
	RLE_DICTIONARY = 8
};
enum {
	TYPE_I32 = 5,
	TYPE_I64 = 6,
	TYPE_BYTES = 8,
	TYPE_LIST = 9,
	TYPE_STRUCT = 12,
	TYPE_TRUE = 1,
	TYPE_FALSE = 2
};

struct bytes {
	unsigned char *p;
	size_t n, room;
};

struct column {
	char name[64];
	enum type type;
	bool milli;
	char *cell[ROWS_MOST]; /* NULL: null */
};

struct chunk {
	long long dict, data, size, unpacked;
};

static struct {
	bool v2, dict, nulls, required, sums;
	int codec; /* parquet.thrift, CompressionCodec */
	size_t group, page;
	const char *types;
} conf = {.group = 5000, .page = 1000, .types = "auto"};

static struct column *column[COLUMNS];
static size_t ncolumn, nrow;
static long long total, written;
static struct bytes groups;
static size_t ngroup;

/* ---- bytes and thrift ------------------------------------------------- */

static void
add(struct bytes *b, const void *p, size_t n)
{
	if (b->n + n > b->room) {
		b->room = 2 * (b->n + n);
		b->p = realloc(b->p, b->room);
		if (b->p == NULL)
			err(2, NULL);
	}
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

static void
add_byte(struct bytes *b, unsigned int v)
{
	unsigned char c = (unsigned char)v;

	add(b, &c, 1);
}

/* Little-endian, n bytes. */
static void
add_le(struct bytes *b, uint64_t v, size_t n)
{
	for (; n > 0; n--, v >>= 8)
		add_byte(b, v & 255);
}

static void
add_varint(struct bytes *b, uint64_t v)
{
	for (; v > 127; v >>= 7)
		add_byte(b, (v & 127) | 128);
	add_byte(b, (unsigned int)v);
}

static void
add_zigzag(struct bytes *b, int64_t v)
{
	add_varint(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

/* The head of a field; *last is that of the struct so far. */
static void
field(struct bytes *b, int *last, int id, unsigned int type)
{
	add_byte(b, (unsigned int)(id - *last) << 4 | type);
	*last = id;
}

static void
field_int(struct bytes *b, int *last, int id, unsigned int type, int64_t v)
{
	field(b, last, id, type);
	add_zigzag(b, v);
}

static void
field_text(struct bytes *b, int *last, int id, const char *s)
{
	field(b, last, id, TYPE_BYTES);
	add_varint(b, strlen(s));
	add(b, s, strlen(s));
}

static void
field_list(struct bytes *b, int *last, int id, unsigned int type, size_t n)
{
	field(b, last, id, TYPE_LIST);
	add_byte(b, (n < 15 ? (unsigned int)n << 4 : 0xf0) | type);
	if (n >= 15)
		add_varint(b, n);
}

static void
out(const struct bytes *b)
{
	if (b->n > 0 && fwrite(b->p, b->n, 1, stdout) != 1)
		err(2, "stdout");
	written += (long long)b->n;
}

/* ---- values ----------------------------------------------------------- */

/* Numbers of so many bits: runs where eight or more are equal. */
static void
add_hybrid(struct bytes *b, const uint32_t *v, size_t n, unsigned int width)
{
	for (size_t i = 0; i < n;) {
		size_t run = 1, packed = 0;
		while (i + run < n && v[i + run] == v[i])
			run++;
		if (run >= 8 || i + run == n) {
			add_varint(b, (uint64_t)run << 1);
			add_le(b, v[i], (width + 7) / 8);
			i += run;
			continue;
		}
		/* Groups of eight, up to a run or the end. */
		do {
			packed += 8;
			run = 1;
			while (i + packed + run < n &&
			    v[i + packed + run] == v[i + packed])
				run++;
		} while (i + packed < n && run < 8 && packed < 504);
		add_varint(b, (packed / 8) << 1 | 1);
		uint64_t bits = 0;
		unsigned int have = 0;
		for (size_t k = 0; k < packed; k++) {
			uint64_t x = i + k < n ? v[i + k] : 0;
			bits |= x << have;
			for (have += width; have >= 8; have -= 8, bits >>= 8)
				add_byte(b, bits & 255);
		}
		i += packed;
	}
}

static void
add_value(struct bytes *b, const struct column *c, const char *s)
{
	double d;
	uint64_t v;

	switch (c->type) {
	case INT32:
		add_le(b, (uint64_t)strtoll(s, NULL, 10), 4);
		break;
	case INT64:
		add_le(b,
		    (uint64_t)strtoll(s, NULL, 10) * (c->milli ? 1000 : 1), 8);
		break;
	case DOUBLE:
		d = strtod(s, NULL);
		memcpy(&v, &d, sizeof(v));
		add_le(b, v, 8);
		break;
	case BYTES:
		add_le(b, strlen(s), 4);
		add(b, s, strlen(s));
		break;
	}
}

static struct bytes
pack(const struct bytes *from)
{
	struct bytes to = {0};
	z_stream z = {0};

	if (conf.codec == 0) {
		add(&to, from->p, from->n);
		return to;
	}
#ifdef FL_SNAPPY
	if (conf.codec == 1) {
		size_t n = snappy_max_compressed_length(from->n);
		to.p = malloc(n);
		if (to.p == NULL ||
		    snappy_compress((const char *)from->p, from->n,
			(char *)to.p, &n) != SNAPPY_OK)
			errx(2, "snappy");
		to.n = to.room = n;
		return to;
	}
#endif
	if (deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		errx(2, "zlib");
	to.room = deflateBound(&z, from->n) + 64;
	to.p = malloc(to.room);
	z.next_in = from->p;
	z.avail_in = (uInt)from->n;
	z.next_out = to.p;
	z.avail_out = (uInt)to.room;
	if (to.p == NULL || deflate(&z, Z_FINISH) != Z_STREAM_END)
		errx(2, "zlib");
	to.n = z.total_out;
	deflateEnd(&z);
	return to;
}

/* ---- pages ------------------------------------------------------------ */

/* The head of a page, up to what its kind adds. */
static void
page_head(struct bytes *head, int *last, int kind, size_t size,
    const struct bytes *body)
{
	field_int(head, last, 1, TYPE_I32, kind);
	field_int(head, last, 2, TYPE_I32, (int64_t)size);
	field_int(head, last, 3, TYPE_I32, (int64_t)body->n);
	if (conf.sums)
		field_int(head, last, 4, TYPE_I32,
		    (int32_t)crc32_z(0, body->p, body->n));
}

static void
put_page(struct chunk *k, struct bytes *head, const struct bytes *body,
    size_t size)
{
	out(head);
	out(body);
	k->size += (long long)(head->n + body->n);
	k->unpacked += (long long)(head->n + size);
	free(head->p);
}

static void
put_dictionary(struct chunk *k, const struct bytes *values, size_t n)
{
	struct bytes head = {0}, body = pack(values);
	int last = 0, in = 0;

	page_head(&head, &last, 2, values->n, &body);
	field(&head, &last, 7, TYPE_STRUCT);
	field_int(&head, &in, 1, TYPE_I32, (int64_t)n);
	field_int(&head, &in, 2, TYPE_I32, PLAIN);
	add_byte(&head, 0);
	add_byte(&head, 0);
	k->dict = written;
	put_page(k, &head, &body, values->n);
	free(body.p);
}

/* Version 1: levels behind their length, all packed together. */
static void
put_data(struct chunk *k, const struct bytes *levels,
    const struct bytes *values, size_t n, int encoding)
{
	struct bytes all = {0}, head = {0};
	int last = 0, in = 0;

	if (!conf.required) {
		add_le(&all, levels->n, 4);
		add(&all, levels->p, levels->n);
	}
	add(&all, values->p, values->n);
	struct bytes body = pack(&all);
	page_head(&head, &last, 0, all.n, &body);
	field(&head, &last, 5, TYPE_STRUCT);
	field_int(&head, &in, 1, TYPE_I32, (int64_t)n);
	field_int(&head, &in, 2, TYPE_I32, encoding);
	field_int(&head, &in, 3, TYPE_I32, RLE);
	field_int(&head, &in, 4, TYPE_I32, RLE);
	add_byte(&head, 0);
	add_byte(&head, 0);
	put_page(k, &head, &body, all.n);
	free(all.p);
	free(body.p);
}

/* Version 2: levels in front, and only the values packed. */
static void
put_data2(struct chunk *k, const struct bytes *levels,
    const struct bytes *values, size_t n, size_t nulls, int encoding)
{
	struct bytes body = {0}, head = {0}, packed = pack(values);
	size_t nlevels = conf.required ? 0 : levels->n;
	int last = 0, in = 0;

	add(&body, levels->p, nlevels);
	add(&body, packed.p, packed.n);
	page_head(&head, &last, 3, nlevels + values->n, &body);
	field(&head, &last, 8, TYPE_STRUCT);
	field_int(&head, &in, 1, TYPE_I32, (int64_t)n);
	field_int(&head, &in, 2, TYPE_I32, (int64_t)nulls);
	field_int(&head, &in, 3, TYPE_I32, (int64_t)n);
	field_int(&head, &in, 4, TYPE_I32, encoding);
	field_int(&head, &in, 5, TYPE_I32, (int64_t)nlevels);
	field_int(&head, &in, 6, TYPE_I32, 0);
	if (conf.codec != 0)
		field(&head, &in, 7, TYPE_TRUE);
	add_byte(&head, 0);
	add_byte(&head, 0);
	put_page(k, &head, &body, nlevels + values->n);
	free(body.p);
	free(packed.p);
}

/* ---- chunks ----------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The distinct cells of a column, sorted; how many. */
static size_t
distinct(const struct column *c, char **to)
{
	size_t n = 0, keep = 0;

	for (size_t i = 0; i < nrow; i++)
		if (c->cell[i] != NULL)
			to[n++] = c->cell[i];
	qsort(to, n, sizeof(*to), by_text);
	for (size_t i = 0; i < n; i++)
		if (keep == 0 || strcmp(to[keep - 1], to[i]) != 0)
			to[keep++] = to[i];
	return keep;
}

static void
put_rows(struct chunk *k, const struct column *c, char *const *word,
    size_t nword, size_t from, size_t to)
{
	struct bytes levels = {0}, values = {0};
	uint32_t *there = calloc(to - from, sizeof(*there));
	uint32_t *code = calloc(to - from, sizeof(*code));
	unsigned int width = 0;
	size_t n = 0;

	while (nword > (size_t)1 << width)
		width++;
	for (size_t i = from; i < to; i++) {
		if (c->cell[i] == NULL)
			continue;
		there[i - from] = 1;
		char *const *w = NULL;
		if (conf.dict)
			w = bsearch(&c->cell[i], word, nword, sizeof(*word),
			    by_text);
		if (w != NULL)
			code[n++] = (uint32_t)(w - word);
		else
			add_value(&values, c, c->cell[i]);
	}
	if (conf.dict) {
		add_byte(&values, width);
		add_hybrid(&values, code, n, width);
	}
	add_hybrid(&levels, there, to - from, 1);
	size_t nulls = 0;
	for (size_t i = from; i < to; i++)
		nulls += there[i - from] == 0;
	int encoding = conf.dict ? RLE_DICTIONARY : PLAIN;
	if (conf.v2)
		put_data2(k, &levels, &values, to - from, nulls, encoding);
	else
		put_data(k, &levels, &values, to - from, encoding);
	free(levels.p);
	free(values.p);
	free(there);
	free(code);
}

static struct chunk
put_chunk(const struct column *c)
{
	struct chunk k = {0};
	char **word = calloc(nrow, sizeof(*word));
	size_t nword = 0;

	if (word == NULL)
		err(2, NULL);
	if (conf.dict) {
		struct bytes values = {0};
		nword = distinct(c, word);
		for (size_t i = 0; i < nword; i++)
			add_value(&values, c, word[i]);
		put_dictionary(&k, &values, nword);
		free(values.p);
	}
	k.data = written;
	for (size_t i = 0; i < nrow; i += conf.page)
		put_rows(&k, c, word, nword, i,
		    i + conf.page < nrow ? i + conf.page : nrow);
	free(word);
	return k;
}

/* ColumnChunk and ColumnMetaData. */
static void
add_chunk(struct bytes *b, const struct column *c, const struct chunk *k)
{
	int last = 0, in = 0;

	field_int(b, &last, 2, TYPE_I64, 0);
	field(b, &last, 3, TYPE_STRUCT);
	field_int(b, &in, 1, TYPE_I32, c->type);
	field_list(b, &in, 2, TYPE_I32, 2);
	add_zigzag(b, conf.dict ? RLE_DICTIONARY : PLAIN);
	add_zigzag(b, RLE);
	field_list(b, &in, 3, TYPE_BYTES, 1);
	add_varint(b, strlen(c->name));
	add(b, c->name, strlen(c->name));
	field_int(b, &in, 4, TYPE_I32, conf.codec);
	field_int(b, &in, 5, TYPE_I64, (int64_t)nrow);
	field_int(b, &in, 6, TYPE_I64, k->unpacked);
	field_int(b, &in, 7, TYPE_I64, k->size);
	field_int(b, &in, 9, TYPE_I64, k->data);
	if (conf.dict)
		field_int(b, &in, 11, TYPE_I64, k->dict);
	add_byte(b, 0);
	add_byte(b, 0);
}

/* Writes the rows so far as a row group. */
static void
put_group(void)
{
	int last = 0;

	field_list(&groups, &last, 1, TYPE_STRUCT, ncolumn);
	for (size_t i = 0; i < ncolumn; i++) {
		struct chunk k = put_chunk(column[i]);
		add_chunk(&groups, column[i], &k);
	}
	field_int(&groups, &last, 2, TYPE_I64, 0);
	field_int(&groups, &last, 3, TYPE_I64, (int64_t)nrow);
	add_byte(&groups, 0);
	ngroup++;
	total += (long long)nrow;
	for (size_t i = 0; i < ncolumn; i++)
		for (size_t k = 0; k < nrow; k++)
			free(column[i]->cell[k]);
	nrow = 0;
}

/* ---- the file --------------------------------------------------------- */

static void
add_element(struct bytes *b, const struct column *c)
{
	int last = 0;

	field_int(b, &last, 1, TYPE_I32, c->type);
	field_int(b, &last, 3, TYPE_I32, conf.required ? 0 : 1);
	field_text(b, &last, 4, c->name);
	if (c->type == BYTES)
		field_int(b, &last, 6, TYPE_I32, 0);
	if (c->milli)
		field_int(b, &last, 6, TYPE_I32, 9);
	add_byte(b, 0);
}

static void
put_footer(void)
{
	struct bytes b = {0};
	int last = 0, in = 0;

	field_int(&b, &last, 1, TYPE_I32, 1);
	field_list(&b, &last, 2, TYPE_STRUCT, ncolumn + 1);
	field_text(&b, &in, 4, "schema");
	field_int(&b, &in, 5, TYPE_I32, (int64_t)ncolumn);
	add_byte(&b, 0);
	for (size_t i = 0; i < ncolumn; i++)
		add_element(&b, column[i]);
	field_int(&b, &last, 3, TYPE_I64, total);
	field_list(&b, &last, 4, TYPE_STRUCT, ngroup);
	add(&b, groups.p, groups.n);
	field_text(&b, &last, 6, "pqgen");
	add_byte(&b, 0);
	size_t n = b.n;
	add_le(&b, n, 4);
	add(&b, "PAR1", 4);
	out(&b);
	free(b.p);
}

static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/* AWS, "Flow log records": which fields are INT_32 and INT_64. */
static enum type
type_of(const char *name)
{
	static const char *const small[] = {"version", "srcport", "dstport",
	    "protocol", "tcp_flags", "traffic_path", NULL};
	static const char *const large[] = {"packets", "bytes", "start", "end",
	    NULL};
	bool is32 = is_one_of(name, small), is64 = is_one_of(name, large);

	if (strcmp(conf.types, "text") == 0 || (!is32 && !is64))
		return BYTES;
	if (strcmp(conf.types, "real") == 0)
		return DOUBLE;
	return is64 || strcmp(conf.types, "long") == 0 ? INT64 : INT32;
}

static void
take_header(char *line)
{
	char *save = NULL;

	for (char *s = strtok_r(line, " \n", &save); s != NULL;
	     s = strtok_r(NULL, " \n", &save)) {
		struct column *c = calloc(1, sizeof(*c));
		if (c == NULL || ncolumn == COLUMNS)
			errx(2, "too many columns");
		snprintf(c->name, sizeof(c->name), "%s", s);
		for (char *p = c->name; *p != '\0'; p++)
			*p = *p == '-' ? '_' : *p;
		c->type = type_of(c->name);
		c->milli = strcmp(conf.types, "milli") == 0 &&
		    c->type == INT64 && (*c->name == 's' || *c->name == 'e');
		column[ncolumn++] = c;
	}
}

static void
take_row(char *line)
{
	char *save = NULL, *s = strtok_r(line, " \n", &save);

	for (size_t i = 0; i < ncolumn; i++) {
		if (s == NULL)
			errx(2, "a row with too few cells");
		bool none = strcmp(s, "-") == 0 &&
		    (conf.nulls || column[i]->type != BYTES);
		if (none && conf.required)
			errx(2, "a null in a required column");
		column[i]->cell[nrow] = none ? NULL : strdup(s);
		s = strtok_r(NULL, " \n", &save);
	}
	if (++nrow == conf.group)
		put_group();
}

static int
codec_of(const char *name)
{
	static const char *const codec[] = {"none", "snappy", "gzip"};

	for (int i = 0; i < 3; i++)
		if (strcmp(name, codec[i]) == 0)
			return i;
	errx(2, "no such codec: %s", name);
}

static void
read_options(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "2dnrxc:g:p:t:")) != -1;) {
		conf.v2 |= c == '2';
		conf.dict |= c == 'd';
		conf.nulls |= c == 'n';
		conf.required |= c == 'r';
		conf.sums |= c == 'x';
		if (c == 'c')
			conf.codec = codec_of(optarg);
		if (c == 'g')
			conf.group = strtoul(optarg, NULL, 10);
		if (c == 'p')
			conf.page = strtoul(optarg, NULL, 10);
		if (c == 't')
			conf.types = optarg;
		if (c == '?')
			exit(2);
	}
	if (conf.group < 1 || conf.group > ROWS_MOST || conf.page < 1)
		errx(2, "rows: 1 to %d", ROWS_MOST);
#ifndef FL_SNAPPY
	if (conf.codec == 1)
		errx(2, "built without snappy");
#endif
}

int
main(int argc, char **argv)
{
	unsigned char magic[] = {'P', 'A', 'R', '1'};
	const struct bytes start = {magic, sizeof(magic), sizeof(magic)};
	char *line = NULL;
	size_t room = 0;

	read_options(argc, argv);
	out(&start);
	if (getline(&line, &room, stdin) == -1)
		errx(2, "no header");
	take_header(line);
	while (getline(&line, &room, stdin) != -1)
		take_row(line);
	if (nrow > 0)
		put_group();
	put_footer();
	free(line);
	if (fflush(stdout) != 0)
		err(2, "stdout");
	return 0;
}
