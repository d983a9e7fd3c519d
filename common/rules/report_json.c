/* SPDX-License-Identifier: ISC */

/* See report.h: one object, findings in a list; what is missing is null. */

#include <inttypes.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/mem.h"
#include "rules/report.h"

/* Gives an object a member, and takes it. */
static void
set(json_t *to, const char *name, json_t *value)
{
	mem_check(value);
	if (json_object_set_new(to, name, value) < 0)
		mem_check(NULL);
}

static json_t *
object(void)
{
	json_t *o = json_object();

	mem_check(o);
	return o;
}

static json_t *
count(uint64_t v)
{
	return v == NUM_NONE ? json_null() : json_integer((json_int_t)v);
}

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
	json_t *s = json_stringn(b.p, b.n);
	buf_free(&b);
	return s != NULL ? s : json_null();
}

static json_t *
finding(const struct report *r, const struct trial_finding *f)
{
	json_t *o = object();

	set(o, "Verdict", json_string(trial_word[f->class]));
	set(o, "Side", json_string(f->side));
	set(o, "Source", address(f->src));
	set(o, "SourcePort", count(f->sport));
	set(o, "Destination", address(f->dst));
	set(o, "DestinationPort", json_integer(f->dport));
	set(o, "Protocol", json_integer(f->proto));
	set(o, "Connections", count(f->count[RULE_CONNS]));
	set(o, "Needed", count(f->count[RULE_NEEDED]));
	set(o, "Flows", count(f->count[RULE_FLOWS]));
	set(o, "Rejects", count(f->count[RULE_REJECTS]));
	set(o, "FirstSeen", count(f->count[RULE_FIRST]));
	set(o, "LastSeen", count(f->count[RULE_LAST]));
	set(o, "NearestRule", rule(r, f->near));
	set(o, "CutAtOnce", json_boolean(f->cut));
	return o;
}

static json_t *
beyond(const struct report *r, const struct beyond *b)
{
	json_t *o = object();

	set(o, "Rule", rule(r, b->rule));
	set(o, "Admitted", json_real(b->admitted));
	set(o, "Seen", count(b->seen));
	return o;
}

static json_t *
sum(const struct trial_sum *s)
{
	json_t *o = object();

	set(o, "Connections", count(s->conns));
	set(o, "Flows", count(s->flows));
	set(o, "Bytes", count(s->bytes));
	return o;
}

static void
append(json_t *list, json_t *item)
{
	if (json_array_append_new(list, item) < 0)
		mem_check(NULL);
}

void
report_json(const struct report *r, struct buf *to)
{
	const size_t flags = JSON_INDENT(2) | JSON_ENSURE_ASCII;
	struct trial_sum all = trial_needed(r->trial);
	json_t *o = object(), *findings = json_array(), *rest = json_array();

	set(o, "Needed", sum(&all));
	set(o, "Passed", sum(&r->trial->sum[TRIAL_PASSED]));
	mem_check(rest);
	set(o, "Findings", findings);
	for (size_t i = 0; i < r->trial->n; i++)
		append(findings, finding(r, &r->trial->finding[i]));
	for (size_t i = 0; i < r->nbeyond; i++)
		append(rest, beyond(r, &r->beyond[i]));
	set(o, "Beyond", rest);
	char *text = json_dumps(o, flags);
	mem_check(text);
	buf_str(to, text);
	buf_char(to, '\n');
	free(text);
	json_decref(o);
}
