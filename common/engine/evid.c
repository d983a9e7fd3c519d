/* SPDX-License-Identifier: ISC */

/* See evid.h. */

#include "engine/evid.h"
#include "base/compat.h"
#include "engine/threshold.h"
#include "value/proto.h"

const struct tuple evid_none = {
    .first = {UINT32_MAX, UINT32_MAX},
    .eni = {EVID_FREE, EVID_FREE},
};

/* ---- windows ---------------------------------------------------------- */

uint64_t
evid_window(uint64_t start)
{
	return 1ULL << start / WINDOW % WINDOW_BITS;
}

unsigned int
evid_windows(uint64_t word)
{
	return (unsigned int)__builtin_popcountll(word);
}

bool
evid_often(uint64_t word)
{
	uint64_t all = (1ULL << WINDOW_BITS) - 1, first = (1ULL << OFTEN) - 1;

	for (unsigned int i = 0; i < WINDOW_BITS; i++) {
		uint64_t from = word >> i | word << (WINDOW_BITS - i);
		if ((word >> i & 1) &&
		    evid_windows(from & all & first) >= HABIT)
			return true;
	}
	return false;
}

/* ---- several interfaces ----------------------------------------------- */

static bool
less(struct traffic a, struct traffic b)
{
	if (a.packets != b.packets)
		return a.packets < b.packets;
	return a.bytes < b.bytes;
}

void
evid_take(struct evid_sum *sum, const struct tuple *t, unsigned int place)
{
	uint32_t eni = t->eni[place];

	if (eni == EVID_FREE)
		return;
	for (unsigned int d = 0; d < 2; d++) {
		struct traffic seen = t->seen[place][d];
		uint32_t passed = evid_at(EVID_PASSED, place, d);
		uint32_t stopped = evid_at(EVID_STOPPED, place, d);
		if (eni == EVID_ACCEPTED || eni == EVID_REJECTED) {
			sum->named[d][eni == EVID_REJECTED] = seen;
			continue;
		}
		if (less(sum->most[d], seen))
			sum->most[d] = seen;
		if (t->bits & passed)
			sum->passed[d]++;
		else if (t->bits & stopped)
			sum->stopped[d] = true;
	}
}

/* ---- the sizes of TCP ------------------------------------------------- */

static bool
wide(const struct ends *e)
{
	return !ip_is4(e->ip[0]) || !ip_is4(e->ip[1]);
}

static uint64_t
bare(const struct ends *e)
{
	return wide(e) ? BARE_6 : BARE_4;
}

/* Could all of it be SYNs or less? */
static bool
syns(struct traffic x, const struct ends *e)
{
	return x.bytes <= (bare(e) + SYN_OPTIONS) * x.packets;
}

/* Is it more than one SYN and empty packets? */
static bool
payload(struct traffic x, const struct ends *e)
{
	return x.packets > 0 &&
	    x.bytes >
	    bare(e) + SYN_OPTIONS + (bare(e) + ACK_OPTIONS) * (x.packets - 1);
}

bool
evid_syns(const struct tuple *t, const struct ends *e, unsigned int end)
{
	static const uint64_t options[] = {4, 8, 20, SYN_OPTIONS};
	struct traffic x = t->seen[0][end];

	for (size_t i = 0; i < nitems(options); i++)
		if (e->proto == PROTO_TCP && x.packets > 0 &&
		    x.bytes == (bare(e) + options[i]) * x.packets)
			return true;
	return false;
}

/* By flags: a SYN met nothing but resets. */
static bool
reset(const struct tuple *t, unsigned int end)
{
	uint32_t no = t->bits >> 4 * end, syn = t->bits >> 4 * !end;

	return (no & EVID_RST) && !(no & EVID_SYNACK) && (syn & EVID_SYN);
}

bool
evid_refused(const struct tuple *t, const struct ends *e, unsigned int end)
{
	struct traffic no = t->seen[0][end], syn = t->seen[0][!end];

	if (no.packets == 0 || no.bytes != bare(e) * no.packets)
		return false;
	return reset(t, end) ||
	    (no.packets <= syn.packets && syn.packets <= REFUSED_MOST &&
		syn.bytes > bare(e) * syn.packets && syns(syn, e));
}

bool
evid_bare(const struct tuple *t, const struct ends *e)
{
	for (unsigned int d = 0; d < 2; d++) {
		struct traffic x = t->seen[0][d];
		if (e->proto != PROTO_TCP || x.packets == 0 ||
		    x.packets > REFUSED_MOST || x.bytes != bare(e) * x.packets)
			return false;
	}
	return true;
}

/* Both directions of TCP were delivered: was it more than a handshake? */
static bool
tcp_data(const struct tuple *t, const struct ends *e)
{
	struct traffic a = t->seen[0][0], b = t->seen[0][1];
	uint64_t few = a.packets < b.packets ? a.packets : b.packets;

	if (evid_refused(t, e, 0) || evid_refused(t, e, 1))
		return false;
	if (!syns(a, e) || !syns(b, e))
		return true;
	/* Else an end that hardly spoke meets SYNs that were sent again. */
	return few >= TALK_LEAST &&
	    (a.packets + b.packets > HANDSHAKE_MOST || payload(a, e) ||
		payload(b, e));
}

static bool
has_data(const struct tuple *t, const struct ends *e)
{
	uint32_t rst = evid_end(EVID_RST, 0) | evid_end(EVID_RST, 1);

	if (!evid_delivered(t, 0) || !evid_delivered(t, 1))
		return false;
	if (e->proto != PROTO_TCP)
		return true;
	if (t->bits & EVID_NOSIZE)
		return !(t->bits & rst);
	return tcp_data(t, e);
}

/* Was a direction delivered, as far as interfaces without names say? */
static bool
outvoted(const struct traffic named[2])
{
	return named[1].packets > 0 && named[0].packets <= named[1].packets;
}

/*
 * Nobody sends data before the handshake is over.  So where both ends did, and
 * two interfaces accepted it, it was delivered between these; one that rejected
 * all that it saw has the same address, in a log that has no VPCs.
 */
static bool
talked(const struct tuple *t, const struct ends *e, const struct evid_sum *sum)
{
	return e->proto == PROTO_TCP && !(t->bits & EVID_NOSIZE) &&
	    sum->passed[0] > 1 && sum->passed[1] > 1 &&
	    !syns(t->seen[0][0], e) && !syns(t->seen[0][1], e);
}

void
evid_settle(struct tuple *t, const struct ends *e, const struct evid_sum *sum)
{
	for (unsigned int d = 0; d < 2; d++) {
		const struct traffic *n = sum->named[d];
		struct traffic all = {n[0].packets + n[1].packets,
		    n[0].bytes + n[1].bytes};
		t->seen[0][d] = less(sum->most[d], all) ? all : sum->most[d];
		if (t->flows[d] > 0 && !sum->stopped[d] && !outvoted(n) &&
		    t->flows[d] > t->rejects[d])
			t->bits |= (uint32_t)EVID_DELIVERED << d;
	}
	if (talked(t, e, sum))
		t->bits |= EVID_DELIVERED | EVID_DELIVERED << 1;
	if (has_data(t, e))
		t->bits |= EVID_DATA;
}

bool
evid_answered(const struct tuple *t, const struct ends *e, unsigned int from)
{
	uint32_t flags = t->bits >> 4 * !from;

	if (!evid_delivered(t, 0) || !evid_delivered(t, 1))
		return false;
	if ((t->bits & EVID_DATA) || (flags & EVID_SYNACK))
		return true;
	if (flags & EVID_FLAGS)
		return !(flags & EVID_RST);
	return !evid_refused(t, e, !from);
}

int
evid_opener(const struct tuple *t)
{
	static const uint32_t ask[] = {EVID_SYN, EVID_SYNACK};

	for (unsigned int i = 0; i < 2; i++) {
		bool a = t->bits & evid_end(ask[i], 0);
		bool b = t->bits & evid_end(ask[i], 1);
		if (a && b)
			return ask[i] == EVID_SYN ? 2 : -1;
		if (a || b)
			return ask[i] == EVID_SYN ? b : a;
	}
	return -1;
}
