/* SPDX-License-Identifier: ISC */

/*
 * Network interfaces, as `aws ec2 describe-network-interfaces` writes them:
 * who holds which address, and which security groups guard it.
 *
 * Of several files and pages all interfaces are taken; one that comes more
 * than once counts as it came last.
 */

#ifndef RULES_ENI_H
#define RULES_ENI_H

#include "base/buf.h"
#include "value/ip.h"

/* How an interface holds an address; a rule that names a group ... */
enum eni_way {
	ENI_PRIVATE,   /* private IPv4, or IPv6: ... matches it */
	ENI_DELEGATED, /* a prefix for pods: ... matches it */
	ENI_PUBLIC,    /* translated to a private one: ... does not */
};

struct eni_addr {
	struct prefix prefix;
	enum eni_way way;
};

struct eni_group {
	const char *id, *name; /* name: "" where it was not said */
};

/* Strings are never NULL; "" is what the file does not have. */
struct eni {
	const char *id;
	const char *vpc;
	const char *subnet;
	const char *instance;
	const char *name;   /* the tag Name, else description, else instance */
	const char *type;   /* interface, nat_gateway, vpc_endpoint ... */
	const char *status; /* in-use, available ... */
	bool managed;       /* by a service of AWS: no rule of ours helps */
	const struct eni_addr *addr; /* each once; the primary IPv4 first */
	size_t naddr;
	const struct eni_group *group; /* by id; none: gateways, some others */
	size_t ngroup;
};

struct enis;

struct enis *eni_new(void);
void eni_free(struct enis *all); /* NULL is fine */

/* Reads a file ("-" is stdin).  0, or -1 after a message (status 2). */
int eni_load(struct enis *all, const char *path);

/*
 * After the last file: sorts by id.  Warns (status 1) if the last page says
 * that another one follows.
 */
void eni_done(struct enis *all);

/* From here on eni_done was called. */
size_t eni_count(const struct enis *all);
const struct eni *eni_at(const struct enis *all, size_t i);

/* The interface of an id, or NULL. */
const struct eni *eni_find(const struct enis *all, struct slice id);

#endif
