/* SPDX-License-Identifier: ISC */

/* See layout.h. */

#include <ctype.h>
#include <stdlib.h>

#include "base/compat.h"
#include "base/diag.h"
#include "base/mem.h"
#include "model/cell.h"
#include "source/layout.h"
#include "value/ip.h"

/*
 * All fields in the order of AWS's table ("Flow log records", available
 * fields): a flow log made of "all fields up to version n" is a beginning of
 * it.
 */
#define DEFAULT                                                            \
	"version account-id interface-id srcaddr dstaddr srcport dstport " \
	"protocol packets bytes start end action log-status"

const char layout_default[] = DEFAULT;

static const char vpc_order[] = DEFAULT
    " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr "
    "region az-id sublocation-type sublocation-id "
    "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path "
    "ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn "
    "ecs-container-instance-id ecs-container-id ecs-second-container-id "
    "ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id "
    "reject-reason resource-id encryption-status "
    "instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag "
    "asg-tag-2 interface-type next-hop-interface-id next-hop-subnet-id "
    "next-hop-az-id next-hop-vpc-id next-hop-interface-type";

/* AWS, "Transit Gateway Flow Logs", default format. */
static const char tgw_order[] =
    "version resource-type account-id tgw-id tgw-attachment-id "
    "tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id "
    "tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni "
    "tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr "
    "dstaddr srcport dstport protocol packets bytes start end log-status type "
    "packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded "
    "packets-lost-ttl-expired tcp-flags region flow-direction "
    "pkt-src-aws-service pkt-dst-aws-service";

static const struct known {
	const char *version; /* its cell */
	size_t n;            /* cells */
	const char *order;
} known[] = {
    {"2", 14, vpc_order},
    {"3", 21, vpc_order},
    {"4", 25, vpc_order},
    {"5", 29, vpc_order},
    {"6", 36, tgw_order},
    {"7", 39, vpc_order},
    {"8", 40, vpc_order},
    {"9", 41, vpc_order},
    {"10", 42, vpc_order},
    {"11", 54, vpc_order},
};

/* ---- -F --------------------------------------------------------------- */

/* The next name of a list, without its wrapping; n 0 at the end. */
static struct slice
next_word(const char **p)
{
	static const char between[] = ", \t\n";

	*p += strspn(*p, between);
	size_t n = strcspn(*p, between);
	struct slice word = {*p, n};
	*p += n;
	return word;
}

/* ${name}, and $${name} as Terraform writes it, to name. */
static struct slice
unwrap(struct slice word)
{
	struct slice s = word;

	while (s.n > 0 && s.p[0] == '$') {
		s.p++;
		s.n--;
	}
	if (s.n == word.n || s.n < 2 || s.p[0] != '{' || s.p[s.n - 1] != '}')
		return word;
	return (struct slice){s.p + 1, s.n - 2};
}

/* 0 and the name, or -1 after a message. */
static int
check_name(struct slice *name)
{
	const struct field *field;
	const char *near;
	struct slice word = *name;

	if (field_typed(name, &field, &near) == 0)
		return 0;
	if (near != NULL)
		diag_warn(DIAG_LOST,
		    "-F: no such field: \"%.*s\"; did you mean %s? "
		    "(col:%.*s is a column of your own)",
		    (int)word.n, word.p, near, (int)word.n, word.p);
	else
		diag_warn(DIAG_LOST, "-F: not a column name: \"%.*s\"",
		    (int)word.n, word.p);
	return -1;
}

struct layout *
layout_parse(const char *columns)
{
	struct layout *l = NULL;
	char *text = mem_str(columns);
	const char *p = text;
	size_t n = 0;

	for (;;) {
		struct slice word = next_word(&p);
		if (word.n == 0)
			break;
		word = unwrap(word);
		if (check_name(&word) == -1)
			goto bad;
		if (n == SCHEMA_COLS) {
			diag_warn(DIAG_LOST, "-F: more than %d columns",
			    SCHEMA_COLS);
			goto bad;
		}
		l = mem_array(l, 1, sizeof(*l) + (n + 1) * sizeof(word));
		l->name[n++] = word;
	}
	if (n == 0) {
		diag_warn(DIAG_LOST, "-F: no column names in \"%s\"", columns);
		goto bad;
	}
	l->text = text;
	l->n = n;
	return l;
bad:
	free(l);
	free(text);
	return NULL;
}

void
layout_free(struct layout *layout)
{
	if (layout == NULL)
		return;
	free(layout->text);
	free(layout);
}

struct slice
layout_name(struct slice name, struct keep *k)
{
	char *p = keep_room(k, name.n + 1);

	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool odd = c <= ' ' || c == 0x7f || strchr(",=#", c) != NULL;
		p[i] = odd ? '_' : (char)c;
	}
	if (name.n == 0 || p[0] == '!') /* #!word is a directive */
		p[0] = '_';
	return (struct slice){p, name.n > 0 ? name.n : 1};
}

/* ---- headers ---------------------------------------------------------- */

static bool
is_name(struct slice s)
{
	if (s.n == 0 || !isalpha((unsigned char)s.p[0]))
		return false;
	for (size_t i = 1; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (!isalnum(c) && c != '-' && c != '_')
			return false;
	}
	return true;
}

/* Has the schema a column whose cells never begin with a letter? */
static bool
has_values(const struct schema *s)
{
	for (size_t i = 0; i < s->ncol; i++) {
		enum kind kind = s->col[i].field->kind;
		if (kind != KIND_NAME && kind != KIND_ACTION)
			return true;
	}
	return false;
}

static bool
is_header_of(const struct schema *s, const struct slice *cell, size_t n)
{
	if (n != s->ncol)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &s->col[i];
		const struct field *f = field_find(cell[i]);
		if (c->field == &field_other ? !slice_is(cell[i], c->name) :
					       f != c->field)
			return false;
	}
	return true;
}

bool
layout_header(const struct slice *cell, size_t n, const struct schema *so_far)
{
	size_t fields = 0;

	/* The cheap test first: a record fails it in one of its first cells. */
	for (size_t i = 0; i < n; i++)
		if (!is_name(cell[i]))
			return false;
	if (so_far != NULL && !has_values(so_far))
		return is_header_of(so_far, cell, n);
	for (size_t i = 0; i < n; i++)
		fields += field_find(cell[i]) != NULL;
	return fields > 0 && 2 * fields >= n;
}

/* ---- records without one ---------------------------------------------- */

/* Can this be a cell of the field?  Strict: it is a guess that is checked. */
static bool
fits(const struct field *f, struct slice cell)
{
	struct ip ip;
	uint64_t v;

	if (slice_is(cell, "-"))
		return true;
	if (f->kind == KIND_IP)
		return ip_parse(cell, &ip) == 0;
	if (f->kind != KIND_NAME)
		return cell_parse(f->kind, cell, &v) == 0;
	if (f == field_at(FIELD_STATUS))
		return slice_is(cell, "OK") || slice_is(cell, "NODATA") ||
		    slice_is(cell, "SKIPDATA");
	if (f == field_at(FIELD_DIR))
		return slice_is(cell, "ingress") || slice_is(cell, "egress");
	return true;
}

/*
 * One bad value must not make a log unknown, many must: the version, the
 * status and most of the others have to fit.
 */
static bool
plausible(const struct known *k, const struct slice *cell,
    const struct slice *name)
{
	size_t bad = 0;

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = field_find(name[i]);
		if (f == field_at(FIELD_VERSION)) {
			if (!slice_is(cell[i], k->version))
				return false;
			continue;
		}
		if (fits(f, cell[i]))
			continue;
		if (f == field_at(FIELD_STATUS))
			return false;
		bad++;
	}
	return bad <= 2;
}

static int
by_name(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* The names of a layout: in its order, or in that of the alphabet. */
static void
name_all(const struct known *k, bool sorted, struct slice *name)
{
	struct slice rest = slice_str(k->order);

	for (size_t i = 0; i < k->n; i++)
		name[i] = slice_cut(&rest, ' ');
	if (sorted)
		qsort(name, k->n, sizeof(*name), by_name);
}

/* A time as CloudWatch Logs exports put it: 2026-03-01T00:00:05.000Z. */
static bool
is_time(struct slice s)
{
	static const char shape[] = "0000-00-00T00:00:00.000Z";

	if (s.n != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((isdigit((unsigned char)s.p[i]) ? '0' : s.p[i]) != shape[i])
			return false;
	return true;
}

static size_t
find_known(const struct slice *cell, size_t n, struct slice *name)
{
	for (size_t i = 0; i < 2 * nitems(known); i++) {
		const struct known *k = &known[i / 2];
		if (n != k->n)
			continue;
		name_all(k, i % 2 == 1, name);
		if (plausible(k, cell, name))
			return n;
	}
	return 0;
}

size_t
layout_known(const struct slice *cell, size_t n, struct slice *name)
{
	bool timed = n > 0 && is_time(cell[0]);

	if (!timed)
		return find_known(cell, n, name);
	name[0] = slice_str("timestamp");
	n = find_known(cell + 1, n - 1, name + 1);
	return n > 0 ? n + 1 : 0;
}
