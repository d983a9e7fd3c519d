/* SPDX-License-Identifier: ISC */

/* See json.h. */

#include <stdarg.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/diag.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf.h"

struct jsonfile {
	char *name; /* for messages */
	json_t **doc;
	size_t n, room;
};

/* ---- parsing ----------------------------------------------------------- */

static void
add_doc(struct jsonfile *f, json_t *doc)
{
	if (f->n == f->room) {
		f->room = f->room == 0 ? 4 : 2 * f->room;
		f->doc = mem_array(f->doc, f->room, sizeof(*f->doc));
	}
	f->doc[f->n++] = doc;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Passes over n bytes and the blanks behind them, and counts lines. */
static void
skip(struct slice *rest, size_t n, size_t *line)
{
	while (rest->n > 0 && (n > 0 || is_blank(rest->p[0]))) {
		*line += rest->p[0] == '\n';
		n -= n > 0;
		rest->p++;
		rest->n--;
	}
}

/* The documents of a text.  0, or -1 after a message. */
static int
parse(struct jsonfile *f, struct slice rest)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK;
	size_t line = 0;
	json_error_t e;

	for (skip(&rest, 0, &line); rest.n > 0;) {
		json_t *doc = json_loadb(rest.p, rest.n, flags, &e);
		if (doc == NULL &&
		    json_error_code(&e) == json_error_out_of_memory)
			mem_check(NULL);
		if (doc == NULL) {
			diag_warn(DIAG_LOST, "%s:%zu:%d: not JSON: %s", f->name,
			    line + (size_t)e.line, e.column, e.text);
			return -1;
		}
		add_doc(f, doc);
		skip(&rest, (size_t)e.position, &line);
	}
	if (f->n > 0)
		return 0;
	diag_warn(DIAG_LOST, "%s: empty: expected JSON", f->name);
	return -1;
}

struct jsonfile *
json_take(const char *path, struct slice text)
{
	struct jsonfile *f = mem_new(sizeof(*f));

	f->name = mem_str(utf_name(path));
	if (parse(f, text) == 0)
		return f;
	json_close(f);
	return NULL;
}

struct jsonfile *
json_open(const char *path)
{
	struct jsonfile *f = NULL;
	struct buf text = {0};

	if (utf_read(path, JSON_MOST, &text) == 0)
		f = json_take(path, (struct slice){text.p, text.n});
	buf_free(&text);
	return f;
}

void
json_close(struct jsonfile *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n; i++)
		json_decref(f->doc[i]);
	free(f->doc);
	free(f->name);
	free(f);
}

/* ---- what is wrong, and where ------------------------------------------ */

static void
put_name(struct buf *to, const char *name)
{
	bool begins = to->n == 0 || to->p[to->n - 1] == ' ';

	buf_fmt(to, "%s%s", begins ? "" : ".", name);
}

static void
put_path(struct buf *to, const struct json *j)
{
	if (j->up == NULL) {
		if (j->file->n > 1)
			buf_fmt(to, "document %zu: ", j->at + 1);
		return;
	}
	put_path(to, j->up);
	if (j->name != NULL)
		put_name(to, j->name);
	else
		buf_fmt(to, "[%zu]", j->at);
}

void
json_bad(const struct json *of, const char *name, const char *fmt, ...)
{
	struct buf path = {0}, text = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&text, fmt, ap);
	va_end(ap);
	put_path(&path, of);
	if (name != NULL)
		put_name(&path, name);
	size_t n = path.n;
	bool colon = n > 0 && path.p[n - 1] != ' ';
	diag_warn(DIAG_LOST, "%s: %s%s%s", of->file->name, buf_cstr(&path),
	    colon ? ": " : "", buf_cstr(&text));
	buf_free(&path);
	buf_free(&text);
}

static const char *
kind_of(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "a list";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
		break;
	}
	return "null";
}

/* ---- members ----------------------------------------------------------- */

/*
 * A member of one of two types (the same where there is but one), as the
 * getters promise.
 */
static int
get(const struct json *of, const char *name, bool must, json_type a,
    json_type b, const char *what, json_t **to)
{
	json_t *v = json_object_get(of->value, name);

	if (v == NULL || (json_is_null(v) && !must)) {
		if (must)
			json_bad(of, name, "expected %s, found nothing", what);
		return must ? -1 : 0;
	}
	if (json_typeof(v) != a && json_typeof(v) != b) {
		json_bad(of, name, "expected %s, found %s", what, kind_of(v));
		return -1;
	}
	*to = v;
	return 1;
}

int
json_text(const struct json *of, const char *name, bool must, const char **to)
{
	json_t *v;

	int r = get(of, name, must, JSON_STRING, JSON_STRING, "a string", &v);
	if (r == 1)
		*to = json_string_value(v);
	return r;
}

int
json_flag(const struct json *of, const char *name, bool must, bool *to)
{
	json_t *v;

	int r = get(of, name, must, JSON_TRUE, JSON_FALSE, "true or false", &v);
	if (r == 1)
		*to = json_is_true(v);
	return r;
}

int
json_number(const struct json *of, const char *name, bool must, long long *to)
{
	json_t *v;

	int r = get(of, name, must, JSON_INTEGER, JSON_INTEGER,
	    "a whole number", &v);
	if (r == 1)
		*to = json_integer_value(v);
	return r;
}

static int
get_node(const struct json *of, const char *name, bool must, json_type type,
    const char *what, struct json *to)
{
	json_t *v;

	int r = get(of, name, must, type, type, what, &v);
	if (r == 1)
		*to = (struct json){v, of, name, 0, of->file};
	return r;
}

int
json_list(const struct json *of, const char *name, bool must, struct json *to)
{
	return get_node(of, name, must, JSON_ARRAY, "a list", to);
}

int
json_member(const struct json *of, const char *name, bool must, struct json *to)
{
	return get_node(of, name, must, JSON_OBJECT, "an object", to);
}

size_t
json_size(const struct json *list)
{
	return json_array_size(list->value);
}

struct json
json_item(const struct json *list, size_t i)
{
	return (struct json){json_array_get(list->value, i), list, NULL, i,
	    list->file};
}

int
json_is_record(const struct json *j)
{
	if (json_is_object(j->value))
		return 0;
	json_bad(j, NULL, "expected an object, found %s", kind_of(j->value));
	return -1;
}

int
json_is_text(const struct json *j, const char **to)
{
	*to = json_string_value(j->value);
	if (*to != NULL)
		return 0;
	json_bad(j, NULL, "expected a string, found %s", kind_of(j->value));
	return -1;
}

/* ---- items ------------------------------------------------------------- */

void
json_items(struct json_items *it, const struct jsonfile *f,
    const struct json_shape *shape, size_t n)
{
	*it = (struct json_items){.file = f, .shape = shape, .nshape = n};
}

/* Says that a value is none of the shapes. */
static int
strange(const struct json_items *it, const struct json *j)
{
	struct buf want = {0}, got = {0};

	for (size_t i = 0; i < it->nshape; i++)
		buf_fmt(&want, "%s%s", i > 0 ? " or " : "", it->shape[i].list);
	if (json_object_size(j->value) == 0)
		buf_str(&got, "an empty object");
	for (void *i = json_object_iter(j->value); i != NULL && got.n < 60;
	     i = json_object_iter_next(j->value, i))
		buf_fmt(&got, "%s%s%s", got.n > 0 ? ", " : "",
		    json_object_iter_key(i),
		    json_is_null(json_object_iter_value(i)) ? " null" : "");
	json_bad(j, NULL, "expected %s, found %s", buf_cstr(&want),
	    buf_cstr(&got));
	buf_free(&want);
	buf_free(&got);
	return -1;
}

/* Makes the path longer; false: it is too long already. */
static bool
push(struct json_items *it, struct json j)
{
	if (it->depth == nitems(it->path))
		return false;
	if (it->depth > 0)
		j.up = &it->path[it->depth - 1];
	it->i[it->depth] = 0;
	it->path[it->depth++] = j;
	return true;
}

/* Notes whether a page is the last. */
static void
note_page(struct json_items *it, const struct json *page)
{
	const char *token = json_string_value(json_object_get(page->value,
	    "NextToken"));

	it->more = token != NULL && token[0] != '\0';
}

/*
 * What an object is: an item (1), a page, or around one; then the path goes
 * on in it (0).  Or -1 after a message.
 */
static int
open_object(struct json_items *it, size_t *shape)
{
	const struct json *j = &it->path[it->depth - 1];
	struct json in = *j;

	for (size_t i = 0; i < it->nshape; i++) {
		int r = json_list(j, it->shape[i].list, false, &in);
		if (r < 0)
			return -1;
		if (r == 0)
			continue;
		note_page(it, j);
		return push(it, in) ? 0 : strange(it, j);
	}
	for (size_t i = 0; i < it->nshape; i++) {
		*shape = i;
		if (json_object_get(j->value, it->shape[i].mark) != NULL)
			return 1;
	}
	json_t *data = json_object_get(j->value, "data");
	if (json_is_object(data) &&
	    push(it, (struct json){data, NULL, "data", 0, it->file}))
		return open_object(it, shape);
	return strange(it, j);
}

/* Is the list at the end of the path one that its name tells? */
static bool
is_named(const struct json_items *it, size_t *shape)
{
	const char *name = it->path[it->depth - 1].name;

	for (size_t i = 0; i < it->nshape; i++) {
		*shape = i;
		if (name != NULL && strcmp(name, it->shape[i].list) == 0)
			return true;
	}
	return false;
}

/* The next item of the list at the end of the path. */
static int
open_item(struct json_items *it, size_t *shape)
{
	size_t *i = &it->i[it->depth - 1];
	const struct json *list = &it->path[it->depth - 1];

	if (*i == json_size(list)) {
		it->depth--;
		return 0;
	}
	struct json item = json_item(list, (*i)++);
	if (json_is_record(&item) < 0)
		return -1;
	bool named = is_named(it, shape);
	if (!push(it, item))
		return strange(it, &item);
	return named ? 1 : open_object(it, shape);
}

int
json_items_next(struct json_items *it, struct json *item, size_t *shape)
{
	for (;;) {
		int r = 0;
		/* An object at the end of the path has been looked at. */
		while (it->depth > 0 &&
		    json_is_object(it->path[it->depth - 1].value))
			it->depth--;
		if (it->depth > 0) {
			r = open_item(it, shape);
		} else if (it->next < it->file->n) {
			size_t at = it->next++;
			push(it,
			    (struct json){it->file->doc[at], NULL, NULL, at,
				it->file});
			if (json_is_object(it->path[0].value))
				r = open_object(it, shape);
		} else {
			return 0;
		}
		if (r < 0)
			return -1;
		if (r == 1) {
			*item = it->path[it->depth - 1];
			return 1;
		}
	}
}
