/* SPDX-License-Identifier: ISC */

/*
 * Rules as the AWS console shows them, for a reader who goes through
 * hundreds of groups: a heading at the left margin for each subject and
 * direction, its rules indented below, so that the headings alone
 * (grep '^[^ ]') are the list of subjects.
 *
 *   10.0.0.9 ingress: 2 rules
 *     Type   Protocol  Port range  Source       Flows  First seen  Last seen
 *     SSH    TCP       22          10.0.0.1/32     12  2026-03-01  2026-03-02
 *
 * Columns are as wide in every table, so the eye finds them at one place.
 * Only an IPv6 peer widens the table it is in and no other: it must not push
 * all of them out of 100 columns.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"
#include "rules/quota.h"
#include "value/when.h"

enum {
	TYPE,
	PROTO,
	PORTS,
	PEER,
	FLOWS,
	FIRST,
	LAST,
	NOTE,
	COLUMNS
};

static const char *const titles[COLUMNS] = {
    "Type",
    "Protocol",
    "Port range",
    "Source",
    "Flows",
    "First seen",
    "Last seen",
    "Note",
};

#define GAP 2     /* blanks before each column */
#define SERVICE 3 /* the first columns say which service it is */

static const char destination[] = "Destination"; /* an egress rule's peer */

/* What there is in a table: one of a subject and direction. */
struct survey {
	size_t n; /* rules */
	struct quota quota;
	size_t peer; /* how wide the widest peer is that is not IPv4 */
	bool noted;
};

/* All tables, the one that is written, and a line of it. */
struct table {
	const struct ruleset *set;
	struct survey *survey;
	size_t nsurvey, cap, next;
	size_t width[COLUMNS];    /* in all; PEER: for IPv4 */
	size_t at[COLUMNS];       /* in this one: where a cell begins */
	struct buf cell[SERVICE]; /* of the last service seen */
	struct buf line;          /* its line, blank where peers differ */
	struct buf note;
	struct buf peer; /* of a party */
};

/* ---- cells of a service ----------------------------------------------- */

static void
fill_service(struct table *t, const struct rule *r)
{
	for (size_t i = 0; i < SERVICE; i++)
		t->cell[i].n = 0;
	emit_type(&t->cell[TYPE], r);
	emit_protocol(&t->cell[PROTO], r);
	emit_ports(&t->cell[PORTS], r);
}

/* ---- notes ------------------------------------------------------------ */

/* The note of a rule; most have none, then it is empty. */
static struct slice
note_of(struct table *t, const struct rule *r)
{
	struct buf *to = &t->note;
	char *p;

	if (r->note == 0 && r->from == r->to && !t->set->priced)
		return (struct slice){NULL, 0};
	to->n = 0;
	if (r->note != 0) {
		p = buf_room(to, RULE_NOTE_MAX);
		to->n = (size_t)(rule_note(p, r) - p);
	}
	if (r->from != r->to)
		emit_services(to, r);
	if (t->set->priced)
		emit_price(to, t->set, r);
	return (struct slice){to->p, to->n};
}

/* ---- widths ----------------------------------------------------------- */

static void
widen(size_t *width, size_t n)
{
	if (n > *width)
		*width = n;
}

/* What a party is called. */
static struct slice
party_text(struct table *t, struct prefix peer)
{
	t->peer.n = 0;
	party_show(&t->peer, t->set->parties, peer);
	return (struct slice){t->peer.p, t->peer.n};
}

/* How many characters a peer takes. */
static size_t
peer_width(struct table *t, struct prefix p)
{
	char text[PREFIX_MAX];

	if (party_is(p))
		return party_text(t, p).n;
	return (size_t)(rule_cidr(text, p) - text);
}

/* The same for IPv4, which most are: three dots, a slash, and the digits. */
static size_t
cidr4_width(struct prefix p)
{
	size_t n = 3 + 1 + 1 + (p.len - IP_V4_BASE >= 10);

	for (unsigned int shift = 0; shift < 32; shift += 8) {
		unsigned int octet = p.ip.lo >> shift & 0xff;

		n += 1 + (octet >= 10) + (octet >= 100);
	}
	return n;
}

/* Widens what all tables have in common for a rule of a service seen. */
static void
widen_all(struct table *t, const struct rule *r)
{
	if (rule_is4(r->peer))
		widen(&t->width[PEER], cidr4_width(r->peer));
	if (r->count[RULE_FIRST] <= WHEN_LAST)
		widen(&t->width[FIRST], WHY_DAY);
	if (r->count[RULE_LAST] <= WHEN_LAST)
		widen(&t->width[LAST], WHY_DAY);
}

static void
widen_service(struct table *t, const struct rule *r)
{
	fill_service(t, r);
	for (size_t c = 0; c < SERVICE; c++)
		widen(&t->width[c], t->cell[c].n);
}

/* Counts a rule in its table: a new one if `head`. */
static void
survey(struct table *t, const struct rule *r, bool head)
{
	struct survey *s;

	if (head && t->nsurvey == t->cap) {
		t->cap = t->cap > 0 ? 2 * t->cap : 16;
		t->survey = mem_array(t->survey, t->cap, sizeof(*t->survey));
	}
	if (head)
		t->survey[t->nsurvey++] = (struct survey){0};
	s = &t->survey[t->nsurvey - 1];
	s->n++;
	quota_add(&s->quota, t->set->parties, r->peer);
	if (!rule_is4(r->peer))
		widen(&s->peer, peer_width(t, r->peer));
	s->noted |= note_of(t, r).n > 0;
}

/* Goes through all rules once, for what must be known before the first. */
static void
measure(struct table *t, const struct ruleset *set)
{
	const struct rule *last = NULL;
	char text[NUM_MAX];
	uint64_t flows = 0;

	for (size_t c = 0; c < COLUMNS; c++)
		t->width[c] = strlen(titles[c]);
	t->width[PEER] = strlen(destination);
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *r = ruleset_at(set, i);
		uint64_t v = r->count[RULE_FLOWS];

		ruleset_soon(set, i);
		if (last == NULL || !rule_same_service(last, r))
			widen_service(t, r);
		survey(t, r, last == NULL || !rule_same_table(last, r));
		widen_all(t, r);
		flows = v != NUM_NONE && v > flows ? v : flows;
		last = r;
	}
	widen(&t->width[FLOWS], (size_t)(num_print(text, flows) - text));
}

/* ---- lines ------------------------------------------------------------ */

/* "10.0.0.9 ingress: 2 rules" */
static void
put_heading(const struct table *t, const struct rule *r, const struct survey *s,
    struct buf *to)
{
	party_show(to, t->set->parties, r->subject);
	buf_fmt(to, " %s: %zu rule%s", rule_dir(r), s->n, s->n == 1 ? "" : "s");
	if (quota_over(&s->quota))
		buf_fmt(to, " (AWS's default quota is %d)", QUOTA_RULES);
	buf_char(to, '\n');
}

/* A line of n blanks behind the bytes of a buffer, counted in already. */
static char *
blank(struct buf *to, size_t n)
{
	char *p = buf_room(to, n);

	memset(p, ' ', n);
	to->n += n;
	return p;
}

/* The line of titles; that of the note only if one is there. */
static void
put_titles(const struct table *t, bool egress, bool noted, struct buf *to)
{
	size_t ncol = noted ? COLUMNS : NOTE;
	const char *last = titles[ncol - 1];
	char *line = blank(to, t->at[ncol - 1] + strlen(last));

	for (size_t c = 0; c < ncol; c++) {
		const char *title = egress && c == PEER ? destination :
							  titles[c];
		size_t n = strlen(title);
		size_t gap = c == FLOWS ? t->width[c] - n : 0;

		memcpy(line + t->at[c] + gap, title, n);
	}
	buf_char(to, '\n');
}

/* What stands before the rules of a subject and direction. */
static void
put_head(struct table *t, const struct ruleset *set, size_t i, struct buf *to)
{
	const struct rule *r = ruleset_at(set, i);
	const struct survey *s = &t->survey[t->next++];
	size_t at = 0, peer = t->width[PEER];

	widen(&peer, s->peer);
	for (size_t c = 0; c < COLUMNS; c++) {
		at += GAP;
		t->at[c] = at;
		at += c == PEER ? peer : t->width[c];
	}
	if (i > 0)
		buf_char(to, '\n');
	put_heading(t, r, s, to);
	put_titles(t, r->dir == RULE_EGRESS, s->noted, to);
}

/* Makes the line that all rules of a service share. */
static void
start_line(struct table *t, const struct rule *r)
{
	char *line;

	t->line.n = 0;
	line = blank(&t->line, t->at[LAST] + t->width[LAST]);
	fill_service(t, r);
	for (size_t c = 0; c < SERVICE; c++)
		memcpy(line + t->at[c], t->cell[c].p, t->cell[c].n);
}

/* Flows to the right. */
static void
put_flows(const struct table *t, char *line, uint64_t flows)
{
	char text[NUM_MAX], *end = text;

	if (flows == NUM_NONE)
		*end++ = '-';
	else
		end = num_print(text, flows);
	line += t->at[FLOWS] + t->width[FLOWS] - (end - text);
	memcpy(line, text, (size_t)(end - text));
}

static void
put_line(struct emit_run *run, struct table *t, const struct rule *r,
    struct buf *to)
{
	struct slice note = note_of(t, r);
	char *line = buf_room(to, t->at[NOTE] + note.n + 1), *end;

	memcpy(line, t->line.p, t->line.n);
	if (party_is(r->peer)) {
		struct slice peer = party_text(t, r->peer);
		memcpy(line + t->at[PEER], peer.p, peer.n);
	} else {
		rule_cidr(line + t->at[PEER], r->peer);
	}
	put_flows(t, line, r->count[RULE_FLOWS]);
	why_day(&run->days, line + t->at[FIRST], r->count[RULE_FIRST]);
	end = why_day(&run->days, line + t->at[LAST], r->count[RULE_LAST]);
	if (note.n > 0) {
		memset(line + t->line.n, ' ', GAP);
		end = mempcpy(line + t->at[NOTE], note.p, note.n);
	}
	*end++ = '\n';
	to->n = (size_t)(end - to->p);
}

/* ---- the format ------------------------------------------------------- */

/* At both ends, as people see one of them. */
static void
put_why(struct buf *to, const char *why)
{
	if (why == NULL)
		return;
	emit_incomplete(to, why);
	buf_char(to, '\n');
}

static void
begin(struct emit_run *run, struct buf *to)
{
	struct table *t = mem_new(sizeof(*t));

	t->set = run->set;
	run->own = t;
	measure(t, run->set);
	put_why(to, run->facts.why);
}

static void
put(struct emit_run *run, struct buf *to)
{
	struct table *t = run->own;
	const struct ruleset *set = run->set;
	size_t i = run->next;
	const struct rule *r = ruleset_at(set, i);
	const struct rule *before = i > 0 ? ruleset_at(set, i - 1) : NULL;
	bool head = before == NULL || !rule_same_table(before, r);

	if (head)
		put_head(t, set, i, to);
	if (head || !rule_same_service(before, r))
		start_line(t, r);
	put_line(run, t, r, to);
}

static void
end(struct emit_run *run, struct buf *to)
{
	struct table *t = run->own;

	put_why(to, run->facts.why);
	for (size_t c = 0; c < SERVICE; c++)
		buf_free(&t->cell[c]);
	free(t->survey);
	buf_free(&t->line);
	buf_free(&t->note);
	buf_free(&t->peer);
	free(t);
}

const struct emit_text emit_table = {begin, put, end, 0};
