/* SPDX-License-Identifier: ISC */

/* See proto.h; the names are in proto.def. */

#include <strings.h>

#include "base/num.h"
#include "value/proto.h"

#define PROTO_LAST 255

/* Every name and alias, in the order of the table. */
static const struct word {
	const char *name;
	uint8_t proto;
} word[] = {
#define PROTO(n, name) {name, n},
#define ALIAS(n, name) {name, n},
#include "value/proto.def"
#undef PROTO
#undef ALIAS
};

static const char *const name_of[PROTO_LAST + 1] = {
#define PROTO(n, name) [n] = name,
#define ALIAS(n, name)
#include "value/proto.def"
#undef PROTO
#undef ALIAS
};

const char *
proto_name(uint64_t proto)
{
	return proto <= PROTO_LAST ? name_of[proto] : NULL;
}

int
proto_parse(struct slice s, uint64_t *proto)
{
	if (num_parse(s, PROTO_LAST, proto) == 0)
		return 0;
	for (size_t i = 0; i < nitems(word); i++) {
		const char *name = word[i].name;
		if (s.n != strlen(name) || strncasecmp(s.p, name, s.n) != 0)
			continue;
		*proto = word[i].proto;
		return 0;
	}
	return -1;
}

const char *
proto_word(size_t i)
{
	return i < nitems(word) ? word[i].name : NULL;
}
