/* SPDX-License-Identifier: ISC */

/* See sniff.h. */

#include <assert.h>

#include "source/sniff.h"

/* The first that claims; NULL where one of them wants more bytes. */
static const struct format *
ask(const struct peel *p, bool columns)
{
	struct slice head = {p->head, p->n};

	for (size_t i = 0; i < format_count; i++) {
		const struct format *f = &format_table[i];
		if (columns && i + 1 == format_count)
			return f;
		enum claim c = f->claim(head, p->whole);
		if (c != CLAIM_NO)
			return c == CLAIM_YES ? f : NULL;
	}
	assert(false); /* the last row never says no */
	return NULL;
}

const struct format *
sniff_format(struct peel *p, bool columns)
{
	for (;;) {
		const struct format *f = ask(p, columns);
		if (f != NULL)
			return f;
		if (!peel_more(p))
			p->whole = true;
	}
}
