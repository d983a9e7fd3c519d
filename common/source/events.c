/* SPDX-License-Identifier: ISC */

/*
 * See events.h: a feed of lines over a feed of JSON, and its way to text.h.
 *
 * The JSON is read token by token; frames say what is around the next one.
 * An event that is no record is counted and said here, and leaves an empty
 * line, so that every event has a line.
 */

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/docs.h"
#include "source/events.h"
#include "source/peel.h"
#include "source/spots.h"
#include "source/text.h"
#include "stream/lines.h"

#define LISTS_MOST 2            /* of documents, in each other */
#define FRAMES (LISTS_MOST + 3) /* and an object, a list, an object */
#define BATCH (32 * 1024)       /* lines are made ahead, this much */
#define LINE_WEIGHT 32          /* bytes that a line counts more to its spot */
#define LABEL_MOST 128 /* bytes of a group and a stream that are said */
#define NAMES_MOST 60  /* bytes of the names of what has no events */

/* AWS, "Log group-level subscription filters": what these events say. */
static const char control_words[] = "CWL CONTROL MESSAGE";

enum where {
	AT_DOCS,   /* between documents */
	IN_LIST,   /* of documents */
	IN_OBJECT, /* a document */
	IN_EVENTS, /* the list of a document */
	IN_EVENT,
	IN_ROWS, /* of Logs Insights */
};

enum step {
	STEP_ON,
	STEP_END,
	STEP_FAILED
};

/* Of the object that is being read. */
struct object {
	bool events;            /* it has a list of them */
	bool message;           /* it is one: text is its record */
	bool control;           /* a CONTROL_MESSAGE */
	char names[NAMES_MOST]; /* of its members, those that have room */
	size_t nname;
	struct buf text;
};

struct events {
	struct feed feed;
	struct feed *under;
	struct docs docs;
	struct origin *origin;
	enum where frame[FRAMES];
	size_t depth;
	struct object object[2]; /* a document, and an event in it */
	struct buf out;          /* lines that were made, */
	size_t given;            /* and of which so much was pulled */
	uint64_t made;           /* bytes of lines, and weights */
	uint64_t line, event;    /* how many there were */
	bool any;       /* one with events, or that has room for them */
	bool more;      /* the last one says that another follows */
	enum step step; /* what the last one came to */
	struct buf group, stream, label;
	struct buf pair[2]; /* of a row: field, value */
	struct buf why;
	struct spots spots;
	struct spot last; /* of them */
};

/* ---- places ----------------------------------------------------------- */

/* Sets a part of the label, which is then made anew. */
static void
set_label(struct events *e, struct buf *part, struct slice s)
{
	if (s.n > LABEL_MOST)
		s.n = LABEL_MOST;
	if (slice_eq(s, (struct slice){part->p, part->n}))
		return;
	part->n = 0;
	buf_slice(part, s);
	e->label.n = 0;
	buf_slice(&e->label, (struct slice){e->group.p, e->group.n});
	if (e->group.n > 0 && e->stream.n > 0)
		buf_char(&e->label, ' ');
	buf_slice(&e->label, (struct slice){e->stream.p, e->stream.n});
	e->last.line = 0; /* what comes is elsewhere */
}

/* Notes where the next line is, if that does not follow from the last. */
static void
note_spot(struct events *e, bool same)
{
	struct spot *last = &e->last;
	uint64_t line = e->line + 1;

	if (last->line > 0 && !last->same && !same &&
	    last->doc_line == e->docs.json.doc_line &&
	    line - last->line == e->event - last->event)
		return;
	*last = (struct spot){
	    .line = line,
	    .event = e->event,
	    .same = same,
	    .doc_line = e->docs.json.doc_line,
	    .at = e->made,
	    .label = e->label.n > 0 ? unconst(buf_cstr(&e->label)) : NULL,
	};
	spots_add(&e->spots, last);
}

/* ---- lines ------------------------------------------------------------ */

static void
put_line(struct events *e, struct slice s)
{
	buf_slice(&e->out, s);
	buf_char(&e->out, '\n');
	e->made += s.n + LINE_WEIGHT;
	e->line++;
}

/* A record, perhaps several lines of them. */
static void
put_event(struct events *e, struct slice s)
{
	e->event++;
	while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	note_spot(e, s.n > 0 && memchr(s.p, '\n', s.n) != NULL);
	do {
		put_line(e, slice_cut(&s, '\n'));
	} while (s.p != NULL);
}

/* An event that is no record.  What it was is gone: -x gets nothing of it. */
static void FL_PRINTF(2, 3) bad_event(struct events *e, const char *fmt, ...)
{
	struct buf what = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&what, fmt, ap);
	va_end(ap);
	e->event++;
	note_spot(e, false);
	put_line(e, (struct slice){NULL, 0});
	e->origin->rows++;
	origin_bad(e->origin, e->line, (struct slice){NULL, 0}, "%s",
	    buf_cstr(&what));
	buf_free(&what);
}

/* ---- JSON ------------------------------------------------------------- */

static enum where
where(const struct events *e)
{
	return e->depth > 0 ? e->frame[e->depth - 1] : AT_DOCS;
}

/* What comes is of no log that we know. */
static void
forget_log(struct events *e)
{
	struct slice none = {NULL, 0};

	set_label(e, &e->group, none);
	set_label(e, &e->stream, none);
}

static void
enter(struct events *e, enum where w)
{
	e->frame[e->depth++] = w;
	if (w != IN_OBJECT && w != IN_EVENT)
		return;
	struct object *o = &e->object[w == IN_EVENT];
	o->events = o->message = o->control = false;
	o->names[0] = '\0';
	o->nname = 0;
	o->text.n = 0;
	if (w == IN_OBJECT) {
		e->more = false;
		forget_log(e);
	}
}

/* The object that is being read. */
static struct object *
object(struct events *e)
{
	return &e->object[where(e) == IN_EVENT];
}

/* Remembers a member's name, to say what an object without events has. */
static void
note_name(struct object *o, struct slice name)
{
	size_t comma = o->nname > 0 ? 2 : 0;
	size_t room = sizeof(o->names) - 1 - o->nname;

	if (o->message || room < comma + name.n)
		return;
	memcpy(o->names + o->nname, ", ", comma);
	if (name.n > 0)
		memcpy(o->names + o->nname + comma, name.p, name.n);
	o->nname += comma + name.n;
	o->names[o->nname] = '\0';
}

/* ---- events ----------------------------------------------------------- */

/* A record, for all we know. */
static void
record(struct events *e, struct slice s)
{
	e->any = true;
	if (s.n == 0)
		bad_event(e, "an empty message");
	else
		put_event(e, s);
}

/* The text of an event that was found. */
static void
message(struct events *e, struct slice s)
{
	size_t n = sizeof(control_words) - 1;

	e->any = true;
	if (e->object[0].control)
		return;
	if (s.n < n || memcmp(s.p, control_words, n) != 0)
		record(e, s);
}

/* A row of Logs Insights, whose list began.  False: it was no JSON. */
static bool
read_row(struct events *e)
{
	struct buf *field = &e->pair[0], *value = &e->pair[1];
	bool found = false;
	int got;

	while ((got = docs_pair(&e->docs, field, value)) == 1) {
		struct slice name = {field->p, field->n};
		struct slice s = {value->p, value->n};
		if (slice_is(name, "@logStream"))
			set_label(e, &e->stream, s);
		if (!slice_is(name, "@message"))
			continue;
		found = true;
		message(e, s);
	}
	if (got == 0 && !found)
		bad_event(e, "no @message in the row");
	return got == 0;
}

/* ---- members ---------------------------------------------------------- */

enum member {
	MEMBER_OTHER,
	MEMBER_MESSAGE,
	MEMBER_TYPE,
	MEMBER_GROUP,
	MEMBER_STREAM,
	MEMBER_EVENTS,
	MEMBER_ROWS,
	MEMBER_TOKEN,
};

static enum member
find_member(struct slice name)
{
	static const struct {
		const char *name;
		enum member member;
	} known[] = {
	    {"message", MEMBER_MESSAGE},
	    {"messageType", MEMBER_TYPE},
	    {"logGroup", MEMBER_GROUP},
	    {"logStream", MEMBER_STREAM},
	    {"logStreamName", MEMBER_STREAM},
	    {"logEvents", MEMBER_EVENTS},
	    {"events", MEMBER_EVENTS},
	    {"results", MEMBER_ROWS},
	    {"nextToken", MEMBER_TOKEN},
	    {"NextToken", MEMBER_TOKEN},
	};

	for (size_t i = 0; i < nitems(known); i++)
		if (slice_is(name, known[i].name))
			return known[i].member;
	return MEMBER_OTHER;
}

/* A member that is a string. */
static void
take_string(struct events *e, enum member m)
{
	struct slice s = docs_text(&e->docs);

	switch (m) {
	case MEMBER_MESSAGE:
		object(e)->message = true;
		object(e)->text.n = 0;
		buf_slice(&object(e)->text, s);
		break;
	case MEMBER_TYPE:
		object(e)->control = slice_is(s, "CONTROL_MESSAGE");
		break;
	case MEMBER_GROUP:
		set_label(e, &e->group, s);
		break;
	case MEMBER_STREAM:
		set_label(e, &e->stream, s);
		break;
	case MEMBER_TOKEN:
		e->more = s.n > 0;
		break;
	default:
		break;
	}
}

/* A member, whose name was read. */
static bool
take_member(struct events *e)
{
	enum member m = find_member(docs_text(&e->docs));
	enum jstream_token t;

	note_name(object(e), docs_text(&e->docs));
	if (!docs_next(&e->docs, &t))
		return false;
	if (t == JSTREAM_LIST && where(e) == IN_OBJECT &&
	    (m == MEMBER_EVENTS || m == MEMBER_ROWS)) {
		object(e)->events = e->any = true;
		enter(e, m == MEMBER_ROWS ? IN_ROWS : IN_EVENTS);
		return true;
	}
	if (t == JSTREAM_STRING)
		take_string(e, m);
	return docs_skip(&e->docs, t);
}

/* ---- objects and lists ------------------------------------------------ */

/* An object ended.  False: the input is none of ours. */
static bool
end_object(struct events *e)
{
	const struct object *o = object(e);
	bool event = where(e) == IN_EVENT;

	e->depth--;
	if (e->depth == 0)
		docs_end(&e->docs, o->message);
	if (o->message)
		message(e, (struct slice){o->text.p, o->text.n});
	if (o->message || o->events)
		return true;
	if (!event && !e->any)
		return false;
	bad_event(e, "no message in it, but %s",
	    o->names[0] != '\0' ? o->names : "nothing");
	return true;
}

/* Not JSON: goes on with what may begin a document. */
static void
bad_json(struct events *e)
{
	bool alone = e->depth == 0 ||
	    (e->depth == 1 && where(e) == IN_OBJECT && !object(e)->events);
	bool event = docs_bad(&e->docs, alone);

	if (event)
		bad_event(e, "not JSON: %s", e->docs.json.why);
	docs_resync(&e->docs, event);
	e->depth = 0;
}

/* A value in a list: an object, in some a list, or a record alone. */
static bool
take_item(struct events *e, enum jstream_token t)
{
	enum where w = where(e);

	if (w == IN_ROWS && t == JSTREAM_LIST)
		return read_row(e);
	if (w != IN_ROWS && t == JSTREAM_OBJECT) {
		enter(e, w == IN_EVENTS ? IN_EVENT : IN_OBJECT);
		return true;
	}
	if (w == IN_LIST && t == JSTREAM_STRING) {
		forget_log(e);
		record(e, docs_text(&e->docs));
		return true;
	}
	if (w != IN_ROWS && w != IN_EVENTS && t == JSTREAM_LIST &&
	    e->depth < LISTS_MOST) {
		enter(e, IN_LIST);
		return true;
	}
	if (!docs_skip(&e->docs, t))
		return false;
	bad_event(e, w == IN_ROWS ? "not a row" : "not an event");
	return true;
}

/* What has no events at all is refused. */
static enum step
refuse(struct events *e)
{
	static const struct {
		const char *name, *how;
	} packed[] = {
	    {"awslogs", ".awslogs.data"},
	    {"Records", ".Records[].kinesis.data"},
	};
	const char *names = e->object[0].names;

	e->why.n = 0;
	buf_fmt(&e->why,
	    "JSON without events of a log: expected logEvents, "
	    "events, results or message, found %s",
	    names[0] != '\0' ? names : "nothing");
	for (size_t i = 0; i < nitems(packed); i++)
		if (strcmp(names, packed[i].name) == 0)
			buf_fmt(&e->why, "; take the log out of it: jq -r '%s'",
			    packed[i].how);
	e->feed.why = buf_cstr(&e->why);
	return STEP_FAILED;
}

/* The end of the input: says what is known only now. */
static enum step
end_input(struct events *e)
{
	if (!e->any && e->docs.lost == 0)
		return refuse(e);
	docs_done(&e->docs);
	if (e->more)
		origin_lost(e->origin,
		    "more pages follow: it ends with a nextToken");
	return STEP_END;
}

/* Takes one token, or a few. */
static enum step
step(struct events *e)
{
	enum jstream_token t;
	bool good = docs_next(&e->docs, &t);

	if (t == JSTREAM_END)
		return end_input(e);
	if (good && t == JSTREAM_NAME) {
		good = take_member(e);
	} else if (good && t == JSTREAM_CLOSE) {
		if (where(e) == IN_OBJECT || where(e) == IN_EVENT) {
			if (!end_object(e))
				return refuse(e);
		} else {
			e->depth--;
		}
	} else if (good) {
		good = take_item(e, t);
	}
	if (good)
		return STEP_ON;
	if (e->docs.json.failed) {
		e->feed.why = e->docs.json.why;
		return STEP_FAILED;
	}
	bad_json(e);
	return STEP_ON;
}

/* ---- the feed --------------------------------------------------------- */

static ssize_t
pull(struct feed *f, char *p, size_t n)
{
	struct events *e = (struct events *)f;

	if (e->given == e->out.n)
		e->given = e->out.n = 0;
	while (e->step == STEP_ON && e->out.n < BATCH &&
	    (e->out.n == 0 || !jstream_wait(&e->docs.json)))
		e->step = step(e);
	f->taken = e->under->taken;
	f->size = e->under->size;
	if (e->given == e->out.n)
		return e->step == STEP_END ? 0 : -1;
	return (ssize_t)slice_give((struct slice){e->out.p, e->out.n},
	    &e->given, p, n);
}

static bool
ready(struct feed *f)
{
	struct events *e = (struct events *)f;

	return e->given < e->out.n || e->step != STEP_ON ||
	    !jstream_wait(&e->docs.json);
}

static void
done(struct feed *f)
{
	struct events *e = (struct events *)f;

	e->origin->place = NULL;
	docs_close(&e->docs);
	feed_close(e->under);
	spots_free(&e->spots);
	buf_free(&e->out);
	buf_free(&e->group);
	buf_free(&e->stream);
	buf_free(&e->label);
	buf_free(&e->why);
	buf_free(&e->object[0].text);
	buf_free(&e->object[1].text);
	buf_free(&e->pair[0]);
	buf_free(&e->pair[1]);
	free(e);
}

static struct feed *
open_feed(struct feed *under, struct origin *origin)
{
	struct events *e = mem_new(sizeof(*e));

	e->feed.pull = pull;
	e->feed.ready = ready;
	e->feed.close = done;
	e->feed.taken = under->taken;
	e->feed.size = under->size;
	e->under = under;
	e->origin = origin;
	docs_open(&e->docs, under, origin, LINES_PAGE);
	spots_init(&e->spots);
	origin->place = &e->spots.place;
	return &e->feed;
}

/* ---- the format ------------------------------------------------------- */

enum claim
events_claim(struct slice head, bool whole)
{
	size_t n = 0;

	while (n < head.n && memchr(" \t\r\n", head.p[n], 4) != NULL)
		n++;
	if (n == head.n)
		return whole ? CLAIM_NO : CLAIM_MORE;
	return head.p[n] == '{' || head.p[n] == '[' ? CLAIM_YES : CLAIM_NO;
}

/* Are there lines that hold anything? */
static bool
has_lines(const struct peel *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->head[i] != '\n')
			return true;
	return false;
}

/* Opens the lines as text; where there are none, with no record at all. */
static struct source *
open_lines(struct peel *p, const struct format_env *env)
{
	struct layout *none = NULL;
	struct format_env in = *env;

	if (!has_lines(p) && p->whole && in.columns == NULL)
		in.columns = none = layout_parse(layout_default);
	in.head = (struct slice){mem_strn(p->head, p->n), p->n};
	in.why = p->why;
	struct source *s = text_open(peel_take(p), &in);
	free(unconst(in.head.p));
	layout_free(none);
	return s;
}

struct source *
events_open(struct feed *feed, const struct format_env *env)
{
	struct source *s = NULL;
	struct peel p;

	env->origin->raw = true;
	peel_open(&p, open_feed(feed, env->origin));
	while (text_claim((struct slice){p.head, p.n}, p.whole) == CLAIM_MORE ||
	    !has_lines(&p))
		if (!peel_more(&p))
			break;
	if (p.why != NULL && !has_lines(&p))
		origin_lost(env->origin, "%s", p.why);
	else
		s = open_lines(&p, env);
	peel_close(&p);
	return s;
}
