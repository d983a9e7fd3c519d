/* SPDX-License-Identifier: ISC */

/* See thrift.h; the format is thrift's doc/specs/thrift-compact-protocol.md. */

#include "source/thrift.h"

#define VARINT_MOST 10 /* bytes of 64 bits, seven in each */
#define DOUBLE_SIZE 8
#define LIST_LONG 15 /* the length of such a list stands behind its head */

static uint64_t
fail(struct thrift *t)
{
	t->bad = true;
	t->p = t->end;
	return 0;
}

static uint8_t
byte(struct thrift *t)
{
	if (t->p == t->end)
		return (uint8_t)fail(t);
	return *t->p++;
}

static uint64_t
varint(struct thrift *t)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < VARINT_MOST; i++) {
		uint8_t b = byte(t);
		v |= (uint64_t)(b & 0x7f) << 7 * i;
		if ((b & 0x80) == 0)
			return t->bad ? 0 : v;
	}
	return fail(t);
}

/* The small numbers of either sign are small: 0, -1, 1, -2, ... */
static int64_t
zigzag(struct thrift *t)
{
	uint64_t v = varint(t);

	return (int64_t)(v >> 1 ^ -(v & 1));
}

/* Passes over n bytes. */
static void
pass(struct thrift *t, uint64_t n)
{
	if (n > (uint64_t)(t->end - t->p))
		fail(t);
	else
		t->p += n;
}

bool
thrift_next(struct thrift *t, struct thrift_at *at)
{
	uint8_t head = byte(t);

	at->type = head & 15;
	at->element = false;
	if (at->type == THRIFT_STOP || at->type > THRIFT_STRUCT) {
		if (head != THRIFT_STOP)
			fail(t);
		return false;
	}
	int64_t id = head >> 4 != 0 ? at->id + (head >> 4) : zigzag(t);
	if (id < INT16_MIN || id > INT16_MAX)
		fail(t);
	at->id = (int32_t)id;
	return !t->bad;
}

int64_t
thrift_int(struct thrift *t, const struct thrift_at *at)
{
	if (at->type == THRIFT_I8)
		return (int8_t)byte(t);
	if (at->type < THRIFT_I16 || at->type > THRIFT_I64)
		return (int64_t)fail(t);
	return zigzag(t);
}

/* A field has its truth in its type, an element has a byte. */
bool
thrift_bool(struct thrift *t, const struct thrift_at *at)
{
	if (at->type != THRIFT_TRUE && at->type != THRIFT_FALSE)
		return fail(t);
	return (at->element ? byte(t) : at->type) == THRIFT_TRUE;
}

struct slice
thrift_bytes(struct thrift *t, const struct thrift_at *at)
{
	uint64_t n = at->type == THRIFT_BYTES ? varint(t) : fail(t);
	const char *p = (const char *)t->p;

	pass(t, n);
	return (struct slice){p, t->bad ? 0 : (size_t)n};
}

size_t
thrift_list(struct thrift *t, const struct thrift_at *at,
    struct thrift_at *element)
{
	if (at->type != THRIFT_LIST && at->type != THRIFT_SET)
		return fail(t);
	uint8_t head = byte(t);
	uint64_t n = head >> 4 == LIST_LONG ? varint(t) : head >> 4;
	*element = (struct thrift_at){.type = head & 15, .element = true};
	if (n > (uint64_t)(t->end - t->p))
		return fail(t);
	return (size_t)n;
}

bool
thrift_struct(struct thrift *t, const struct thrift_at *at)
{
	if (at->type != THRIFT_STRUCT)
		fail(t);
	return !t->bad;
}

/* ---- skipping --------------------------------------------------------- */

static void skip(struct thrift *t, const struct thrift_at *at, int deep);

static void
skip_list(struct thrift *t, const struct thrift_at *at, int deep)
{
	struct thrift_at element;
	size_t n = thrift_list(t, at, &element);

	for (size_t i = 0; i < n && !t->bad; i++)
		skip(t, &element, deep);
}

static void
skip_map(struct thrift *t, int deep)
{
	uint64_t n = varint(t);

	if (n == 0)
		return;
	uint8_t types = byte(t);
	struct thrift_at key = {.type = types >> 4, .element = true};
	struct thrift_at value = {.type = types & 15, .element = true};
	for (uint64_t i = 0; i < n && !t->bad; i++) {
		skip(t, &key, deep);
		skip(t, &value, deep);
	}
}

/* deep: how many more values may be inside one another. */
static void
skip(struct thrift *t, const struct thrift_at *at, int deep)
{
	struct thrift_at field = {0};

	if (deep == 0) {
		fail(t);
		return;
	}
	switch (at->type) {
	case THRIFT_TRUE:
	case THRIFT_FALSE:
		thrift_bool(t, at);
		break;
	case THRIFT_DOUBLE:
		pass(t, DOUBLE_SIZE);
		break;
	case THRIFT_BYTES:
		thrift_bytes(t, at);
		break;
	case THRIFT_LIST:
	case THRIFT_SET:
		skip_list(t, at, deep - 1);
		break;
	case THRIFT_MAP:
		skip_map(t, deep - 1);
		break;
	case THRIFT_STRUCT:
		while (thrift_next(t, &field))
			skip(t, &field, deep - 1);
		break;
	default:
		thrift_int(t, at);
		break;
	}
}

void
thrift_skip(struct thrift *t, const struct thrift_at *at)
{
	skip(t, at, THRIFT_DEEP);
}
