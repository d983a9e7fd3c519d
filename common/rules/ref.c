/* SPDX-License-Identifier: ISC */

/*
 * See ref.h.  Every rule of addresses is a fact, and facts are chosen for in
 * two steps, each of which looks at all facts that one rule could stand for:
 *
 *   1. peers: of the facts of subjects with the same groups, one direction,
 *      protocol and port, those whose peers can be named by a group.  Which
 *      groups cover their peers best (cover.h)?
 *   2. subjects: of the facts of one direction, protocol, port and peer, as it
 *      is called by now.  Which groups cover their subjects best?
 *
 * Then facts of the same group, service and peer are one rule.
 */

#include <stdlib.h>

#include "base/keep.h"
#include "base/mem.h"
#include "base/order.h"
#include "rules/cover.h"
#include "rules/ref_fact.h"

/* ---- parties ----------------------------------------------------------- */

static const char *
keep_slice(struct keep *k, struct slice s)
{
	char *text = mem_strn(s.p, s.n);
	const char *kept = keep_str(k, text);

	free(text);
	return kept;
}

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

static void
add_lists(struct ref *r)
{
	for (uint32_t i = 0; i < who_count(r->whos); i++) {
		struct slice rest = who_at(r->whos, i)->cell[WHO_PL];

		if (!who_says(who_at(r->whos, i), WHO_PL))
			continue;
		while (rest.p != NULL)
			add_party(r,
			    (struct party){
				.kind = PARTY_LIST,
				.id = keep_slice(r->keep,
				    slice_cut(&rest, ',')),
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

/* Their numbers are those of the members' groups, from ngroup0 on. */
static void
add_groups(struct ref *r)
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
		p.vpc = keep_slice(r->keep, w->cell[WHO_VPC]);
	if (r->by == REF_NAME && who_says(w, WHO_NAME)) {
		p.id = keep_slice(r->keep, w->cell[WHO_NAME]);
	} else {
		size_t n = (size_t)(prefix_print(text, at) - text);

		p.id = keep_slice(r->keep, (struct slice){text, n});
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

/* Gives each fact the party that its subject is. */
static void
name_subjects(struct ref *r, const struct ruleset *set)
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

/* ---- facts ------------------------------------------------------------- */

/* Direction, protocol and port in one number. */
static uint32_t
service_of(const struct rule *r)
{
	return (uint32_t)r->dir << 25 | (uint32_t)r->proto << 17 |
	    (uint32_t)(r->from + 1);
}

static bool
has_word(const char *list, struct slice word)
{
	struct slice rest = slice_str(list);

	while (rest.p != NULL)
		if (slice_eq(slice_cut(&rest, ','), word))
			return true;
	return false;
}

/* Can a rule of one VPC name groups of another? */
static bool
reaches(const struct ref *r, struct slice a, struct slice b)
{
	const struct opt_list *l = &r->conf.peered;

	if (a.n == 0 || b.n == 0 || slice_eq(a, b))
		return true;
	for (size_t i = 0; i < l->n; i++)
		if (has_word(l->item[i], a) && has_word(l->item[i], b))
			return true;
	return false;
}

/* The list that an address is in: of several the smallest that is known. */
static struct prefix
list_of(const struct ref *r, struct slice ids)
{
	const struct party *best = NULL;

	for (size_t i = 0; i < r->ngroup0; i++) {
		const struct party *p = &r->parties.party[i];
		struct slice rest = ids;
		bool in = false;

		while (rest.p != NULL)
			in |= slice_is(slice_cut(&rest, ','), p->id);
		if (!in)
			continue;
		if (best == NULL ||
		    (p->nmember > 0 &&
			(best->nmember == 0 ||
			    member_plus(p->size.n[0], p->size.n[1]) <
				member_plus(best->size.n[0], best->size.n[1]))))
			best = p;
	}
	return party_prefix(&r->parties, (size_t)(best - r->parties.party));
}

/* What a rule of addresses says, and what its peer can be called. */
static struct ref_fact
fact_of(const struct ref *r, const struct rule *rule, const struct ref_end *end)
{
	const struct who *subject = who_at(r->whos, end->subject);
	const struct who *peer = who_at(r->whos, end->peer);
	struct ref_fact f = {
	    .peer = rule->peer,
	    .at = rule->peer,
	    .service = service_of(rule),
	    .peer_class = MEMBER_NONE,
	    .owner = MEMBER_NONE,
	};

	if (r->by != REF_GROUP)
		return f;
	f.class = r->members->of_who[end->subject];
	f.peer_class = r->members->of_who[end->peer];
	f.named = f.peer_class != MEMBER_NONE &&
	    reaches(r, subject->cell[WHO_VPC], peer->cell[WHO_VPC]);
	if (!f.named && who_says(peer, WHO_PL))
		f.peer = list_of(r, peer->cell[WHO_PL]);
	return f;
}

static void
make_facts(struct ref *r, const struct ruleset *set)
{
	r->nfact = r->n;
	r->fact = mem_array(NULL, r->n, sizeof(*r->fact));
	for (size_t i = 0; i < r->n; i++)
		r->fact[i] = fact_of(r, &set->rule[i], &r->end[i]);
}

/* ---- choosing ---------------------------------------------------------- */

/* Facts sorted by some words; the last word is the class to choose for. */
struct choice {
	const struct members *members;
	struct cover *cover;
	uint64_t *key;
	size_t words;
	uint32_t *row; /* in order */
	uint32_t *of;  /* the fact of a row */
	size_t n;
	struct cover_item *item;
	size_t cap;
};

static struct cover_item *
next_item(struct choice *c, size_t n)
{
	if (n == c->cap) {
		c->cap = c->cap > 0 ? 2 * c->cap : 64;
		c->item = mem_array(c->item, c->cap, sizeof(*c->item));
	}
	return &c->item[n];
}

/*
 * Chooses for the rows from i on that are alike but for their class; returns
 * where they end.  group[] takes the choice for each fact.
 */
static size_t
choose_run(struct choice *c, size_t i, uint32_t *group)
{
	size_t last = c->words - 1, n = 0, end = i, k = 0;
	const uint64_t *first = c->key + c->row[i] * c->words;

	for (; end < c->n; end++) {
		const uint64_t *key = c->key + c->row[end] * c->words;
		const struct member_class *class;

		if (order_cmp(first, key, last) != 0)
			break;
		class = &c->members->class[key[last]];
		if (n == 0 || c->item[n - 1].group != class->group)
			*next_item(c, n++) = (struct cover_item){class->group,
			    class->n, 0, 0};
		c->item[n - 1].n++;
	}
	cover_choose(c->cover, c->item, n);
	for (; i < end; i++) {
		const uint64_t *key = c->key + c->row[i] * c->words;

		if (c->item[k].group != c->members->class[key[last]].group)
			k++;
		group[c->of[c->row[i]]] = c->item[k].chosen;
	}
	return end;
}

static void
choose(struct choice *c, uint32_t *group)
{
	c->row = order_sort(c->key, c->n, c->words, c->words);
	for (size_t i = 0; i < c->n;)
		i = choose_run(c, i, group);
	free(c->row);
}

/* Step 1. */
static void
choose_peers(struct ref *r, struct choice *c, uint32_t *group)
{
	c->words = 3;
	c->n = 0;
	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];
		uint64_t *key = c->key + c->n * c->words;

		if (!f->named)
			continue;
		key[0] = f->service;
		key[1] = f->class;
		key[2] = f->peer_class;
		c->of[c->n++] = (uint32_t)i;
	}
	choose(c, group);
	for (size_t i = 0; i < r->nfact; i++)
		if (r->fact[i].named)
			r->fact[i].peer = party_prefix(&r->parties,
			    r->ngroup0 + group[i]);
}

/* Step 2. */
static void
choose_subjects(struct ref *r, struct choice *c, uint32_t *group)
{
	c->words = 4;
	c->n = r->nfact;
	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];
		uint64_t *key = c->key + i * c->words;

		key[0] = (uint64_t)f->service << 32 | f->peer.len;
		key[1] = f->peer.ip.hi;
		key[2] = f->peer.ip.lo;
		key[3] = f->class;
		c->of[i] = (uint32_t)i;
	}
	choose(c, group);
	for (size_t i = 0; i < r->nfact; i++)
		r->fact[i].owner = (uint32_t)r->ngroup0 + group[i];
}

static void
choose_groups(struct ref *r)
{
	struct choice c = {.members = r->members};
	uint32_t *group = mem_array(NULL, r->nfact, sizeof(*group));

	c.cover = cover_new(r->members->size, r->members->ngroup);
	c.key = mem_array(NULL, r->nfact, 4 * sizeof(*c.key));
	c.of = mem_array(NULL, r->nfact, sizeof(*c.of));
	choose_peers(r, &c, group);
	choose_subjects(r, &c, group);
	cover_free(c.cover);
	free(c.key);
	free(c.of);
	free(c.item);
	free(group);
}

/* ---- rules ------------------------------------------------------------- */

/*
 * Marks of what became one: a doubt stays only if all of it is in doubt, but
 * that some of it was rejected stays true.
 */
static uint8_t
note_of(uint8_t a, uint8_t b)
{
	return (uint8_t)((a & b) | ((a | b) & RULE_CONTESTED));
}

/* One rule of the facts from i on that are alike; returns where they end. */
static size_t
merge_run(struct ref *r, struct ruleset *from, struct ruleset *to,
    const uint64_t *key, const uint32_t *row, size_t i)
{
	const struct ref_fact *f = &r->fact[row[i]];
	struct rule rule = from->rule[row[i]];
	size_t first = i;

	rule.subject = party_prefix(&r->parties, f->owner);
	rule.peer = f->peer;
	while (++i < r->nfact &&
	    order_cmp(key + row[first] * 4, key + row[i] * 4, 4) == 0) {
		rule.note = note_of(rule.note, from->rule[row[i]].note);
		rule_merge(&rule, &from->rule[row[i]]);
	}
	ruleset_add(to, &rule);
	return i;
}

static void
make_rules(struct ref *r, struct ruleset *set)
{
	uint64_t *key = mem_array(NULL, r->nfact, 4 * sizeof(*key));
	struct ruleset to = {
	    .parties = &r->parties,
	    .group0 = r->ngroup0,
	    .priced = r->by == REF_GROUP,
	};
	uint32_t *row;

	for (size_t i = 0; i < r->nfact; i++) {
		const struct ref_fact *f = &r->fact[i];

		key[4 * i] = (uint64_t)f->owner << 32 | f->service;
		key[4 * i + 1] = f->peer.len;
		key[4 * i + 2] = f->peer.ip.hi;
		key[4 * i + 3] = f->peer.ip.lo;
	}
	row = order_sort(key, r->nfact, 4, 4);
	for (size_t i = 0; i < r->nfact;)
		i = merge_run(r, set, &to, key, row, i);
	free(key);
	free(row);
	ruleset_free(set);
	*set = to;
}

void
ref_apply(struct ref *r, struct ruleset *set)
{
	r->evidence = set->n;
	if (r->by == REF_PLAIN)
		return;
	if (r->by == REF_GROUP) {
		r->members = member_new(r->whos, r->enis);
		for (size_t i = 0; i < r->n; i++) {
			const struct rule *rule = &set->rule[i];

			member_seen(r->members, r->end[i].subject,
			    rule->subject);
			member_seen(r->members, r->end[i].peer, rule->peer);
		}
		member_done(r->members);
		add_lists(r);
		add_groups(r);
	}
	make_facts(r, set);
	if (r->by == REF_GROUP)
		choose_groups(r);
	else
		name_subjects(r, set);
	free(r->end);
	r->end = NULL;
	make_rules(r, set);
	r->evidence = r->by == REF_GROUP ? r->nfact : set->n;
}
