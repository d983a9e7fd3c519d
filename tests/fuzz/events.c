/* SPDX-License-Identifier: ISC */

/*
 * Events: whatever the bytes are, it ends.  And JSON itself: what jansson
 * takes for documents gives the same tokens as its trees.
 */

#include <jansson.h>

#include "base/jstream.h"
#include "fuzzing.h"
#include "source/events.h"

/* A token of the text is this one, with this text (NULL: any). */
static void
expect(struct jstream *j, enum jstream_token want, const char *text)
{
	enum jstream_token t = jstream_next(j);

	assert(t == want);
	assert(text == NULL ||
	    slice_is((struct slice){j->text.p, j->text.n}, text));
}

/* Names come in the order of the text, as jansson keeps them. */
static void
compare(struct jstream *j, json_t *v)
{
	const char *name;
	json_t *in;
	size_t i;

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		expect(j, JSTREAM_OBJECT, NULL);
		json_object_foreach(v, name, in)
		{
			expect(j, JSTREAM_NAME, name);
			compare(j, in);
		}
		expect(j, JSTREAM_CLOSE, NULL);
		return;
	case JSON_ARRAY:
		expect(j, JSTREAM_LIST, NULL);
		json_array_foreach(v, i, in) compare(j, in);
		expect(j, JSTREAM_CLOSE, NULL);
		return;
	case JSON_STRING:
		expect(j, JSTREAM_STRING, json_string_value(v));
		return;
	case JSON_INTEGER:
	case JSON_REAL:
		expect(j, JSTREAM_NUMBER, NULL);
		return;
	default:
		expect(j, JSTREAM_WORD, NULL);
	}
}

/*
 * Not where there is a NUL: jansson 2.14 loses one that follows a number or
 * word, and reads on as if it were a blank.
 */
static void
beside_jansson(const uint8_t *p, size_t n)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK;
	struct feed *feed = memory_feed(p, n);
	struct jstream j;
	json_error_t e;
	json_t *v;

	jstream_open(&j, feed, SIZE_MAX);
	for (;;) {
		v = json_loadb((const char *)p, n, flags, &e);
		if (v == NULL)
			break;
		compare(&j, v);
		json_decref(v);
		p += e.position;
		n -= (size_t)e.position;
	}
	jstream_close(&j);
	feed_close(feed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	if (memchr(p, '\0', n) == NULL)
		beside_jansson(p, n);
	struct outcome o = read_format(events_open, p, n, SIZE_MAX, NULL);
	assert(o.end == 0 || o.said[0] != '\0');
	assert(o.opened || o.said[0] != '\0');
	assert(o.rows <= o.origin.rows);
	return 0;
}
