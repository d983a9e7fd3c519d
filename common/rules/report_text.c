/* SPDX-License-Identifier: ISC */

/* See report.h: a table (sheet.h) for each class of findings. */

#include <inttypes.h>

#include "base/num.h"
#include "rules/report.h"
#include "rules/sheet.h"
#include "value/human.h"
#include "value/proto.h"

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
cell_end(struct sheet *t, struct ip ip, uint64_t port)
{
	char text[IP_MAX + 1];

	*ip_print(text, ip) = '\0';
	struct buf *to = sheet_open(t);
	buf_str(to, text);
	if (port != NUM_NONE)
		buf_fmt(to, " port %" PRIu64, port);
	sheet_close(t);
}

static void
cell_service(struct sheet *t, const struct trial_finding *f)
{
	struct buf *to = sheet_open(t);

	sgset_put_service(to, f->proto,
	    proto_ports(f->proto) ? (struct sgset_span){f->dport, f->dport} :
				    SGSET_EVERY);
	sheet_close(t);
}

static void
cell_rule(struct sheet *t, const struct sgset *set, uint32_t rule)
{
	struct buf *to = sheet_open(t);

	if (rule == VERDICT_NONE)
		buf_str(to, "none like it");
	else
		sgset_put(to, set, &set->rule[rule]);
	sheet_close(t);
}

/* ---- what is in it ------------------------------------------------------ */

static void
add_finding(struct sheet *t, const struct report *r,
    const struct trial_finding *f)
{
	bool shut = f->class == TRIAL_BLOCKED || f->class == TRIAL_UNSURE;

	if (shut)
		sheet_cell(t, f->side);
	cell_end(t, f->src, f->sport);
	cell_end(t, f->dst, NUM_NONE);
	cell_service(t, f);
	sheet_count(t,
	    f->count[shut && f->count[RULE_NEEDED] != NUM_NONE ? RULE_NEEDED :
								 RULE_CONNS]);
	sheet_count(t, f->count[RULE_FLOWS]);
	sheet_day(t, f->count[RULE_LAST]);
	if (shut) {
		cell_rule(t, r->set, f->near);
		sheet_cell(t, f->cut ? "cut at once" : "");
	}
}

static void
put_class(const struct report *r, struct buf *to, enum trial_class class,
    bool bars)
{
	bool shut = class == TRIAL_BLOCKED || class == TRIAL_UNSURE;
	struct sheet t = {
	    .head = shut ? head_blocked : head_opened,
	    .ncol = shut ? nitems(head_blocked) : nitems(head_opened),
	    .bars = bars,
	};

	for (size_t i = 0; i < r->trial->n; i++)
		if (r->trial->finding[i].class == class)
			add_finding(&t, r, &r->trial->finding[i]);
	sheet_put(&t, to, title[class]);
}

static void
put_beyond(const struct report *r, struct buf *to, bool bars)
{
	struct sheet t = {
	    .head = head_beyond,
	    .ncol = nitems(head_beyond),
	    .bars = bars,
	};
	char text[HUMAN_MAX + 1];

	for (size_t i = 0; i < r->nbeyond; i++) {
		cell_rule(&t, r->set, r->beyond[i].rule);
		*human_count(text, r->beyond[i].admitted) = '\0';
		sheet_cell(&t, text);
		sheet_count(&t, r->beyond[i].seen);
	}
	sheet_put(&t, to,
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
