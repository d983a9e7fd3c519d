/* SPDX-License-Identifier: ISC */

/* See why.h. */

#include <inttypes.h>

#include "base/num.h"
#include "rules/price.h"
#include "rules/why.h"
#include "value/human.h"
#include "value/when.h"

#define DAY 86400 /* seconds */

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

size_t
why_copy(char *p, const char *text, size_t most)
{
	size_t n = strlen(text);

	if (n > most)
		n = most;
	memcpy(p, text, n);
	return why_clean(p, n);
}

char *
why_day(struct why_days *days, char *p, uint64_t t)
{
	uint64_t day = t / DAY + 1;
	struct why_date *at = &days->date[day % WHY_DAYS];
	char text[WHEN_MAX];

	if (t > WHEN_LAST) {
		*p = '-';
		return p + 1;
	}
	if (fl_unlikely(at->day != day)) {
		when_print(text, t);
		memcpy(at->text, text, WHY_DAY);
		at->day = day;
	}
	memcpy(p, at->text, WHY_DAY);
	return p + WHY_DAY;
}

static void
put_time(struct buf *to, uint64_t t)
{
	char *p = buf_room(to, WHEN_MAX);

	to->n += (size_t)(when_print(p, t) - p);
}

void
why_window(struct buf *to, const struct evidence *ev)
{
	char *p;

	buf_fmt(to, "evidence: %" PRIu64 " record%s from ", ev->records,
	    ev->records == 1 ? "" : "s");
	put_time(to, ev->from);
	buf_str(to, " to ");
	put_time(to, ev->to);
	buf_str(to, ", ");
	p = buf_room(to, HUMAN_MAX);
	to->n += (size_t)(human_span(p, ev->to - ev->from) - p);
}

void
why_lost(struct buf *to, const struct evidence *ev)
{
	uint64_t bad = ev->malformed, lost = ev->skipdata;
	uint64_t some = bad > 0 ? bad : lost;

	buf_fmt(to, "%" PRIu64, some);
	if (ev->records >= bad && ev->records - bad >= lost)
		buf_fmt(to, " of %" PRIu64 " records", ev->records);
	else /* malformed rows of a stream are no records */
		buf_str(to, some == 1 ? " row" : " rows");
	buf_fmt(to, " behind the input %s ", some == 1 ? "was" : "were");
	if (bad > 0)
		buf_str(to, "malformed");
	if (bad > 0 && lost > 0)
		buf_fmt(to, ", %" PRIu64 " ", lost);
	if (lost > 0)
		buf_str(to, "SKIPDATA");
	buf_str(to, ": the rules may lack something");
}

char *
why_rule(struct why_days *days, char *p, const struct ruleset *set,
    const struct rule *r)
{
	uint64_t flows = r->count[RULE_FLOWS];
	uint64_t price = set->priced ? price_rule(set, r) : 0;

	p = stpcpy(p, "flows ");
	if (flows == NUM_NONE)
		*p++ = '-';
	else
		p = num_print(p, flows);
	p = why_day(days, stpcpy(p, ", first "), r->count[RULE_FIRST]);
	p = why_day(days, stpcpy(p, ", last "), r->count[RULE_LAST]);
	if (r->note != 0)
		p = rule_note(stpcpy(p, ", "), r);
	if (price > 0)
		p = stpcpy(price_print(stpcpy(p, ", "), price),
		    " beyond the evidence");
	return p;
}

char *
why_subject(char *p, const struct ruleset *set, struct prefix subject)
{
	const struct party *who = party_of(set->parties, subject);

	if (who == NULL)
		return prefix_print(p, subject);
	return p + why_copy(p, who->id, WHY_SUBJECT);
}

char *
why_group(struct why_days *days, char *p, const struct ruleset *set, size_t i)
{
	const struct rule *r = ruleset_at(set, i), *first = r;
	uint64_t from = NUM_NONE, to = NUM_NONE;

	while (rule_same_subject(first, r)) {
		from = counter_join(FIELD_FIRST, from, r->count[RULE_FIRST]);
		to = counter_join(FIELD_LAST, to, r->count[RULE_LAST]);
		if (++i == set->n)
			break;
		ruleset_soon(set, i);
		r = ruleset_at(set, i);
	}
	p = why_subject(stpcpy(p, "fl: rules of "), set, first->subject);
	p = why_day(days, stpcpy(p, ", traffic of "), from);
	return why_day(days, stpcpy(p, " to "), to);
}
