/* SPDX-License-Identifier: ISC */

/* See service.h; the rows are in service.def. */

#include <strings.h>

#include "value/proto.h"
#include "value/service.h"

/* The words of the table's protocol column: tcp, udp. */
#define TCP true, false
#define UDP false, true
#define BOTH true, true

/* Sorted by port; a port has a row twice at most, and then TCP first. */
static const struct service service[] = {
#define SERVICE(first, last, protos, name, console) \
	{first, last, protos, false, name, console},
#define INSECURE(first, last, protos, name, console) \
	{first, last, protos, true, name, console},
#define ALIAS(port, name)
#include "value/service.def"
#undef SERVICE
#undef INSECURE
#undef ALIAS
};

/* Every name and alias, in the order of the table. */
static const struct word {
	uint16_t port;
	const char *name;
} word[] = {
#define SERVICE(first, last, protos, name, console) {first, name},
#define INSECURE(first, last, protos, name, console) {first, name},
#define ALIAS(port, name) {port, name},
#include "value/service.def"
#undef SERVICE
#undef INSECURE
#undef ALIAS
};

const struct service *
service_next(uint64_t proto, uint64_t port)
{
	size_t lo = 0, hi = nitems(service);

	if (!proto_ports(proto))
		return NULL;

	/* The first row that does not end before the port. */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (service[mid].last < port)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < nitems(service); lo++)
		if (proto == PROTO_TCP ? service[lo].tcp : service[lo].udp)
			return &service[lo];
	return NULL;
}

const struct service *
service_at(uint64_t proto, uint64_t port)
{
	const struct service *s = service_next(proto, port);

	return s != NULL && s->port <= port ? s : NULL;
}

bool
service_insecure(uint64_t proto, uint64_t from, uint64_t to)
{
	for (uint64_t port = from; port <= to;) {
		const struct service *s = service_next(proto, port);

		if (s == NULL || s->port > to)
			break;
		if (s->insecure)
			return true;
		port = s->last + 1U;
	}
	return false;
}

int
service_port(struct slice name)
{
	for (size_t i = 0; i < nitems(word); i++)
		if (name.n == strlen(word[i].name) &&
		    strncasecmp(name.p, word[i].name, name.n) == 0)
			return word[i].port;
	return -1;
}

const char *
service_word(size_t i)
{
	return i < nitems(word) ? word[i].name : NULL;
}
