/* SPDX-License-Identifier: ISC */

/* See audit_show.h: one object; what is missing is null. */

#include "base/jsonput.h"
#include "base/num.h"
#include "rules/audit_show.h"
#include "value/proto.h"

/* What a function has put into b, which is empty then; null for nothing. */
static json_t *
text(struct buf *b)
{
	json_t *s = b->n > 0 ? jsonput_text((struct slice){b->p, b->n}) :
			       json_null();

	b->n = 0;
	return s;
}

/* A rule in words. */
static json_t *
words(const struct audit *a, struct buf *b, uint32_t rule)
{
	if (rule != AUDIT_NONE)
		sgset_put(b, a->set, &a->set->rule[rule]);
	return text(b);
}

static void
put_rule(json_t *o, const struct audit *a, const struct sgset_rule *r,
    struct buf *b)
{
	const char *id = a->set->group[r->group].id;

	jsonput_set(o, "GroupId", jsonput_text(slice_str(id)));
	jsonput_set(o, "Direction",
	    json_string(r->dir == RULE_INGRESS ? "ingress" : "egress"));
	sgset_put_service(b, r->proto, r->span);
	jsonput_set(o, "Service", text(b));
	sgset_put_peer(b, r);
	jsonput_set(o, "Peer", text(b));
}

static void
put_times(json_t *o, uint64_t first, uint64_t last)
{
	jsonput_set(o, "FirstSeen", jsonput_count(first));
	jsonput_set(o, "LastSeen", jsonput_count(last));
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

static json_t *
fresh(const struct audit *a, const struct audit_fresh *f, struct buf *b)
{
	json_t *o = jsonput_object();

	put_rule(o, a, &f->rule, b);
	jsonput_set(o, "Connections", jsonput_count(f->conns));
	jsonput_set(o, "Flows", jsonput_count(f->flows));
	jsonput_set(o, "Bytes", jsonput_count(f->bytes));
	put_times(o, f->first, f->last);
	return o;
}

static json_t *
rule(const struct audit *a, uint32_t i, struct buf *b)
{
	const struct sgset_rule *s = &a->set->rule[i];
	const struct audit_rule *r = &a->rule[i];
	json_t *o = jsonput_object(), *list = jsonput_list();

	put_rule(o, a, s, b);
	buf_str(b, s->id);
	jsonput_set(o, "SecurityGroupRuleId", text(b));
	jsonput_set(o, "Use", json_string(audit_word[r->use]));
	jsonput_set(o, "Change", json_string(audit_change_word[r->change]));
	jsonput_set(o, "Matched", sum(&r->hit));
	jsonput_set(o, "Sole", sum(&r->sole));
	jsonput_set(o, "Unsure", sum(&r->maybe));
	put_times(o, r->first, r->last);
	jsonput_set(o, "Peers", jsonput_count(r->peers));
	jsonput_set(o, "Inside", words(a, b, r->inside));
	jsonput_set(o, "Elsewhere", words(a, b, r->elsewhere));
	jsonput_set(o, "OpenToWorld",
	    r->risk == AUDIT_SAFE ? json_null() :
				    json_string(audit_risk_word[r->risk]));
	jsonput_set(o, "Replacement", list);
	for (size_t k = 0; k < r->nfresh; k++)
		jsonput_add(list, fresh(a, &a->fresh[r->fresh + k], b));
	audit_note(a, i, b);
	jsonput_set(o, "Note", text(b));
	return o;
}

static json_t *
group(const struct audit *a, size_t i)
{
	const struct sgset_group *g = &a->set->group[i];
	json_t *o = jsonput_object();

	jsonput_set(o, "GroupId", jsonput_text(slice_str(g->id)));
	jsonput_set(o, "GroupName", jsonput_text(slice_str(g->name)));
	jsonput_set(o, "Rules", jsonput_count(g->n));
	jsonput_set(o, "NamedByRules", jsonput_count(a->group[i].referred));
	return o;
}

static json_t *
window(const struct audit_show *s, struct buf *b)
{
	const struct evidence *ev = s->ev;
	json_t *o = jsonput_object();

	jsonput_set(o, "From", jsonput_count(ev->from));
	jsonput_set(o, "To", jsonput_count(ev->to));
	jsonput_set(o, "Records", jsonput_count(ev->records));
	jsonput_set(o, "SkipData", jsonput_count(ev->skipdata));
	jsonput_set(o, "Malformed", jsonput_count(ev->malformed));
	jsonput_set(o, "DaysWithoutTraffic",
	    jsonput_count(audit_days_gaps(&s->audit->days, ev, b)));
	b->n = 0;
	audit_warning(s, b);
	jsonput_set(o, "Warning", text(b));
	return o;
}

void
audit_json(const struct audit_show *s, struct buf *to)
{
	const struct audit *a = s->audit;
	json_t *o = jsonput_object(), *rules = jsonput_list();
	json_t *groups = jsonput_list();
	struct buf b = {0};

	jsonput_set(o, "Evidence", window(s, &b));
	jsonput_set(o, "Needed", sum(&a->needed));
	jsonput_set(o, "Rules", rules);
	for (uint32_t i = 0; i < a->set->nrule; i++)
		jsonput_add(rules, rule(a, i, &b));
	jsonput_set(o, "GroupsOnNoInterface", groups);
	for (size_t i = 0; i < a->set->ngroup; i++)
		if (a->group[i].known && !a->group[i].held)
			jsonput_add(groups, group(a, i));
	jsonput_done(to, o);
	buf_free(&b);
}
