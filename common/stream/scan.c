/* SPDX-License-Identifier: ISC */

/* See scan.h: the plain version, byte by byte; the oracle of faster ones. */

#include "stream/scan.h"

void
scan_page(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit)
{
	uint32_t *mark = s->mark, *eol = s->eol;
	uint32_t last = from - 1;
	bool odd = false;

	*mark++ = last;
	for (uint32_t i = from; i < to; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c > limit)
			continue;
		odd |= last + 1 == i || (c != '\n' && c != (unsigned char)sep);
		last = i;
		if (c == '\n')
			*eol++ = (uint32_t)(mark - s->mark);
		*mark++ = i;
	}
	s->nmark = (size_t)(mark - s->mark);
	s->neol = (size_t)(eol - s->eol);
	s->odd = odd;
}
