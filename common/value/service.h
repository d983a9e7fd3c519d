/* SPDX-License-Identifier: ISC */

/*
 * Ports that have names: one table, service.def, whose columns say which
 * protocols, whether it is commonly insecure (PCI DSS 1.2.6), and what the
 * AWS console calls a rule for it.  Every row counts as a service when the
 * originator of a connection is sought.
 */

#ifndef VALUE_SERVICE_H
#define VALUE_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct service {
	uint16_t port, last; /* the ports it takes, both included */
	bool tcp, udp;
	bool insecure;       /* "commonly": a port alone proves nothing */
	const char *name;    /* "https" */
	const char *console; /* "HTTPS"; NULL: the console says Custom */
};

/* The service of a protocol and port, or NULL. */
const struct service *service_at(uint64_t proto, uint64_t port);

/* The same, or the next one above the port. */
const struct service *service_next(uint64_t proto, uint64_t port);

/* Is one of the ports that of a commonly insecure service? */
bool service_insecure(uint64_t proto, uint64_t from, uint64_t to);

/*
 * The port of a name or alias (any case; the first port of the first of
 * several rows), or -1.
 */
int service_port(struct slice name);

/*
 * The i-th name of the table, NULL behind the last: for suggestions.  A name
 * of several rows comes once for each.
 */
const char *service_word(size_t i);

#endif
