/* SPDX-License-Identifier: ISC */

/* See emit.h: the table of formats, and what they share. */

#include "rules/emit.h"
#include "value/proto.h"

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

void
emit_proto(struct buf *to, uint64_t proto)
{
	if (proto_ports(proto) || proto_icmp(proto))
		buf_str(to, proto_name(proto));
	else
		buf_fmt(to, "%u", (unsigned int)proto);
}
