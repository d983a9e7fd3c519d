/* SPDX-License-Identifier: ISC */

/* See member.h. */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "rules/member.h"
#include "rules/rule.h"

uint64_t
member_plus(uint64_t a, uint64_t b)
{
	uint64_t v;

	return __builtin_add_overflow(a, b, &v) ? MEMBER_MOST : v;
}

uint64_t
member_times(uint64_t a, uint64_t b)
{
	uint64_t v;

	return __builtin_mul_overflow(a, b, &v) ? MEMBER_MOST : v;
}

uint64_t
member_addresses(struct prefix p)
{
	unsigned int bits = 128U - p.len;

	return bits < 64 ? 1ULL << bits : MEMBER_MOST;
}

/* ---- groups ------------------------------------------------------------ */

/* Ids of groups, each as often as it comes. */
struct ids {
	struct member_group *group;
	size_t n, cap;
};

static void
add_group(struct ids *ids, const char *id, const char *name, const char *vpc)
{
	if (ids->n == ids->cap) {
		ids->cap = ids->cap > 0 ? 2 * ids->cap : 64;
		ids->group = mem_array(ids->group, ids->cap,
		    sizeof(*ids->group));
	}
	ids->group[ids->n++] = (struct member_group){.id = id,
	    .name = name,
	    .vpc = vpc};
}

static void
ids_of_who(struct ids *ids, struct keep *k, const struct who *w)
{
	struct slice rest = w->cell[WHO_SG];
	const char *vpc = "";

	if (who_says(w, WHO_VPC))
		vpc = keep_text(k, w->cell[WHO_VPC]);
	while (rest.p != NULL)
		add_group(ids, keep_text(k, slice_cut(&rest, ',')), "", vpc);
}

static int
by_id(const void *a, const void *b)
{
	const struct member_group *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* Each once, with what any of them says. */
static void
make_groups(struct members *m, struct ids *ids)
{
	size_t n = 0;

	if (ids->n > 0)
		qsort(ids->group, ids->n, sizeof(*ids->group), by_id);
	for (size_t i = 0; i < ids->n; i++) {
		struct member_group g = ids->group[i];
		struct member_group *last = &ids->group[n > 0 ? n - 1 : 0];

		if (n == 0 || strcmp(last->id, g.id) != 0) {
			ids->group[n++] = g;
			continue;
		}
		/* Of several names the same one, whatever the order. */
		if (strcmp(g.name, last->name) > 0)
			last->name = g.name;
		if (strcmp(g.vpc, last->vpc) > 0)
			last->vpc = g.vpc;
	}
	m->group = ids->group;
	m->ngroup = n;
}

static uint32_t
group_of(const struct members *m, const char *id)
{
	struct member_group like = {.id = id}, *at;

	at = bsearch(&like, m->group, m->ngroup, sizeof(like), by_id);
	return (uint32_t)(at - m->group);
}

/* ---- classes ----------------------------------------------------------- */

/* A set of groups on its way to be a class. */
struct set {
	const uint32_t *group;
	uint32_t n;
	size_t at; /* whose it is */
};

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int
by_set(const void *a, const void *b)
{
	const struct set *x = a, *y = b;

	for (uint32_t i = 0; i < x->n && i < y->n; i++)
		if (x->group[i] != y->group[i])
			return x->group[i] < y->group[i] ? -1 : 1;
	return (x->n > y->n) - (x->n < y->n);
}

/* Sorts the numbers, each once. */
static struct set
make_set(uint32_t *group, uint32_t n, size_t at)
{
	uint32_t kept = 0;

	qsort(group, n, sizeof(*group), by_number);
	for (uint32_t i = 0; i < n; i++)
		if (kept == 0 || group[kept - 1] != group[i])
			group[kept++] = group[i];
	return (struct set){group, kept, at};
}

static struct set
set_of_who(struct members *m, const struct who *w, size_t at)
{
	struct slice rest = w->cell[WHO_SG];
	uint32_t n = 1, *group;

	for (size_t i = 0; i < rest.n; i++)
		n += rest.p[i] == ',';
	group = keep_room(m->keep, n * sizeof(*group));
	n = 0;
	while (rest.p != NULL) {
		struct slice s = slice_cut(&rest, ',');
		char *id = mem_strn(s.p, s.n);

		group[n++] = group_of(m, id);
		free(id);
	}
	return make_set(group, n, at);
}

static struct set
set_of_eni(struct members *m, const struct eni *e, size_t at)
{
	uint32_t *group = keep_room(m->keep, e->ngroup * sizeof(*group));

	for (size_t i = 0; i < e->ngroup; i++)
		group[i] = group_of(m, e->group[i].id);
	return make_set(group, (uint32_t)e->ngroup, at);
}

/* Numbers the different sets; of[]: the class of whose they are. */
static void
make_classes(struct members *m, struct set *set, size_t n, uint32_t *of)
{
	m->class = mem_array(NULL, n, sizeof(*m->class));
	if (n > 0)
		qsort(set, n, sizeof(*set), by_set);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || by_set(&set[i - 1], &set[i]) != 0)
			m->class[m->nclass++] = (struct member_class){
			    set[i].group, set[i].n, {{0, 0}}};
		of[set[i].at] = (uint32_t)(m->nclass - 1);
	}
}

/* ---- holders ----------------------------------------------------------- */

void
member_seen(struct members *m, uint32_t who, struct prefix at)
{
	if (m->of_who[who] != MEMBER_NONE)
		endset_add(&m->seen, at, m->of_who[who]);
}

static int
by_holder(const void *a, const void *b)
{
	const struct member_holder *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	return prefix_cmp(x->prefix, y->prefix);
}

/* From the set to a list, without what is inside others of its class. */
static void
list_holders(struct members *m)
{
	size_t all = m->seen.n, n = 0;
	struct member_holder *list = mem_array(NULL, all, sizeof(*list));

	for (size_t i = 0; i < all; i++)
		list[i] = (struct member_holder){m->seen.item[i].prefix,
		    m->seen.item[i].kind};
	if (all > 0)
		qsort(list, all, sizeof(*list), by_holder);
	for (size_t i = 0; i < all; i++)
		if (n == 0 || list[n - 1].class != list[i].class ||
		    !prefix_has(list[n - 1].prefix, list[i].prefix))
			list[n++] = list[i];
	m->holder = list;
	m->nholder = n;
	endset_free(&m->seen);
}

void
member_done(struct members *m)
{
	list_holders(m);
	for (size_t i = 0; i < m->nholder; i++) {
		const struct member_holder *h = &m->holder[i];
		uint64_t *n =
		    &m->class[h->class]
			 .size.n[rule_is4(h->prefix) ? MEMBER_IP4 : MEMBER_IP6];

		*n = member_plus(*n, member_addresses(h->prefix));
	}
	for (size_t c = 0; c < m->nclass; c++)
		for (uint32_t i = 0; i < m->class[c].n; i++)
			for (int f = 0; f < MEMBER_FAMILIES; f++) {
				uint32_t g = m->class[c].group[i];
				uint64_t *n = &m->group[g].size.n[f];

				*n = member_plus(*n, m->class[c].size.n[f]);
			}
	m->size = mem_array(NULL, m->ngroup, sizeof(*m->size));
	for (size_t g = 0; g < m->ngroup; g++)
		m->size[g] = member_plus(m->group[g].size.n[MEMBER_IP4],
		    m->group[g].size.n[MEMBER_IP6]);
}

/* ---- all of it --------------------------------------------------------- */

static void
find_groups(struct members *m, const struct whos *whos, const struct enis *enis)
{
	struct ids ids = {NULL, 0, 0};

	for (uint32_t i = 0; i < who_count(whos); i++)
		if (who_guarded(who_at(whos, i)))
			ids_of_who(&ids, m->keep, who_at(whos, i));
	for (size_t i = 0; enis != NULL && i < eni_count(enis); i++) {
		const struct eni *e = eni_at(enis, i);

		for (size_t k = 0; k < e->ngroup; k++)
			add_group(&ids, e->group[k].id, e->group[k].name,
			    e->vpc);
	}
	make_groups(m, &ids);
}

static void
add_interfaces(struct members *m, const struct enis *enis, const uint32_t *of)
{
	for (size_t i = 0; i < eni_count(enis); i++) {
		const struct eni *e = eni_at(enis, i);

		for (size_t k = 0; e->ngroup > 0 && k < e->naddr; k++)
			if (e->addr[k].way != ENI_PUBLIC)
				endset_add(&m->seen, e->addr[k].prefix, of[i]);
	}
}

struct members *
member_new(const struct whos *whos, const struct enis *enis)
{
	struct members *m = mem_new(sizeof(*m));
	size_t nwho = who_count(whos);
	size_t neni = enis != NULL ? eni_count(enis) : 0, n = 0;
	struct set *set = mem_array(NULL, nwho + neni, sizeof(*set));
	uint32_t *of = mem_array(NULL, nwho + neni, sizeof(*of));

	m->keep = keep_new();
	find_groups(m, whos, enis);
	for (size_t i = 0; i < nwho + neni; i++)
		of[i] = MEMBER_NONE;
	for (size_t i = 0; i < nwho; i++)
		if (who_guarded(who_at(whos, (uint32_t)i)))
			set[n++] = set_of_who(m, who_at(whos, (uint32_t)i), i);
	for (size_t i = 0; i < neni; i++)
		if (eni_at(enis, i)->ngroup > 0)
			set[n++] = set_of_eni(m, eni_at(enis, i), nwho + i);
	make_classes(m, set, n, of);
	m->of_who = of;
	if (enis != NULL)
		add_interfaces(m, enis, of + nwho);
	free(set);
	return m;
}

void
member_free(struct members *m)
{
	if (m == NULL)
		return;
	keep_free(m->keep);
	free(m->group);
	free(m->class);
	free(m->of_who);
	free(m->size);
	free(m->holder);
	endset_free(&m->seen);
	free(m);
}
