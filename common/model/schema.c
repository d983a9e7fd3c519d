/* SPDX-License-Identifier: ISC */

/* See schema.h. */

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/schema.h"
#include "model/transit.h"

/* Headers of one run are few: a list is enough. */
struct schemas {
	pthread_mutex_t lock;
	struct schema **item;
	size_t n, cap;
};

struct schemas *
schemas_new(void)
{
	struct schemas *all = mem_new(sizeof(*all));

	pthread_mutex_init(&all->lock, NULL);
	return all;
}

static void
schema_free(struct schema *s)
{
	for (size_t i = 0; i < s->ncol; i++)
		if (s->col[i].field == &field_other)
			free(unconst(s->col[i].name));
	free(s);
}

void
schemas_free(struct schemas *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++)
		schema_free(all->item[i]);
	pthread_mutex_destroy(&all->lock);
	free(all->item);
	free(all);
}

/* Names to columns; other names are copied. */
static struct schema *
build(const struct slice *name, size_t n)
{
	struct schema *s = mem_new(sizeof(*s) + n * sizeof(s->col[0]));

	s->ncol = n;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		s->at[i] = SCHEMA_NONE;
	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_find(name[i]);
		if (f == NULL || s->at[field_id(f)] != SCHEMA_NONE) {
			s->col[i].field = &field_other;
			s->col[i].name = mem_strn(name[i].p, name[i].n);
			continue;
		}
		s->at[field_id(f)] = i;
		s->col[i].field = f;
		s->col[i].name = f->name;
	}
	s->grouped = s->at[FIELD_FLOWS] != SCHEMA_NONE;
	s->raw = !s->grouped &&
	    (s->at[FIELD_START] != SCHEMA_NONE ||
		s->at[FIELD_END] != SCHEMA_NONE ||
		s->at[FIELD_ACTION] != SCHEMA_NONE);
	s->transit = transit_field(s) != FIELD_COUNT;
	return s;
}

static bool
equal(const struct schema *a, const struct schema *b)
{
	if (a->ncol != b->ncol)
		return false;
	for (size_t i = 0; i < a->ncol; i++)
		if (a->col[i].field != b->col[i].field ||
		    strcmp(a->col[i].name, b->col[i].name) != 0)
			return false;
	return true;
}

/* The one that is there, or the new one; takes s. */
static const struct schema *
intern(struct schemas *all, struct schema *s)
{
	for (size_t i = 0; i < all->n; i++) {
		if (equal(all->item[i], s)) {
			schema_free(s);
			return all->item[i];
		}
	}
	if (all->n == all->cap) {
		all->cap = all->cap ? 2 * all->cap : 8;
		all->item = mem_array(all->item, all->cap, sizeof(*all->item));
	}
	all->item[all->n++] = s;
	return s;
}

const struct schema *
schemas_names(struct schemas *all, const struct slice *name, size_t n)
{
	struct schema *s = build(name, n);

	pthread_mutex_lock(&all->lock);
	const struct schema *one = intern(all, s);
	pthread_mutex_unlock(&all->lock);
	return one;
}

size_t
schema_column(const struct schema *s, const struct field *field,
    struct slice name)
{
	if (field != &field_other)
		return s->at[field_id(field)];
	for (size_t i = 0; i < s->ncol; i++)
		if (s->col[i].field == &field_other &&
		    slice_is(name, s->col[i].name))
			return i;
	return SCHEMA_NONE;
}

size_t
schema_known(const struct schema *s)
{
	size_t known = 0;

	for (size_t i = 0; i < s->ncol; i++)
		known += s->col[i].field != &field_other;
	return known;
}
