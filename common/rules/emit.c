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

const struct opt emit_opts[] = {
    {'f', "format", "FORMAT", OPT_STR, WORD_CHOICE,
	offsetof(struct emit_conf, format), "output format (default table)",
	names},
};
const size_t emit_nopts = nitems(emit_opts);

const struct emit *
emit_find(const struct emit_conf *conf)
{
	for (size_t i = 0; conf->format != NULL && i < nitems(formats); i++)
		if (strcmp(formats[i].name, conf->format) == 0)
			return &formats[i];
	return &formats[0];
}

void
emit_why(struct buf *to, const char *why)
{
	for (; *why != '\0'; why++)
		buf_char(to, *why >= ' ' && *why <= '~' ? *why : '?');
}

char *
emit_proto(char *p, uint64_t proto)
{
	if (proto_ports(proto) || proto_icmp(proto))
		return stpcpy(p, proto_name(proto));
	return num_print(p, proto);
}

void
emit_begin(struct emit_run *run, const struct emit *format,
    const struct ruleset *set, const char *why)
{
	*run = (struct emit_run){
	    .text = format->text,
	    .set = set,
	    .why = why,
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
