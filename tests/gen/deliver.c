/* SPDX-License-Identifier: ISC */

/*
 * See deliver.h.  The formats are domain.md's tables: a format is a list of
 * fields, a field a name and how to write it.
 */

#include <sys/stat.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "deliver.h"

#define ACCOUNT "123456789012"
#define LOG_ID "fl-0a1b2c3d"

enum {
	LINE_SIZE = 1024,
	BUFFER_SIZE = 1 << 18
};

/* What one record looks like at its interface. */
struct seen {
	const struct rec *rec;
	const struct conn *conn; /* NULL: no traffic */
	struct addr src;
	struct addr dst;
	struct addr pktsrc;
	struct addr pktdst;
	uint16_t sport;
	uint16_t dport;
};

struct field {
	const char *name;
	char *(*put)(char *, const struct seen *);
};

/* One log file being written. */
struct sink {
	FILE *file;
	const char *path;
	bool plain;
	size_t used;
	z_stream z;
	unsigned char text[BUFFER_SIZE];
	unsigned char packed[BUFFER_SIZE];
};

static char *
put_text(char *p, const char *s)
{
	size_t n = strlen(s);

	memcpy(p, s, n);
	return p + n;
}

static char *
put_number(char *p, uint64_t v)
{
	char digits[20];
	int n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

static char *
put_addr(char *p, struct addr a)
{
	unsigned char b[16];

	if (world_is4(a)) {
		for (int shift = 24; shift >= 0; shift -= 8) {
			p = put_number(p, a.lo >> shift & 0xff);
			if (shift > 0)
				*p++ = '.';
		}
		return p;
	}
	for (int i = 0; i < 8; i++) {
		b[i] = (unsigned char)(a.hi >> (56 - 8 * i));
		b[8 + i] = (unsigned char)(a.lo >> (56 - 8 * i));
	}
	inet_ntop(AF_INET6, b, p, INET6_ADDRSTRLEN);
	return p + strlen(p);
}

/* An AWS id: prefix and 17 hexadecimal digits that depend on key alone. */
static char *
put_id(char *p, const char *prefix, uint64_t key)
{
	uint64_t h = prng_mix(key);

	p = put_text(p, prefix);
	*p++ = '0';
	for (int shift = 60; shift >= 0; shift -= 4)
		*p++ = "0123456789abcdef"[h >> shift & 15];
	return p;
}

static bool
egress(const struct seen *s)
{
	const struct rec *r = s->rec;

	if (r->view == VIEW_NAT_IN)
		return r->reply;
	if (r->view == VIEW_NAT_OUT)
		return !r->reply;
	return (r->iface == s->conn->from) != r->reply;
}

/* AWS docs, traffic-path: 1 the same VPC, 8 an internet gateway. */
static char *
put_path(char *p, const struct seen *s)
{
	struct addr to = s->pktdst;
	bool inside = world_is4(to) ? (to.lo >> 16 & 0xffff) == 0x0a00 :
				      to.hi >> 8 == 0x20010db812341a;

	if (!egress(s))
		return put_text(p, "-");
	if (inside || (s->conn->natport != 0 && s->rec->view != VIEW_NAT_OUT))
		return put_text(p, "1");
	return put_text(p, "8");
}

/* How each field is written; fields of traffic are "-" where there is none. */
#define FIELD(id, name, traffic, code)                         \
	static char *field_##id(char *p, const struct seen *s) \
	{                                                      \
		if (traffic && s->conn == NULL)                \
			return put_text(p, "-");               \
		return code;                                   \
	}
#include "fields.def"
#undef FIELD

enum field_id {
#define FIELD(id, name, traffic, code) FIELD_##id,
#include "fields.def"
#undef FIELD
	FIELDS
};

static const struct field fields[FIELDS] = {
#define FIELD(id, name, traffic, code) {name, field_##id},
#include "fields.def"
#undef FIELD
};

/* Formats end with FIELDS. */
static const uint8_t format2[] = {FIELD_version2, FIELD_account, FIELD_eni,
    FIELD_src, FIELD_dst, FIELD_sport, FIELD_dport, FIELD_proto, FIELD_packets,
    FIELD_bytes, FIELD_start, FIELD_end, FIELD_action, FIELD_status, FIELDS};

/* A custom format seen in the wild; its order is not the default one. */
static const uint8_t format5[] = {FIELD_version5, FIELD_src, FIELD_dst,
    FIELD_sport, FIELD_dport, FIELD_proto, FIELD_start, FIELD_end, FIELD_type,
    FIELD_packets, FIELD_bytes, FIELD_account, FIELD_vpc, FIELD_subnet,
    FIELD_instance, FIELD_eni, FIELD_region, FIELD_az, FIELD_subtype,
    FIELD_subid, FIELD_action, FIELD_flags, FIELD_pktsrc, FIELD_pktdst,
    FIELD_srcservice, FIELD_dstservice, FIELD_path, FIELD_dir, FIELD_status,
    FIELDS};

/* Turns a connection into what the record's interface shows of it. */
static void
look(const struct traffic *t, const struct rec *r, struct seen *s)
{
	const struct conn *c;
	struct addr nat = world_host_addr(WORLD_NAT, 4);
	struct addr a[2], pkt[2];
	uint16_t port[2];

	s->rec = r;
	s->conn = NULL;
	if (r->view == VIEW_NONE)
		return;
	c = s->conn = &t->conns[r->conn];
	a[0] = pkt[0] = r->view == VIEW_NAT_OUT ? nat : c->src;
	port[0] = r->view == VIEW_NAT_OUT ? c->natport : c->sport;
	a[1] = r->view == VIEW_NAT_IN ? nat : c->dst;
	pkt[1] = c->dst;
	port[1] = c->dport;
	s->src = a[r->reply];
	s->dst = a[!r->reply];
	s->pktsrc = pkt[r->reply];
	s->pktdst = pkt[!r->reply];
	s->sport = port[r->reply];
	s->dport = port[!r->reply];
}

/* Compresses what the buffer holds and writes it; flush as for deflate. */
static void
drain(struct sink *k, int flush)
{
	size_t n;

	if (k->plain) {
		if (fwrite(k->text, 1, k->used, k->file) != k->used)
			err(2, "%s", k->path);
		k->used = 0;
		return;
	}
	k->z.next_in = k->text;
	k->z.avail_in = (uInt)k->used;
	do {
		k->z.next_out = k->packed;
		k->z.avail_out = BUFFER_SIZE;
		deflate(&k->z, flush);
		n = BUFFER_SIZE - k->z.avail_out;
		if (fwrite(k->packed, 1, n, k->file) != n)
			err(2, "%s", k->path);
	} while (k->z.avail_out == 0);
	k->used = 0;
}

static void
sink_open(struct sink *k, const char *path, bool plain)
{
	static gz_header header = {.os = 255}; /* no time, no system */

	memset(k, 0, sizeof(*k));
	k->path = path;
	k->plain = plain;
	k->file = fopen(path, "wb");
	if (k->file == NULL)
		err(2, "%s", path);
	if (plain)
		return;

	/* 15 + 16: a gzip member.  Level 4: a third of the time of 6. */
	if (deflateInit2(&k->z, 4, Z_DEFLATED, 15 + 16, 8,
		Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflateSetHeader(&k->z, &header) != Z_OK)
		errx(2, "zlib: %s", k->z.msg ? k->z.msg : "out of memory");
}

static void
sink_close(struct sink *k)
{
	drain(k, Z_FINISH);
	if (!k->plain)
		deflateEnd(&k->z);
	if (fclose(k->file) != 0)
		err(2, "%s", k->path);
}

/* Writes one line of the format: the names if s is NULL, else the record. */
static void
put_line(struct sink *k, const uint8_t *format, const struct seen *s)
{
	char *p = (char *)k->text + k->used;

	for (const uint8_t *f = format; *f != FIELDS; f++) {
		if (f != format)
			*p++ = ' ';
		p = s ? fields[*f].put(p, s) : put_text(p, fields[*f].name);
	}
	*p++ = '\n';
	k->used = (size_t)(p - (char *)k->text);
	if (k->used > BUFFER_SIZE - LINE_SIZE)
		drain(k, Z_NO_FLUSH);
}

/* Where the record stands in its file: by window, interface, and hash. */
static uint64_t
order(const struct rec *r)
{
	uint64_t hash = prng_mix((uint64_t)r->conn << 1 | r->reply);

	return (uint64_t)(r->end / WORLD_WINDOW) << 56 |
	    (uint64_t)r->iface << 48 | hash >> 16;
}

static int
compare(const void *va, const void *vb)
{
	const struct rec *a = va;
	const struct rec *b = vb;
	uint64_t x = a->order;
	uint64_t y = b->order;

	if (x != y)
		return x < y ? -1 : 1;

	/* One direction of one connection, unless two hashes are equal. */
	x = (uint64_t)a->conn << 32 | a->start;
	y = (uint64_t)b->conn << 32 | b->start;
	if (x != y)
		return x < y ? -1 : 1;
	x = (uint64_t)a->action << 16 | (uint64_t)a->view << 1 | a->reply;
	y = (uint64_t)b->action << 16 | (uint64_t)b->view << 1 | b->reply;
	return (x > y) - (x < y);
}

/* The first window of the i-th file. */
static uint32_t
part(const struct delivery *d, uint32_t i)
{
	return WORLD_WINDOWS * i / d->files;
}

/* The path of the i-th file: named by the five minutes its part begins in. */
static void
name_file(char *path, size_t n, const struct delivery *d, uint32_t i)
{
	time_t when = WORLD_DAY + (time_t)part(d, i) * WORLD_WINDOW;
	uint32_t hash = (uint32_t)prng_mix(d->seed << 20 | i);
	char stamp[32];
	struct tm tm;
	int length;

	gmtime_r(&when, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%MZ", &tm);
	length = snprintf(path, n,
	    "%s/" ACCOUNT "_vpcflowlogs_eu-west-1_" LOG_ID "_%s_%08x.log%s",
	    d->dir, stamp, hash, d->plain ? "" : ".gz");
	if (length < 0 || (size_t)length >= n)
		errx(2, "%s: name too long", d->dir);
}

/* Makes the directory and those above it. */
static void
make_dir(const char *dir)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s", dir);
	for (char *p = path + 1;; p++) {
		bool last = *p == '\0';

		if (*p != '/' && !last)
			continue;
		*p = '\0';
		if (mkdir(path, 0777) == -1 && errno != EEXIST)
			err(2, "%s", path);
		if (last)
			return;
		*p = '/';
	}
}

void
deliver_logs(struct traffic *t, const struct delivery *d)
{
	const uint8_t *format = d->version == 5 ? format5 : format2;
	struct sink *k = malloc(sizeof(*k));
	char path[4096];
	size_t at = 0;

	if (k == NULL)
		err(2, NULL);
	make_dir(d->dir);
	for (size_t i = 0; i < t->nrecs; i++)
		t->recs[i].order = order(&t->recs[i]);
	qsort(t->recs, t->nrecs, sizeof(*t->recs), compare);
	for (uint32_t i = 0; i < d->files; i++) {
		struct seen s = {0};

		name_file(path, sizeof(path), d, i);
		sink_open(k, path, d->plain);
		put_line(k, format, NULL);
		for (; at < t->nrecs; at++) {
			if (t->recs[at].end / WORLD_WINDOW >= part(d, i + 1))
				break;
			look(t, &t->recs[at], &s);
			put_line(k, format, &s);
		}
		sink_close(k);
	}
	free(k);
}

/* One line of the truth. */
static void
truth(FILE *f, const struct conn *c, struct addr src, uint16_t sport,
    const char *class)
{
	char line[LINE_SIZE];
	char *p = line;

	p = put_addr(p, src);
	*p++ = '\t';
	p = put_number(p, sport);
	*p++ = '\t';
	p = put_addr(p, c->dst);
	fprintf(f, "%.*s\t%u\t%u\t%d\t%s\n", (int)(p - line), line, c->dport,
	    c->proto, world_flows[c->flow].legit, class);
}

void
deliver_truth(const struct traffic *t, const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		err(2, "%s", path);
	fputs("#src\tsport\tdst\tdport\tproto\tlegit\tclass\n", f);
	for (size_t i = 0; i < t->nconns; i++) {
		const struct conn *c = &t->conns[i];

		truth(f, c, c->src, c->sport, world_flows[c->flow].class);
		if (c->natport != 0)
			truth(f, c, world_host_addr(WORLD_NAT, 4), c->natport,
			    "nat");
	}
	if (ferror(f) || fclose(f) != 0)
		err(2, "%s", path);
}
