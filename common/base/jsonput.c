/* SPDX-License-Identifier: ISC */

/* See jsonput.h. */

#include <stdlib.h>

#include "base/jsonput.h"
#include "base/mem.h"

json_t *
jsonput_object(void)
{
	json_t *o = json_object();

	mem_check(o);
	return o;
}

json_t *
jsonput_list(void)
{
	json_t *list = json_array();

	mem_check(list);
	return list;
}

json_t *
jsonput_count(uint64_t v)
{
	return v == UINT64_MAX ? json_null() : json_integer((json_int_t)v);
}

json_t *
jsonput_text(struct slice text)
{
	json_t *s = json_stringn(text.p != NULL ? text.p : "", text.n);

	return s != NULL ? s : json_null();
}

void
jsonput_set(json_t *to, const char *name, json_t *value)
{
	mem_check(value);
	if (json_object_set_new(to, name, value) < 0)
		mem_check(NULL);
}

void
jsonput_add(json_t *list, json_t *value)
{
	mem_check(value);
	if (json_array_append_new(list, value) < 0)
		mem_check(NULL);
}

void
jsonput_done(struct buf *to, json_t *document)
{
	char *text = json_dumps(document, JSON_INDENT(2) | JSON_ENSURE_ASCII);

	mem_check(text);
	buf_str(to, text);
	buf_char(to, '\n');
	free(text);
	json_decref(document);
}
