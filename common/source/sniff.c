/* SPDX-License-Identifier: ISC */

/* See sniff.h. */

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
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

struct source *
sniff_open(struct feed *raw, const struct format_env *env,
    const struct format *type, struct sniff *found)
{
	struct format_env all = *env;
	struct source *source = NULL;
	struct peel p;

	*found = (struct sniff){0};
	peel_open(&p, raw);
	int unwrapped = peel_unwrap(&p);
	found->nover = p.nover;
	memcpy(found->over, p.over, sizeof(p.over));
	if (unwrapped == -1 || p.n == 0) {
		origin_lost(env->origin, "%s",
		    unwrapped == -1 ? p.why : "empty");
		goto out;
	}
	found->format = sniff_format(&p, env->columns != NULL);
	if (type != NULL)
		found->format = type;
	all.head = (struct slice){mem_strn(p.head, p.n), p.n};
	all.why = p.why;
	found->feed = peel_take(&p);
	source = found->format->open(unconst(found->feed), &all);
	free(unconst(all.head.p));
out:
	peel_close(&p);
	return source;
}
