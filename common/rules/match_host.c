/* SPDX-License-Identifier: ISC */

/*
 * See match.h: who holds which address.  An address may be held by an
 * interface, by one in each of two VPCs, by a group that has it as a member,
 * or by all of these: they are sorted by prefix, and each prefix becomes a
 * place with its hosts.
 */

#include <stdlib.h>

#include "base/mem.h"
#include "rules/match_state.h"

/* One reason why somebody holds a prefix. */
struct hold {
	struct prefix prefix;
	const struct eni *eni; /* or: */
	uint32_t group;        /* that has it as a member */
};

struct holds {
	struct hold *hold;
	size_t n, room;
};

static void
add_hold(struct holds *all, struct hold h)
{
	if (all->n == all->room) {
		all->room = all->room == 0 ? 256 : 2 * all->room;
		all->hold = mem_array(all->hold, all->room, sizeof(h));
	}
	all->hold[all->n++] = h;
}

/* By prefix; interfaces first, by their place in memory, which is their id. */
static int
by_prefix(const void *a, const void *b)
{
	const struct hold *x = a, *y = b;
	int c = rule_prefix_cmp(x->prefix, y->prefix);

	if (c != 0)
		return c;
	if ((x->eni == NULL) != (y->eni == NULL))
		return x->eni == NULL ? 1 : -1;
	if (x->eni != y->eni)
		return x->eni < y->eni ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

/*
 * The group that is for all of what has a name, as fl-sgrules -b name -f tsv
 * calls it, without saying who that is: "db", or "db (vpc-1)" where several
 * VPCs have one; sgtsv.h puts "fl-" in front.  MATCH_NOBODY: there is none.
 */
static uint32_t
named(const struct sgset *set, const struct eni *e)
{
	struct buf b = {0};
	uint32_t g = MATCH_NOBODY;

	for (int i = 0; g == MATCH_NOBODY && i < 4; i++) {
		b.n = 0;
		buf_str(&b, i % 2 == 0 ? "fl-" : "");
		buf_str(&b, e->name);
		if (i >= 2)
			buf_fmt(&b, " (%s)", e->vpc[0] != '\0' ? e->vpc : "-");
		g = sgset_find_id(set, buf_cstr(&b));
	}
	buf_free(&b);
	return g != MATCH_NOBODY && set->group[g].nmember == 0 ? g :
								 MATCH_NOBODY;
}

/* Public addresses are none: no interface sees them. */
static void
add_holds(struct holds *all, const struct sgset *set, const struct enis *enis)
{
	for (size_t i = 0; enis != NULL && i < eni_count(enis); i++) {
		const struct eni *e = eni_at(enis, i);
		uint32_t g = named(set, e);
		for (size_t k = 0; k < e->naddr; k++) {
			if (e->addr[k].way == ENI_PUBLIC)
				continue;
			add_hold(all,
			    (struct hold){e->addr[k].prefix, e, MATCH_NOBODY});
			if (g != MATCH_NOBODY)
				add_hold(all,
				    (struct hold){e->addr[k].prefix, NULL, g});
		}
	}
	for (uint32_t g = 0; g < set->ngroup; g++)
		for (size_t k = 0; k < set->group[g].nmember; k++)
			add_hold(all,
			    (struct hold){set->group[g].member[k], NULL, g});
	if (all->n > 0)
		qsort(all->hold, all->n, sizeof(*all->hold), by_prefix);
}

/* ---- a host ------------------------------------------------------------ */

/* Numbers that are kept. */
struct kept {
	const uint32_t *at;
	size_t n; /* 0: an empty slot */
};

/* What a host gets, while it is made; kept at its end. */
struct making {
	struct match *m;
	struct kept *slot;  /* all that is kept, by hash */
	size_t nslot, used; /* nslot: a power of 2 */
	uint32_t *group, *party;
	size_t ngroup, nparty;
	size_t room; /* of both */
};

static void
add_number(uint32_t *to, size_t *n, uint32_t number)
{
	for (size_t i = 0; i < *n; i++)
		if (to[i] == number)
			return;
	to[(*n)++] = number;
}

/* The slot of numbers, or an empty one. */
static struct kept *
kept(const struct making *w, const uint32_t *from, size_t n)
{
	uint64_t h = n;

	for (size_t i = 0; i < n; i++)
		h = match_hash(h ^ from[i]);
	for (;; h++) {
		struct kept *k = &w->slot[h & (w->nslot - 1)];
		if (k->n == 0 ||
		    (k->n == n && memcmp(k->at, from, n * sizeof(*from)) == 0))
			return k;
	}
}

static void
grow(struct making *w)
{
	struct kept *old = w->slot;
	size_t n = w->nslot;

	w->nslot = n == 0 ? 64 : 2 * n;
	w->slot = mem_new(w->nslot * sizeof(*w->slot));
	for (size_t i = 0; i < n; i++)
		if (old[i].n > 0)
			*kept(w, old[i].at, old[i].n) = old[i];
	free(old);
}

/* An array of numbers, kept: the same ones at one place.  NULL for none. */
static const uint32_t *
keep_numbers(struct making *w, const uint32_t *from, size_t n)
{
	if (n == 0)
		return NULL;
	if (2 * w->used >= w->nslot)
		grow(w);
	struct kept *k = kept(w, from, n);
	if (k->n > 0)
		return k->at;
	uint32_t *to = keep_room(w->m->keep, n * sizeof(*to));
	memcpy(to, from, n * sizeof(*to));
	*k = (struct kept){to, n};
	w->used++;
	return to;
}

static void
room_for(struct making *w, size_t n)
{
	if (n <= w->room)
		return;
	w->room = 2 * n;
	w->group = mem_array(w->group, w->room, sizeof(*w->group));
	w->party = mem_array(w->party, w->room, sizeof(*w->party));
}

/* The reference to an id, if rules have one. */
static void
add_ref(struct making *w, const char *id)
{
	struct match *m = w->m;
	uint32_t at = match_id(m->ref, m->nref, id);

	if (at == MATCH_NOBODY)
		return;
	m->ref_known[at] = true;
	add_number(w->party, &w->nparty,
	    (uint32_t)(m->nprefix + m->nlist) + at);
}

static void
add_group(struct making *w, uint32_t g)
{
	const struct sgset_group *group = &w->m->set->group[g];

	add_number(w->group, &w->ngroup, g);
	add_ref(w, group->id);
	if (strcmp(group->name, group->id) != 0)
		add_ref(w, group->name);
}

/*
 * The groups of an interface.  Returns how many of them the set does not
 * have.
 */
static size_t
add_eni(struct making *w, const struct eni *e)
{
	size_t missing = 0;

	for (size_t i = 0; i < e->ngroup; i++) {
		uint32_t g = sgset_find_id(w->m->set, e->group[i].id);
		if (g != UINT32_MAX)
			add_group(w, g);
		else
			missing++;
		add_ref(w, e->group[i].id);
	}
	return missing;
}

/*
 * The groups that have a place, or a wider one, as a member, in a VPC ("" is
 * any).  Returns how many.
 */
static size_t
add_members(struct making *w, const struct holds *all, const uint32_t *first,
    uint32_t place, const char *vpc)
{
	size_t n = 0;

	for (; place != MATCH_NOBODY; place = w->m->place[place].up)
		for (size_t i = first[place]; i < first[place + 1]; i++) {
			const struct hold *h = &all->hold[i];
			if (h->eni != NULL)
				continue;
			const char *at = w->m->set->group[h->group].vpc;
			if (at[0] != '\0' && vpc[0] != '\0' &&
			    strcmp(at, vpc) != 0)
				continue;
			room_for(w, w->ngroup + 2 * ++n + 2 + w->nparty);
			add_group(w, h->group);
		}
	return n;
}

/*
 * A host of a place.  Where the set has groups for its address, they stand
 * for all that guard it today: it is to get them.
 */
static void
add_host(struct making *w, const struct holds *all, const uint32_t *first,
    uint32_t place, const struct eni *e)
{
	struct match_host h = {.vpc = e != NULL ? e->vpc : "", .eni = e};
	size_t missing = 0;

	w->ngroup = w->nparty = 0;
	room_for(w, 3 * (e != NULL ? e->ngroup : 0) + 1);
	if (e != NULL)
		missing = add_eni(w, e);
	size_t n = add_members(w, all, first, place, h.vpc);
	h.partial = n == 0 && missing > 0;
	h.group = keep_numbers(w, w->group, w->ngroup);
	h.party = keep_numbers(w, w->party, w->nparty);
	h.ngroup = w->ngroup;
	h.nparty = w->nparty;
	w->m->host[w->m->nhost++] = h;
}

/* ---- all places -------------------------------------------------------- */

/* The place, or the next wider one, that interfaces hold; or MATCH_NOBODY. */
static uint32_t
of_enis(const struct match *m, const struct holds *all, const uint32_t *first,
    uint32_t place)
{
	while (place != MATCH_NOBODY && all->hold[first[place]].eni == NULL)
		place = m->place[place].up;
	return place;
}

/* first: where the holds of each place begin, and the end. */
static void
add_places(struct match *m, const struct holds *all, uint32_t *first)
{
	m->place = mem_array(NULL, all->n, sizeof(*m->place));
	for (uint32_t i = 0; i < all->n; i++) {
		struct prefix p = all->hold[i].prefix;
		uint32_t up = (uint32_t)m->nplace - 1;
		if (i > 0 && rule_prefix_eq(p, all->hold[i - 1].prefix))
			continue;
		while (up != MATCH_NOBODY &&
		    !rule_prefix_has(all->hold[first[up]].prefix, p))
			up = m->place[up].up;
		first[m->nplace] = i;
		m->place[m->nplace].up = up;
		m->place[m->nplace].prefix = p;
		ipmap_add(m->at, p, (uint32_t)m->nplace);
		m->nplace++;
	}
	first[m->nplace] = (uint32_t)all->n;
	ipmap_done(m->at);
}

/* How many hosts there can be: each place has its own. */
static size_t
count_hosts(const struct match *m, const struct holds *all,
    const uint32_t *first)
{
	size_t n = 0;

	for (uint32_t p = 0; p < m->nplace; p++) {
		uint32_t e = of_enis(m, all, first, p);
		n += e != MATCH_NOBODY ? first[e + 1] - first[e] : 1;
	}
	return n;
}

/*
 * Of which references all is known: those that an interface has, and where
 * there are interfaces all groups of the set, for they are of one account.
 */
static void
add_known(struct match *m, const struct enis *enis)
{
	for (size_t i = 0; enis != NULL && i < eni_count(enis); i++) {
		const struct eni *e = eni_at(enis, i);
		for (size_t k = 0; k < e->ngroup; k++) {
			uint32_t at = match_id(m->ref, m->nref, e->group[k].id);
			if (at != MATCH_NOBODY)
				m->ref_known[at] = true;
		}
	}
	for (size_t i = 0; i < m->nref; i++)
		m->ref_known[i] |= enis != NULL &&
		    sgset_find(m->set, m->ref[i]) != UINT32_MAX;
}

void
match_hosts(struct match *m, const struct enis *enis)
{
	struct holds all = {0};
	struct making w = {.m = m};

	m->at = ipmap_new();
	add_holds(&all, m->set, enis);
	uint32_t *first = mem_array(NULL, all.n + 1, sizeof(*first));
	add_places(m, &all, first);
	m->host = mem_array(NULL, count_hosts(m, &all, first),
	    sizeof(*m->host));
	for (uint32_t p = 0; p < m->nplace; p++) {
		uint32_t at = of_enis(m, &all, first, p);
		m->place[p].host.at = (uint32_t)m->nhost;
		if (at == MATCH_NOBODY) {
			add_host(&w, &all, first, p, NULL);
		} else {
			uint32_t i = first[at];
			for (; i < first[at + 1] && all.hold[i].eni != NULL;
			     i++)
				add_host(&w, &all, first, p, all.hold[i].eni);
		}
		m->place[p].host.n = (uint32_t)m->nhost - m->place[p].host.at;
	}
	add_known(m, enis);
	free(first);
	free(all.hold);
	free(w.group);
	free(w.party);
	free(w.slot);
}
