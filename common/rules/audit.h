/* SPDX-License-Identifier: ISC */

/*
 * What of these rules is used?  Connections that were needed go in, and are
 * counted for every rule that lets them through; rules come out, each with
 * what is wrong with it and, where it is too wide, the exact rules that would
 * do in its place.
 *
 *   traffic -> cells: which peers and ports of a rule were used
 *
 *            ports ^   ..........   the rule
 *                  |   ..#....#..
 *                  |   ..#.......   # cells
 *                  +------------> peers
 *
 * No connection is ever put down to one rule of several: all that let it
 * through are counted, and where there is but one it is sole to that.
 */

#ifndef RULES_AUDIT_H
#define RULES_AUDIT_H

#include "model/block.h"
#include "rules/audit_days.h"
#include "rules/trial.h"

#define AUDIT_NONE UINT32_MAX /* no rule */

enum audit_use {
	AUDIT_USED,
	AUDIT_RARE,   /* all of it within a day of a long time */
	AUDIT_WIDE,   /* and lets through far more than was seen */
	AUDIT_UNUSED, /* by nothing that was seen */
	AUDIT_UNSURE, /* the data does not tell */
	AUDIT_ORPHAN, /* its group is on no interface */
	AUDIT_USES,
};

/* One word for each. */
extern const char *const audit_word[AUDIT_USES];

/* What becomes of a rule, if a person agrees. */
enum audit_change {
	AUDIT_KEEP,
	AUDIT_REVOKE,
	AUDIT_REPLACE, /* revoked, and others authorised */
};

/* What a rule opens to the world. */
enum audit_risk {
	AUDIT_SAFE,
	AUDIT_INSECURE, /* commonly insecure services: PCI DSS 1.2.6 */
	AUDIT_HIGH,     /* of high risk: Security Hub EC2.19 */
	AUDIT_ADMIN,    /* remote administration: CIS 5.2, 5.3 */
	AUDIT_ALL,      /* every port */
	AUDIT_RISKS,
};

extern const char *const audit_risk_word[AUDIT_RISKS];

struct audit_rule {
	struct trial_sum hit;   /* all that it lets through */
	struct trial_sum sole;  /* and no other rule */
	struct trial_sum maybe; /* the data does not tell */
	uint64_t first, last;   /* of what it lets through; NUM_NONE */
	uint64_t peers;         /* distinct addresses */
	size_t cell, ncell;     /* of audit->cell, once that is sorted */
	size_t fresh, nfresh;   /* of audit->fresh: in its place */
	uint32_t inside;        /* a rule of its group that has it inside */
	uint32_t elsewhere;     /* one of a group that is always beside */
	uint8_t use;            /* enum audit_use */
	uint8_t risk;           /* enum audit_risk */
	uint8_t change;         /* enum audit_change */
	bool rare;              /* all of it within a day, of a long time */
	bool crowded; /* what would replace it is more than AWS takes */
};

/* A peer and a port that a rule was used for. */
struct audit_cell {
	uint32_t rule;
	uint16_t port; /* 0 where the protocol has none */
	uint8_t proto;
	bool sure; /* it was; or the data does not tell */
	struct ip peer;
	struct trial_sum sum;
	uint64_t first, last;
};

/* A rule that is authorised in the place of another. */
struct audit_fresh {
	uint32_t of; /* which it replaces */
	struct sgset_rule rule;
	uint64_t conns, flows, bytes, first, last;
};

struct audit_group {
	bool held;         /* an interface has it */
	bool known;        /* it is known who has it */
	uint32_t referred; /* rules of other groups that name it */
	uint32_t *beside;  /* groups that each of its interfaces has, too */
	uint32_t nbeside;
};

struct audit_conf {
	const struct match *match;
	const struct enis *enis; /* NULL: not known */
	uint64_t wide;  /* admitted for each address seen that is wide */
	uint64_t crowd; /* public peers of a port that are the world */
	uint64_t rare;  /* days of evidence that make a day rare */
};

struct audit {
	struct audit_conf conf;
	const struct sgset *set;
	struct recall *recall;     /* answers that were given before */
	struct audit_rule *rule;   /* as the set's */
	struct audit_group *group; /* as the set's */
	struct audit_cell *cell;   /* distinct; by rule, port, peer later */
	size_t ncell, room;
	uint32_t *index; /* hash table of cells: number + 1; 0: none */
	size_t mask;
	struct audit_fresh *fresh;
	size_t nfresh, fresh_room;
	struct audit_days days;
	struct trial_sum needed, outside; /* all; those at no end of ours */
	uint64_t odd;                     /* groups that lack something */
	uint64_t idle;                    /* rows that need no rule */
	uint32_t *found;                  /* rules of an end */
	size_t found_room;
	size_t count[AUDIT_USES];
	size_t nshadowed, nrisky, norphan;
};

/* conf is set. */
void audit_open(struct audit *a);
void audit_free(struct audit *a);

/*
 * Rows on their way to groups (engine/tuples): notes their days, and takes
 * those out of sel that no connection needs.
 */
void audit_rows(struct audit *a, struct block *b);

/*
 * Is the traffic of so many days?  Those on which nothing was seen do not
 * count.  False after a message (status 2).
 */
bool
audit_enough(const struct audit *a, const struct evidence *ev, uint64_t days);

/* Counts groups, as trial_block has them. */
void audit_block(struct audit *a, const struct block *b);

/*
 * After the last group, with the evidence behind them: what is wrong with
 * which rule, and what to do.
 */
void audit_done(struct audit *a, const struct evidence *ev);

/* Is there a rule or group to look at? */
bool audit_finds(const struct audit *a);

/*
 * Is it a rule for ICMP that is no echo?  Logs do not have types, so that its
 * use can't be seen.
 */
bool audit_blind(const struct sgset_rule *r);

/*
 * Says what the answer lacks.  True: with all of the evidence it may be
 * another one.
 */
bool audit_lacks(const struct audit *a, const struct evidence *ev);

/*
 * Puts the rules that match_rules or match_maybe lists at a->found, from `at`
 * on, which grows as it has to; returns the end.
 */
typedef size_t audit_rules(const struct match *m, const struct match_host *host,
    enum rule_dir dir, const struct match_who *peer, struct match_what what,
    uint32_t *rule, size_t room);

size_t audit_find(struct audit *a, audit_rules *rules,
    const struct match_host *host, enum rule_dir dir,
    const struct match_who *peer, struct match_what what, size_t at);

/* ---- the steps of audit_done ------------------------------------------- */

/* audit_shadow.c: which rule is inside which; who is beside whom. */
void audit_groups(struct audit *a);
void audit_shadow(struct audit *a);

/* audit_risk.c: what is open to the world; the services in words, or "". */
void audit_risks(struct audit *a);
void audit_services(struct buf *to, const struct sgset_rule *r);

/* audit_narrow.c: what would replace those that are wide. */
void audit_narrow(struct audit *a);

#endif
