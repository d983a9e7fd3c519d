/* SPDX-License-Identifier: ISC */

/* See verdict.h. */

#include <limits.h>

#include "rules/match_state.h"
#include "rules/verdict.h"
#include "value/proto.h"

/* Echo requests (RFC 792, RFC 4443): type 8 or 128, code 0. */
#define ECHO 8
#define ECHO6 128

const char *const verdict_word[] = {"outside", "pass", "unsure", "blocked"};

/* Logs do not say types of ICMP; but what has an answer was an echo. */
static struct match_what
what_of(const struct verdict_conn *c)
{
	struct match_what what = {c->proto, SGSET_EVERY};

	if (proto_ports(c->proto)) {
		what.span = (struct sgset_span){c->dport, c->dport};
	} else if (proto_icmp(c->proto) && c->echo) {
		uint16_t at = (uint16_t)((c->proto == PROTO_ICMP ? ECHO : ECHO6)
		    << 8);
		what.span = (struct sgset_span){at, at};
	}
	return what;
}

/*
 * An end that no group guards: no interface (then it is not ours, but for
 * what -l says), or one that AWS puts in no group, as gateways.
 */
static enum verdict
unguarded(const struct verdict_conf *conf, const struct match_who *who,
    struct ip ip)
{
	const struct match_host *h = who->host;

	if (who->many)
		return VERDICT_UNSURE;
	if (h != NULL && h->eni != NULL && h->eni->ngroup == 0)
		return VERDICT_OUTSIDE;
	if (conf->local != NULL && ipset_has(conf->local, ip))
		return VERDICT_BLOCKED;
	return VERDICT_OUTSIDE;
}

/* Who an address is, and what groups say: known from before, or not. */
static void
who_of(const struct verdict_conf *conf, struct ip ip, struct slice vpc,
    struct match_who *who)
{
	if (conf->recall != NULL)
		recall_who(conf->recall, ip, vpc, who);
	else
		match_who(conf->match, ip, vpc, who);
}

static struct recall_answer
ask(const struct verdict_conf *conf, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what)
{
	struct recall_answer a = {.nrule = UINT32_MAX};

	if (conf->recall != NULL)
		return recall_ask(conf->recall, host, dir, peer, what);
	a.answer = match_ask(conf->match, host, dir, peer, what);
	return a;
}

static const enum verdict of_answer[] = {
    [MATCH_NO] = VERDICT_BLOCKED,
    [MATCH_MAYBE] = VERDICT_UNSURE,
    [MATCH_YES] = VERDICT_PASS,
};

/* Judges the end of `to` that rules of a direction are for. */
static void
judge_end(const struct verdict_conf *conf, struct verdict_of *to, struct ip ip,
    enum rule_dir dir)
{
	struct verdict_end *end = &to->end[dir];

	if (end->who.host == NULL || end->who.host->ngroup == 0) {
		end->verdict = unguarded(conf, &end->who, ip);
		return;
	}
	end->by = ask(conf, end->who.host, dir, &to->end[1 - dir].who,
	    to->what);
	end->verdict = of_answer[end->by.answer];
}

void
verdict_who(const struct verdict_conf *conf, const struct verdict_conn *c,
    struct verdict_of *to)
{
	to->what = what_of(c);
	who_of(conf, c->dst, c->vpc, &to->end[RULE_INGRESS].who);
	who_of(conf, c->src, c->vpc, &to->end[RULE_EGRESS].who);
}

void
verdict_judge(const struct verdict_conf *conf, const struct verdict_conn *c,
    struct verdict_of *to)
{
	struct verdict_end *in = &to->end[RULE_INGRESS];
	struct verdict_end *out = &to->end[RULE_EGRESS];

	verdict_who(conf, c, to);
	in->verdict = out->verdict = VERDICT_OUTSIDE;
	if (c->log != NEED_SENDER)
		judge_end(conf, to, c->dst, RULE_INGRESS);
	if (c->log != NEED_RECEIVER)
		judge_end(conf, to, c->src, RULE_EGRESS);
	to->verdict = in->verdict > out->verdict ? in->verdict : out->verdict;
}

/* ---- the nearest rule --------------------------------------------------- */

/* How many leading bits two addresses share. */
static unsigned int
alike(struct ip a, struct ip b)
{
	uint64_t hi = a.hi ^ b.hi, lo = a.lo ^ b.lo;

	if (hi != 0)
		return (unsigned int)__builtin_clzll(hi);
	return lo != 0 ? 64 + (unsigned int)__builtin_clzll(lo) : 128;
}

/* How far ports are from a rule's; 0: none. */
static unsigned int
port_gap(const struct sgset_rule *r, struct match_what what)
{
	if (what.span.from < r->span.from)
		return r->span.from - what.span.from;
	return what.span.to > r->span.to ? what.span.to - r->span.to : 0;
}

/*
 * How far a rule is from admitting something: less is nearer, UINT_MAX is
 * not like it at all.  Ports weigh less than addresses, these less than
 * protocols.
 */
static unsigned int
distance(const struct verdict_conf *conf, uint32_t rule,
    const struct match_who *peer, struct ip ip, struct match_what what)
{
	const struct sgset_rule *r = &conf->match->set->rule[rule];
	bool proto = r->proto == what.proto || r->proto == SGSET_ALL;
	unsigned int gap = proto ? port_gap(r, what) : 0;

	if (match_peer(conf->match, rule, peer))
		return proto ? gap : UINT_MAX - 1;
	if (!proto || gap > 0)
		return UINT_MAX;
	if (r->kind != SGSET_CIDR || rule_is4(r->cidr) != ip_is4(ip))
		return 0x10000 + 129;
	unsigned int same = alike(r->cidr.ip, ip);
	return 0x10000 + 128 - (same < r->cidr.len ? same : r->cidr.len);
}

uint32_t
verdict_near(const struct verdict_conf *conf, const struct verdict_conn *c,
    const struct verdict_of *v, enum rule_dir dir)
{
	const struct sgset *set = conf->match->set;
	const struct match_host *h = v->end[dir].who.host;
	const struct match_who *peer = &v->end[1 - dir].who;
	struct ip ip = dir == RULE_INGRESS ? c->src : c->dst;
	unsigned int best = UINT_MAX;
	uint32_t found = VERDICT_NONE;

	for (size_t g = 0; h != NULL && g < h->ngroup; g++) {
		const struct sgset_group *group = &set->group[h->group[g]];
		for (uint32_t i = 0; i < group->n; i++) {
			uint32_t rule = group->first + i;
			if (set->rule[rule].dir != dir)
				continue;
			unsigned int d = distance(conf, rule, peer, ip,
			    v->what);
			if (d >= best)
				continue;
			best = d;
			found = rule;
		}
	}
	return found;
}

const char *
verdict_side(const struct verdict_of *v, enum verdict verdict)
{
	bool in = v->end[RULE_INGRESS].verdict == verdict;
	bool out = v->end[RULE_EGRESS].verdict == verdict;

	if (in && out)
		return "both";
	return in ? "ingress" : out ? "egress" : "-";
}
