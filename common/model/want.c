/* SPDX-License-Identifier: ISC */

/* See want.h. */

#include <stdlib.h>

#include "base/mem.h"
#include "model/want.h"

void
want_field(struct want *w, enum field_id id)
{
	w->field[id] = true;
}

void
want_column(struct want *w, const struct field *field, struct slice name)
{
	if (field != &field_other) {
		want_field(w, field_id(field));
		return;
	}
	w->name = mem_array(w->name, w->n + 1, sizeof(*w->name));
	w->name[w->n++] = name;
}

bool
want_has(const struct want *w, const struct column *c)
{
	if (w == NULL || w->all)
		return true;
	if (c->field != &field_other)
		return w->field[field_id(c->field)];
	for (size_t i = 0; i < w->n; i++)
		if (slice_is(w->name[i], c->name))
			return true;
	return false;
}

void
want_free(struct want *w)
{
	free(w->name);
	*w = (struct want){0};
}
