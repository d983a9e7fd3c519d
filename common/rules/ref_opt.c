/* SPDX-License-Identifier: ISC */

/* See ref.h: options, files and headers; what is said at the end. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/keep.h"
#include "base/mem.h"
#include "rules/price.h"
#include "rules/ref.h"

static const char *const bases[] = {
    "addr",
    "name",
    "group",
    NULL,
};

/* The formatter would pull the words of offsetof apart. */
/* clang-format off */
const struct opt ref_opts[] = {
    {.letter = 'b',
     .name = "base",
     .arg = "BASE",
     .kind = OPT_STR,
     .word = WORD_CHOICE,
     .offset = offsetof(struct ref_conf, base),
     .help = "whose rules (default group, where rows have labels)",
     .choices = bases},
    {.letter = 'i',
     .name = "interfaces",
     .arg = "FILE",
     .kind = OPT_LIST,
     .word = WORD_FILE,
     .offset = offsetof(struct ref_conf, enis),
     .help = "who is in which group: describe-network-interfaces"},
    {.name = "peered",
     .arg = "VPC,VPC",
     .kind = OPT_LIST,
     .offset = offsetof(struct ref_conf, peered),
     .help = "these VPCs are peered: rules may name groups of the other"},
    {.name = "prefix-lists",
     .arg = "FILE",
     .kind = OPT_LIST,
     .word = WORD_FILE,
     .offset = offsetof(struct ref_conf, lists),
     .help = "what is in prefix lists: describe-managed-prefix-lists"},
};
/* clang-format on */
const size_t ref_nopts = nitems(ref_opts);

static int
read_enis(struct ref *r)
{
	const struct opt_list *path = &r->conf.enis;

	if (path->n == 0)
		return 0;
	r->enis = eni_new();
	for (size_t i = 0; i < path->n; i++)
		if (eni_load(r->enis, path->item[i]) < 0)
			return -1;
	eni_done(r->enis);
	return 0;
}

static int
read_lists(struct ref *r)
{
	const struct opt_list *path = &r->conf.lists;

	if (path->n == 0)
		return 0;
	r->lists = plist_new();
	for (size_t i = 0; i < path->n; i++)
		if (plist_load(r->lists, path->item[i]) < 0)
			return -1;
	plist_done(r->lists);
	return 0;
}

int
ref_open(struct ref *r)
{
	r->whos = who_new();
	r->keep = keep_new();
	for (size_t i = 0; i < r->conf.peered.n; i++) {
		if (strchr(r->conf.peered.item[i], ',') != NULL)
			continue;
		diag_warn(DIAG_LOST,
		    "--peered %s: with which? say both, as "
		    "vpc-0123,vpc-4567",
		    r->conf.peered.item[i]);
		return -1;
	}
	return read_enis(r) < 0 || read_lists(r) < 0 ? -1 : 0;
}

void
ref_free(struct ref *r)
{
	who_free(r->whos);
	eni_free(r->enis);
	plist_free(r->lists);
	member_free(r->members);
	keep_free(r->keep);
	free(r->parties.party);
	free(r->end);
	free(r->fact);
	free(r->conf.enis.item);
	free(r->conf.lists.item);
	free(r->conf.peered.item);
}

/* ---- headers ----------------------------------------------------------- */

/* What was said that only labels give a meaning to; NULL: nothing. */
static const char *
wants_labels(const struct ref_conf *conf)
{
	if (conf->base != NULL && strcmp(conf->base, "addr") != 0)
		return strcmp(conf->base, "name") == 0 ? "-b name" : "-b group";
	if (conf->enis.n > 0)
		return "-i";
	if (conf->lists.n > 0)
		return "--prefix-lists";
	return conf->peered.n > 0 ? "--peered" : NULL;
}

/* What to go by, as far as the columns of a header say. */
static enum ref_by
by_of(const struct ref *r, const struct schema *s)
{
	if (!who_labelled(s))
		return REF_PLAIN;
	if (r->conf.base == NULL || strcmp(r->conf.base, "group") == 0)
		return REF_GROUP;
	return strcmp(r->conf.base, "name") == 0 ? REF_NAME : REF_ADDR;
}

int
ref_head(struct ref *r, const struct schema *s, const char *name)
{
	enum ref_by by = by_of(r, s);
	const char *lacks = NULL, *who = wants_labels(&r->conf);

	if (by == REF_PLAIN && who != NULL)
		lacks = "srcsg and dstsg";
	else if (by == REF_NAME &&
	    (s->at[FIELD_SRCNAME] == SCHEMA_NONE ||
		s->at[FIELD_DSTNAME] == SCHEMA_NONE))
		lacks = "srcname and dstname";
	if (lacks != NULL) {
		diag_warn(DIAG_LOST,
		    "%s: no columns %s, which %s needs: add them with "
		    "'fl-label -i enis.json'",
		    name, lacks, who);
		return -1;
	}
	if (r->only && by != REF_GROUP) {
		diag_warn(DIAG_LOST,
		    "%s: --revoke-old: rules are of no groups of today, see "
		    "-b group",
		    name);
		return -1;
	}
	if (r->bound && by != r->by) {
		diag_warn(DIAG_LOST,
		    "%s: %s columns srcsg and dstsg, unlike what came before: "
		    "label all, or none",
		    name, by == REF_PLAIN ? "no" : "it has");
		return -1;
	}
	r->by = by;
	r->bound = true;
	return 0;
}

bool
ref_known(const struct ref *r, uint32_t who)
{
	const struct who *w = who_at(r->whos, who);

	return who_says(w, WHO_SG) || who_says(w, WHO_TYPE);
}

bool
ref_ours(const struct ref *r, uint32_t who, struct prefix at,
    const struct ipset *local)
{
	if (local != NULL && !ipset_covers(local, at))
		return false;
	if (who_guarded(who_at(r->whos, who)))
		return true;
	return r->by != REF_GROUP && local != NULL && !ref_known(r, who);
}

void
ref_rule(struct ref *r, uint32_t subject, uint32_t peer)
{
	if (r->n == r->cap) {
		r->cap = r->cap > 0 ? 2 * r->cap : 1024;
		r->end = mem_array(r->end, r->cap, sizeof(*r->end));
	}
	r->end[r->n++] = (struct ref_end){subject, peer};
}

/* ---- what is said ------------------------------------------------------ */

/* An instance and what it is called; interfaces are of one, or stand alone. */
struct bearer {
	const char *name, *vpc, *instance;
};

static int
by_name(const void *a, const void *b)
{
	const struct bearer *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c != 0 ? c : strcmp(x->vpc, y->vpc);
}

static int
by_bearer(const void *a, const void *b)
{
	const struct bearer *x = a, *y = b;
	int c = by_name(x, y);

	return c != 0 ? c : strcmp(x->instance, y->instance);
}

/* Those of names that several have, by name: one of each of these is kept. */
static size_t
find_shared(const struct enis *enis, struct bearer *to)
{
	size_t all = eni_count(enis), n = 0;

	for (size_t i = 0; i < all; i++) {
		const struct eni *e = eni_at(enis, i);
		to[i] = (struct bearer){e->name, e->vpc,
		    e->instance[0] != '\0' ? e->instance : e->id};
	}
	if (all > 0)
		qsort(to, all, sizeof(*to), by_bearer);
	for (size_t i = 1; i < all; i++)
		if (by_name(&to[i - 1], &to[i]) == 0 &&
		    strcmp(to[i - 1].instance, to[i].instance) != 0 &&
		    (n == 0 || by_name(&to[n - 1], &to[i]) != 0))
			to[n++] = to[i];
	return n;
}

static void
say_shared(const struct ref *r)
{
	const struct party *first = NULL;
	struct bearer *shared;
	size_t nshared, n = 0;

	if (r->by != REF_NAME || r->enis == NULL)
		return;
	shared = mem_array(NULL, eni_count(r->enis), sizeof(*shared));
	nshared = find_shared(r->enis, shared);
	for (size_t i = 0; i < r->parties.n; i++) {
		const struct party *p = &r->parties.party[i];
		const struct bearer like = {.name = p->name, .vpc = p->vpc};

		if (p->addr.len > 0 || nshared == 0 ||
		    bsearch(&like, shared, nshared, sizeof(like), by_name) ==
			NULL)
			continue;
		first = first != NULL ? first : p;
		n++;
	}
	free(shared);
	if (n > 0)
		diag_say("note: %zu name%s of several instances, such as %s: "
			 "each has what any of them needs",
		    n, n == 1 ? "" : "s", first->id);
}

uint64_t
ref_price(const struct ref *r, const struct ruleset *set)
{
	uint64_t all = price_union(set, r->members);

	if (all == PRICE_MORE)
		return PRICE_MORE;
	return all > r->evidence ? all - r->evidence : 0;
}

static void
say_price(const struct ref *r, const struct ruleset *set, bool exact)
{
	char text[PRICE_MAX];
	uint64_t price = ref_price(r, set);
	const char *end = price_print(text, price);

	diag_say("the rules admit %s%.*s (subject, peer, port) triple%s beyond "
		 "the evidence",
	    exact || price == PRICE_MORE ? "" : "at least ", (int)(end - text),
	    text, price == 1 ? "" : "s");
	if (r->by == REF_GROUP && r->enis == NULL)
		diag_say("note: members of groups are those that the traffic "
			 "shows; say -i for all of them");
}

void
ref_report(const struct ref *r, const struct ruleset *set)
{
	uint64_t named = 0;

	for (size_t i = 0; i < set->n && set->parties != NULL; i++)
		named += ruleset_at(set, i)->peer.len == PARTY_LIST;
	if (set->priced)
		say_price(r, set,
		    (r->by != REF_GROUP || r->enis != NULL) &&
			(named == 0 || r->unknown == 0));
	if (named > 0 && r->unknown > 0)
		diag_say("note: %" PRIu64 " prefix list%s of unknown contents: "
			 "what rules for %s admit is not in the price; say "
			 "--prefix-lists",
		    r->unknown, r->unknown == 1 ? "" : "s",
		    r->unknown == 1 ? "it" : "them");
	say_shared(r);
}
