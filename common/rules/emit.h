/* SPDX-License-Identifier: ISC */

/*
 * Rules for people and machines: one row of a table and one file a format.
 * A format makes text, which the tool hands to its output piece by piece, for
 * it may be larger than all that went in; tsv is a stream, and streams are
 * written by the tool from ruleset_next.
 */

#ifndef RULES_EMIT_H
#define RULES_EMIT_H

#include "base/buf.h"
#include "base/opt.h"
#include "model/origin.h"
#include "rules/groups.h"
#include "rules/ruleset.h"
#include "rules/why.h"

struct just;

/* What stands behind a set; all of it is borrowed. */
struct emit_facts {
	const struct evidence *ev; /* of the input; NULL: not known */
	const char *why;           /* the input was not whole; NULL: it was */
	struct just *just;         /* -J, for the review; NULL */
	const char *only; /* the one direction that there may be; NULL */
	bool revoke;      /* a script can take the rules of today away */
};

/* A set on its way out as text. */
struct emit_run {
	const struct emit_text *text; /* NULL: the tool writes a stream */
	const struct ruleset *set;    /* sorted */
	struct emit_facts facts;
	size_t next; /* the rule that is written next */
	bool begun, ended;
	struct why_days days;
	void *own; /* what the format keeps */
};

/* Adds a part of the text. */
typedef void emit_part(struct emit_run *run, struct buf *to);

/* A format: what stands before, each rule, what stands behind. */
struct emit_text {
	emit_part *begin, *rule, *end;
	unsigned int
	    egress; /* IPv4 rules for egress that each group has, too */
};

struct emit {
	const char *name;
	const struct emit_text *text; /* NULL: it is a stream */
};

struct emit_conf {
	const char *format; /* -f; NULL: the first of the table */
	const char *just;   /* -J */
	bool write;         /* --write-justifications */
	bool revoke;        /* --revoke-old */
};

/* -f, with the names of the table as choices, and what formats need. */
extern const struct opt emit_opts[];
extern const size_t emit_nopts;

/* What is wrong with what was said; NULL: nothing. */
const char *emit_wrong(const struct emit_conf *conf);

/* The format that was chosen; the option's choices have been checked. */
const struct emit *emit_find(const struct emit_conf *conf);

/* emit_table.c: what the AWS console shows. */
extern const struct emit_text emit_table;

/* emit_json.c: what describe-security-groups prints. */
extern const struct emit_text emit_json;

/* emit_cli.c: a shell script that calls aws. */
extern const struct emit_text emit_cli;

/* emit_tf.c: resources of Terraform. */
extern const struct emit_text emit_tf;

/* emit_cfn.c: a template of CloudFormation. */
extern const struct emit_text emit_cfn;

/* emit_md.c: a document to review. */
extern const struct emit_text emit_md;

/*
 * Begins the text of a sorted set.  Rules of input that was not whole must not
 * look complete.
 */
void emit_begin(struct emit_run *run, const struct emit *format,
    const struct ruleset *set, const struct emit_facts *facts);

/*
 * 1 and the next piece behind what the buffer has; 0: that was all, and what
 * the run took is free.
 */
int emit_next(struct emit_run *run, struct buf *to);

/* ---- what formats share ----------------------------------------------- */

/* The outermost thing in which two neighbours differ. */
enum emit_level {
	EMIT_GROUP,
	EMIT_DIR,
	EMIT_SERVICE,
	EMIT_FAMILY,
	EMIT_RULE,
};

/* The rule that is written next, and what it opens and closes. */
struct emit_place {
	const struct rule *r;
	enum emit_level open, close;
};

struct emit_place emit_place(const struct emit_run *run);

/*
 * "tcp", "udp", "icmp", "icmpv6", else the number, as AWS's API has it: at p
 * (NUM_MAX), and returns the end.
 */
char *emit_proto(char *p, uint64_t proto);

/* Do rules of a protocol say FromPort and ToPort? */
static inline bool
emit_has_ports(uint64_t proto)
{
	return proto == 1 || proto == 6 || proto == 17 || proto == 58;
}

/* -1 or a port, at p (NUM_MAX); returns the end. */
char *emit_port(char *p, int32_t port);

/*
 * What people call the service of a rule, each added as the console says it:
 * "HTTPS" or "Custom TCP"; "TCP", "GRE (47)"; "443", "22-23", "All".
 */
void emit_type(struct buf *to, const struct rule *r);
void emit_protocol(struct buf *to, const struct rule *r);
void emit_ports(struct buf *to, const struct rule *r);

/*
 * The services that its ports hide, for instance "22 ssh, 23 telnet (1
 * insecure)": the first few by name, then how many more.  Begins with "; "
 * where the buffer has something.
 */
void emit_services(struct buf *to, const struct rule *r);

/* The same for its price: "12 beyond the evidence", nothing for 0. */
void
emit_price(struct buf *to, const struct ruleset *set, const struct rule *r);

/* A reason as one line of ASCII: names of files may hold any bytes. */
void emit_why(struct buf *to, const char *why);

/* "INCOMPLETE: " before it. */
void emit_incomplete(struct buf *to, const char *why);

/* Text in a cell of Markdown, which a bar would end. */
void emit_cell(struct buf *to, const char *s);

/* Adds text that may hold anything as text of Markdown, in a cell or not. */
void emit_md_text(struct buf *to, struct slice text);

/*
 * What stands at the head of a file, in lines that begin with `lead`: what it
 * is, how old the traffic is, what is missing.
 */
void emit_head(const struct emit_run *run, struct buf *to, const char *lead);

/* IpPermissions, as JSON: emit_perm.c. */
struct emit_perms {
	const char *pad; /* before each line */
	bool all;        /* empty lists, too */
	/* Prints the id of a group (WHY_MAX) that is a peer. */
	char *(*peer)(const struct emit_run *run, char *p, struct prefix peer);
};

#define EMIT_PERM_MAX 2048 /* room for what is written for one rule */

/* A rule with what it opens and closes in a list of IpPermissions. */
char *emit_perm(struct emit_run *run, const struct emit_perms *as, char *p,
    const struct emit_place *at);

#endif
