/* SPDX-License-Identifier: ISC */

/* See ident.h. */

#include "rules/ident.h"

bool
ident_is(struct slice s, const char *kind)
{
	size_t n = strlen(kind);

	if (s.n <= n || s.n > IDENT_MAX || memcmp(s.p, kind, n) != 0)
		return false;
	for (size_t i = n; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') &&
		    !(s.p[i] >= 'a' && s.p[i] <= 'z'))
			return false;
	return true;
}

bool
ident_list(struct slice s, const char *kind)
{
	do {
		if (!ident_is(slice_cut(&s, ','), kind))
			return false;
	} while (s.p != NULL);
	return true;
}

int
ident_json(const struct json *of, const char *name, const char *kind, bool must,
    const char **to)
{
	int got = json_text(of, name, must, to);

	if (got < 1 || ident_is(slice_str(*to), kind))
		return got;
	if (!must && **to == '\0')
		return 0;
	json_bad(of, name,
	    "not an id, %s and small letters or digits: \"%.*s\"", kind,
	    IDENT_MAX, *to);
	return -1;
}
