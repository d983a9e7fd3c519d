/* SPDX-License-Identifier: ISC */

/* See need.h: what is said of a run on stderr. */

#include <inttypes.h>

#include "base/diag.h"
#include "rules/need.h"
#include "rules/price.h"
#include "rules/why.h"

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
	for (size_t i = NEED_CONTESTED + 1; i < NEED_COUNT; i++)
		if (i != NEED_OUTVOTED)
			add_part(to, v[i], need_word(n, (enum need_verdict)i));
	add_part(to, n->tally.thin, "thin");
	add_part(to, n->tally.oneway, "one-way");
	add_part(to, n->tally.undecided, "undecided both ways");
}

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void
note_evidence(const struct evidence *ev)
{
	struct buf text = {0};

	why_lost(&text, ev);
	diag_say("note: %s", buf_cstr(&text));
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

/* Raises the status to 1 where the rules stand on less than all records. */
static void
notes(const struct need *n, const struct evidence *ev)
{
	const struct need_tally *t = &n->tally;

	if (ev->malformed > 0 || ev->skipdata > 0)
		note_evidence(ev);
	if (ev->malformed > 0)
		diag_raise(DIAG_SKIPPED);
	if (t->groups == 0 && evidence_whole(ev))
		diag_say("note: no group was read: does the filter fit the "
			 "logs?");
	if (t->groups > t->verdict[NEED_ODD])
		note_hidden(t);
	if (t->unseen > 0)
		diag_say(
		    "note: %" PRIu64 " rule%s not written: only the "
		    "interface at the other end logged the traffic (column "
		    "dir)",
		    t->unseen, plural(t->unseen));
	if (t->high > 0)
		diag_say("note: %" PRIu64 " group%s for ports from %d up gave "
			 "rules, mostly for replies: filter on dport first",
		    t->high, plural(t->high), NEED_HIGH);
}

void
need_report(const struct need *n, const struct evidence *ev)
{
	size_t rules = n->set->n, subjects = n->set->subjects;
	uintmax_t groups = n->tally.groups;
	struct buf parts = {0};
	char price[PRICE_MAX];

	need_summary(n, &parts);
	diag_say("%ju group%s read, %zu rule%s written for %zu subject%s%s%s",
	    groups, plural(groups), rules, plural(rules), subjects,
	    plural(subjects), parts.n > 0 ? "; " : "", buf_cstr(&parts));
	parts.n = 0;
	if (why_windowed(ev)) {
		why_window(&parts, ev);
		diag_say("%s", buf_cstr(&parts));
	}
	buf_free(&parts);
	if (n->conf.masked) {
		char *end = price_print(price, price_set(n->set));

		diag_say("--masked: the rules admit %s%.*s (subject, peer, "
			 "port) triples beyond the evidence",
		    *price == 'm' ? "" : "at most ", (int)(end - price), price);
	}
	notes(n, ev);
}

const char *
need_only(const struct need *n)
{
	if (n->conf.local != NULL ||
	    (n->ref != NULL && n->ref->by != REF_PLAIN))
		return NULL;
	return n->side == RULE_INGRESS ? "ingress" : "egress";
}

const char *
need_cut(const struct evidence *ev, bool open)
{
	if (ev->why[0] != '\0')
		return ev->why;
	if (ev->heads > ev->ends && !open)
		return "a header came without its end (a stage before was "
		       "stopped; --open if that is known)";
	if (ev->heads < ev->ends)
		return "an end came without its header";
	return diag_status() == DIAG_LOST ? "fl-sgrules failed" : NULL;
}
