/* SPDX-License-Identifier: ISC */

/* See differ.h: what was found, for people and machines. */

#include "base/jsonput.h"
#include "model/cell.h"
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

/* Shows control bytes of what was added from `at` on as "?". */
static void
plain(struct buf *to, size_t at)
{
	for (; at < to->n; at++)
		if ((unsigned char)to->p[at] < ' ' || to->p[at] == 0x7f)
			to->p[at] = '?';
}

void
differ_table(const struct differ *d, struct buf *to)
{
	for (size_t i = 0; i < d->nsubject; i++) {
		const struct differ_subject *s = &d->subject[i];
		if (s->state == DIFFER_SAME)
			continue;
		size_t at = to->n;
		buf_fmt(to, "%s: %s", s->id, differ_word[s->state]);
		plain(to, at);
		buf_char(to, '\n');
		for (size_t k = s->first; k < s->first + s->n; k++) {
			const struct differ_rect *r = &d->rect[k];
			at = to->n;
			buf_fmt(to, "  %c %s ", r->added ? '+' : '-',
			    dir_of(r));
			put_service(to, r);
			buf_char(to, ' ');
			sgset_put_peer(to, &r->rule);
			plain(to, at);
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
			emit_md_text(to, slice_str(s->id));
			buf_fmt(to, " | %s | | | | |\n", differ_word[s->state]);
		}
		for (size_t k = s->first; k < s->first + s->n; k++) {
			const struct differ_rect *r = &d->rect[k];
			buf_str(to, "| ");
			emit_md_text(to, slice_str(s->id));
			buf_fmt(to, " | %s | %s | %s | ", differ_word[s->state],
			    r->added ? "added" : "removed", dir_of(r));
			put_service(to, r);
			buf_str(to, " | ");
			peer.n = 0;
			sgset_put_peer(&peer, &r->rule);
			emit_md_text(to, (struct slice){peer.p, peer.n});
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

/* Where text ends; it is taken from there as an offset, until it is whole. */
static struct slice
part(const struct buf *text, size_t at)
{
	return (struct slice){(const char *)(uintptr_t)at, text->n - at};
}

static struct slice
encode(struct buf *text, const char *s)
{
	size_t at = text->n;

	cell_encode(text, slice_str(s));
	return part(text, at);
}

/*
 * Ports as KIND_RPORT has them: one more, and 0 for all.  Of ICMP a type and
 * a code, as AWS has them; what no rule could say is missing.
 */
static void
put_ports(uint64_t *from, uint64_t *to, const struct sgset_rule *r)
{
	struct sgset_span s = r->span;
	bool every = s.from == 0 && s.to == UINT16_MAX;

	*from = *to = 0;
	if (proto_ports(r->proto)) {
		*from = s.from + 1U;
		*to = s.to + 1U;
	} else if (proto_icmp(r->proto) && !every) {
		bool type = (s.from & 0xff) == 0 && s.to == (s.from | 0xff);
		bool says = type || s.from == s.to;
		*from = says ? (s.from >> 8) + 1U : NUM_NONE;
		*to = !says ? NUM_NONE : type ? 0 : (s.from & 0xff) + 1U;
	}
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

	c->name[COL_CHANGE][row] = slice_str(r->added ? "added" : "removed");
	c->name[COL_DIRECTION][row] = slice_str(dir_of(r));
	c->name[COL_SUBJECT][row] = encode(b, d->subject[r->subject].id);
	c->num[COL_PROTO][row] = r->rule.proto == SGSET_ALL ? NUM_NONE :
							      r->rule.proto;
	size_t at = b->n;
	put_service(b, r);
	c->name[COL_SERVICE][row] = part(b, at);
	put_ports(&c->num[COL_FROMPORT][row], &c->num[COL_TOPORT][row],
	    &r->rule);
	bool cidr = r->rule.kind == SGSET_CIDR;
	c->peer[row] = cidr ? r->rule.cidr.ip : IP_NONE;
	c->len[row] = cidr ? r->rule.cidr.len : 128;
	c->name[COL_PEERID][row] = encode(b, cidr ? "-" : r->rule.peer);
}

int
differ_next(struct differ *d, const struct schema *schema,
    struct origin *origin, struct block *b)
{
	static const enum cell texts[] = {
	    COL_SUBJECT,
	    COL_SERVICE,
	    COL_PEERID,
	};
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
	for (size_t i = 0; i < nitems(texts); i++)
		for (size_t row = 0; row < n; row++) {
			struct slice *s = &c.name[texts[i]][row];
			s->p = d->text.p + (uintptr_t)s->p;
		}
	b->nrow = n;
	block_all(b);
	return 1;
}
