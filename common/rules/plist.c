/* SPDX-License-Identifier: ISC */

/* See plist.h. */

#include <ctype.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/json.h"
#include "base/keep.h"
#include "base/mem.h"
#include "rules/ident.h"
#include "rules/plist.h"

enum shape {
	SHAPE_LIST,
	SHAPE_ENTRY
};

static const struct json_shape shapes[] = {
    [SHAPE_LIST] = {"PrefixLists", "PrefixListId"},
    [SHAPE_ENTRY] = {"Entries", "Cidr"},
};

/* A prefix of a list, as it was read. */
struct entry {
	const char *list;
	struct prefix prefix;
};

struct plists {
	struct keep *keep;
	struct plist *item; /* as read; sorted once done */
	size_t n, room;
	struct entry *entry;
	size_t nentry, entry_room;
	struct prefix *sorted; /* what item[].entry points to */
	struct plist_entry *all;
	size_t nall;
	char *more; /* a file whose last page is not the last */
};

struct plists *
plist_new(void)
{
	struct plists *all = mem_new(sizeof(*all));

	all->keep = keep_new();
	return all;
}

void
plist_free(struct plists *all)
{
	if (all == NULL)
		return;
	keep_free(all->keep);
	free(all->item);
	free(all->entry);
	free(all->sorted);
	free(all->all);
	free(all->more);
	free(all);
}

/* ---- reading ----------------------------------------------------------- */

static void
add_list(struct plists *all, struct plist p)
{
	if (all->n == all->room) {
		all->room = all->room == 0 ? 16 : 2 * all->room;
		all->item = mem_array(all->item, all->room, sizeof(*all->item));
	}
	all->item[all->n++] = p;
}

/* Adds text, which is the `member` of `of`, to a list. */
static int
add_entry(struct plists *all, const char *list, const struct json *of,
    const char *member, const char *text)
{
	struct entry e = {.list = list};
	char right[PREFIX_MAX];

	int r = prefix_parse(slice_str(text), &e.prefix);
	if (r > 0)
		json_bad(of, member,
		    "bits set behind the length: \"%s\", did you mean %.*s?",
		    text, (int)(prefix_print(right, e.prefix) - right), right);
	else if (r < 0)
		json_bad(of, member, "not a prefix: \"%s\"", text);
	if (r != 0)
		return -1;
	if (all->nentry == all->entry_room) {
		all->entry_room = all->entry_room == 0 ? 64 :
							 2 * all->entry_room;
		all->entry = mem_array(all->entry, all->entry_room,
		    sizeof(*all->entry));
	}
	all->entry[all->nentry++] = e;
	return 0;
}

/* "Cidrs", a list of strings that describe-prefix-lists has. */
static int
read_cidrs(struct plists *all, const char *id, const struct json *of)
{
	struct json list;
	const char *s;

	int r = json_list(of, "Cidrs", false, &list);
	if (r < 1)
		return r;
	for (size_t i = 0; i < json_size(&list); i++) {
		struct json item = json_item(&list, i);
		if (json_is_text(&item, &s) < 0 ||
		    add_entry(all, id, &item, NULL, s) < 0)
			return -1;
	}
	return 0;
}

static int
read_list(struct plists *all, const struct json *of)
{
	const char *id, *name = "";
	long long weight = 0;

	if (ident_json(of, "PrefixListId", "pl-", true, &id) < 0 ||
	    json_text(of, "PrefixListName", false, &name) < 0 ||
	    json_number(of, "MaxEntries", false, &weight) < 0)
		return -1;
	struct plist p = {
	    .id = keep_str(all->keep, id),
	    .name = keep_str(all->keep, name),
	    .weight = weight > 0 ? (size_t)weight : 0,
	};
	add_list(all, p);
	return read_cidrs(all, p.id, of);
}

/* pl-... in the name of a file; NULL if there is none. */
static const char *
id_of(struct keep *k, const char *path)
{
	const char *slash = strrchr(path, '/');

	for (const char *p = slash != NULL ? slash + 1 : path; *p != '\0';
	     p++) {
		size_t n = 3;
		if (strncmp(p, "pl-", n) != 0)
			continue;
		while (isxdigit((unsigned char)p[n]))
			n++;
		if (n == 3)
			continue;
		return keep_text(k, (struct slice){p, n});
	}
	return NULL;
}

/* The list that entries belong to; NULL after a message. */
static const char *
list_of(struct plists *all, const struct json *item, const char *path)
{
	const struct json *page = item->up != NULL ? item->up->up : NULL;
	const char *id;

	if (page == NULL)
		page = item;
	int r = ident_json(page, "PrefixListId", "pl-", false, &id);
	if (r < 0)
		return NULL;
	id = r == 1 ? keep_str(all->keep, id) : id_of(all->keep, path);
	if (id == NULL)
		json_bad(page, NULL,
		    "of which list? The entries do not say it: name the file "
		    "pl-0123456789abcdef0.json, or add \"PrefixListId\"");
	else if (all->n == 0 || strcmp(all->item[all->n - 1].id, id) != 0)
		add_list(all, (struct plist){.id = id, .name = ""});
	return id;
}

int
plist_load(struct plists *all, const char *path)
{
	struct json_items it;
	struct json item;
	const char *s, *id;
	size_t which;
	int got;

	struct jsonfile *f = json_open(path);
	if (f == NULL)
		return -1;
	json_items(&it, f, shapes, nitems(shapes));
	while ((got = json_items_next(&it, &item, &which)) == 1) {
		if (which == SHAPE_LIST) {
			got = read_list(all, &item);
		} else {
			id = list_of(all, &item, path);
			got = id == NULL ? -1 :
					   json_text(&item, "Cidr", true, &s);
			if (got == 1)
				got = add_entry(all, id, &item, "Cidr", s);
		}
		if (got < 0)
			break;
	}
	json_close(f);
	free(all->more);
	all->more = it.more ? mem_str(path) : NULL;
	return got;
}

/* ---- all of them ------------------------------------------------------- */

static int
by_id(const void *a, const void *b)
{
	const struct plist *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
by_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = strcmp(x->list, y->list);

	return c != 0 ? c : prefix_cmp(x->prefix, y->prefix);
}

/* Makes one of all that have one id: each says what others do not. */
static void
merge(struct plists *all)
{
	size_t n = 0;

	if (all->n > 0)
		qsort(all->item, all->n, sizeof(*all->item), by_id);
	for (size_t i = 0; i < all->n; i++) {
		struct plist *last = &all->item[n > 0 ? n - 1 : 0];
		struct plist p = all->item[i];
		if (n == 0 || strcmp(last->id, p.id) != 0) {
			all->item[n++] = p;
			continue;
		}
		if (last->name[0] == '\0')
			last->name = p.name;
		if (last->weight == 0)
			last->weight = p.weight;
	}
	all->n = n;
}

/* Gives each list its entries. */
static void
deal(struct plists *all)
{
	const struct entry *e = all->entry, *end = e + all->nentry;
	size_t n = 0;

	if (all->nentry > 0)
		qsort(all->entry, all->nentry, sizeof(*all->entry), by_entry);
	all->sorted = mem_array(NULL, all->nentry, sizeof(*all->sorted));
	for (size_t i = 0; i < all->n; i++) {
		struct plist *p = &all->item[i];
		p->entry = all->sorted + n;
		for (; e < end && strcmp(e->list, p->id) == 0; e++) {
			if (p->n > 0 &&
			    prefix_cmp(p->entry[p->n - 1], e->prefix) == 0)
				continue;
			all->sorted[n++] = e->prefix;
			p->n++;
		}
		if (p->n == 0)
			diag_say("%s: nothing is said of what is in it: see "
				 "aws ec2 get-managed-prefix-list-entries",
			    p->id);
	}
}

static int
by_prefix(const void *a, const void *b)
{
	const struct plist_entry *x = a, *y = b;
	int c = prefix_cmp(x->prefix, y->prefix);

	return c != 0 ? c : (x->list > y->list) - (x->list < y->list);
}

/* All of them by prefix. */
static void
gather(struct plists *all)
{
	all->all = mem_array(NULL, all->nentry, sizeof(*all->all));
	for (size_t i = 0; i < all->n; i++) {
		const struct plist *p = &all->item[i];
		for (size_t k = 0; k < p->n; k++)
			all->all[all->nall++] =
			    (struct plist_entry){p->entry[k], p};
	}
	if (all->nall > 0)
		qsort(all->all, all->nall, sizeof(*all->all), by_prefix);
}

void
plist_done(struct plists *all)
{
	merge(all);
	deal(all);
	gather(all);
	if (all->more != NULL)
		diag_warn(DIAG_SKIPPED,
		    "%s: NextToken: another page follows, and is not here: "
		    "some prefix lists or entries are missing",
		    all->more);
}

size_t
plist_count(const struct plists *all)
{
	return all->n;
}

const struct plist *
plist_at(const struct plists *all, size_t i)
{
	return &all->item[i];
}

const struct plist_entry *
plist_entries(const struct plists *all, size_t *n)
{
	*n = all->nall;
	return all->all;
}
