/* SPDX-License-Identifier: ISC */

/* See wide.h. */

#include <inttypes.h>

#include "base/diag.h"
#include "rules/wide.h"
#include "value/proto.h"
#include "value/service.h"

#define SSH 22
#define RDP 3389

/* The formatter would pull the words of offsetof apart. */
/* clang-format off */
const struct opt wide_opts[] = {
    {.letter = 'P',
     .name = "public",
     .arg = "N",
     .kind = OPT_NUM,
     .offset = offsetof(struct wide, most),
     .help = "more than N public peers of a port are all addresses"},
    {.name = "allow-insecure",
     .kind = OPT_FLAG,
     .offset = offsetof(struct wide, insecure),
     .help = "-P for insecure services, SSH and RDP, too"},
};
/* clang-format on */
const size_t wide_nopts = nitems(wide_opts);

/*
 * What is not the Internet: private, shared, link-local, loopback, multicast,
 * reserved (RFC 6890).
 */
static struct ipset *
not_public(void)
{
	static const char *const nets[] = {"0.0.0.0/8", "10.0.0.0/8",
	    "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	    "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3", "::/96",
	    "fc00::/7", "fe80::/10", "ff00::/8"};
	struct ipset *set = ipset_new();

	for (size_t i = 0; i < nitems(nets); i++)
		ipset_word(set, slice_str(nets[i]));
	ipset_done(set);
	return set;
}

/* A set that is being opened. */
struct work {
	struct wide *wide;
	struct ruleset *set;
	const struct ipset *local;
	struct ipset *hidden;
	size_t kept; /* numbers in set->order that stay, so far */
};

static bool
is_public(const struct work *w, const struct rule *r)
{
	return !party_is(r->peer) && !ipset_covers(w->hidden, r->peer) &&
	    (w->local == NULL || !ipset_covers(w->local, r->peer));
}

static bool
may_open(const struct wide *w, const struct rule *r)
{
	const struct service *s;

	if (w->insecure || !proto_ports(r->proto))
		return true;
	s = service_at(r->proto, (uint64_t)r->from);
	return r->from != SSH && r->from != RDP && (s == NULL || !s->insecure);
}

static bool
same_run(const struct rule *a, const struct rule *b)
{
	return rule_same_table(a, b) && rule_same_service(a, b);
}

/*
 * Makes one rule of the public ones of a family among rules i to end.  What
 * else it admits of the evidence are rules of the family that are not public.
 */
static void
open_family(struct work *w, size_t i, size_t end, bool is4)
{
	struct rule *to = NULL;
	uint64_t seen = 0;

	for (; i < end; i++) {
		struct rule *r = ruleset_at(w->set, i);

		if (party_is(r->peer) || rule_is4(r->peer) != is4)
			continue;
		seen += r->seen;
		if (!is_public(w, r)) {
			w->set->order[w->kept++] = w->set->order[i];
			continue;
		}
		if (to == NULL) {
			to = r;
			w->set->order[w->kept++] = w->set->order[i];
			continue;
		}
		/* A mark of doubt speaks of all, "contested" of any. */
		to->note = (uint8_t)((to->note & r->note) |
		    ((to->note | r->note) & RULE_CONTESTED));
		rule_merge(to, r);
	}
	if (to == NULL)
		return;
	to->peer = rule_world(to->peer);
	to->note |= RULE_WIDE;
	to->seen = seen;
}

/* Rules i to end are of one subject, direction, protocol and port. */
static void
take_run(struct work *w, size_t i, size_t end)
{
	struct ruleset *set = w->set;
	struct wide *wide = w->wide;
	uint64_t n = 0;

	for (size_t k = i; k < end; k++)
		n += is_public(w, ruleset_at(set, k));
	if (n > wide->most && may_open(wide, ruleset_at(set, i))) {
		/* In order: IPv4, IPv6, parties; what stays moves down. */
		wide->opened++;
		open_family(w, i, end, true);
		open_family(w, i, end, false);
		for (; i < end; i++)
			if (party_is(ruleset_at(set, i)->peer))
				set->order[w->kept++] = set->order[i];
		return;
	}
	if (n > wide->most && wide->refused++ == 0)
		wide->first = *ruleset_at(set, i);
	for (; i < end; i++)
		set->order[w->kept++] = set->order[i];
}

void
wide_apply(struct wide *wide, struct ruleset *set, const struct ipset *local)
{
	struct work w = {wide, set, local, NULL, 0};
	size_t end;

	if (wide->most == 0)
		return;
	w.hidden = not_public();
	ruleset_sort(set, RULESET_SHOWN);
	for (size_t i = 0; i < set->n; i = end) {
		for (end = i + 1; end < set->n; end++)
			if (!same_run(ruleset_at(set, i), ruleset_at(set, end)))
				break;
		take_run(&w, i, end);
	}
	set->n = w.kept;
	set->wide |= wide->opened > 0;
	set->priced |= wide->opened > 0;
	ipset_free(w.hidden);
}

void
wide_report(const struct wide *w, const struct ruleset *set)
{
	const struct rule *r = &w->first;
	struct buf who = {0};

	if (w->opened > 0)
		diag_say("-P: %" PRIu64 " service%s open to all addresses",
		    w->opened, w->opened == 1 ? " is" : "s are");
	if (w->refused == 0)
		return;
	party_put(&who, set->parties, r->subject);
	diag_say("note: %" PRIu64 " service%s with more than %" PRIu64
		 " public peers not opened, such as %s %s %s %d: commonly "
		 "insecure, or remote administration; --allow-insecure opens "
		 "them",
	    w->refused, w->refused == 1 ? "" : "s", w->most, buf_cstr(&who),
	    rule_dir(r), proto_name(r->proto), (int)r->from);
	buf_free(&who);
}
