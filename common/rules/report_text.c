/* SPDX-License-Identifier: ISC */

/* See report.h: the same cells between blanks, or between bars. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"
#include "rules/report.h"
#include "rules/why.h"
#include "value/human.h"
#include "value/proto.h"

#define CELLS 9 /* most columns of a table */

/* A table on its way: cells lie in text, each with a NUL behind it. */
struct table {
	const char *const *head;
	size_t ncol;
	struct buf text;
	size_t *at; /* where cells begin */
	size_t n, room;
	bool bars; /* Markdown */
};

static const char *const title[TRIAL_FINDINGS] = {
    [TRIAL_BLOCKED] = "Blocked: needed, and would not work any more",
    [TRIAL_UNSURE] = "Unsure: needed, and the data does not say if it would "
		     "work",
    [TRIAL_OPENED] = "Opened: was rejected, and would be let through",
    [TRIAL_SCANNED] = "Scanned: scans that are let through",
    [TRIAL_DROPPED] = "Dropped: accepted, but answers were rejected: by a "
		      "network ACL, not a group",
};

static const char *const head_blocked[] = {"Blocked by", "Source",
    "Destination", "Service", "Conns", "Flows", "Last seen", "Nearest rule",
    "Note"};
static const char *const head_opened[] = {"Source", "Destination", "Service",
    "Conns", "Flows", "Last seen"};
static const char *const head_beyond[] = {"Rule", "Admits", "Seen"};

static void
begin_cell(struct table *t)
{
	if (t->n == t->room) {
		t->room = t->room == 0 ? 256 : 2 * t->room;
		t->at = mem_array(t->at, t->room, sizeof(*t->at));
	}
	t->at[t->n++] = t->text.n;
}

static void
end_cell(struct table *t)
{
	buf_char(&t->text, '\0');
}

static void
cell(struct table *t, const char *s)
{
	begin_cell(t);
	buf_str(&t->text, s);
	end_cell(t);
}

static void
cell_count(struct table *t, uint64_t v)
{
	begin_cell(t);
	if (v == NUM_NONE)
		buf_char(&t->text, '-');
	else
		buf_fmt(&t->text, "%" PRIu64, v);
	end_cell(t);
}

static void
cell_end(struct table *t, struct ip ip, uint64_t port)
{
	char text[IP_MAX + 1];

	*ip_print(text, ip) = '\0';
	begin_cell(t);
	buf_str(&t->text, text);
	if (port != NUM_NONE)
		buf_fmt(&t->text, " port %" PRIu64, port);
	end_cell(t);
}

static void
cell_service(struct table *t, const struct trial_finding *f)
{
	begin_cell(t);
	sgset_put_service(&t->text, f->proto,
	    proto_ports(f->proto) ? (struct sgset_span){f->dport, f->dport} :
				    SGSET_EVERY);
	end_cell(t);
}

static void
cell_rule(struct table *t, const struct sgset *set, uint32_t rule)
{
	begin_cell(t);
	if (rule == VERDICT_NONE)
		buf_str(&t->text, "none like it");
	else
		sgset_put(&t->text, set, &set->rule[rule]);
	end_cell(t);
}

static void
cell_day(struct table *t, uint64_t when)
{
	struct why_days days = {0};
	char text[32];

	*why_day(&days, text, when) = '\0';
	cell(t, text);
}

/* ---- a table ------------------------------------------------------------ */

static const char *
text_at(const struct table *t, size_t i)
{
	return t->text.p + t->at[i];
}

static void
put_bars(const struct table *t, struct buf *to)
{
	for (size_t c = 0; c < t->ncol; c++)
		buf_fmt(to, "| %s ", t->head[c]);
	buf_str(to, "|\n");
	for (size_t c = 0; c < t->ncol; c++)
		buf_str(to, "| --- ");
	buf_str(to, "|\n");
	for (size_t i = 0; i < t->n; i++) {
		buf_str(to, "| ");
		emit_cell(to, text_at(t, i));
		buf_str(to, (i + 1) % t->ncol == 0 ? " |\n" : " ");
	}
}

/* A line of cells; the last is not filled up. */
static void
put_line(const struct table *t, struct buf *to, const char *const *s,
    const size_t *width)
{
	size_t last = t->ncol;

	while (last > 1 && s[last - 1][0] == '\0')
		last--;
	buf_str(to, " ");
	for (size_t c = 0; c < last; c++)
		buf_fmt(to, " %-*s%s", c + 1 < last ? (int)width[c] : 0, s[c],
		    c + 1 < last ? " " : "");
	buf_char(to, '\n');
}

static void
put_blanks(const struct table *t, struct buf *to)
{
	const char *s[CELLS];
	size_t width[CELLS];

	for (size_t c = 0; c < t->ncol; c++)
		width[c] = strlen(t->head[c]);
	for (size_t i = 0; i < t->n; i++) {
		size_t n = strlen(text_at(t, i));
		if (n > width[i % t->ncol])
			width[i % t->ncol] = n;
	}
	put_line(t, to, t->head, width);
	for (size_t i = 0; i < t->n; i += t->ncol) {
		for (size_t c = 0; c < t->ncol; c++)
			s[c] = text_at(t, i + c);
		put_line(t, to, s, width);
	}
}

/* Writes a table with its title, if it has rows, and forgets it. */
static void
put_table(struct table *t, struct buf *to, const char *name)
{
	if (t->n > 0) {
		buf_fmt(to, "%s%s\n%s", t->bars ? "## " : "", name,
		    t->bars ? "\n" : "");
		if (t->bars)
			put_bars(t, to);
		else
			put_blanks(t, to);
		buf_char(to, '\n');
	}
	buf_free(&t->text);
	free(t->at);
}

/* ---- what is in it ------------------------------------------------------ */

static void
add_finding(struct table *t, const struct report *r,
    const struct trial_finding *f)
{
	bool shut = f->class == TRIAL_BLOCKED || f->class == TRIAL_UNSURE;

	if (shut)
		cell(t, f->side);
	cell_end(t, f->src, f->sport);
	cell_end(t, f->dst, NUM_NONE);
	cell_service(t, f);
	cell_count(t,
	    f->count[shut && f->count[RULE_NEEDED] != NUM_NONE ? RULE_NEEDED :
								 RULE_CONNS]);
	cell_count(t, f->count[RULE_FLOWS]);
	cell_day(t, f->count[RULE_LAST]);
	if (shut) {
		cell_rule(t, r->set, f->near);
		cell(t, f->cut ? "cut at once" : "");
	}
}

static void
put_class(const struct report *r, struct buf *to, enum trial_class class,
    bool bars)
{
	bool shut = class == TRIAL_BLOCKED || class == TRIAL_UNSURE;
	struct table t = {
	    .head = shut ? head_blocked : head_opened,
	    .ncol = shut ? nitems(head_blocked) : nitems(head_opened),
	    .bars = bars,
	};

	for (size_t i = 0; i < r->trial->n; i++)
		if (r->trial->finding[i].class == class)
			add_finding(&t, r, &r->trial->finding[i]);
	put_table(&t, to, title[class]);
}

static void
put_beyond(const struct report *r, struct buf *to, bool bars)
{
	struct table t = {
	    .head = head_beyond,
	    .ncol = nitems(head_beyond),
	    .bars = bars,
	};
	char text[HUMAN_MAX + 1];

	for (size_t i = 0; i < r->nbeyond; i++) {
		cell_rule(&t, r->set, r->beyond[i].rule);
		*human_count(text, r->beyond[i].admitted) = '\0';
		cell(&t, text);
		cell_count(&t, r->beyond[i].seen);
	}
	put_table(&t, to,
	    "Beyond: what rules admit without evidence, in pairs of addresses "
	    "and a port");
}

static void
put(const struct report *r, struct buf *to, bool bars)
{
	for (enum trial_class c = 0; c < TRIAL_FINDINGS; c++)
		put_class(r, to, c, bars);
	put_beyond(r, to, bars);
	buf_str(to, bars ? "## Coverage\n\n" : "Coverage: ");
	report_coverage(r, to);
	buf_char(to, '\n');
}

void
report_table(const struct report *r, struct buf *to)
{
	put(r, to, false);
}

void
report_markdown(const struct report *r, struct buf *to)
{
	buf_str(to, "# Would these rules break this traffic?\n\n");
	put(r, to, true);
}
