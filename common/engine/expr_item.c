/* SPDX-License-Identifier: ISC */

/*
 * The values of the language: items of each kind to a set.  Whatever a user
 * can get wrong in a value is found and said here, with what would be right.
 */

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/near.h"
#include "engine/expr_prog.h"
#include "value/flag.h"
#include "value/proto.h"
#include "value/service.h"
#include "value/when.h"

enum {
	SHOWN = 100,       /* bytes of an item that a message shows */
	CHOICES_MOST = 10, /* words of a kind that a message lists */
};

/* ---- what is wrong ---------------------------------------------------- */

/* Adds an item to a message; a file's may hold bytes no terminal should see. */
static void
show(struct buf *to, struct slice item)
{
	for (size_t i = 0; i < item.n && i < SHOWN; i++) {
		unsigned char c = (unsigned char)item.p[i];
		buf_char(to, c < ' ' || c == 0x7f ? '?' : (char)c);
	}
	if (item.n > SHOWN)
		buf_str(to, "...");
}

/*
 * Says what is wrong with an item, behind the word as typed ("dport=80000")
 * or behind file and line; returns -1.
 */
static int FL_PRINTF(3, 4)
    wrong(const struct expr_items *in, struct slice item, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	if (in->file != NULL) {
		buf_fmt(&text, "%s:%zu: ", words_path(in->file),
		    words_line(in->file));
	} else {
		buf_slice(&text, in->field);
		buf_slice(&text, in->op.text);
	}
	show(&text, item);
	buf_str(&text, ": ");
	va_start(ap, fmt);
	buf_vfmt(&text, fmt, ap);
	va_end(ap);
	diag_warn(DIAG_LOST, "%s", buf_cstr(&text));
	buf_free(&text);
	return -1;
}

static const char *
action_word(size_t i)
{
	static const char *const word[] = {"accept", "reject", NULL};
	return word[i];
}

static const char *
how_word(size_t i)
{
	static const char *const word[] = {"syn", "fanin", "opens", "hub",
	    "alone", "service", "port", "order", "reach", "none", NULL};
	return word[i];
}

/* Kinds whose values have names: what a name is called, and all of them. */
static const struct {
	const char *noun;
	const char *(*word)(size_t);
} names[KIND_COUNT] = {
    [KIND_PORT] = {"service", service_word},
    [KIND_RPORT] = {"service", service_word},
    [KIND_PROTO] = {"protocol", proto_word},
    [KIND_FLAGS] = {"flag", flag_word},
    [KIND_ACTION] = {"action", action_word},
    [KIND_HOW] = {"word", how_word},
};

static bool
has_letter(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (isalpha((unsigned char)s.p[i]))
			return true;
	}
	return false;
}

/* "; one of a, b" with the words of a kind, if they are few. */
static const char *
choices(enum kind kind, struct buf *to)
{
	size_t n = 0;

	while (n <= CHOICES_MOST && names[kind].word(n) != NULL)
		n++;
	for (size_t i = 0; n <= CHOICES_MOST && i < n; i++)
		buf_fmt(to, "%s%s", i == 0 ? "; one of " : ", ",
		    names[kind].word(i));
	return buf_cstr(to);
}

/*
 * Says that a part of an item is no value of the kind: a number out of range,
 * or a name that is not there, with the nearest one.
 */
static int
wrong_value(const struct expr_items *in, struct slice item, struct slice part)
{
	struct buf where = {0};
	struct near near;

	if (!slice_eq(item, part)) {
		show(&where, part);
		buf_str(&where, ": ");
	}
	const char *at = buf_cstr(&where);
	const char *noun = names[in->kind].noun;
	if (noun == NULL || !has_letter(part)) {
		wrong(in, item, "%s%s", at, cell_wrong(in->kind));
	} else {
		near_init(&near, part);
		for (size_t i = 0; names[in->kind].word(i) != NULL; i++)
			near_try(&near, names[in->kind].word(i));
		const char *best = near_best(&near);
		struct buf all = {0};
		if (best != NULL)
			wrong(in, item, "%sno such %s; did you mean %s?", at,
			    noun, best);
		else
			wrong(in, item, "%sno such %s%s", at, noun,
			    choices(in->kind, &all));
		buf_free(&all);
	}
	buf_free(&where);
	return -1;
}

/* ---- ranges ----------------------------------------------------------- */

/* Cuts s at the first sep at `from` or behind it; false: there is none. */
static bool
cut(struct slice s, size_t from, const char *sep, struct slice *a,
    struct slice *b)
{
	size_t n = strlen(sep);

	for (size_t i = from; i + n <= s.n; i++) {
		if (memcmp(s.p + i, sep, n) == 0) {
			*a = (struct slice){s.p, i};
			*b = (struct slice){s.p + i + n, s.n - i - n};
			return true;
		}
	}
	return false;
}

static int
reversed(const struct expr_items *in, struct slice item, struct slice a,
    struct slice b)
{
	struct slice sep = {a.p + a.n, (size_t)(b.p - a.p) - a.n};

	return wrong(in, item,
	    "a range begins with its smaller end; did you mean "
	    "%.*s%.*s%.*s?",
	    (int)b.n, b.p, (int)sep.n, sep.p, (int)a.n, a.p);
}

/*
 * Is this a range whose ends can't be: one is missing, or the test is < or
 * the like?  Says so and returns true.
 */
static bool
bad_range(const struct expr_items *in, struct slice item, struct slice a,
    struct slice b)
{
	if (in->op.op > LEX_NE)
		wrong(in, item, "%.*s takes one value, not a range",
		    (int)in->op.text.n, in->op.text.p);
	else if (a.n == 0 && b.n == 0)
		wrong(in, item, "a range without ends");
	else if (a.n == 0)
		wrong(in, item,
		    "a range has two ends; did you mean %.*s<=%.*s?",
		    (int)in->field.n, in->field.p, (int)b.n, b.p);
	else if (b.n == 0)
		wrong(in, item,
		    "a range has two ends; did you mean %.*s>=%.*s?",
		    (int)in->field.n, in->field.p, (int)a.n, a.p);
	else
		return false;
	return true;
}

/* ---- numbers and times ------------------------------------------------ */

/* What the operator makes of a value that covers lo to hi. */
static int
take(struct expr_items *in, uint64_t lo, uint64_t hi)
{
	struct ranges *r = &in->set->num;
	const uint64_t top = NUM_NONE - 1;

	switch (in->op.op) {
	case LEX_EQ:
	case LEX_NE:
		ranges_add(r, lo, hi);
		break;
	case LEX_LT:
		if (lo > 0)
			ranges_add(r, 0, lo - 1);
		break;
	case LEX_LE:
		ranges_add(r, 0, hi);
		break;
	case LEX_GT:
		if (hi < top)
			ranges_add(r, hi + 1, top);
		break;
	case LEX_GE:
		ranges_add(r, lo, top);
		break;
	}
	return 0;
}

/* cell_typed, but what stands for a missing value is none. */
static int
typed(enum kind kind, struct slice s, uint64_t *v)
{
	return cell_typed(kind, s, v) == -1 || *v == NUM_NONE ? -1 : 0;
}

/*
 * The ends of a range of numbers.  Both "-" and ".." may stand between them,
 * and service names hold "-" too: the first place counts where both sides
 * are values, else the first at all.
 */
static bool
ends(enum kind kind, struct slice s, struct slice *a, struct slice *b)
{
	uint64_t v;

	if (cut(s, 0, "..", a, b))
		return true;
	for (size_t i = 1; cut(s, i, "-", a, b); i = a->n + 1) {
		if (typed(kind, *a, &v) == 0 && typed(kind, *b, &v) == 0)
			return true;
	}
	return cut(s, 1, "-", a, b);
}

/*
 * A name may stand for several ports: adds those of a service whose first
 * port was found already.  Anything else that is a value is left alone.
 */
static void
take_service(struct expr_items *in, struct slice item)
{
	static const uint64_t protos[] = {PROTO_TCP, PROTO_UDP};
	uint64_t base = in->kind == KIND_RPORT; /* 0 is -1 there */

	if (names[in->kind].word != service_word || !has_letter(item) ||
	    in->op.op > LEX_NE)
		return;
	for (size_t i = 0; i < nitems(protos); i++) {
		for (uint64_t port = 0; port <= UINT16_MAX; port++) {
			const struct service *s = service_at(protos[i], port);
			if (s != NULL && strlen(s->name) == item.n &&
			    strncasecmp(s->name, item.p, item.n) == 0)
				take(in, port + base, port + base);
		}
	}
}

static int
num_item(struct expr_items *in, struct slice item)
{
	struct slice a, b;
	uint64_t lo, hi;

	if (typed(in->kind, item, &lo) == 0) {
		take_service(in, item);
		return take(in, lo, lo);
	}
	if (!ends(in->kind, item, &a, &b))
		return wrong_value(in, item, item);
	int bad_a = typed(in->kind, a, &lo);
	int bad_b = typed(in->kind, b, &hi);
	if (bad_a == -1 && bad_b == -1)
		return wrong_value(in, item, item);
	if (bad_range(in, item, a, b))
		return -1;
	if (bad_a == -1 || bad_b == -1)
		return wrong_value(in, item, bad_a == -1 ? a : b);
	if (lo > hi)
		return reversed(in, item, a, b);
	return take(in, lo, hi);
}

/* Words mean bits that must be there, numbers the very value. */
static int
flags_item(struct expr_items *in, struct slice item)
{
	struct slice rest = item;
	uint64_t bits;

	if (!has_letter(item))
		return num_item(in, item);
	if (flag_parse(item, &bits) == 0) {
		ranges_add(&in->set->bits, bits, bits);
		return 0;
	}
	while (rest.p != NULL) {
		struct slice word = slice_cut(&rest, '+');
		if (word.n == 0)
			return wrong(in, item, "a word is missing beside +");
		if (flag_parse(word, &bits) != 0)
			return wrong_value(in, item, word);
	}
	return wrong_value(in, item, item);
}

/* With "-" between them dates can't be told from a range. */
static int
time_item(struct expr_items *in, struct slice item)
{
	static const char like[] =
	    "not a time like 2026-03-01T10:00 or Unix seconds";
	uint64_t lo, hi, end;
	struct slice a, b;

	if (when_parse(item, &lo, &hi) == 0)
		return take(in, lo, hi);
	if (cut(item, 0, "..", &a, &b)) {
		if (bad_range(in, item, a, b))
			return -1;
		if (when_parse(a, &lo, &end) == -1)
			return wrong(in, item, "%.*s: %s", (int)a.n, a.p, like);
		if (when_parse(b, &end, &hi) == -1)
			return wrong(in, item, "%.*s: %s", (int)b.n, b.p, like);
		if (lo > hi)
			return reversed(in, item, a, b);
		return take(in, lo, hi);
	}
	for (size_t i = 1; cut(item, i, "-", &a, &b); i = a.n + 1) {
		if (when_parse(a, &lo, &end) == 0 &&
		    when_parse(b, &end, &hi) == 0)
			return wrong(in, item,
			    "a range of times has .. between its ends; did "
			    "you mean %.*s..%.*s?",
			    (int)a.n, a.p, (int)b.n, b.p);
	}
	return wrong(in, item, "%s", like);
}

/* ---- addresses -------------------------------------------------------- */

/* The neighbour of an address; the caller knows that there is one. */
static struct ip
before(struct ip a)
{
	return (struct ip){a.hi - (a.lo == 0), a.lo - 1};
}

static struct ip
behind(struct ip a)
{
	return (struct ip){a.hi + (a.lo == UINT64_MAX), a.lo + 1};
}

static void
add_ips(struct expr_set *s, bool v6, struct ip lo, struct ip hi)
{
	if (s->ips[v6] == NULL)
		s->ips[v6] = ipset_new();
	ipset_range(s->ips[v6], lo, hi);
	s->nip++;
}

/*
 * What the operator makes of the addresses lo to hi.  Order is that inside
 * of a family: no IPv6 address is below 10.0.0.0.
 */
static int
take_ips(struct expr_items *in, bool v6, struct ip lo, struct ip hi)
{
	struct ip floor = v6 ? (struct ip){0, 0} : ip_from4(0);
	struct ip top = ip_last(floor, v6 ? 0 : IP_V4_BASE);

	switch (in->op.op) {
	case LEX_EQ:
	case LEX_NE:
		add_ips(in->set, v6, lo, hi);
		break;
	case LEX_LT:
		if (ip_cmp(lo, floor) > 0)
			add_ips(in->set, v6, floor, before(lo));
		break;
	case LEX_LE:
		add_ips(in->set, v6, floor, hi);
		break;
	case LEX_GT:
		if (ip_cmp(hi, top) < 0)
			add_ips(in->set, v6, behind(hi), top);
		break;
	case LEX_GE:
		add_ips(in->set, v6, lo, top);
		break;
	}
	return 0;
}

static int
ip_range(struct expr_items *in, struct slice item, struct slice a,
    struct slice b)
{
	static const char what[] = "not an address";
	struct ip lo, hi;

	if (bad_range(in, item, a, b))
		return -1;
	if (ip_parse(a, &lo) == -1)
		return wrong(in, item, "%.*s: %s", (int)a.n, a.p, what);
	if (ip_parse(b, &hi) == -1)
		return wrong(in, item, "%.*s: %s", (int)b.n, b.p, what);
	if (ip_is4(lo) != ip_is4(hi))
		return wrong(in, item, "one end is IPv4, the other IPv6");
	if (ip_cmp(lo, hi) > 0)
		return reversed(in, item, a, b);
	return take_ips(in, !ip_is4(lo), lo, hi);
}

static int
ip_item(struct expr_items *in, struct slice item)
{
	char text[PREFIX_MAX];
	struct slice a, b;
	struct prefix p;
	struct ip ip;

	int got = prefix_parse(item, &p);
	in->set->isprefix = got == 0;
	if (got == 0) {
		in->set->prefix = p;
		return take_ips(in, !ip_is4(p.ip), p.ip, ip_last(p.ip, p.len));
	}
	if (got == 1) {
		size_t n = (size_t)(prefix_print(text, p) - text);
		return wrong(in, item,
		    "bits behind the length; did you mean %.*s?", (int)n, text);
	}
	if (cut(item, 0, "..", &a, &b) || cut(item, 0, "-", &a, &b))
		return ip_range(in, item, a, b);
	if (cut(item, 0, "/", &a, &b) && ip_parse(a, &ip) == 0)
		return wrong(in, item, "not a prefix length (0-%d)",
		    memchr(a.p, ':', a.n) != NULL ? 128 : 32);
	return wrong(in, item, "not an address or prefix");
}

/* ---- names ------------------------------------------------------------ */

static int
name_item(struct expr_items *in, struct slice item)
{
	struct expr_set *s = in->set;

	if (s->nname == s->capname) {
		s->capname = s->capname == 0 ? 4 : 2 * s->capname;
		s->name = mem_array(s->name, s->capname, sizeof(*s->name));
	}
	s->name[s->nname++] = (struct slice){mem_strn(item.p, item.n), item.n};
	return 0;
}

static int
by_bytes(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* ---- all kinds -------------------------------------------------------- */

static const struct {
	int (*item)(struct expr_items *, struct slice);
	const char *unordered; /* what has no order; NULL: it has */
} kinds[KIND_COUNT] = {
    [KIND_NAME] = {name_item, "names"},
    [KIND_IP] = {ip_item, NULL},
    [KIND_NUM] = {num_item, NULL},
    [KIND_PORT] = {num_item, NULL},
    [KIND_RPORT] = {num_item, NULL},
    [KIND_PROTO] = {num_item, NULL},
    [KIND_FLAGS] = {flags_item, "flags"},
    [KIND_TIME] = {time_item, NULL},
    [KIND_ACTION] = {num_item, "actions"},
    [KIND_HOW] = {num_item, "words"},
};

/* One value, as it stands in the argument or on a line of a file. */
static int
value(struct expr_items *in, struct slice text, bool quoted)
{
	if (!quoted && slice_is(text, "-")) {
		in->set->missing = true;
		return 0;
	}
	return kinds[in->kind].item(in, text);
}

/* All lines of @file. */
static int
file_item(struct expr_items *in, struct slice name)
{
	struct slice line;
	size_t n = 0;

	char *path = mem_strn(name.p, name.n);
	struct words *w = words_open(path);
	free(path);
	if (w == NULL)
		return -1;
	in->file = w;
	int got;
	while ((got = words_next(w, &line)) == 1) {
		n++;
		if (value(in, line, false) == -1) {
			got = -1;
			break;
		}
	}
	in->file = NULL;
	if (got == 0 && n == 0)
		diag_say("%.*s%.*s@%.*s: the file holds no value",
		    (int)in->field.n, in->field.p, (int)in->op.text.n,
		    in->op.text.p, (int)name.n, name.p);
	words_close(w);
	return got;
}

/* Refuses what < and the like can't be asked. */
static int
check_order(const struct expr_items *in, struct lex_item item)
{
	const char *what = kinds[in->kind].unordered;

	if (what != NULL)
		return wrong(in, item.text,
		    "%s have no order; use = or !=", what);
	if (item.file)
		return wrong(in, item.text, "%.*s takes one value, not a file",
		    (int)in->op.text.n, in->op.text.p);
	if (!item.quoted && slice_is(item.text, "-"))
		return wrong(in, item.text,
		    "a missing value has no order; use = or !=");
	return 0;
}

int
expr_item(struct expr_items *in, struct lex_item item)
{
	if (in->op.op > LEX_NE && check_order(in, item) == -1)
		return -1;
	if (item.file)
		return file_item(in, item.text);
	return value(in, item.text, item.quoted);
}

static enum expr_shape
shape_of(const struct expr_items *in)
{
	const struct expr_set *s = in->set;

	switch (in->kind) {
	case KIND_NAME:
		return s->nname == 1 ? SHAPE_NAME : SHAPE_NAMES;
	case KIND_IP:
		return s->nip == 1 && s->isprefix && in->op.op <= LEX_NE ?
		    SHAPE_PREFIX :
		    SHAPE_IPS;
	case KIND_FLAGS:
		return s->bits.n > 0 ? SHAPE_FLAGS : SHAPE_RANGES;
	default:
		return s->num.n == 1 ? SHAPE_RANGE : SHAPE_RANGES;
	}
}

void
expr_item_done(struct expr_items *in)
{
	struct expr_set *s = in->set;

	ranges_done(&s->num);
	if (s->nname > 1)
		qsort(s->name, s->nname, sizeof(*s->name), by_bytes);
	for (size_t i = 0; i < nitems(s->ips); i++) {
		if (s->ips[i] != NULL)
			ipset_done(s->ips[i]);
	}
	s->mask = ip_mask(IP_NONE, s->prefix.len);
	s->shape = shape_of(in);
}

void
expr_set_free(struct expr_set *s)
{
	for (size_t i = 0; i < s->nname; i++)
		free(unconst(s->name[i].p));
	free(s->name);
	ranges_free(&s->num);
	ranges_free(&s->bits);
	for (size_t i = 0; i < nitems(s->ips); i++)
		ipset_free(s->ips[i]);
	free(s);
}
