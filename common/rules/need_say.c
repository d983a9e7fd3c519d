/* SPDX-License-Identifier: ISC */

/* See need.h: what is said of a run on stderr. */

#include <inttypes.h>

#include "base/diag.h"
#include "rules/need.h"

/* Adds ", 7 words", the comma only behind something; 0 adds nothing. */
static void
add_part(struct buf *to, uint64_t n, const char *words)
{
	if (n > 0)
		buf_fmt(to, "%s%" PRIu64 " %s", to->n > 0 ? ", " : "", n,
		    words);
}

void
need_summary(const struct need *n, struct buf *to)
{
	const uint64_t *v = n->tally.verdict;

	add_part(to, v[NEED_CONTESTED] + v[NEED_OUTVOTED], "contested");
	if (v[NEED_OUTVOTED] > 0)
		buf_fmt(to, " (%" PRIu64 " left out)", v[NEED_OUTVOTED]);
	for (size_t i = NEED_OUTVOTED + 1; i < NEED_COUNT; i++)
		add_part(to, v[i], need_reason[i]);
}

/* "500 of 505 records behind the input were malformed, 1 SKIPDATA" */
static void
note_evidence(const struct evidence *ev)
{
	uint64_t bad = ev->malformed, lost = ev->skipdata;
	uint64_t some = bad > 0 ? bad : lost;
	struct buf text = {0};

	buf_fmt(&text, "%" PRIu64, some);
	if (ev->records >= bad && ev->records - bad >= lost)
		buf_fmt(&text, " of %" PRIu64 " records", ev->records);
	else /* malformed rows of a stream are no records */
		buf_fmt(&text, " row%s", some == 1 ? "" : "s");
	buf_fmt(&text, " behind the input %s ", some == 1 ? "was" : "were");
	if (bad > 0)
		buf_str(&text, "malformed");
	if (bad > 0 && lost > 0)
		buf_fmt(&text, ", %" PRIu64 " ", lost);
	if (lost > 0)
		buf_str(&text, "SKIPDATA");
	diag_say("note: %s: the rules may lack something", buf_cstr(&text));
	buf_free(&text);
}

/* Is there a kind of traffic that a filter may have hidden? */
static void
note_hidden(const struct need_tally *t)
{
	if (!t->icmp)
		diag_say("note: no ICMP in the input: a filter on dport hides "
			 "it; add 'or proto=icmp,icmpv6'");
	if (!t->ip4 || !t->ip6)
		diag_say("note: no %s in the input: a filter on %s prefixes "
			 "hides it",
		    t->ip4 ? "IPv6" : "IPv4", t->ip4 ? "IPv4" : "IPv6");
}

void
need_notes(const struct need *n, const struct evidence *ev)
{
	const struct need_tally *t = &n->tally;

	if (ev->malformed > 0 || ev->skipdata > 0)
		note_evidence(ev);
	if (t->groups == 0 && evidence_whole(ev))
		diag_say("note: no group was read: does the filter fit the "
			 "logs?");
	if (t->groups > t->verdict[NEED_ODD])
		note_hidden(t);
	if (t->high > 0)
		diag_say("note: %" PRIu64 " group%s for ports from %d up gave "
			 "rules, mostly for replies: filter on dport first",
		    t->high, t->high == 1 ? "" : "s", NEED_HIGH);
}
