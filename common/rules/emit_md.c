/* SPDX-License-Identifier: ISC */

/*
 * Rules as a document to review, in Markdown: a table each group, with the
 * evidence of each rule and the business justification that PCI DSS asks for
 * (1.2.5; 1.2.6 of insecure services, 1.2.7 of what has none).
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"
#include "rules/just.h"
#include "value/proto.h"
#include "value/service.h"

void
emit_md_text(struct buf *to, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '<')
			buf_str(to, "&lt;");
		else if (c == '>')
			buf_str(to, "&gt;");
		else if (c == '&')
			buf_str(to, "&amp;");
		else if ((unsigned char)c < ' ' || c == 0x7f)
			buf_char(to, ' ');
		else {
			if (strchr("\\`*_[]|~!#", c) != NULL)
				buf_char(to, '\\');
			buf_char(to, c);
		}
	}
}

struct md {
	struct buf cell;
	uint64_t groups, bare, insecure; /* bare: without a justification */
};

/* Ends a cell with what is in md->cell. */
static void
put_cell(struct md *md, struct buf *to)
{
	buf_str(to, " ");
	emit_md_text(to, (struct slice){md->cell.p, md->cell.n});
	buf_str(to, " |");
	md->cell.n = 0;
}

/* ---- a rule ------------------------------------------------------------ */

static bool
is_insecure(const struct rule *r)
{
	return proto_ports(r->proto) &&
	    service_insecure(r->proto, (uint64_t)r->from, (uint64_t)r->to);
}

/* What a rule is, and what stands behind it. */
static void
put_rule(struct emit_run *run, struct buf *to, const struct rule *r)
{
	struct md *md = run->own;
	struct buf *cell = &md->cell;
	uint64_t flows = r->count[RULE_FLOWS];
	char *p;

	buf_char(to, '|');
	buf_str(cell, rule_dir(r));
	put_cell(md, to);
	emit_type(cell, r);
	put_cell(md, to);
	emit_protocol(cell, r);
	put_cell(md, to);
	emit_ports(cell, r);
	put_cell(md, to);
	if (party_is(r->peer)) {
		party_show(cell, run->set->parties, r->peer);
	} else {
		p = buf_room(cell, PREFIX_MAX);
		cell->n += (size_t)(rule_cidr(p, r->peer) - p);
	}
	put_cell(md, to);
	if (flows == NUM_NONE)
		buf_char(cell, '-');
	else
		buf_fmt(cell, "%" PRIu64, flows);
	put_cell(md, to);
	for (int i = RULE_FIRST; i <= RULE_LAST; i++) {
		p = buf_room(cell, WHY_DAY);
		cell->n += (size_t)(why_day(&run->days, p, r->count[i]) - p);
		put_cell(md, to);
	}
}

static void
put_note(struct emit_run *run, struct buf *to, const struct rule *r)
{
	struct md *md = run->own;
	struct buf *cell = &md->cell;
	char *p = buf_room(cell, RULE_NOTE_MAX);

	cell->n += (size_t)(rule_note(p, r) - p);
	if (r->from != r->to)
		emit_services(cell, r);
	else if (is_insecure(r))
		buf_str(cell,
		    cell->n > 0 ? "; commonly insecure" : "commonly insecure");
	if (run->set->priced)
		emit_price(cell, run->set, r);
	md->insecure += is_insecure(r);
	put_cell(md, to);
}

/* What people say of it. */
static void
put_reasons(struct emit_run *run, struct buf *to, const struct rule *r)
{
	static const char *const columns[] = {"justification", "approver",
	    "reviewed"};
	struct just *just = run->facts.just;
	struct md *md = run->own;
	const struct just_row *row = NULL;

	if (just != NULL)
		row = just_find(just, run->set, r);
	for (size_t i = 0; i < nitems(columns); i++) {
		struct slice s = {"", 0};

		if (just != NULL)
			s = just_cell(just, row, columns[i]);
		if (i == 0 && s.n == 0) {
			md->bare++;
			buf_str(to, " **none** |");
			continue;
		}
		buf_slice(&md->cell, s);
		put_cell(md, to);
	}
	buf_char(to, '\n');
}

/* ---- the format -------------------------------------------------------- */

static void
begin(struct emit_run *run, struct buf *to)
{
	struct buf text = {0};

	run->own = mem_new(sizeof(struct md));
	buf_str(to, "# Security groups: rules to review\n\n");
	emit_head(run, &text, "- ");
	emit_md_text(to, (struct slice){text.p, 2});
	for (size_t i = 2; i < text.n; i++)
		if (text.p[i] == '\n')
			buf_char(to, '\n');
		else
			emit_md_text(to, (struct slice){text.p + i, 1});
	buf_str(to,
	    "- All else is denied, in both directions: a new group's rule "
	    "that lets all egress out is taken away.\n"
	    "- PCI DSS 1.2.5 asks for a business need and an approval of each "
	    "service, protocol and port; 1.2.6 for security features where "
	    "one is insecure; 1.2.7 for a review every six months, and to "
	    "remove what has no justification.\n"
	    "- A port alone does not prove a service: \"commonly insecure\" "
	    "says what mostly uses it.\n");
	buf_free(&text);
}

static void
put_head(struct emit_run *run, struct buf *to, const struct rule *r)
{
	struct md *md = run->own;

	md->groups++;
	party_show(&md->cell, run->set->parties, r->subject);
	buf_str(to, "\n## ");
	emit_md_text(to, (struct slice){md->cell.p, md->cell.n});
	md->cell.n = 0;
	buf_str(to,
	    "\n\n| Direction | Service | Protocol | Ports | Peer | Flows | "
	    "First seen | Last seen | Note | Business justification | "
	    "Approver | Reviewed |\n"
	    "|---|---|---|---|---|---:|---|---|---|---|---|---|\n");
}

static void
put(struct emit_run *run, struct buf *to)
{
	struct emit_place at = emit_place(run);

	if (at.open == EMIT_GROUP)
		put_head(run, to, at.r);
	put_rule(run, to, at.r);
	put_note(run, to, at.r);
	put_reasons(run, to, at.r);
}

static void
end(struct emit_run *run, struct buf *to)
{
	struct md *md = run->own;

	buf_fmt(to,
	    "\n## Summary\n\n"
	    "| Groups | Rules | Without a justification | Of commonly insecure "
	    "services |\n|---:|---:|---:|---:|\n"
	    "| %" PRIu64 " | %zu | %" PRIu64 " | %" PRIu64 " |\n",
	    md->groups, run->set->n, md->bare, md->insecure);
	buf_free(&md->cell);
	free(md);
}

const struct emit_text emit_md = {begin, put, end, 0};
