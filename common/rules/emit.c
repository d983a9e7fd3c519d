/* SPDX-License-Identifier: ISC */

/* See emit.h: the table of formats, and what they share. */

#include "rules/emit.h"
#include "base/num.h"
#include "value/proto.h"

#define PIECE ((size_t)256 * 1024) /* what out writes without a copy */

static const struct emit formats[] = {
#define X(name, text) {name, text},
#include "rules/emit.def"
#undef X
};

/* The names again, as the choices of the option. */
static const char *const names[] = {
#define X(name, text) name,
#include "rules/emit.def"
#undef X
    NULL,
};

/* The formatter would pull the words of offsetof apart. */
/* clang-format off */
const struct opt emit_opts[] = {
    {'f', "format", "FORMAT", OPT_STR, WORD_CHOICE,
	offsetof(struct emit_conf, format), "output format (default table)",
	names},
    {.letter = 'J',
     .name = "justifications",
     .arg = "FILE",
     .kind = OPT_STR,
     .word = WORD_FILE,
     .offset = offsetof(struct emit_conf, just),
     .help = "business justifications, for -f markdown"},
    {.name = "revoke-old",
     .kind = OPT_FLAG,
     .offset = offsetof(struct emit_conf, revoke),
     .help = "-f cli: a step that takes the rules of today away"},
    {.name = "write-justifications",
     .kind = OPT_FLAG,
     .offset = offsetof(struct emit_conf, write),
     .help = "bring the file of -J up to date, or make it"},
};
/* clang-format on */
const size_t emit_nopts = nitems(emit_opts);

const char *
emit_wrong(const struct emit_conf *conf)
{
	if (conf->write && conf->just == NULL)
		return "--write-justifications: to which file? say -J";
	if (conf->revoke && emit_find(conf)->text != &emit_cli)
		return "--revoke-old: only a script of -f cli can do that";
	if (conf->just != NULL && !conf->write &&
	    emit_find(conf)->text != &emit_md)
		return "-J: only -f markdown shows justifications; "
		       "--write-justifications keeps the file";
	return NULL;
}

const struct emit *
emit_find(const struct emit_conf *conf)
{
	for (size_t i = 0; conf->format != NULL && i < nitems(formats); i++)
		if (strcmp(formats[i].name, conf->format) == 0)
			return &formats[i];
	return &formats[0];
}

void
emit_head(const struct emit_run *run, struct buf *to, const char *lead)
{
	const struct evidence *ev = run->facts.ev;

	buf_str(to, lead);
	buf_str(to,
	    "Security groups by fl-sgrules: what traffic needed, and "
	    "no more.\n");
	if (ev != NULL && why_windowed(ev)) {
		buf_str(to, lead);
		why_window(to, ev);
		buf_char(to, '\n');
	}
	if (ev != NULL && (ev->malformed > 0 || ev->skipdata > 0)) {
		buf_str(to, lead);
		why_lost(to, ev);
		buf_char(to, '\n');
	}
	if (run->facts.only != NULL)
		buf_fmt(to,
		    "%sOnly %s rules were asked for: the groups admit "
		    "nothing the other way.\n",
		    lead, run->facts.only);
	if (run->facts.why == NULL)
		return;
	buf_str(to, lead);
	emit_incomplete(to, run->facts.why);
	buf_char(to, '\n');
}

void
emit_why(struct buf *to, const char *why)
{
	for (; *why != '\0'; why++)
		buf_char(to, *why >= ' ' && *why <= '~' ? *why : '?');
}

void
emit_incomplete(struct buf *to, const char *why)
{
	buf_str(to, "INCOMPLETE: ");
	emit_why(to, why);
}

char *
emit_proto(char *p, uint64_t proto)
{
	if (proto_ports(proto) || proto_icmp(proto))
		return stpcpy(p, proto_name(proto));
	return num_print(p, proto);
}

char *
emit_port(char *p, int32_t port)
{
	if (port >= 0)
		return num_print(p, (uint64_t)port);
	return stpcpy(p, "-1");
}

/* Either may be NULL: none is before the first, or behind the last. */
static enum emit_level
level_of(const struct rule *a, const struct rule *b)
{
	if (a == NULL || b == NULL || !rule_same_subject(a, b))
		return EMIT_GROUP;
	if (a->dir != b->dir)
		return EMIT_DIR;
	if (!rule_same_service(a, b))
		return EMIT_SERVICE;
	return rule_family(a->peer) != rule_family(b->peer) ? EMIT_FAMILY :
							      EMIT_RULE;
}

struct emit_place
emit_place(const struct emit_run *run)
{
	const struct ruleset *set = run->set;
	size_t i = run->next;
	const struct rule *r = ruleset_at(set, i);
	const struct rule *before = i > 0 ? ruleset_at(set, i - 1) : NULL;
	const struct rule *behind = i + 1 < set->n ? ruleset_at(set, i + 1) :
						     NULL;

	return (struct emit_place){r, level_of(before, r), level_of(r, behind)};
}

void
emit_begin(struct emit_run *run, const struct emit *format,
    const struct ruleset *set, const struct emit_facts *facts)
{
	*run = (struct emit_run){
	    .text = format->text,
	    .set = set,
	    .facts = *facts,
	    .ended = format->text == NULL,
	};
}

int
emit_next(struct emit_run *run, struct buf *to)
{
	if (run->ended)
		return 0;
	if (!run->begun)
		run->text->begin(run, to);
	run->begun = true;
	for (; run->next < run->set->n && to->n < PIECE; run->next++) {
		ruleset_soon(run->set, run->next);
		run->text->rule(run, to);
	}
	if (run->next == run->set->n) {
		run->text->end(run, to);
		run->ended = true;
	}
	return 1;
}
