/* SPDX-License-Identifier: ISC */

/* See origin.h. */

#include <stdarg.h>
#include <stdlib.h>

#include "base/diag.h"
#include "model/origin.h"

/* How many malformed lines of one input are said in full. */
#define SAID_MOST 5

/* How much of a bad line or reason is shown. */
#define SHOWN_MOST 300

/* How much of the reason that another tool gave is shown. */
#define REASON_MOST 200
#define NO_REASON "no reason given"

void
evidence_merge(struct evidence *a, const struct evidence *b)
{
	a->records += b->records;
	a->nodata += b->nodata;
	a->skipdata += b->skipdata;
	a->malformed += b->malformed;
	a->heads += b->heads;
	a->ends += b->ends;
	evidence_time(a, b->from, b->to);
	if (a->why[0] == '\0')
		memcpy(a->why, b->why, sizeof(a->why));
}

bool
evidence_whole(const struct evidence *e)
{
	return e->heads > 0 && e->heads == e->ends && e->why[0] == '\0';
}

/* A control byte in a reason would break the stream that carries it. */
static void
defuse(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = '?';
}

void
evidence_broken(struct evidence *e, const char *fmt, ...)
{
	va_list ap;

	if (e->why[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(e->why, sizeof(e->why), fmt, ap);
	va_end(ap);
	defuse(e->why);
}

/* -x must not lose what it was asked to keep. */
static void
reject(struct origin *o, struct slice row)
{
	if (o->reject == NULL || row.p == NULL)
		return;
	fwrite(row.p, 1, row.n, o->reject);
	putc('\n', o->reject);
}

/* One message about an input, by its voice. */
static void FL_PRINTF(4, 5)
    say(struct origin *o, const void *once, bool fatal, const char *fmt, ...)
{
	struct once heard = {0};
	struct voice plain = {.once = &heard};
	va_list ap;

	va_start(ap, fmt);
	voice_say(o->voice != NULL ? o->voice : &plain, once, fatal, fmt, ap);
	va_end(ap);
	voice_forget(&heard);
}

/* Puts where a line is. */
static void
put_place(const struct origin *o, uint64_t line, struct buf *to)
{
	if (o->place != NULL)
		o->place->say(o->place, line, to);
	else
		buf_fmt(to, "%ju", (uintmax_t)line);
}

void
origin_bad(struct origin *o, uint64_t line, struct slice row, const char *fmt,
    ...)
{
	char what[SHOWN_MOST];
	struct buf where = {0};
	va_list ap;

	o->malformed++;
	diag_raise(DIAG_SKIPPED);
	reject(o, row);
	if (o->malformed > SAID_MOST)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	put_place(o, line, &where);
	say(o, NULL, false, "%s:%s: %s", o->name, buf_cstr(&where), what);
	buf_free(&where);
}

/* What is lost is said, noted as the reason, and makes the status 2. */
static void FL_PRINTF(3, 0)
    lose(struct origin *o, bool fatal, const char *fmt, va_list ap)
{
	char what[SHOWN_MOST];

	vsnprintf(what, sizeof(what), fmt, ap);
	evidence_broken(&o->ev, "%s: %s: %s", diag_name(), o->name, what);
	diag_raise(DIAG_LOST);
	say(o, NULL, fatal, "%s: %s", o->name, what);
}

void
origin_lost(struct origin *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lose(o, false, fmt, ap);
	va_end(ap);
}

void
origin_fatal(struct origin *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lose(o, true, fmt, ap);
	va_end(ap);
}

void
origin_incomplete(struct origin *o, struct slice why)
{
	int shown = why.n < REASON_MOST ? (int)why.n : REASON_MOST;

	evidence_broken(&o->ev, "%.*s", (int)why.n, why.p);
	diag_raise(DIAG_LOST);
	say(o, NULL, false, "%s: incomplete: %.*s", o->name,
	    why.n > 0 ? shown : (int)strlen(NO_REASON),
	    why.n > 0 ? why.p : NO_REASON);
}

void
origin_note(struct origin *o, const void *key, const char *fmt, ...)
{
	char what[SHOWN_MOST];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	say(o, key, false, "%s: %s", o->name, what);
}

void
origin_done(struct origin *o)
{
	if (o->malformed <= SAID_MOST)
		return;
	uint64_t more = o->malformed - SAID_MOST;
	say(o, NULL, false, "%s: %ju more malformed line%s", o->name,
	    (uintmax_t)more, more == 1 ? "" : "s");
}
