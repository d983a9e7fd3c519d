/* SPDX-License-Identifier: ISC */

/* See sheet.h. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "rules/emit.h"
#include "rules/sheet.h"
#include "rules/why.h"

struct buf *
sheet_open(struct sheet *s)
{
	if (s->n == s->room) {
		s->room = s->room == 0 ? 256 : 2 * s->room;
		s->at = mem_array(s->at, s->room, sizeof(*s->at));
	}
	s->at[s->n++] = s->text.n;
	return &s->text;
}

void
sheet_close(struct sheet *s)
{
	for (size_t i = s->at[s->n - 1]; i < s->text.n; i++)
		if ((unsigned char)s->text.p[i] < ' ' || s->text.p[i] == 0x7f)
			s->text.p[i] = '?';
	buf_char(&s->text, '\0');
}

void
sheet_cell(struct sheet *s, const char *text)
{
	buf_str(sheet_open(s), text);
	sheet_close(s);
}

void
sheet_count(struct sheet *s, uint64_t v)
{
	struct buf *to = sheet_open(s);

	if (v == NUM_NONE)
		buf_char(to, '-');
	else
		buf_fmt(to, "%" PRIu64, v);
	sheet_close(s);
}

void
sheet_day(struct sheet *s, uint64_t when)
{
	struct why_days days = {0};
	char text[32];

	*why_day(&days, text, when) = '\0';
	sheet_cell(s, text);
}

static const char *
text_at(const struct sheet *s, size_t i)
{
	return s->text.p + s->at[i];
}

static void
put_bars(const struct sheet *s, struct buf *to)
{
	for (size_t c = 0; c < s->ncol; c++)
		buf_fmt(to, "| %s ", s->head[c]);
	buf_str(to, "|\n");
	for (size_t c = 0; c < s->ncol; c++)
		buf_str(to, "| --- ");
	buf_str(to, "|\n");
	for (size_t i = 0; i < s->n; i++) {
		buf_str(to, "| ");
		emit_cell(to, text_at(s, i));
		buf_str(to, (i + 1) % s->ncol == 0 ? " |\n" : " ");
	}
}

/* A line of cells; the last is not filled up. */
static void
put_line(const struct sheet *s, struct buf *to, const char *const *cell,
    const size_t *width)
{
	size_t last = s->ncol;

	while (last > 1 && cell[last - 1][0] == '\0')
		last--;
	buf_str(to, " ");
	for (size_t c = 0; c < last; c++)
		buf_fmt(to, " %-*s%s", c + 1 < last ? (int)width[c] : 0,
		    cell[c], c + 1 < last ? " " : "");
	buf_char(to, '\n');
}

static void
put_blanks(const struct sheet *s, struct buf *to)
{
	const char *cell[SHEET_COLS];
	size_t width[SHEET_COLS];

	for (size_t c = 0; c < s->ncol; c++)
		width[c] = strlen(s->head[c]);
	for (size_t i = 0; i < s->n; i++) {
		size_t n = strlen(text_at(s, i));
		if (n > width[i % s->ncol])
			width[i % s->ncol] = n;
	}
	put_line(s, to, s->head, width);
	for (size_t i = 0; i < s->n; i += s->ncol) {
		for (size_t c = 0; c < s->ncol; c++)
			cell[c] = text_at(s, i + c);
		put_line(s, to, cell, width);
	}
}

void
sheet_put(struct sheet *s, struct buf *to, const char *title)
{
	if (s->n > 0) {
		buf_fmt(to, "%s%s\n%s", s->bars ? "## " : "", title,
		    s->bars ? "\n" : "");
		if (s->bars)
			put_bars(s, to);
		else
			put_blanks(s, to);
		buf_char(to, '\n');
	}
	buf_free(&s->text);
	free(s->at);
}
