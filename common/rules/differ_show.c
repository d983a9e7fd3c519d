/* SPDX-License-Identifier: ISC */

/* See differ.h: what was found, for people and machines. */

#include "base/jsonput.h"
#include "rules/differ.h"
#include "rules/emit.h"
#include "value/proto.h"

static void
put_service(struct buf *to, const struct differ_rect *r)
{
	if (r->others)
		buf_str(to, "all other protocols");
	else
		sgset_put_service(to, r->rule.proto, r->rule.span);
}

static const char *
dir_of(const struct differ_rect *r)
{
	return r->rule.dir == RULE_INGRESS ? "ingress" : "egress";
}

/* "2 groups: 1 widened, 1 unchanged" */
static void
put_counts(const struct differ *d, struct buf *to)
{
	const char *sep = ": ";

	buf_fmt(to, "%zu group%s", d->nsubject, d->nsubject == 1 ? "" : "s");
	for (size_t i = DIFFER_SAME + 1; i <= DIFFER_STATES; i++) {
		size_t state = i % DIFFER_STATES; /* unchanged last */
		if (d->count[state] == 0)
			continue;
		buf_fmt(to, "%s%zu %s", sep, d->count[state],
		    differ_word[state]);
		sep = ", ";
	}
	buf_char(to, '\n');
}

void
differ_table(const struct differ *d, struct buf *to)
{
	for (size_t i = 0; i < d->nsubject; i++) {
		const struct differ_subject *s = &d->subject[i];
		if (s->state == DIFFER_SAME)
			continue;
		buf_fmt(to, "%s: %s\n", s->id, differ_word[s->state]);
		for (size_t k = s->first; k < s->first + s->n; k++) {
			const struct differ_rect *r = &d->rect[k];
			buf_fmt(to, "  %c %s ", r->added ? '+' : '-',
			    dir_of(r));
			put_service(to, r);
			buf_char(to, ' ');
			sgset_put_peer(to, &r->rule);
			buf_char(to, '\n');
		}
		buf_char(to, '\n');
	}
	put_counts(d, to);
}

void
differ_markdown(const struct differ *d, struct buf *to)
{
	struct buf peer = {0};

	buf_str(to, "# What changed in these rules\n\n");
	buf_str(to,
	    "| Group | State | Change | Direction | Service | Peer |\n"
	    "| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < d->nsubject; i++) {
		const struct differ_subject *s = &d->subject[i];
		if (s->state != DIFFER_SAME && s->n == 0) {
			buf_str(to, "| ");
			emit_cell(to, s->id);
			buf_fmt(to, " | %s | | | | |\n", differ_word[s->state]);
		}
		for (size_t k = s->first; k < s->first + s->n; k++) {
			const struct differ_rect *r = &d->rect[k];
			buf_str(to, "| ");
			emit_cell(to, s->id);
			buf_fmt(to, " | %s | %s | %s | ", differ_word[s->state],
			    r->added ? "added" : "removed", dir_of(r));
			put_service(to, r);
			buf_str(to, " | ");
			peer.n = 0;
			sgset_put_peer(&peer, &r->rule);
			emit_cell(to, buf_cstr(&peer));
			buf_str(to, " |\n");
		}
	}
	buf_char(to, '\n');
	put_counts(d, to);
	buf_free(&peer);
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
rect(const struct differ_rect *r)
{
	json_t *o = jsonput_object();
	struct buf b = {0};

	jsonput_set(o, "Change", json_string(r->added ? "added" : "removed"));
	jsonput_set(o, "Direction", json_string(dir_of(r)));
	put_service(&b, r);
	jsonput_set(o, "Service", jsonput_text((struct slice){b.p, b.n}));
	b.n = 0;
	sgset_put_peer(&b, &r->rule);
	jsonput_set(o, "Peer", jsonput_text((struct slice){b.p, b.n}));
	buf_free(&b);
	return o;
}

void
differ_json(const struct differ *d, struct buf *to)
{
	json_t *o = jsonput_object(), *groups = jsonput_list();

	jsonput_set(o, "Groups", groups);
	for (size_t i = 0; i < d->nsubject; i++) {
		const struct differ_subject *s = &d->subject[i];
		json_t *g = jsonput_object(), *rects = jsonput_list();
		jsonput_set(g, "GroupId", jsonput_text(slice_str(s->id)));
		jsonput_set(g, "State", json_string(differ_word[s->state]));
		jsonput_set(g, "Changes", rects);
		for (size_t k = s->first; k < s->first + s->n; k++)
			jsonput_add(rects, rect(&d->rect[k]));
		jsonput_add(groups, g);
	}
	jsonput_done(to, o);
}

/* ---- the stream --------------------------------------------------------- */

enum cell {
	COL_CHANGE,
	COL_DIRECTION,
	COL_SUBJECT,
	COL_PROTO,
	COL_SERVICE,
	COL_FROMPORT,
	COL_TOPORT,
	COL_PEER,
	COL_PEERID,
	COLUMNS,
};

static const char *const column_name[COLUMNS] = {
    "change",
    "direction",
    "subject",
    "proto",
    "service",
    "fromport",
    "toport",
    "peer",
    "peerid",
};

const struct schema *
differ_schema(struct schemas *all)
{
	struct slice name[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		name[i] = slice_str(column_name[i]);
	return schemas_names(all, name, COLUMNS);
}

/* Where text ends; it is taken from there as an offset, see settle. */
static struct slice
part(const struct buf *text, size_t at)
{
	return (struct slice){(const char *)(uintptr_t)at, text->n - at};
}

/* Ports as KIND_RPORT has them: one more, and 0 for all. */
static uint64_t
port(const struct differ_rect *r, uint16_t v)
{
	return proto_ports(r->rule.proto) ? v + 1U : 0;
}

/* The columns of a block that is filled. */
struct columns {
	struct slice *name[COLUMNS];
	uint64_t *num[COLUMNS];
	struct ip *peer;
	uint8_t *len;
};

static void
put_row(struct differ *d, struct columns *c, size_t row,
    const struct differ_rect *r)
{
	struct buf *b = &d->text;
	size_t at = b->n;

	c->name[COL_CHANGE][row] = slice_str(r->added ? "added" : "removed");
	c->name[COL_DIRECTION][row] = slice_str(dir_of(r));
	c->name[COL_SUBJECT][row] = slice_str(d->subject[r->subject].id);
	c->num[COL_PROTO][row] = r->rule.proto == SGSET_ALL ? NUM_NONE :
							      r->rule.proto;
	put_service(b, r);
	c->name[COL_SERVICE][row] = part(b, at);
	c->num[COL_FROMPORT][row] = port(r, r->rule.span.from);
	c->num[COL_TOPORT][row] = port(r, r->rule.span.to);
	bool cidr = r->rule.kind == SGSET_CIDR;
	c->peer[row] = cidr ? r->rule.cidr.ip : IP_NONE;
	c->len[row] = cidr ? r->rule.cidr.len : 128;
	c->name[COL_PEERID][row] = slice_str(cidr ? "-" : r->rule.peer);
}

int
differ_next(struct differ *d, const struct schema *schema,
    struct origin *origin, struct block *b)
{
	struct columns c = {0};
	size_t n = 0;

	if (d->next == d->n)
		return 0;
	block_start(b, schema, origin);
	for (size_t i = 0; i < COLUMNS; i++)
		if (schema->col[i].field->kind == KIND_NAME)
			c.name[i] = block_slices(b, i);
		else if (i == COL_PEER)
			c.peer = block_ips(b, i, &c.len);
		else
			c.num[i] = block_nums(b, i);
	d->text.n = 0;
	for (; n < BLOCK_ROWS && d->next < d->n; n++, d->next++)
		put_row(d, &c, n, &d->rect[d->next]);
	for (size_t row = 0; row < n; row++) {
		struct slice *s = &c.name[COL_SERVICE][row];
		s->p = d->text.p + (uintptr_t)s->p;
	}
	b->nrow = n;
	block_all(b);
	return 1;
}
