/* SPDX-License-Identifier: ISC */

/* See spots.h. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "source/spots.h"
#include "stream/lines.h"

/*
 * Lines that were made so many bytes ago have been read and judged: a page is
 * full of what came before, and a head, and what is made ahead.
 */
#define PASSED (4 * LINES_PAGE)

/* The spot of a line; the first for those that were forgotten. */
static const struct spot *
find(const struct spots *s, uint64_t line)
{
	size_t lo = 0, hi = s->n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (s->spot[mid].line <= line)
			lo = mid;
		else
			hi = mid;
	}
	return &s->spot[lo];
}

static void
say(const struct origin_place *place, uint64_t line, struct buf *to)
{
	const struct spots *s = (const struct spots *)place;

	if (s->n == 0) {
		buf_fmt(to, "%ju", (uintmax_t)line);
		return;
	}
	const struct spot *spot = find(s, line);
	uint64_t event = spot->event;
	if (!spot->same && line > spot->line)
		event += line - spot->line;
	buf_fmt(to, "%ju: event %ju", (uintmax_t)spot->doc_line,
	    (uintmax_t)event);
	if (spot->label != NULL)
		buf_fmt(to, ", %s", spot->label);
}

void
spots_init(struct spots *s)
{
	*s = (struct spots){.place = {say}};
}

/* Forgets those whose lines have all been judged. */
static void
forget(struct spots *s, uint64_t at)
{
	size_t gone = 0;

	if (s->n == 0)
		return;
	while (gone + 1 < s->n && s->spot[gone + 1].at + PASSED < at)
		free(s->spot[gone++].label);
	s->n -= gone;
	memmove(s->spot, s->spot + gone, s->n * sizeof(*s->spot));
}

void
spots_add(struct spots *s, const struct spot *spot)
{
	if (s->n == s->room) {
		forget(s, spot->at);
		if (s->n >= s->room / 2)
			s->room = s->room == 0 ? 16 : 2 * s->room;
		s->spot = mem_array(s->spot, s->room, sizeof(*s->spot));
	}
	s->spot[s->n] = *spot;
	if (spot->label != NULL)
		s->spot[s->n].label = mem_str(spot->label);
	s->n++;
}

void
spots_free(struct spots *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->spot[i].label);
	free(s->spot);
	*s = (struct spots){0};
}
