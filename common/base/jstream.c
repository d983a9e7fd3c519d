/* SPDX-License-Identifier: ISC */

/* See jstream.h. */

#include <stdlib.h>

#include "base/compat.h"
#include "base/jstream.h"
#include "base/mem.h"

#define INPUT (2 * JSTREAM_HELD)
#define SKIPPED_MOST 1024 /* of a number that is passed over */

void
jstream_open(struct jstream *j, struct feed *feed, size_t most)
{
	*j = (struct jstream){.feed = feed, .most = most, .line = 1};
	j->in = mem_array(NULL, 1 + INPUT, 1);
	j->in[0] = '\n';
	j->next = j->end = j->in + 1;
}

void
jstream_close(struct jstream *j)
{
	buf_free(&j->text);
	free(j->in);
	*j = (struct jstream){0};
}

/* ---- bytes ------------------------------------------------------------ */

static enum jstream_token
bad(struct jstream *j, const char *why)
{
	if (j->why == NULL)
		j->why = why;
	return JSTREAM_BAD;
}

/* There is no token: the feed failed, or its text ends too early. */
static enum jstream_token
ended(struct jstream *j)
{
	if (j->failed)
		return JSTREAM_FAILED;
	return j->deep == 0 ? JSTREAM_END : bad(j, "cut short");
}

/* Makes next < end; false at the end, and with why set after a failure. */
static bool
fill(struct jstream *j)
{
	if (j->eof)
		return false;
	size_t held = j->held != NULL ? (size_t)(j->end - j->held) : 0;
	if (held > JSTREAM_HELD) {
		j->held = NULL;
		held = 0;
	}
	/* And the byte before: it tells whether a line begins here. */
	memmove(j->in, j->end - held - 1, held + 1);
	if (held > 0)
		j->held = j->in + 1;
	char *to = j->in + 1 + held;
	ssize_t got = feed_pull(j->feed, to, INPUT - held);
	j->failed = got == -1;
	if (j->failed)
		j->why = j->feed->why;
	j->eof = got <= 0;
	j->next = to;
	j->end = to + (got > 0 ? got : 0);
	return got > 0;
}

static inline bool
more(struct jstream *j)
{
	return fl_likely(j->next < j->end) || fill(j);
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Passes over blanks: is there a byte behind them? */
static bool
skip_blanks(struct jstream *j)
{
	while (more(j)) {
		if (!is_blank(*j->next))
			return true;
		j->line += *j->next++ == '\n';
	}
	return false;
}

/* Keeps bytes of a string, as many as shall be kept. */
static inline void
keep(struct jstream *j, const char *p, size_t n)
{
	size_t room = j->most - j->text.n;

	if (fl_unlikely(n > room)) {
		j->cut = true;
		n = room;
	}
	if (n > 0)
		buf_add(&j->text, p, n);
}

/* ---- strings ---------------------------------------------------------- */

/* Four digits of \u; or -1. */
static int
hex4(struct jstream *j)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		if (!more(j))
			return -1;
		char c = *j->next;
		int digit = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f'         ? c - 'a' + 10 :
		    c >= 'A' && c <= 'F'         ? c - 'A' + 10 :
						   -1;
		if (digit == -1)
			return -1;
		v = v << 4 | digit;
		j->next++;
	}
	return v;
}

static void
keep_char(struct jstream *j, unsigned int c)
{
	char utf8[4];
	size_t n = 0;

	if (c < 0x80) {
		utf8[n++] = (char)c;
	} else if (c < 0x800) {
		utf8[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		utf8[n++] = (char)(0xe0 | c >> 12);
		utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		utf8[n++] = (char)(0xf0 | c >> 18);
		utf8[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		utf8[n++] = (char)(0x80 | (c & 0x3f));
	keep(j, utf8, n);
}

/* What follows \u; characters beyond 0xffff are two of them.  0, or -1. */
static int
read_unicode(struct jstream *j)
{
	int c = hex4(j), low;

	if (c < 0 || (c >= 0xdc00 && c < 0xe000))
		return -1;
	if (c < 0xd800 || c >= 0xe000) {
		keep_char(j, (unsigned int)c);
		return 0;
	}
	for (const char *p = "\\u"; *p != '\0'; p++, j->next++)
		if (!more(j) || *j->next != *p)
			return -1;
	low = hex4(j);
	if (low < 0xdc00 || low >= 0xe000)
		return -1;
	keep_char(j,
	    0x10000U + ((unsigned int)(c - 0xd800) << 10) +
		(unsigned int)(low - 0xdc00));
	return 0;
}

/* What follows a backslash.  0, or -1. */
static int
read_escape(struct jstream *j)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";

	if (!more(j))
		return -1;
	char c = *j->next++;
	if (c == 'u')
		return read_unicode(j);
	const char *p = c != '\0' ? strchr(from, c) : NULL;
	if (p == NULL)
		return -1;
	keep(j, &to[p - from], 1);
	return 0;
}

/* Passes over what stands for itself in a string, sixteen at a time. */
static inline const char *
plain(const char *p, const char *end)
{
	fl_bytes16 v;

	for (; (size_t)(end - p) >= sizeof(v); p += sizeof(v)) {
		memcpy(&v, p, sizeof(v));
		uint32_t bits = fl_bits16((fl_mask16)((v == '"') | (v == '\\') |
		    (v < ' ')));
		if (bits != 0)
			return p + __builtin_ctz(bits);
	}
	while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= ' ')
		p++;
	return p;
}

/* A string, whose quote was read, to text.  JSTREAM_STRING, or no token. */
static enum jstream_token
read_string(struct jstream *j)
{
	j->text.n = 0;
	j->cut = false;
	while (more(j)) {
		const char *p = plain(j->next, j->end);
		keep(j, j->next, (size_t)(p - j->next));
		j->next = p;
		if (p == j->end)
			continue;
		if (*p == '"') {
			j->next++;
			return JSTREAM_STRING;
		}
		if (*p != '\\')
			return bad(j, "a control byte in a string");
		j->next++;
		if (read_escape(j) == -1)
			return j->eof ? ended(j) : bad(j, "not an escape: \\");
	}
	return ended(j);
}

/* ---- numbers and words ------------------------------------------------ */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *
digits(const char *p)
{
	while (is_digit(*p))
		p++;
	return p;
}

/* Is this a number, by RFC 8259, section 6? */
static bool
is_number(const char *p)
{
	p += *p == '-';
	if (!is_digit(*p))
		return false;
	p = *p == '0' ? p + 1 : digits(p);
	if (*p == '.') {
		if (!is_digit(*++p))
			return false;
		p = digits(p);
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if (!is_digit(*p))
			return false;
		p = digits(p);
	}
	return *p == '\0';
}

/* A number or a word, to text. */
static enum jstream_token
read_bare(struct jstream *j)
{
	j->text.n = 0;
	j->cut = false;
	while (more(j)) {
		const char *p = j->next;
		while (p < j->end && *p != ',' && *p != ']' && *p != '}' &&
		    (unsigned char)*p > ' ')
			p++;
		keep(j, j->next, (size_t)(p - j->next));
		j->next = p;
		if (p < j->end)
			break;
	}
	if (j->eof)
		return ended(j);
	const char *s = buf_cstr(&j->text);
	if (strlen(s) == j->text.n && !j->cut) {
		if (is_number(s))
			return JSTREAM_NUMBER;
		if (strcmp(s, "true") == 0 || strcmp(s, "false") == 0 ||
		    strcmp(s, "null") == 0)
			return JSTREAM_WORD;
	}
	return bad(j, "not a value");
}

/* ---- tokens ----------------------------------------------------------- */

static inline bool
in_object(const struct jstream *j)
{
	return j->deep > 0 &&
	    (j->object[(j->deep - 1) / 8] >> ((j->deep - 1) % 8) & 1) != 0;
}

static enum jstream_token
open_level(struct jstream *j, bool object)
{
	unsigned int at = j->deep;

	if (at == JSTREAM_DEEP)
		return bad(j, "nested more than 512 deep");
	if (at == 0) {
		j->doc++;
		j->doc_line = j->line;
		j->held = j->next - 1;
	}
	j->object[at / 8] &= (uint8_t) ~(1U << (at % 8));
	j->object[at / 8] |= (uint8_t)((unsigned int)object << (at % 8));
	j->deep++;
	j->after = AFTER_OPEN;
	return object ? JSTREAM_OBJECT : JSTREAM_LIST;
}

/* A value, whose first byte is there. */
static enum jstream_token
read_value(struct jstream *j)
{
	char c = *j->next;

	if (c == '{' || c == '[') {
		j->next++;
		return open_level(j, c == '{');
	}
	if (j->deep == 0) {
		j->doc_line = j->line;
		j->held = j->next;
		return bad(j, "expected { or [");
	}
	j->after = AFTER_VALUE;
	if (c != '"')
		return read_bare(j);
	j->next++;
	return read_string(j);
}

/* A name and its colon. */
static enum jstream_token
read_name(struct jstream *j)
{
	if (*j->next != '"')
		return bad(j, "expected a name");
	j->next++;
	enum jstream_token t = read_string(j);
	if (t != JSTREAM_STRING)
		return t;
	if (!skip_blanks(j))
		return ended(j);
	if (*j->next != ':')
		return bad(j, "expected :");
	j->next++;
	j->after = AFTER_NAME;
	return JSTREAM_NAME;
}

enum jstream_token
jstream_next(struct jstream *j)
{
	if (!skip_blanks(j))
		return ended(j);
	if (j->deep == 0 || j->after == AFTER_NAME)
		return read_value(j);
	bool object = in_object(j);
	if (*j->next == (object ? '}' : ']') && j->after != AFTER_COMMA) {
		j->next++;
		j->deep--;
		if (j->deep == 0)
			j->held = NULL;
		j->after = AFTER_VALUE;
		return JSTREAM_CLOSE;
	}
	if (j->after == AFTER_VALUE) {
		if (*j->next != ',')
			return bad(j,
			    object ? "expected , or }" : "expected , or ]");
		j->next++;
		j->after = AFTER_COMMA;
		if (!skip_blanks(j))
			return ended(j);
	}
	return object ? read_name(j) : read_value(j);
}

enum jstream_token
jstream_skip(struct jstream *j, enum jstream_token t)
{
	size_t most = j->most;

	if (t != JSTREAM_OBJECT && t != JSTREAM_LIST)
		return t;
	unsigned int deep = j->deep;
	j->most = SKIPPED_MOST;
	do {
		t = jstream_next(j);
	} while (t != JSTREAM_BAD && t != JSTREAM_FAILED && j->deep >= deep);
	j->most = most;
	return t;
}

bool
jstream_wait(struct jstream *j)
{
	while (j->next < j->end && is_blank(*j->next))
		j->line += *j->next++ == '\n';
	return j->next == j->end && !j->eof && !feed_ready(j->feed);
}

/* Lets bytes from p up to where the reading is go to a file. */
static void
drop(const struct jstream *j, const char *p, FILE *to)
{
	if (to != NULL && p != NULL && p < j->next)
		fwrite(p, 1, (size_t)(j->next - p), to);
}

void
jstream_resync(struct jstream *j, FILE *to)
{
	drop(j, j->held, to);
	j->held = NULL;
	j->why = NULL;
	j->deep = 0;
	while (more(j)) {
		const char *from = j->next;
		bool begins = from[-1] == '\n';
		if (begins && (*from == '{' || *from == '['))
			return;
		const char *nl = memchr(from, '\n', (size_t)(j->end - from));
		j->next = nl != NULL ? nl + 1 : j->end;
		j->line += nl != NULL;
		drop(j, from, to);
	}
}
