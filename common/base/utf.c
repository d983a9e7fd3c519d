/* SPDX-License-Identifier: ISC */

/* See utf.h. */

#include "base/utf.h"
#include "base/diag.h"
#include "base/feed.h"

#define BITE 65536 /* bytes asked of the feed at once */

enum utf
utf_tell(struct slice text, size_t *mark)
{
	const char *p = text.p;

	*mark = 0;
	if (text.n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		*mark = 3;
	if (*mark > 0 || text.n < 2)
		return UTF_8;
	if (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0)
		*mark = 2;
	if (*mark > 0)
		return p[0] == '\xff' ? UTF_16LE : UTF_16BE;
	if ((p[0] == '\0') == (p[1] == '\0'))
		return UTF_8;
	return p[1] == '\0' ? UTF_16LE : UTF_16BE;
}

static void
put(struct buf *to, uint32_t c)
{
	if (c < 0x80) {
		buf_char(to, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_char(to, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_char(to, (char)(0xe0 | c >> 12));
		} else {
			buf_char(to, (char)(0xf0 | c >> 18));
			buf_char(to, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		buf_char(to, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_char(to, (char)(0x80 | (c & 0x3f)));
}

/* The unit at p. */
static uint32_t
unit(const char *p, bool big)
{
	uint32_t a = (unsigned char)p[0], b = (unsigned char)p[1];

	return big ? a << 8 | b : b << 8 | a;
}

int
utf_from16(struct buf *to, struct slice text, bool big, size_t *at)
{
	for (size_t i = 0; i < text.n; i += 2) {
		*at = i;
		if (text.n - i < 2)
			return -1;
		uint32_t c = unit(text.p + i, big);
		if (c >= 0xd800 && c < 0xe000) {
			if (c >= 0xdc00 || text.n - i < 4)
				return -1;
			uint32_t low = unit(text.p + i + 2, big);
			if (low < 0xdc00 || low >= 0xe000)
				return -1;
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		put(to, c);
	}
	return 0;
}

const char *
utf_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "stdin" : path;
}

/* All bytes of a feed.  0, or -1 after a message. */
static int
pull(struct feed *feed, const char *name, size_t most, struct buf *to)
{
	for (;;) {
		ssize_t got = feed_pull(feed, buf_room(to, BITE), BITE);
		if (got == -1)
			diag_warn(DIAG_LOST, "%s: %s", name, feed->why);
		if (got <= 0)
			return (int)got;
		to->n += (size_t)got;
		if (to->n > most) {
			diag_warn(DIAG_LOST, "%s: larger than %zu MiB", name,
			    most >> 20);
			return -1;
		}
	}
}

/* In place: takes the mark off, or turns UTF-16 to UTF-8. */
static int
convert(struct buf *text, const char *name)
{
	struct buf to = {0};
	size_t mark, at;

	enum utf utf = utf_tell((struct slice){text->p, text->n}, &mark);
	if (utf == UTF_8) {
		text->n -= mark;
		if (mark > 0)
			memmove(text->p, text->p + mark, text->n);
		return 0;
	}
	struct slice from = {text->p + mark, text->n - mark};
	int r = utf_from16(&to, from, utf == UTF_16BE, &at);
	buf_free(text);
	*text = to;
	if (r != 0)
		diag_warn(DIAG_LOST,
		    "%s: not UTF-16, as its first bytes say: half a character "
		    "at byte %zu",
		    name, at + mark);
	return r;
}

int
utf_read(const char *path, size_t most, struct buf *text)
{
	const char *why, *name = utf_name(path);

	struct feed *feed = feed_open(path, &why);
	if (feed == NULL) {
		diag_warn(DIAG_LOST, "%s: %s", name, why);
		return -1;
	}
	int r = pull(feed, name, most, text);
	feed_close(feed);
	return r == 0 ? convert(text, name) : -1;
}

/* How many bytes a character has that begins with this one; 0: none does. */
static size_t
size_of(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/*
 * The character at the front of a text, and in *n its bytes: 0xfffd and one
 * byte where it is broken, too long for what it is, or half a surrogate pair.
 */
static uint32_t
first_of(struct slice s, size_t *n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)s.p[0];
	size_t size = size_of(lead);
	uint32_t c = size == 1 ? lead : lead & (0x7fU >> size);

	*n = 1;
	if (size == 0 || size > s.n)
		return 0xfffd;
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | ((unsigned char)s.p[i] & 0x3f);
	}
	if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	*n = size;
	return c;
}

void
utf_show(struct buf *to, struct slice text)
{
	/* Unicode 15: Cc, Zl, Zp, and of Cf what has no ink of its own. */
	static const struct {
		uint32_t from, to;
	} unseen[] = {
	    {0, 0x1f},
	    {0x7f, 0x9f},
	    {0x200b, 0x200b},
	    {0x200e, 0x200f},
	    {0x2028, 0x202e},
	    {0x2060, 0x206f},
	    {0xfeff, 0xfeff},
	    {0xfffd, 0xfffd},
	};
	size_t n;

	for (; text.n > 0; text.p += n, text.n -= n) {
		uint32_t c = first_of(text, &n);
		bool seen = true;

		for (size_t i = 0; i < nitems(unseen); i++)
			seen = seen && (c < unseen[i].from || c > unseen[i].to);
		if (seen)
			buf_add(to, text.p, n);
		else
			buf_char(to, '?');
	}
}
