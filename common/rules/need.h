/* SPDX-License-Identifier: ISC */

/*
 * Groups to rules: whose rule a group asks for, and whether what was seen
 * justifies one.  Every group gets one verdict, and every verdict is counted.
 *
 * The service is always dport.  Where the groups have `needed`,
 * that decides; else accepted records must outnumber rejected ones.
 */

#ifndef RULES_NEED_H
#define RULES_NEED_H

#include "base/opt.h"
#include "model/origin.h"
#include "rules/ref.h"
#include "rules/ruleset.h"
#include "value/ipset.h"

enum need_verdict {
	NEED_RULE,       /* justified by all that was seen */
	NEED_CONTESTED,  /* a rule, marked: rejected at times */
	NEED_FEW,        /* no rule: fewer flows than --min-flows */
	NEED_BRIEF,      /* no rule: seen on fewer days than --min-days */
	NEED_OUTVOTED,   /* no rule: rejected at least as often as accepted */
	NEED_REJECTED,   /* never accepted */
	NEED_UNDECIDED,  /* who opened it is not known; conf.decided */
	NEED_SCAN,       /* no connection needs it: they were scans */
	NEED_UNANSWERED, /* nothing was answered */
	NEED_UNNEEDED,   /* or they are not needed for another reason */
	NEED_GATEWAY,    /* to an address of a gateway, which only passes on */
	NEED_OUTSIDE,    /* neither end is ours */
	NEED_UNKNOWN,    /* whether it was accepted is missing */
	NEED_ODD,        /* an address, the protocol or the port is missing */
	NEED_NO_IDS,     /* labels that should be ids of AWS are none */
	NEED_ELSEWHERE,  /* not of the interface that would enforce a rule */
	NEED_COUNT,
};

/* The note of a group that was left out; NULL for one that was not. */
extern const char *const need_reason[NEED_COUNT];

struct need_conf {
	struct opt_list words; /* -l */
	struct ipset *local;   /* of these; NULL: the header's order decides */
	bool accepted;         /* -A: unknown counts as accepted */
	bool masked;           /* prefixes of grouped rows may be rules */
	bool decided;          /* no rules where nobody knows who opened */
	uint64_t min_flows;    /* for a rule; 0: any */
	uint64_t min_days;     /* from the first to the last day it was seen */
};

/* The options that say so. */
extern const struct opt need_opts[];
extern const size_t need_nopts;

struct need_tally {
	uint64_t groups;              /* judged in all */
	uint64_t verdict[NEED_COUNT]; /* how many got each */
	uint64_t high;   /* rules for ports >= NEED_HIGH without needed */
	uint64_t unseen; /* rules not made: their interface logged nothing */
	uint64_t oneway, undecided, thin; /* rules marked so */
	bool icmp, ip4, ip6;              /* was there any in the input? */
};

enum need_log { /* which interface logged a group: column dir */
	NEED_ANY,
	NEED_RECEIVER, /* ingress */
	NEED_SENDER,   /* egress */
	NEED_LOGS,
};

struct need_group { /* as a block has it */
	struct prefix src, dst;
	uint64_t dport, proto;
	enum need_log log;
	enum need_verdict verdict;
	uint32_t who[WHO_SIDES]; /* of src and dst; with labels */
	bool ours[2];            /* a reason for rules of that enum rule_dir */
	uint64_t count[RULE_COUNTERS];
};

/*
 * A rule for a peer that is not ours, and was seen within so many seconds and
 * never again, is marked thin: that is the longest window of a flow log.
 */
#define NEED_VISIT 600

#define NEED_HIGH 32768 /* from here on ports are mostly of clients */

struct need {
	struct need_conf conf;
	struct ruleset *set; /* where rules go; borrowed */
	struct ref *ref;     /* what labels say; NULL, borrowed */
	struct buf keys;     /* of the first header, without dir */
	bool sided;          /* a header was seen, and said: */
	enum rule_dir side;  /* which rules, where conf.local is NULL */
	struct need_tally tally;
	struct need_group held[NEED_LOGS + 1]; /* of one tuple, not judged */
	size_t nheld;
	struct need_group *left; /* gave no rule; for need_left, from next */
	size_t nleft, cap, next;
};

/* Do labels say whose rules? */
static inline bool
need_labelled(const struct need *n)
{
	return n->ref != NULL && n->ref->by != REF_PLAIN;
}

/* After its options were read.  0, or -1 after a message (status 2). */
int need_open(struct need *n);

/*
 * Can the rows of this header become rules?  name is that of the input.  -1
 * after a message (status 2) with what is missing and what to type.
 */
int need_head(struct need *n, const struct schema *schema, const char *name);

/*
 * Rows of connections of which nobody knows who opened them count both ways:
 * fills `to` with them the other way round, and returns whether there are any.
 * Needs sport where the protocol has ports; all: of the run.
 */
bool need_swap(struct block *b, struct schemas *all, struct block *to);

/* Drops and reports rows whose dir is neither direction nor missing. */
void need_rows(struct block *b);

/*
 * Adds the columns to group rows by, with and without dir: what a rule is
 * about, and labels.  That is up to the first header, which of src and dst
 * comes first, too, so that what is left out can be read back.
 */
void need_keys(const struct need *n, bool dir, struct buf *to);

/*
 * Judges groups by need_keys (of engine/agg: sorted), and adds rules to the
 * set.  -1 after a message (status 2) that says which group is a prefix where
 * conf.masked is not set.
 *
 * Where the sender and the receiver both logged a packet, each has a record of
 * it.  A rule is judged by those of the interface that enforces it: ingress
 * rules by groups with dir ingress, egress rules by those with egress; groups
 * without dir count for both.  So all groups of a tuple are judged together,
 * and where there is dir they are held until the next tuple comes: need_last
 * says that none will.
 */
int need_block(struct need *n, const struct block *b);
int need_last(struct need *n);

/*
 * 1 and the next groups that gave no rule, with the reason in note, 0 if
 * there are no more by now.  Their schema is need_schema's: the columns of
 * the groups, and note.
 */
int need_left(struct need *n, const struct schema *schema,
    struct origin *origin, struct block *b);
const struct schema *
need_schema(const struct schema *groups, struct schemas *all);

void need_free(struct need *n);

/*
 * After need_last: -1 after a message (status 2) where nothing could be
 * judged since no group says whether it was accepted.  Raises the status to
 * 1 where some groups had to be left out as unknown or odd.
 */
int need_done(const struct need *n);

/* need_reason, as this run says it: nobody may have spoken of -l. */
const char *need_word(const struct need *n, enum need_verdict v);

/* "ingress" where no egress rule was asked for; "egress"; NULL: both were. */
const char *need_only(const struct need *n);

/* "3 contested (1 left out), 7 rejected only": "" where all gave rules. */
void need_summary(const struct need *n, struct buf *to);

/*
 * What was done with the merged, sorted set, and what the input and the
 * evidence behind it lack or have too much of: one diag_say each.  Raises the
 * status to 1 where records behind the input were malformed.
 */
void need_report(const struct need *n, const struct evidence *ev);

/*
 * Why the input is not whole, and NULL if it is, or if `open` excuses it:
 * rules from half of the traffic must not pass for rules.
 */
const char *need_cut(const struct evidence *ev, bool open);

#endif
