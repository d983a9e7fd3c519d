/* SPDX-License-Identifier: ISC */

/* See sgfile.h. */

#include "rules/sgfile.h"
#include "base/diag.h"
#include "base/utf.h"
#include "rules/need.h"
#include "rules/sgjson.h"
#include "rules/sgtsv.h"

static int
read_json(struct sgset *set, const char *path, struct slice text)
{
	struct jsonfile *f = json_take(path, text);
	int ret = -1;

	if (f != NULL)
		ret = sgjson_add(set, f, utf_name(path));
	json_close(f);
	return ret;
}

static int
read_stream(struct sgset *set, struct origin *o, struct slice text,
    const struct rows *stream, struct schemas *all)
{
	void *state = stream->open(text, o, all);

	if (state == NULL)
		return -1;
	int ret = sgtsv_add(set, stream->next, state, o->name);
	stream->close(state);
	return ret;
}

int
sgfile_read(struct sgset *set, const char *path, bool open,
    const struct rows *stream, struct schemas *all)
{
	struct origin o = {.name = utf_name(path), .ev = EVIDENCE_INIT};
	struct buf text = {0};
	const char *why = NULL;
	int ret;

	sgset_init(set);
	ret = utf_read(path, JSON_MOST, &text);
	struct slice s = {text.p, text.n};
	if (ret == 0 && s.n > 0 && s.p[0] == '#') {
		ret = read_stream(set, &o, s, stream, all);
		why = need_cut(&o.ev, open);
	} else if (ret == 0) {
		ret = read_json(set, path, s);
		why = set->why;
	}
	buf_free(&text);
	sgset_done(set);
	if (ret == 0 && why != NULL) {
		diag_warn(DIAG_LOST, "%s: incomplete: %s", o.name, why);
		ret = -1;
	}
	return ret;
}
