/* SPDX-License-Identifier: ISC */

/* See review.h: as a document in Markdown, and as a table of reasons. */

#include "rules/emit.h"
#include "rules/review.h"
#include "value/proto.h"
#include "value/service.h"

/* ---- Markdown ----------------------------------------------------------- */

/* Adds a cell of a row with what is in it, and empties it. */
static void
put_cell(struct buf *to, struct buf *cell)
{
	buf_char(to, ' ');
	emit_md_text(to, (struct slice){cell->p, cell->n});
	buf_str(to, " |");
	cell->n = 0;
}

static bool
is_there(const struct review_row *row)
{
	return row->state < REVIEW_THERE;
}

/* Does it let a commonly insecure service through? */
static bool
is_insecure(const struct sgset_rule *r)
{
	if (r->proto == SGSET_ALL)
		return true;
	return proto_ports(r->proto) &&
	    service_insecure(r->proto, r->span.from, r->span.to);
}

static void
put_note(struct buf *to, const struct review_row *row)
{
	const char *join = "";

	if (row->rule->stale) {
		buf_str(to, "its peering is gone: it lets nothing through");
		join = "; ";
	}
	if (row->from != NULL) {
		buf_fmt(to, "%sjustified as ", join);
		sgset_put_service(to, row->from->proto, row->from->span);
		buf_char(to, ' ');
		sgset_put_peer(to, row->from);
		join = "; ";
	}
	if (is_there(row) && is_insecure(row->rule))
		buf_fmt(to, "%scommonly insecure", join);
}

static void
put_reasons(const struct review *r, const struct review_row *row,
    struct buf *to, struct buf *cell)
{
	static const char *const columns[] = {"justification", "approver",
	    "reviewed"};

	for (size_t i = 0; i < nitems(columns); i++) {
		struct slice s = just_cell(r->just, row->why, columns[i]);

		if (i == 0 && s.n == 0 && is_there(row)) {
			buf_str(to, " **none** |");
			continue;
		}
		buf_slice(cell, s);
		put_cell(to, cell);
	}
	buf_char(to, '\n');
}

static void
put_row(const struct review *r, const struct review_row *row, struct buf *to,
    struct buf *cell)
{
	const struct sgset_rule *rule = row->rule;

	buf_char(to, '|');
	buf_str(cell, review_word[row->state]);
	put_cell(to, cell);
	buf_str(cell, rule->dir == RULE_INGRESS ? "ingress" : "egress");
	put_cell(to, cell);
	sgset_put_service(cell, rule->proto, rule->span);
	put_cell(to, cell);
	sgset_put_peer(cell, rule);
	put_cell(to, cell);
	put_note(cell, row);
	put_cell(to, cell);
	put_reasons(r, row, to, cell);
}

static void
put_summary(const struct review *r, struct buf *to)
{
	size_t there = 0, bare = 0, insecure = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct review_row *row = &r->row[i];
		if (!is_there(row))
			continue;
		there++;
		bare += just_cell(r->just, row->why, "justification").n == 0;
		insecure += is_insecure(row->rule);
	}
	buf_fmt(to,
	    "\n## Summary\n\n"
	    "| Rules | New | Widened | Unchanged | Narrowed | Gone | Without "
	    "a justification | Of commonly insecure services |\n"
	    "|---:|---:|---:|---:|---:|---:|---:|---:|\n"
	    "| %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu |\n",
	    there, r->count[REVIEW_NEW], r->count[REVIEW_WIDENED],
	    r->count[REVIEW_SAME], r->count[REVIEW_NARROWED],
	    r->count[REVIEW_GONE], bare, insecure);
}

void
review_markdown(const struct review *r, struct buf *to)
{
	const char *last = NULL;
	struct buf cell = {0};

	buf_str(to,
	    "# Security groups: rules to review\n\n"
	    "- Each rule, with what became of it since the rules of before: "
	    "new, widened or unchanged, by what it lets through; and those "
	    "of before that are gone, or narrowed.\n"
	    "- PCI DSS 1.2.5 asks for a business need and an approval of each "
	    "service, protocol and port; 1.2.6 for security features where "
	    "one is insecure; 1.2.7 for a review every six months, and to "
	    "remove what has no justification.\n"
	    "- A port alone does not prove a service: \"commonly insecure\" "
	    "says what mostly uses it.\n");
	for (size_t i = 0; i < r->n; i++) {
		const struct review_row *row = &r->row[i];
		if (row->subject != last) {
			buf_str(to, "\n## ");
			emit_md_text(to, slice_str(row->subject));
			buf_str(to,
			    "\n\n| State | Direction | Service | Peer | Note | "
			    "Business justification | Approver | Reviewed |\n"
			    "|---|---|---|---|---|---|---|---|\n");
		}
		last = row->subject;
		put_row(r, row, to, &cell);
	}
	put_summary(r, to);
	buf_free(&cell);
}

/* ---- the table ---------------------------------------------------------- */

void
review_table(const struct review *r, bool bare, struct buf *to)
{
	if (!bare)
		just_put_head(r->just, to);
	for (size_t i = 0; i < r->n; i++) {
		const struct review_row *row = &r->row[i];
		if (is_there(row))
			just_put_row(r->just, row->key, review_word[row->state],
			    row->why, to);
	}
	/* A rule that is gone keeps its row; one without a reason had none. */
	just_put_gone(r->just, to);
}
