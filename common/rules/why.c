/* SPDX-License-Identifier: ISC */

/* See why.h. */

#include <inttypes.h>

#include "rules/why.h"
#include "value/when.h"

#define DAY 10 /* of "2026-03-01T00:00:00Z" */

bool
why_legal(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9'))
		return true;
	return c != '\0' && strchr(" ._-:/()#,@[]+=;{}!$*", c) != NULL;
}

size_t
why_clean(char *p, size_t n)
{
	if (n > WHY_MAX)
		n = WHY_MAX;
	for (size_t i = 0; i < n; i++)
		if (!why_legal(p[i]))
			p[i] = '_';
	return n;
}

void
why_day(struct buf *to, uint64_t t)
{
	char text[WHEN_MAX];

	if (t > WHEN_LAST) {
		buf_char(to, '-');
		return;
	}
	when_print(text, t);
	buf_add(to, text, DAY);
}

void
why_rule(struct buf *to, const struct rule *r)
{
	uint64_t flows = rule_counter(r, FIELD_FLOWS);
	char note[RULE_NOTE_MAX];

	if (flows == NUM_NONE)
		buf_str(to, "flows -, first ");
	else
		buf_fmt(to, "flows %" PRIu64 ", first ", flows);
	why_day(to, rule_counter(r, FIELD_FIRST));
	buf_str(to, ", last ");
	why_day(to, rule_counter(r, FIELD_LAST));
	if (r->note != 0) {
		buf_str(to, ", ");
		buf_add(to, note, (size_t)(rule_note(note, r) - note));
	}
}

void
why_group(struct buf *to, const struct rule *r, size_t n)
{
	uint64_t first = NUM_NONE, last = NUM_NONE;
	char subject[PREFIX_MAX];

	for (size_t i = 0; i < n; i++) {
		first = counter_merge(FIELD_FIRST, first,
		    rule_counter(&r[i], FIELD_FIRST));
		last = counter_merge(FIELD_LAST, last,
		    rule_counter(&r[i], FIELD_LAST));
	}
	buf_str(to, "fl: rules of ");
	buf_add(to, subject,
	    (size_t)(prefix_print(subject, r->subject) - subject));
	buf_str(to, ", traffic of ");
	why_day(to, first);
	buf_str(to, " to ");
	why_day(to, last);
}
