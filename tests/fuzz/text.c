/* SPDX-License-Identifier: ISC */

/*
 * text, and how an input is told: whatever the bytes are, unwrapped and
 * sniffed, it ends, every record is accounted for, and -F of any columns does
 * no harm.
 */

#include "source/text.h"
#include "fuzzing.h"
#include "source/sniff.h"

/* All that sniff_open opens. */
static struct source *
open_any(struct feed *feed, const struct format_env *env)
{
	struct sniff found;

	struct source *s = sniff_open(feed, env, NULL, &found);
	assert(s == NULL || found.format != NULL);
	assert(found.nover <= PEEL_MOST);
	return s;
}

/* Text with columns, as many as the first line has bytes. */
static struct source *
open_named(struct feed *feed, const struct format_env *env)
{
	static const char *const names[] = {"srcaddr", "start", "log-status",
	    "mine", "bytes"};
	struct format_env in = *env;
	struct slice head = env->head;
	size_t n = slice_cut(&head, '\n').n % 7 + 1;
	struct layout *l = mem_new(sizeof(*l) + n * sizeof(l->name[0]));

	l->n = n;
	for (size_t i = 0; i < n; i++)
		l->name[i] = slice_str(names[i % nitems(names)]);
	in.columns = l;
	struct source *s = text_open(feed, &in);
	free(l);
	return s;
}

static void
check(struct source *(*open)(struct feed *, const struct format_env *),
    const uint8_t *p, size_t n)
{
	struct outcome o = read_format(open, p, n, 64, NULL);

	/* What was not read to its end has said why, unless we stopped. */
	assert(o.end == 0 || o.end == 1 || o.said[0] != '\0');
	assert(o.opened || o.said[0] != '\0');
	assert(o.rows + o.origin.malformed + o.origin.nodata +
		o.origin.skipdata <=
	    o.origin.rows);
	if (o.end == 0 && o.origin.raw)
		assert(o.rows + o.origin.malformed + o.origin.nodata +
			o.origin.skipdata ==
		    o.origin.rows);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	check(open_any, p, n);
	if (n > 0)
		check(open_named, p, n);
	return 0;
}
