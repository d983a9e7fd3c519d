/* SPDX-License-Identifier: ISC */

/*
 * Rules in the shape of `aws ec2 describe-security-groups`, one group a
 * subject: what can be compared with an account, and is read back.  Beyond
 * AWS's keys a group has Members, the addresses that it is for, and rules of
 * input that was cut have Incomplete, the reason.
 *
 * What opens before a rule follows from how it differs from the rule before,
 * what closes behind it from how it differs from the next one.
 *
 *   { "SecurityGroups": [
 *       { ..., "IpPermissions": [ ... ],          EMIT_GROUP, EMIT_DIR
 *         "IpPermissionsEgress": [], ... } ] }
 *
 * A list without rules is there, too.  All strings but that of Incomplete are
 * made of why_legal characters, which stand for themselves.
 */

#include <jansson.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rules/emit.h"

#define ROOM 2048 /* for all that is written for one rule beside itself */

/* Names of the groups, for subjects that are no addresses. */
struct json {
	struct groups *groups;
	char **name;
};

static char *
peer(const struct emit_run *run, char *p, struct prefix peer)
{
	return stpcpy(p, party_of(run->set->parties, peer)->id);
}

static const struct emit_perms perms = {"    ", true, peer};

static char *
put_name(struct emit_run *run, char *p, const struct rule *r)
{
	const struct json *j = run->own;
	const struct party *who = party_of(run->set->parties, r->subject);

	if (who == NULL)
		return prefix_print(stpcpy(p, "fl-"), r->subject);
	if (who->kind == PARTY_GROUP && who->name[0] != '\0')
		p += why_copy(p, who->name, WHY_MAX); /* it is there */
	else
		p = stpcpy(p, j->name[groups_find(j->groups, r->subject)]);
	if (who->kind == PARTY_GROUP)
		p = stpcpy(stpcpy(p, "\",\n      \"GroupId\": \""), who->id);
	if (who->vpc[0] != '\0')
		p = stpcpy(stpcpy(p, "\",\n      \"VpcId\": \""), who->vpc);
	return p;
}

/* ---- what opens ------------------------------------------------------- */

static char *
open_group(struct emit_run *run, char *p, const struct rule *r)
{
	p = stpcpy(p, "    {\n      \"Description\": \"");
	p = why_group(&run->days, p, run->set, run->next);
	p = stpcpy(p, "\",\n      \"GroupName\": \"");
	p = put_name(run, p, r);
	p = stpcpy(p, "\",\n");
	if (r->dir == RULE_EGRESS)
		p = stpcpy(p, "      \"IpPermissions\": [],\n");
	return p;
}

static char *
open_dir(char *p, const struct rule *r)
{
	return stpcpy(p,
	    r->dir == RULE_INGRESS ? "      \"IpPermissions\": [\n" :
				     "      \"IpPermissionsEgress\": [\n");
}

/* ---- what closes ------------------------------------------------------ */

/* The addresses that a group is for: its members, as far as they are known. */
static void
put_members(const struct emit_run *run, struct buf *to, const struct rule *r)
{
	const struct party *who = party_of(run->set->parties, r->subject);
	const struct prefix *member = who != NULL ? who->member : &r->subject;
	size_t n = who != NULL ? who->nmember : 1;

	buf_str(to, ",\n      \"Members\": [");
	for (size_t i = 0; i < n; i++) {
		buf_str(to, i > 0 ? ",\n        \"" : "\n        \"");
		char *p = buf_room(to, PREFIX_MAX);
		to->n += (size_t)(prefix_print(p, member[i]) - p);
		buf_char(to, '"');
	}
	buf_str(to, n > 0 ? "\n      ]\n    }" : "]\n    }");
}

static void
put(struct emit_run *run, struct buf *to)
{
	struct emit_place at = emit_place(run);
	char *p = buf_room(to, ROOM + EMIT_PERM_MAX);

	if (at.open <= EMIT_DIR)
		p = stpcpy(p, run->next > 0 ? ",\n" : "\n");
	if (at.open <= EMIT_GROUP)
		p = open_group(run, p, at.r);
	if (at.open <= EMIT_DIR)
		p = open_dir(p, at.r);
	p = emit_perm(run, &perms, p, &at);
	if (at.close <= EMIT_DIR)
		p = stpcpy(p, "\n      ]");
	if (at.close <= EMIT_GROUP && at.r->dir == RULE_INGRESS)
		p = stpcpy(p, ",\n      \"IpPermissionsEgress\": []");
	to->n = (size_t)(p - to->p);
	if (at.close <= EMIT_GROUP)
		put_members(run, to, at.r);
}

/* A reason may hold what JSON escapes. */
static void
put_why(struct buf *to, const char *why)
{
	struct buf text = {0};
	json_t *s;
	char *quoted;

	emit_why(&text, why);
	s = json_stringn(text.p, text.n);
	mem_check(s);
	quoted = json_dumps(s, JSON_ENCODE_ANY);
	mem_check(quoted);
	buf_fmt(to, "  \"Incomplete\": %s,\n", quoted);
	free(quoted);
	json_decref(s);
	buf_free(&text);
}

static void
begin(struct emit_run *run, struct buf *to)
{
	struct json *j = NULL;

	if (run->set->parties != NULL) {
		j = mem_new(sizeof(*j));
		j->groups = groups_new(run->set);
		j->name = groups_names(j->groups, &names_group);
	}
	run->own = j;
	buf_str(to, "{\n");
	if (run->facts.why != NULL)
		put_why(to, run->facts.why);
	buf_str(to, "  \"SecurityGroups\": [");
}

static void
end(struct emit_run *run, struct buf *to)
{
	struct json *j = run->own;

	buf_str(to, run->set->n > 0 ? "\n  ]\n}\n" : "]\n}\n");
	if (j == NULL)
		return;
	names_free(j->name, j->groups->n);
	groups_free(j->groups);
	free(j);
}

const struct emit_text emit_json = {begin, put, end, 0};
