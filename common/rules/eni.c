/* SPDX-License-Identifier: ISC */

/* See eni.h.  Names of members are those of the EC2 API, 2016-11-15. */

#include <stdlib.h>

#include "base/diag.h"
#include "base/json.h"
#include "base/keep.h"
#include "base/mem.h"
#include "rules/eni.h"
#include "rules/ident.h"

#define LIST "NetworkInterfaces"

struct enis {
	struct keep *keep; /* of all strings and arrays */
	struct eni *item;
	size_t n, room;
	char *more; /* the last page read says that another follows: its file */
};

/* An interface while it is read. */
struct reading {
	struct keep *keep;
	struct eni *eni;
	struct eni_addr *addr;
	size_t naddr, room;
};

/* Where the addresses of an interface stand: LIST[i].MEMBER. */
static const struct {
	const char *list, *member;
	enum eni_way way;
} lists[] = {
    {"PrivateIpAddresses", "PrivateIpAddress", ENI_PRIVATE},
    {"Ipv6Addresses", "Ipv6Address", ENI_PRIVATE},
    {"Ipv4Prefixes", "Ipv4Prefix", ENI_DELEGATED},
    {"Ipv6Prefixes", "Ipv6Prefix", ENI_DELEGATED},
};

/* And in an Association: of the Internet, a carrier, an Outpost. */
static const char *const public[] = {
    "PublicIp",
    "CarrierIp",
    "CustomerOwnedIp",
};

struct enis *
eni_new(void)
{
	struct enis *all = mem_new(sizeof(*all));

	all->keep = keep_new();
	return all;
}

void
eni_free(struct enis *all)
{
	if (all == NULL)
		return;
	keep_free(all->keep);
	free(all->item);
	free(all->more);
	free(all);
}

/* ---- one interface ----------------------------------------------------- */

/* A string that may be missing, then "".  0, or -1 after a message. */
static int
word(struct keep *k, const struct json *of, const char *name, const char **to)
{
	const char *s = "";

	int r = json_text(of, name, false, &s);
	*to = keep_str(k, s);
	return r < 0 ? -1 : 0;
}

/* The same of an id. */
static int
id_word(struct keep *k, const struct json *of, const char *name,
    const char *kind, bool must, const char **to)
{
	const char *s = "";

	int r = ident_json(of, name, kind, must, &s);
	*to = keep_str(k, s);
	return r < 0 ? -1 : 0;
}

/* Adds the address of a member, if it is there and new. */
static int
add_address(struct reading *r, const struct json *of, const char *member,
    enum eni_way way)
{
	struct eni_addr a = {.way = way};
	const char *s;

	int got = json_text(of, member, false, &s);
	if (got < 1)
		return got;
	if (prefix_parse(slice_str(s), &a.prefix) != 0) {
		json_bad(of, member, "not an address or prefix: \"%s\"", s);
		return -1;
	}
	for (size_t i = 0; i < r->naddr; i++)
		if (prefix_cmp(r->addr[i].prefix, a.prefix) == 0)
			return 0;
	if (r->naddr == r->room) {
		r->room = r->room == 0 ? 16 : 2 * r->room;
		r->addr = mem_array(r->addr, r->room, sizeof(*r->addr));
	}
	r->addr[r->naddr++] = a;
	return 0;
}

static int
add_public(struct reading *r, const struct json *of)
{
	struct json a;

	int got = json_member(of, "Association", false, &a);
	if (got < 1)
		return got;
	for (size_t i = 0; i < nitems(public); i++)
		if (add_address(r, &a, public[i], ENI_PUBLIC) < 0)
			return -1;
	return 0;
}

static int
add_list(struct reading *r, const struct json *of, size_t which)
{
	struct json list;

	int got = json_list(of, lists[which].list, false, &list);
	if (got < 1)
		return got;
	for (size_t i = 0; i < json_size(&list); i++) {
		struct json item = json_item(&list, i);
		if (json_is_record(&item) < 0 ||
		    add_address(r, &item, lists[which].member,
			lists[which].way) < 0 ||
		    add_public(r, &item) < 0)
			return -1;
	}
	return 0;
}

/* All addresses; the primary one is beside the lists, too. */
static int
read_addresses(struct reading *r, const struct json *of)
{
	if (add_address(r, of, "PrivateIpAddress", ENI_PRIVATE) < 0)
		return -1;
	for (size_t i = 0; i < nitems(lists); i++)
		if (add_list(r, of, i) < 0)
			return -1;
	if (add_public(r, of) < 0)
		return -1;
	size_t size = r->naddr * sizeof(*r->addr);
	struct eni_addr *to = keep_room(r->keep, size);
	if (size > 0)
		memcpy(to, r->addr, size);
	r->eni->addr = to;
	r->eni->naddr = r->naddr;
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	const struct eni_group *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
read_groups(struct reading *r, const struct json *of)
{
	struct json list;

	int got = json_list(of, "Groups", false, &list);
	if (got < 1)
		return got;
	size_t n = json_size(&list);
	struct eni_group *g = keep_room(r->keep, n * sizeof(*g));
	for (size_t i = 0; i < n; i++) {
		struct json item = json_item(&list, i);
		if (json_is_record(&item) < 0 ||
		    id_word(r->keep, &item, "GroupId", "sg-", true, &g[i].id) <
			0 ||
		    word(r->keep, &item, "GroupName", &g[i].name) < 0)
			return -1;
	}
	if (n > 0)
		qsort(g, n, sizeof(*g), by_id);
	r->eni->group = g;
	r->eni->ngroup = n;
	return 0;
}

/* The value of the tag Name, if there is one. */
static int
read_name(const struct json *of, const char **name)
{
	const char *key, *value;
	struct json list;

	int got = json_list(of, "TagSet", false, &list);
	if (got < 1)
		return got;
	for (size_t i = 0; i < json_size(&list); i++) {
		struct json item = json_item(&list, i);
		value = "";
		if (json_is_record(&item) < 0 ||
		    json_text(&item, "Key", true, &key) < 0 ||
		    json_text(&item, "Value", false, &value) < 0)
			return -1;
		if (strcmp(key, "Name") == 0)
			*name = value;
	}
	return 0;
}

static int
read_names(struct reading *r, const struct json *of)
{
	const char *name = "", *about = "", *instance = "";
	struct json at;

	if (read_name(of, &name) < 0 ||
	    json_text(of, "Description", false, &about) < 0)
		return -1;
	int got = json_member(of, "Attachment", false, &at);
	if (got < 0 ||
	    (got == 1 && json_text(&at, "InstanceId", false, &instance) < 0))
		return -1;
	r->eni->instance = keep_str(r->keep, instance);
	r->eni->name = name[0] != '\0' ? keep_str(r->keep, name) :
	    about[0] != '\0'           ? keep_str(r->keep, about) :
					 r->eni->instance;
	return 0;
}

/* All of an interface.  0, or -1 after a message. */
static int
read_eni(struct reading *r, const struct json *of)
{
	struct eni *e = r->eni;

	*e = (struct eni){.id = ""};
	if (id_word(r->keep, of, "NetworkInterfaceId", "eni-", true, &e->id) <
		0 ||
	    id_word(r->keep, of, "VpcId", "vpc-", false, &e->vpc) < 0 ||
	    word(r->keep, of, "SubnetId", &e->subnet) < 0 ||
	    word(r->keep, of, "InterfaceType", &e->type) < 0 ||
	    word(r->keep, of, "Status", &e->status) < 0 ||
	    json_flag(of, "RequesterManaged", false, &e->managed) < 0)
		return -1;
	/* The API's own page has another spelling than what it answers. */
	if (strcmp(e->type, "natGateway") == 0)
		e->type = "nat_gateway";
	if (read_addresses(r, of) < 0 || read_groups(r, of) < 0)
		return -1;
	return read_names(r, of);
}

/* ---- all of them ------------------------------------------------------- */

int
eni_load(struct enis *all, const char *path)
{
	static const struct json_shape shape = {LIST, "NetworkInterfaceId"};
	struct reading r = {.keep = all->keep};
	struct json_items it;
	struct json item;
	size_t which;
	int got;

	struct jsonfile *f = json_open(path);
	if (f == NULL)
		return -1;
	json_items(&it, f, &shape, 1);
	while ((got = json_items_next(&it, &item, &which)) == 1) {
		if (all->n == all->room) {
			all->room = all->room == 0 ? 64 : 2 * all->room;
			all->item = mem_array(all->item, all->room,
			    sizeof(*all->item));
		}
		r.eni = &all->item[all->n];
		r.naddr = 0;
		got = read_eni(&r, &item);
		if (got < 0)
			break;
		all->n++;
	}
	free(r.addr);
	json_close(f);
	free(all->more);
	all->more = it.more ? mem_str(path) : NULL;
	return got;
}

/* By id; those of one id as they came, which is their order in memory. */
static int
by_eni(const void *a, const void *b)
{
	const struct eni *const *x = a, *const *y = b;
	int c = strcmp((*x)->id, (*y)->id);

	return c != 0 ? c : (*x > *y) - (*x < *y);
}

void
eni_done(struct enis *all)
{
	const struct eni **p = mem_array(NULL, all->n, sizeof(*p));
	struct eni *to = mem_array(NULL, all->n, sizeof(*to));
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		p[i] = &all->item[i];
	if (all->n > 0)
		qsort(p, all->n, sizeof(*p), by_eni);
	for (size_t i = 0; i < all->n; i++) {
		bool again = n > 0 && strcmp(to[n - 1].id, p[i]->id) == 0;
		n -= again;
		to[n++] = *p[i];
	}
	free(p);
	free(all->item);
	all->item = to;
	all->n = n;
	if (all->more != NULL)
		diag_warn(DIAG_SKIPPED,
		    "%s: NextToken: another page follows, and is not here: "
		    "some interfaces are missing",
		    all->more);
}

size_t
eni_count(const struct enis *all)
{
	return all->n;
}

const struct eni *
eni_at(const struct enis *all, size_t i)
{
	return &all->item[i];
}

const struct eni *
eni_find(const struct enis *all, struct slice id)
{
	size_t lo = 0, hi = all->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = slice_cmp(slice_str(all->item[mid].id), id);
		if (c == 0)
			return &all->item[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
