/* SPDX-License-Identifier: ISC */

/* See cell.h. */

#include "model/cell.h"
#include "base/num.h"
#include "value/flag.h"
#include "value/proto.h"
#include "value/service.h"

static const char *const how_word[] = {
    [HOW_SYN] = "syn",
    [HOW_FANIN] = "fanin",
    [HOW_OPENS] = "opens",
    [HOW_HUB] = "hub",
    [HOW_ALONE] = "alone",
    [HOW_SERVICE] = "service",
    [HOW_PORT] = "port",
    [HOW_ORDER] = "order",
    [HOW_REACH] = "reach",
    [HOW_NONE] = "none",
};

static const char *const action_word[] = {
    [ACTION_ACCEPT] = "ACCEPT",
    [ACTION_REJECT] = "REJECT",
};

static int
word_index(const char *const *word, size_t n, struct slice s, uint64_t *v)
{
	for (size_t i = 0; i < n; i++) {
		if (slice_is(s, word[i])) {
			*v = i;
			return 0;
		}
	}
	return -1;
}

static int
parse_name(struct slice s, uint64_t *v)
{
	(void)s;
	(void)v;
	return -1;
}

static int
parse_num(struct slice s, uint64_t *v)
{
	return num_parse(s, NUM_NONE - 1, v);
}

static int
parse_port(struct slice s, uint64_t *v)
{
	return num_parse(s, UINT16_MAX, v);
}

static int
parse_rport(struct slice s, uint64_t *v)
{
	if (slice_is(s, "-1")) {
		*v = 0;
		return 0;
	}
	if (num_parse(s, UINT16_MAX, v) < 0)
		return -1;
	++*v;
	return 0;
}

static int
parse_byte(struct slice s, uint64_t *v)
{
	return num_parse(s, UINT8_MAX, v);
}

static int
parse_action(struct slice s, uint64_t *v)
{
	if (s.n != 6)
		return -1;
	if (memcmp(s.p, action_word[ACTION_ACCEPT], 6) == 0)
		*v = ACTION_ACCEPT;
	else if (memcmp(s.p, action_word[ACTION_REJECT], 6) == 0)
		*v = ACTION_REJECT;
	else
		return -1;
	return 0;
}

static int
parse_how(struct slice s, uint64_t *v)
{
	return word_index(how_word, nitems(how_word), s, v);
}

static int
typed_port(struct slice s, uint64_t *v)
{
	if (parse_port(s, v) == 0)
		return 0;
	int port = service_port(s);
	if (port < 0)
		return -1;
	*v = (uint64_t)port;
	return 0;
}

static int
typed_rport(struct slice s, uint64_t *v)
{
	if (parse_rport(s, v) == 0)
		return 0;
	if (typed_port(s, v) < 0)
		return -1;
	++*v;
	return 0;
}

static int
typed_flags(struct slice s, uint64_t *v)
{
	return parse_byte(s, v) == 0 ? 0 : flag_parse(s, v);
}

static int
typed_num(struct slice s, uint64_t *v)
{
	uint64_t size;

	if (parse_num(s, v) == 0)
		return 0;
	if (num_size(s, &size) < 0 || size == NUM_NONE)
		return -1;
	*v = size;
	return 0;
}

/* ACCEPT in any case: people type it in lower case. */
static int
typed_action(struct slice s, uint64_t *v)
{
	char up[8];

	if (s.n > sizeof(up))
		return -1;
	for (size_t i = 0; i < s.n; i++)
		up[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i];
	return parse_action((struct slice){up, s.n}, v);
}

static char *
print_word(char *p, const char *word)
{
	size_t n = strlen(word);
	memcpy(p, word, n);
	return p + n;
}

static char *
print_rport(char *p, uint64_t v)
{
	return v == 0 ? print_word(p, "-1") : num_print(p, v - 1);
}

static char *
print_action(char *p, uint64_t v)
{
	return print_word(p, action_word[v]);
}

static char *
print_how(char *p, uint64_t v)
{
	return print_word(p, how_word[v]);
}

/* What one kind of cell can do. */
struct cellkind {
	int (*parse)(struct slice, uint64_t *); /* as streams have it */
	int (*typed)(struct slice, uint64_t *); /* as users type it */
	char *(*print)(char *, uint64_t);
	const char *wrong;
};

static const struct cellkind kinds[KIND_COUNT] = {
#define X(kind, parse, typed, print, wrong) \
	[KIND_##kind] = {parse, typed, print, wrong},
#include "model/cell.def"
#undef X
};

int
cell_parse(enum kind kind, struct slice s, uint64_t *v)
{
	if (s.n == 1 && s.p[0] == '-') {
		*v = NUM_NONE;
		return 0;
	}
	return kinds[kind].parse(s, v);
}

int
cell_typed(enum kind kind, struct slice s, uint64_t *v)
{
	return kinds[kind].typed(s, v);
}

char *
cell_print(enum kind kind, char *p, uint64_t v)
{
	return v == NUM_NONE ? print_word(p, "-") : kinds[kind].print(p, v);
}

bool
cell_decimal(enum kind kind)
{
	return kinds[kind].print == num_print;
}

uint64_t
cell_top(enum kind kind)
{
	static const uint64_t top[KIND_COUNT] = {
	    [KIND_NUM] = NUM_NONE - 1,
	    [KIND_PORT] = UINT16_MAX,
	    [KIND_PROTO] = UINT8_MAX,
	    [KIND_FLAGS] = UINT8_MAX,
	    [KIND_TIME] = NUM_NONE - 1,
	};

	return top[kind];
}

const char *
cell_wrong(enum kind kind)
{
	return kinds[kind].wrong;
}

void
cell_encode(struct buf *to, struct slice cell)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < cell.n; i++) {
		unsigned char c = (unsigned char)cell.p[i];
		if (c >= ' ' && c != 0x7f && c != '%' && (c != '#' || i > 0)) {
			buf_char(to, (char)c);
			continue;
		}
		buf_char(to, '%');
		buf_char(to, hex[c >> 4]);
		buf_char(to, hex[c & 15]);
	}
}
