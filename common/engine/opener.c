/* SPDX-License-Identifier: ISC */

/* See opener.h. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/fanin.h"
#include "engine/opener.h"
#include "engine/threshold.h"
#include "value/proto.h"
#include "value/service.h"

#define NOBODY (-1)

struct opener {
	struct pair *pair;
	const uint32_t *vpc;
	struct fanin *fanin;
	bool rejects;      /* some record was rejected */
	struct tab *open;  /* of each part: vpc, addresses of ours that outside
			     opened to */
	struct tab errors; /* from, to of lone ICMP -> had it a cause? */
};

/* The tuples of a part. */
static struct pair_cursor
cursor(const struct opener *o, size_t part)
{
	return (struct pair_cursor){.pair = o->pair,
	    .part = part,
	    .parts = o->pair->parts};
}

/* Of SCTP too, if the log has its ports; those of others are 0. */
static bool
ports_apart(const struct ends *e)
{
	return e->port[0] != e->port[1];
}

/* ---- what a tuple says by itself -------------------------------------- */

/*
 * Is a port in the table?  One that clients may have is not a service beside a
 * lower one that they can't have, although few of these are in the table.
 */
static bool
listed(const struct ends *e, unsigned int end)
{
	uint16_t port = e->port[end], other = e->port[!end];

	if ((port >= PORT_SYSTEM && other < PORT_RESERVED) ||
	    (port >= PORT_LINUX && other < PORT_SYSTEM))
		return false;
	return service_at(e->proto, port) != NULL;
}

/* The end whose port is a service, if the table has exactly one of them. */
static int
by_table(const struct ends *e)
{
	bool a = listed(e, 0), b = listed(e, 1);

	return a == b ? NOBODY : b;
}

/* The end that is below the first step that lies between the ports. */
static int
by_steps(const struct ends *e)
{
	static const uint16_t steps[] = {PORT_RESERVED, PORT_LINUX};

	for (size_t i = 0; i < nitems(steps); i++) {
		bool a = e->port[0] < steps[i], b = e->port[1] < steps[i];
		if (a != b)
			return b;
	}
	return NOBODY;
}

/* The end that is the service by its port alone. */
static int
by_port(const struct ends *e)
{
	int end = by_table(e);

	return end != NOBODY ? end : by_steps(e);
}

/*
 * Who opened a tuple in which only one end sent: the sender, unless it is a
 * late packet of a connection, from a service's port to a client's.  These
 * come after the connection is forgotten, or are all that a log has of it.
 */
static int
by_sending(const struct tuple *t, const struct ends *e)
{
	bool a = t->flows[0] > 0, b = t->flows[1] > 0;

	if (a && b) {
		if (e->proto != PROTO_TCP)
			return NOBODY;
		return evid_refused(t, e, 0) ? 1 :
		    evid_refused(t, e, 1)    ? 0 :
					       NOBODY;
	}
	if (ports_apart(e) && by_port(e) == b && !evid_syns(t, e, b))
		return NOBODY;
	return b;
}

static void
set(struct tuple *t, enum how how, int from)
{
	t->how = (uint8_t)how & 0xf;
	t->from = from != 0;
}

static void
begin(struct opener *o, struct tuple *t, const struct ends *e)
{
	if (t->rejects[0] > 0 || t->rejects[1] > 0)
		__atomic_store_n(&o->rejects, true, __ATOMIC_RELAXED);
	if (t->bits & EVID_TWO) {
		t->how = HOW_SYN;
		return;
	}
	int from = evid_opener(t);
	if (from >= 0) {
		set(t, HOW_SYN, from);
		return;
	}
	from = by_sending(t, e);
	if (from >= 0)
		set(t, HOW_ALONE, from);
	else
		set(t, HOW_NONE, 0);
}

/* ---- errors ----------------------------------------------------------- */

/*
 * A lone ICMP record may be an error: a port is unreachable.  Then the other
 * end has sent something that nobody answered, and the sender asks for nothing.
 */
static bool
lone(const struct tuple *t)
{
	return (t->flows[0] > 0) != (t->flows[1] > 0);
}

/* From and to what end a lone tuple went, as a key. */
static void
lone_key(const struct ends *e, unsigned int from, uint64_t key[4])
{
	key[0] = e->ip[from].hi;
	key[1] = e->ip[from].lo;
	key[2] = e->ip[!from].hi;
	key[3] = e->ip[!from].lo;
}

/* Calls take for each lone tuple of ICMP, or of other protocols. */
static void
each_lone(struct opener *o, struct pair_cursor c, bool icmp,
    void (*take)(struct opener *, struct tuple *, const uint64_t *))
{
	uint64_t key[4];

	while (pair_next(&c)) {
		if (!lone(c.t))
			continue;
		pair_look(&c);
		if (proto_icmp(c.e.proto) != icmp)
			continue;
		unsigned int from = c.t->flows[1] > 0;
		lone_key(&c.e, icmp ? from : !from, key);
		take(o, c.t, key);
	}
}

static void
note_lone(struct opener *o, struct tuple *t, const uint64_t *key)
{
	uint64_t *pay;

	(void)t;
	tab_find(&o->errors, key, 1, &pay);
}

static void
note_cause(struct opener *o, struct tuple *t, const uint64_t *key)
{
	uint64_t *cause = tab_get(&o->errors, key);

	(void)t;
	if (cause != NULL)
		__atomic_store_n(cause, 1, __ATOMIC_RELAXED);
}

static void
mark_error(struct opener *o, struct tuple *t, const uint64_t *key)
{
	if (*tab_get(&o->errors, key) == 1)
		t->state |= TUPLE_ERROR;
}

static void
cause_part(void *arg, size_t part)
{
	struct opener *o = arg;

	each_lone(o, cursor(o, part), false, note_cause);
}

static void
error_part(void *arg, size_t part)
{
	struct opener *o = arg;

	each_lone(o, cursor(o, part), true, mark_error);
}

static void
find_errors(struct opener *o)
{
	each_lone(o, (struct pair_cursor){.pair = o->pair}, true, note_lone);
	if (o->errors.n == 0)
		return;
	pair_each(o->pair, cause_part, o);
	pair_each(o->pair, error_part, o);
}

/* ---- what the ends do elsewhere --------------------------------------- */

/*
 * The end that is the hub of tuples of equal ports, or none.  One that is seen
 * only where it meets us may be a larger hub, never a smaller one.  A
 * translator passes on what the hub asks others; that is known only where the
 * hub's own interface logs.  Where all of a cluster meet each other some meet
 * fewer than others, and none is a hub.
 */
static int
hub(const struct opener *o, const struct tuple *t)
{
	const struct fanin_end *x[2] = {fanin_at(o->fanin, t, 0),
	    fanin_at(o->fanin, t, 1)};

	for (unsigned int end = 0; end < 2; end++)
		if (fanin_above(x[end]->hub, x[!end]->hub) &&
		    fanin_hub(x[end]) && !(t->state & TUPLE_NO_RULE << end) &&
		    evid_logs(t, !end) &&
		    (evid_logs(t, end) || !evid_ours(t, end)))
			return (int)end;
	return NOBODY;
}

/*
 * Who opened a tuple with a hub.  Over equal ports the hub is the service.  Of
 * tunnels nobody can tell, nor of pings among us: one host probes many, or many
 * probe one.  One outside that pinged us only now and then has swept us.
 */
static void
by_hub(const struct opener *o, struct tuple *t, const struct ends *e)
{
	int end = hub(o, t);

	if (end == NOBODY)
		return;
	if (e->port[0] != 0)
		set(t, HOW_HUB, !end);
	else if (proto_icmp(e->proto) && !evid_ours(t, (unsigned int)end))
		set(t, HOW_HUB,
		    evid_often(t->window[0] & t->window[1]) ? !end : end);
}

static bool
opens(const struct fanin_end *x)
{
	return x->opened >= SPREAD_LEAST &&
	    x->opened >= (uint64_t)SPREAD_TIMES * x->spread;
}

/* The rungs fanin and opens; what hub needs is counted. */
static void
by_others(struct opener *o, struct tuple *t, const struct ends *e)
{
	const struct fanin_end *x[2] = {fanin_at(o->fanin, t, 0),
	    fanin_at(o->fanin, t, 1)};
	bool opener[2] = {opens(x[0]), opens(x[1])};

	for (int end = 0; end < 2; end++)
		if (ports_apart(e) && !opener[end] &&
		    fanin_above(x[end]->spread, x[!end]->spread)) {
			set(t, HOW_FANIN, !end);
			return;
		}
	if (opener[0] != opener[1]) {
		set(t, HOW_OPENS, opener[1]);
		return;
	}
	if (!ports_apart(e) && (t->bits & EVID_DATA))
		fanin_match(o->fanin, t);
}

/* The end that served others who surely opened, and never opened itself. */
static int
by_service(const struct opener *o, const struct tuple *t, const struct ends *e)
{
	const struct fanin_end *a = fanin_at(o->fanin, t, 0);
	const struct fanin_end *b = fanin_at(o->fanin, t, 1);
	bool first = a->served > 0 && a->called == 0;
	bool second = b->served > 0 && b->called == 0;

	return first == second ? by_table(e) : second;
}

/* ---- when it began ---------------------------------------------------- */

/* When the log of the interfaces of a tuple begins. */
static uint32_t
log_begin(const struct opener *o, const struct tuple *t)
{
	uint32_t begin = 0;

	for (unsigned int i = 0; i < EVID_PLACES; i++) {
		if (t->eni[i] == EVID_FREE)
			continue;
		uint32_t b = pair_eni(o->pair, t->eni[i])->begin;
		begin = b > begin ? b : begin;
	}
	return begin;
}

static int
by_order(const struct opener *o, const struct tuple *t)
{
	uint64_t a = t->first[0], b = t->first[1];
	uint64_t early = a < b ? a : b, late = a < b ? b : a;

	if (late == UINT32_MAX || late - early <= ORDER_GAP ||
	    early < (uint64_t)log_begin(o, t) + ORDER_AGE)
		return NOBODY;
	return b < a;
}

/* ---- the ladder ------------------------------------------------------- */

/* Who is not let through gets no answer: so the other, who was, has asked. */
static int
by_passing(const struct tuple *t)
{
	bool a = evid_delivered(t, 0), b = evid_delivered(t, 1);

	return a == b || t->flows[0] == 0 || t->flows[1] == 0 ? NOBODY : b;
}

/* What is left after the rungs fanin and opens. */
static void
by_itself(struct opener *o, struct tuple *t, const struct ends *e)
{
	int end;

	if (!ports_apart(e))
		by_hub(o, t, e);
	if (t->how != HOW_NONE)
		return;
	if (ports_apart(e)) {
		end = by_service(o, t, e);
		if (end != NOBODY) {
			set(t, HOW_SERVICE, !end);
			return;
		}
		end = by_steps(e);
		if (end != NOBODY) {
			set(t, HOW_PORT, !end);
			return;
		}
	}
	end = by_passing(t);
	if (end != NOBODY) {
		set(t, HOW_ALONE, end);
		return;
	}
	end = by_order(o, t);
	if (end != NOBODY)
		set(t, HOW_ORDER, end);
}

static void
reach_key(const struct opener *o, const struct ends *e, unsigned int end,
    uint64_t key[3])
{
	key[0] = e->ip[end].hi;
	key[1] = e->ip[end].lo;
	key[2] = o->vpc[e->tag];
}

/* Something outside has opened something to an end of ours. */
static void
note_reach(struct opener *o, size_t part, const struct ends *e,
    unsigned int end)
{
	uint64_t key[3], *pay;

	reach_key(o, e, end, key);
	tab_find(&o->open[part], key, 1, &pay);
}

static bool
reached(const struct opener *o, const struct ends *e, unsigned int end)
{
	uint64_t key[3];

	reach_key(o, e, end, key);
	for (size_t i = 0; i < o->pair->parts; i++)
		if (tab_get(&o->open[i], key) != NULL)
			return true;
	return false;
}

static void
by_reach(struct opener *o, struct tuple *t, const struct ends *e)
{
	if (evid_ours(t, 0) == evid_ours(t, 1) || proto_icmp(e->proto))
		return;
	unsigned int end = evid_ours(t, 1);
	if (!reached(o, e, end))
		set(t, HOW_REACH, (int)end);
}

/* ---- parts ------------------------------------------------------------ */

static void
begin_part(void *arg, size_t part)
{
	struct opener *o = arg;
	struct pair_cursor c = cursor(o, part);

	while (pair_next(&c)) {
		pair_look(&c);
		begin(o, c.t, &c.e);
		fanin_meet(o->fanin, part, c.t, &c.e);
	}
}

static void
others_part(void *arg, size_t part)
{
	struct opener *o = arg;
	struct pair_cursor c = cursor(o, part);

	while (pair_next(&c)) {
		pair_look(&c);
		if (c.t->how != HOW_SYN)
			by_others(o, c.t, &c.e);
		if ((c.t->how == HOW_SYN || c.t->how == HOW_OPENS) &&
		    evid_answered(c.t, &c.e, c.t->from))
			fanin_serve(o->fanin, c.t);
	}
}

static void
itself_part(void *arg, size_t part)
{
	struct opener *o = arg;
	struct pair_cursor c = cursor(o, part);

	while (pair_next(&c)) {
		bool open = c.t->how == HOW_NONE || c.t->how == HOW_ALONE;
		if (!open && evid_ours(c.t, c.t->from))
			continue;
		pair_look(&c);
		if (open)
			by_itself(o, c.t, &c.e);
		if (c.t->how != HOW_NONE && !(c.t->state & TUPLE_ERROR) &&
		    !evid_ours(c.t, c.t->from) && evid_ours(c.t, !c.t->from))
			note_reach(o, part, &c.e, !c.t->from);
	}
}

static void
reach_part(void *arg, size_t part)
{
	struct opener *o = arg;
	struct pair_cursor c = cursor(o, part);

	while (pair_next(&c)) {
		if (c.t->how != HOW_NONE)
			continue;
		pair_look(&c);
		by_reach(o, c.t, &c.e);
	}
}

void
opener_decide(struct pair *p, const uint32_t *vpc)
{
	static const uint64_t no = 0;
	struct opener o = {.pair = p, .vpc = vpc};
	uint64_t seed;

	arc4random_buf(&seed, sizeof(seed));
	o.open = mem_new(p->parts * sizeof(*o.open));
	for (size_t i = 0; i < p->parts; i++)
		tab_init(&o.open[i], 3, 0, &no, seed);
	tab_init(&o.errors, 4, 1, &no, seed);
	find_errors(&o);
	o.fanin = fanin_new(p, vpc);
	pair_each(p, begin_part, &o);
	fanin_learn(o.fanin);
	pair_each(p, others_part, &o);
	pair_each(p, itself_part, &o);
	/* Who never got in is seen only where rejected packets are logged. */
	if (o.rejects)
		pair_each(p, reach_part, &o);
	fanin_free(o.fanin);
	for (size_t i = 0; i < p->parts; i++)
		tab_free(&o.open[i]);
	free(o.open);
	tab_free(&o.errors);
}
