/* SPDX-License-Identifier: ISC */

/* See ref_part.h: who there is, as parties, and who is what. */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "rules/ref_part.h"

static void
add_party(struct ref *r, struct party p)
{
	struct parties *all = &r->parties;

	if ((all->n & (all->n - 1)) == 0)
		all->party = mem_array(all->party, all->n > 0 ? 2 * all->n : 1,
		    sizeof(*all->party));
	all->party[all->n++] = p;
}

static int
by_party(const void *a, const void *b)
{
	const struct party *x = a, *y = b;
	int c = x->addr.len != y->addr.len ?
	    (x->addr.len > y->addr.len ? -1 : 1) :
	    rule_prefix_cmp(x->addr, y->addr);

	if (c == 0)
		c = strcmp(x->id, y->id);
	return c != 0 ? c : strcmp(x->vpc, y->vpc);
}

/* Sorts the parties from `first` on, each once. */
static void
sort_parties(struct ref *r, size_t first)
{
	struct party *p = r->parties.party + first;
	size_t n = r->parties.n - first, kept = 0;

	if (n > 0)
		qsort(p, n, sizeof(*p), by_party);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || by_party(&p[kept - 1], &p[i]) != 0)
			p[kept++] = p[i];
	r->parties.n = first + kept;
}

/* How many rules AWS's own lists count as ("Amazon VPC quotas"). */
static uint64_t
weight_of(const struct plist *list)
{
	static const struct {
		const char *end;
		uint64_t weight;
	} known[] = {
	    {".cloudfront.origin-facing", 55},
	    {".vpc-lattice", 10},
	    {".groundstation", 5},
	};
	size_t n;

	if (list->weight > 0)
		return list->weight;
	n = strlen(list->name);
	for (size_t i = 0; i < nitems(known); i++) {
		size_t end = strlen(known[i].end);

		if (n >= end && strcmp(list->name + n - end, known[i].end) == 0)
			return known[i].weight;
	}
	return 1;
}

/* What is known of a list. */
static void
describe_list(struct ref *r, struct party *p)
{
	const struct plist *list = NULL;

	for (size_t i = 0; r->lists != NULL && i < plist_count(r->lists); i++)
		if (strcmp(plist_at(r->lists, i)->id, p->id) == 0)
			list = plist_at(r->lists, i);
	r->unknown += list == NULL || list->n == 0;
	if (list == NULL)
		return;
	p->name = list->name;
	p->weight = weight_of(list);
	p->member = list->entry;
	p->nmember = list->n;
	for (size_t i = 0; i < list->n; i++) {
		/* Sorted: what is inside another comes behind it. */
		uint64_t *n = &p->size.n[rule_is4(list->entry[i]) ? MEMBER_IP4 :
								    MEMBER_IP6];

		if (i == 0 || !prefix_has(list->entry[i - 1], list->entry[i]))
			*n = member_plus(*n, member_addresses(list->entry[i]));
	}
}

void
ref_lists(struct ref *r)
{
	for (uint32_t i = 0; i < who_count(r->whos); i++) {
		struct slice rest = who_at(r->whos, i)->cell[WHO_PL];

		if (!who_says(who_at(r->whos, i), WHO_PL))
			continue;
		while (rest.p != NULL)
			add_party(r,
			    (struct party){
				.kind = PARTY_LIST,
				.id = keep_text(r->keep, slice_cut(&rest, ',')),
				.name = "",
				.vpc = "",
				.weight = 1,
			    });
	}
	sort_parties(r, 0);
	for (size_t i = 0; i < r->parties.n; i++)
		describe_list(r, &r->parties.party[i]);
}

static int
by_member(const void *a, const void *b)
{
	const struct endset_item *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return rule_prefix_cmp(x->prefix, y->prefix);
}

/* Gives parties their members: prefixes, each with the number of its party. */
static void
deal_members(struct ref *r, struct endset_item *item, size_t n)
{
	struct prefix *to = keep_room(r->keep, n * sizeof(*to));

	if (n > 0)
		qsort(item, n, sizeof(*item), by_member);
	for (size_t i = 0; i < n; i++) {
		struct party *p = &r->parties.party[item[i].kind];

		to[i] = item[i].prefix;
		if (p->nmember++ == 0)
			p->member = &to[i];
	}
}

/* Those of groups are those of their classes. */
static void
deal_groups(struct ref *r)
{
	const struct members *m = r->members;
	struct endset_item *item = NULL;
	size_t n = 0;

	for (size_t i = 0; i < m->nholder; i++)
		n += m->class[m->holder[i].class].n;
	item = mem_array(NULL, n, sizeof(*item));
	n = 0;
	for (size_t i = 0; i < m->nholder; i++) {
		const struct member_class *c = &m->class[m->holder[i].class];

		for (uint32_t k = 0; k < c->n; k++)
			item[n++] = (struct endset_item){m->holder[i].prefix,
			    (uint32_t)r->ngroup0 + c->group[k]};
	}
	deal_members(r, item, n);
	free(item);
}

void
ref_groups(struct ref *r)
{
	const struct members *m = r->members;

	r->ngroup0 = r->parties.n;
	for (size_t i = 0; i < m->ngroup; i++)
		add_party(r,
		    (struct party){
			.kind = PARTY_GROUP,
			.id = m->group[i].id,
			.name = m->group[i].name,
			.vpc = m->group[i].vpc,
			.size = m->group[i].size,
		    });
	deal_groups(r);
}

/* ---- names ------------------------------------------------------------- */

/* The party that a subject is by its name, or by its address and VPC. */
static struct party
name_party(struct ref *r, uint32_t who, struct prefix at)
{
	const struct who *w = who_at(r->whos, who);
	struct party p = {.kind = PARTY_NAME, .vpc = "", .size = {{1, 1}}};
	char text[PREFIX_MAX];

	if (who_says(w, WHO_VPC))
		p.vpc = keep_text(r->keep, w->cell[WHO_VPC]);
	if (r->by == REF_NAME && who_says(w, WHO_NAME)) {
		p.id = keep_text(r->keep, w->cell[WHO_NAME]);
	} else {
		size_t n = (size_t)(prefix_print(text, at) - text);

		p.id = keep_text(r->keep, (struct slice){text, n});
		p.addr = at;
	}
	p.name = "";
	return p;
}

/* Names that are in several VPCs are told apart by these. */
static void
tell_apart(struct ref *r)
{
	struct party *p = r->parties.party;
	struct buf b = {0};
	bool again = false;

	for (size_t i = 0; i < r->parties.n; i++) {
		bool next = i + 1 < r->parties.n &&
		    strcmp(p[i].id, p[i + 1].id) == 0;

		p[i].name = p[i].addr.len > 0 ? "" : p[i].id;
		if (next || again) {
			b.n = 0;
			buf_str(&b, p[i].id);
			buf_str(&b, " (");
			buf_str(&b, p[i].vpc[0] != '\0' ? p[i].vpc : "-");
			buf_char(&b, ')');
			/* The next one is compared with what it was. */
			p[i].id = keep_str(r->keep, buf_cstr(&b));
		}
		again = next;
	}
	buf_free(&b);
}

void
ref_names(struct ref *r, const struct ruleset *set)
{
	struct endset ends = {0}, members = {0};
	size_t *of = mem_array(NULL, r->nfact, sizeof(*of));
	uint32_t *number;

	for (size_t i = 0; i < r->nfact; i++) {
		uint32_t who = r->end[i].subject;
		struct prefix at = set->rule[i].subject;

		if (r->by == REF_NAME &&
		    who_says(who_at(r->whos, who), WHO_NAME))
			at = (struct prefix){{0, 0}, 0};
		of[i] = endset_add(&ends, at, who);
	}
	for (size_t i = 0; i < ends.n; i++)
		add_party(r,
		    name_party(r, ends.item[i].kind, ends.item[i].prefix));
	sort_parties(r, 0);
	number = mem_array(NULL, ends.n, sizeof(*number));
	for (size_t i = 0; i < ends.n; i++) {
		struct party like = name_party(r, ends.item[i].kind,
		    ends.item[i].prefix);
		const struct party *p = bsearch(&like, r->parties.party,
		    r->parties.n, sizeof(like), by_party);

		number[i] = (uint32_t)(p - r->parties.party);
	}
	for (size_t i = 0; i < r->nfact; i++) {
		r->fact[i].owner = number[of[i]];
		endset_add(&members, set->rule[i].subject, number[of[i]]);
	}
	deal_members(r, members.item, members.n);
	tell_apart(r);
	endset_free(&members);
	free(of);
	free(number);
	endset_free(&ends);
}
