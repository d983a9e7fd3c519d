/* SPDX-License-Identifier: ISC */

/* See sgfile.h. */

#include "rules/sgfile.h"
#include "base/diag.h"
#include "base/utf.h"
#include "rules/need.h"
#include "rules/sgjson.h"

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

int
sgfile_read(struct sgset *set, const char *path, bool open,
    sgfile_stream *stream, void *arg)
{
	struct origin o = {.name = utf_name(path), .ev = EVIDENCE_INIT};
	struct buf text = {0};
	const char *why = NULL;
	int ret;

	sgset_init(set);
	ret = utf_read(path, JSON_MOST, &text);
	struct slice s = {text.p, text.n};
	if (ret == 0 && s.n > 0 && s.p[0] == '#') {
		ret = stream(arg, set, &o, s);
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
