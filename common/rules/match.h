/* SPDX-License-Identifier: ISC */

/*
 * Do the rules of the groups that guard an address admit a packet?  Compiled
 * once, then asked by any number of threads.
 *
 * To rules an address is a few parties: each prefix and each prefix list that
 * holds it, each group that refers to it.  Those are found once an address;
 * what is left is a look into one hash table for each of them.
 *
 *      10.1.1.5 -> parties: 10.1.1.0/24, 10.0.0.0/8, 0.0.0.0/0, pl-1, sg-2
 *
 *      (group, direction, party) -> tcp 22-23, tcp 443, icmp type 8
 *
 * So a question takes a look for each group that guards the one end and each
 * party that the other is, whatever the number of rules, and the table grows
 * with the rules and not with their product.
 *
 * As AWS has it (VPC user guide, security group rules): all groups of an
 * interface are united; 0.0.0.0/0 is IPv4 only and ::/0 IPv6 only; a reference
 * to a group matches the private and IPv6 addresses of its interfaces, not
 * their public ones; -1 is every protocol; ports count for TCP and UDP, type
 * and code for ICMP.
 */

#ifndef RULES_MATCH_H
#define RULES_MATCH_H

#include "rules/eni.h"
#include "rules/plist.h"
#include "rules/sgset.h"

struct match;

/*
 * Who holds an address.  Hosts of the same groups share their numbers, and
 * those of the same parties too: the same place is the same numbers.
 */
struct match_host {
	const char *vpc;       /* "": not known */
	const struct eni *eni; /* NULL: only Members of groups say so */
	const uint32_t *group; /* those of the set that guard it */
	size_t ngroup;
	const uint32_t *party; /* references that it answers to */
	size_t nparty;
	bool partial; /* others guard it too, which the set does not have */
};

/* What an address is to the rules; match_who fills it. */
struct match_who {
	const struct match_host *host; /* NULL: nobody is known to hold it */
	bool many;   /* several hold it, and the VPC does not tell */
	bool unseen; /* it may be of a group that nothing is known of */
	const uint32_t *party; /* prefixes and lists that hold it */
	size_t nparty;
	const struct match_host *some; /* of many: those that may hold it */
	size_t nsome;
};

/* What is sent: of a protocol, all of a span (sgset.h). */
struct match_what {
	uint8_t proto;
	struct sgset_span span;
};

enum match_answer {
	MATCH_NO,
	MATCH_MAYBE, /* a part of the span; or what is missing may admit it */
	MATCH_YES,
};

/*
 * set is done, and is borrowed like the others; both may be NULL.  Says
 * which references and lists nothing is known of (match_missing counts them).
 */
struct match *match_new(const struct sgset *set, const struct enis *enis,
    const struct plists *lists);
void match_free(struct match *m);
size_t match_missing(const struct match *m);
const struct sgset *match_set(const struct match *m);

/* vpc: that of the row, for addresses that two VPCs hold; or empty. */
void match_who(const struct match *m, struct ip ip, struct slice vpc,
    struct match_who *who);

/* May a host that has groups receive (ingress) or send (egress) this? */
enum match_answer
match_ask(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what);

/*
 * Every rule that admits all of it, by number, once: at most `room` of them
 * are put at rule.  Returns how many there are.
 */
size_t match_rules(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    uint32_t *rule, size_t room);

/*
 * The same of rules that may admit it, as far as is known, or a part of it,
 * beside those of match_rules.  One may come more than once.
 */
size_t match_maybe(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    uint32_t *rule, size_t room);

/*
 * Is this, of TCP or UDP, not tracked at a host: do rules for all addresses
 * admit it, and every port the other way?  (EC2 user guide, connection
 * tracking; some kinds of interfaces always track.)
 */
bool match_untracked(const struct match *m, const struct match_host *host,
    enum rule_dir dir, bool is4, struct match_what what);

/* Is this the peer of a rule, whatever the service?  For the few. */
bool
match_peer(const struct match *m, uint32_t rule, const struct match_who *peer);

#endif
