/* SPDX-License-Identifier: ISC */

/* See report.h: one object, findings in a list; what is missing is null. */

#include "base/jsonput.h"
#include "rules/report.h"

static json_t *
address(struct ip ip)
{
	char text[IP_MAX];

	return json_stringn(text, (size_t)(ip_print(text, ip) - text));
}

/* A rule in words.  Ids may be any bytes: what is not UTF-8 is not shown. */
static json_t *
rule(const struct report *r, uint32_t at)
{
	struct buf b = {0};

	if (at == VERDICT_NONE)
		return json_null();
	sgset_put(&b, r->set, &r->set->rule[at]);
	json_t *s = jsonput_text((struct slice){b.p, b.n});
	buf_free(&b);
	return s;
}

static json_t *
finding(const struct report *r, const struct trial_finding *f)
{
	json_t *o = jsonput_object();

	jsonput_set(o, "Verdict", json_string(trial_word[f->class]));
	jsonput_set(o, "Side", json_string(f->side));
	jsonput_set(o, "Source", address(f->src));
	jsonput_set(o, "SourcePort", jsonput_count(f->sport));
	jsonput_set(o, "Destination", address(f->dst));
	jsonput_set(o, "DestinationPort", json_integer(f->dport));
	jsonput_set(o, "Protocol", json_integer(f->proto));
	jsonput_set(o, "Connections", jsonput_count(f->count[RULE_CONNS]));
	jsonput_set(o, "Needed", jsonput_count(f->count[RULE_NEEDED]));
	jsonput_set(o, "Flows", jsonput_count(f->count[RULE_FLOWS]));
	jsonput_set(o, "Rejects", jsonput_count(f->count[RULE_REJECTS]));
	jsonput_set(o, "FirstSeen", jsonput_count(f->count[RULE_FIRST]));
	jsonput_set(o, "LastSeen", jsonput_count(f->count[RULE_LAST]));
	jsonput_set(o, "NearestRule", rule(r, f->near));
	jsonput_set(o, "CutAtOnce", json_boolean(f->cut));
	return o;
}

static json_t *
beyond(const struct report *r, const struct beyond *b)
{
	json_t *o = jsonput_object();

	jsonput_set(o, "Rule", rule(r, b->rule));
	jsonput_set(o, "Admitted", json_real(b->admitted));
	jsonput_set(o, "Seen", jsonput_count(b->seen));
	return o;
}

static json_t *
sum(const struct trial_sum *s)
{
	json_t *o = jsonput_object();

	jsonput_set(o, "Connections", jsonput_count(s->conns));
	jsonput_set(o, "Flows", jsonput_count(s->flows));
	jsonput_set(o, "Bytes", jsonput_count(s->bytes));
	return o;
}

void
report_json(const struct report *r, struct buf *to)
{
	struct trial_sum all = trial_needed(r->trial);
	json_t *o = jsonput_object();
	json_t *findings = jsonput_list(), *rest = jsonput_list();

	jsonput_set(o, "Needed", sum(&all));
	jsonput_set(o, "Passed", sum(&r->trial->sum[TRIAL_PASSED]));
	jsonput_set(o, "Findings", findings);
	for (size_t i = 0; i < r->trial->n; i++)
		jsonput_add(findings, finding(r, &r->trial->finding[i]));
	for (size_t i = 0; i < r->nbeyond; i++)
		jsonput_add(rest, beyond(r, &r->beyond[i]));
	jsonput_set(o, "Beyond", rest);
	jsonput_done(to, o);
}
