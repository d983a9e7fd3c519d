/* SPDX-License-Identifier: ISC */

/* See flag.h. */

#include <strings.h>

#include "value/flag.h"

/* The word of bit i, lowest first. */
static const char *const word[] = {"fin", "syn", "rst", "psh", "ack", "urg",
    "ece", "cwr"};

/* The bit of one word, or 0. */
static uint64_t
find(struct slice s)
{
	for (size_t i = 0; i < nitems(word); i++)
		if (s.n == strlen(word[i]) &&
		    strncasecmp(s.p, word[i], s.n) == 0)
			return 1U << i;
	return 0;
}

int
flag_parse(struct slice s, uint64_t *bits)
{
	uint64_t all = 0;

	if (slice_is(s, "0")) {
		*bits = 0;
		return 0;
	}
	do {
		uint64_t bit = find(slice_cut(&s, '+'));
		if (bit == 0)
			return -1;
		all |= bit;
	} while (s.p != NULL);
	*bits = all;
	return 0;
}

char *
flag_print(char *p, uint64_t bits)
{
	char *start = p;

	for (size_t i = 0; i < nitems(word); i++) {
		if ((bits >> i & 1) == 0)
			continue;
		if (p > start)
			*p++ = '+';
		p = mempcpy(p, word[i], strlen(word[i]));
	}
	if (p == start)
		*p++ = '0';
	return p;
}

const char *
flag_word(size_t i)
{
	return i < nitems(word) ? word[i] : NULL;
}
