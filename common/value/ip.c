/* SPDX-License-Identifier: ISC */

/*
 * Addresses from text and back.  Reading is hot: two cells a row, millions of
 * rows a second.  IPv4 is tried first, since flow logs are mostly that and
 * IPv6 text leaves the attempt within four bytes.  Nothing is copied and no
 * byte outside the slice is read, so a cell may end where the mapping does.
 */

#include <assert.h>

#include "base/num.h"
#include "value/ip.h"

#define GROUPS 8 /* of 16 bits, in IPv6 text */
#define NOGAP (GROUPS + 1)

/*
 * Reads p to end as four decimal numbers up to 255 with dots between, a zero
 * in front of none.  True and *v4, or false.
 */
static inline bool
parse4(const char *p, const char *end, uint32_t *v4)
{
	uint32_t all = 0;

	for (int i = 0; i < 4; i++) {
		if (i > 0 && (p == end || *p++ != '.'))
			return false;
		unsigned int v = p < end ? (unsigned char)(*p++ - '0') : 10;
		if (v > 9)
			return false;
		while (p < end) {
			unsigned int d = (unsigned char)(*p - '0');
			if (d > 9)
				break;
			if (v == 0)
				return false;
			v = 10 * v + d;
			if (v > 255)
				return false;
			p++;
		}
		all = all << 8 | v;
	}
	*v4 = all;
	return p == end;
}

/*
 * One more than the value of a hexadecimal digit, 0 for all other bytes.  A
 * table, since whether a digit or a letter comes is a branch that no
 * processor can predict.
 */
static const uint8_t hex[UINT8_MAX + 1] = {
    ['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16,
    ['A'] = 11,
    ['B'] = 12,
    ['C'] = 13,
    ['D'] = 14,
    ['E'] = 15,
    ['F'] = 16,
};

/* The groups of IPv6 text in the order read, and where "::" stood. */
struct text6 {
	uint16_t group[GROUPS];
	unsigned int n;
	unsigned int gap; /* groups before it, or NOGAP */
};

/*
 * Spreads the groups over 128 bits: those behind the gap belong at the end.
 * A gap stands for one group or more.
 */
static bool
spread(const struct text6 *t, struct ip *ip)
{
	uint64_t half[2] = {0, 0};

	if (t->gap == NOGAP ? t->n != GROUPS : t->n == GROUPS)
		return false;
	for (unsigned int i = 0; i < t->n; i++) {
		unsigned int at = i < t->gap ? i : i + GROUPS - t->n;
		half[at / 4] |= (uint64_t)t->group[i] << (48 - at % 4 * 16);
	}
	*ip = (struct ip){half[0], half[1]};
	return true;
}

/*
 * Takes the colons behind a group: one, which must be followed by something,
 * or the only "::".  The new position, or NULL.
 */
static const char *
colons(const char *p, const char *end, struct text6 *t)
{
	if (*p++ != ':' || p == end)
		return NULL;
	if (*p != ':')
		return p;
	if (t->gap != NOGAP)
		return NULL;
	t->gap = t->n;
	return p + 1;
}

/* Reads p to end as IPv6 text (RFC 4291, 2.2).  True and *ip, or false. */
static bool
parse6(const char *p, const char *end, struct ip *ip)
{
	struct text6 t = {.gap = NOGAP};

	if (p < end && *p == ':') {
		p = colons(p, end, &t);
		if (p == NULL || t.gap == NOGAP)
			return false;
	}
	while (p < end) {
		const char *start = p;
		unsigned int v = 0, d;
		for (; p < end && (d = hex[(unsigned char)*p]) > 0; p++)
			v = v << 4 | (d - 1);
		if (p == start || p - start > 4 || t.n == GROUPS)
			return false;
		if (p < end && *p == '.') {
			uint32_t v4;
			if (t.n > GROUPS - 2 || !parse4(start, end, &v4))
				return false;
			t.group[t.n++] = v4 >> 16;
			t.group[t.n++] = v4 & 0xffff;
			break;
		}
		t.group[t.n++] = v;
		if (p == end)
			break;
		p = colons(p, end, &t);
		if (p == NULL)
			return false;
	}
	return spread(&t, ip);
}

bool
ip_dotted(struct slice s, uint32_t *v4)
{
	return s.n > 0 && parse4(s.p, s.p + s.n, v4);
}

int
ip_parse(struct slice s, struct ip *ip)
{
	struct ip v6;
	uint32_t v4;

	if (s.n == 0)
		return -1; /* s.p may be NULL */
	const char *end = s.p + s.n;
	if (fl_likely(parse4(s.p, end, &v4))) {
		*ip = ip_from4(v4);
		return 0;
	}
	if (!parse6(s.p, end, &v6) || ip_none(v6))
		return -1;
	*ip = v6;
	return 0;
}

static inline char *
print_octet(char *p, unsigned int v)
{
	if (v >= 100)
		*p++ = '0' + v / 100;
	if (v >= 10)
		*p++ = '0' + v / 10 % 10;
	*p++ = '0' + v % 10;
	return p;
}

static char *
print4(char *p, uint32_t v4)
{
	p = print_octet(p, v4 >> 24);
	*p++ = '.';
	p = print_octet(p, v4 >> 16 & 0xff);
	*p++ = '.';
	p = print_octet(p, v4 >> 8 & 0xff);
	*p++ = '.';
	return print_octet(p, v4 & 0xff);
}

static char *
print_group(char *p, unsigned int v)
{
	static const char digit[] = "0123456789abcdef";
	int shift = 12;

	while (shift > 0 && v >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*p++ = digit[v >> shift & 0xf];
	return p;
}

/*
 * Finds the longest run of zero groups, the first of equal ones (RFC 5952,
 * 4.2).  Returns its length and sets *start; a run of one does not count.
 */
static unsigned int
zeros(const uint16_t *group, unsigned int *start)
{
	unsigned int best = 1, run = 0;

	*start = GROUPS;
	for (unsigned int i = 0; i < GROUPS; i++) {
		run = group[i] == 0 ? run + 1 : 0;
		if (run > best) {
			best = run;
			*start = i + 1 - run;
		}
	}
	return best;
}

static char *
print6(char *p, struct ip ip)
{
	uint16_t group[GROUPS];
	unsigned int start, run;

	for (unsigned int i = 0; i < GROUPS; i++)
		group[i] = (i < 4 ? ip.hi : ip.lo) >> (48 - i % 4 * 16);
	run = zeros(group, &start);
	for (unsigned int i = 0; i < GROUPS; i++) {
		if (i > 0 || start == 0)
			*p++ = ':';
		if (i == start) {
			i += run - 1;
			if (i == GROUPS - 1)
				*p++ = ':';
			continue;
		}
		p = print_group(p, group[i]);
	}
	return p;
}

char *
ip_print(char *p, struct ip ip)
{
	assert(!ip_none(ip));
	return ip_is4(ip) ? print4(p, ip.lo) : print6(p, ip);
}

/* A word whose first n of 64 bits are set. */
static inline uint64_t
ones(unsigned int n)
{
	return n == 0 ? 0 : UINT64_MAX << (64 - n);
}

/* The two words of a netmask. */
static inline struct ip
netmask(unsigned int len)
{
	return (struct ip){ones(len < 64 ? len : 64),
	    ones(len > 64 ? len - 64 : 0)};
}

struct ip
ip_mask(struct ip a, unsigned int len)
{
	struct ip m = netmask(len);
	return (struct ip){a.hi & m.hi, a.lo & m.lo};
}

struct ip
ip_last(struct ip a, unsigned int len)
{
	struct ip m = netmask(len);
	return (struct ip){a.hi | ~m.hi, a.lo | ~m.lo};
}

int
prefix_parse(struct slice s, struct prefix *p)
{
	struct slice len = s;
	struct slice addr = slice_cut(&len, '/');
	uint64_t n = 128;
	struct ip ip;

	if (ip_parse(addr, &ip) != 0)
		return -1;
	if (len.p != NULL) {
		/* The text decides, not the family: ::ffff:0:0 is IPv6. */
		bool dotted = memchr(addr.p, ':', addr.n) == NULL;
		if (len.n > 1 && len.p[0] == '0')
			return -1;
		if (num_parse(len, dotted ? 32 : 128, &n) != 0)
			return -1;
		if (dotted)
			n += IP_V4_BASE;
	}
	*p = (struct prefix){ip_mask(ip, n), n};
	return ip_eq(p->ip, ip) ? 0 : 1;
}

char *
prefix_print(char *p, struct prefix pre)
{
	/* Masked below 96 no prefix is IPv4: the bits that say so are gone. */
	unsigned int base = ip_is4(pre.ip) ? IP_V4_BASE : 0;

	assert(pre.len >= base);
	p = ip_print(p, pre.ip);
	if (pre.len == 128)
		return p;
	*p++ = '/';
	return num_print(p, pre.len - base);
}

int
prefix_cmp(struct prefix a, struct prefix b)
{
	int c = ip_cmp(a.ip, b.ip);
	return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

bool
prefix_has(struct prefix a, struct prefix b)
{
	return a.len <= b.len && ip_eq(ip_mask(b.ip, a.len), a.ip);
}

double
prefix_size(struct prefix p)
{
	double size = 1;

	for (unsigned int n = p.len; n < 128; n++)
		size *= 2;
	return size;
}
