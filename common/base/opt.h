/* SPDX-License-Identifier: ISC */

/*
 * Option tables.  A tool lists groups of rows; the owner of a matter (input,
 * output, a rule format) exports its rows and the conf struct they set, so no
 * row is written twice.  From the same rows come parsing (getopt_long), the
 * usage line, --help and the hidden --dump-options that the completions are
 * generated from.  A setter only stores: checks come after, in the tool.
 */

#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind {
	OPT_FLAG,    /* bool: set to true */
	OPT_STR,     /* const char *: the argument, borrowed from argv */
	OPT_LIST,    /* struct opt_list: may be given more than once */
	OPT_NUM,     /* uint64_t: by num_parse */
	OPT_SIZE,    /* uint64_t: by num_size, 64M */
	OPT_HELP,    /* prints help on stdout and exits 0 */
	OPT_VERSION, /* prints the version on stdout and exits 0 */
	OPT_DUMP,    /* prints the rows for completions/gen; not in --help */
};

/* What a shell can complete behind the option. */
enum opt_word {
	WORD_NONE,
	WORD_FILE,
	WORD_FIELDS, /* comma-separated field names */
	WORD_EXPR,   /* fl-where's language: field names */
	WORD_CHOICE, /* one of row->choices */
};

struct opt {
	char letter;      /* daily ones; 0: long name only */
	const char *name; /* long name, without -- */
	const char *arg;  /* argument word in upper case; NULL: none */
	enum opt_kind kind;
	enum opt_word word;
	size_t offset;              /* of the member in the group's conf */
	const char *help;           /* half a line, lower case, no full stop */
	const char *const *choices; /* WORD_CHOICE: words, NULL at the end */
};

struct opt_list {
	const char **item; /* borrowed from argv; the array is ours */
	size_t n;
};

struct opt_group {
	const struct opt *rows;
	size_t nrows;
	void *conf; /* what the rows' offsets are into */
};

struct opt_tool {
	const char *name;     /* fl-cat */
	const char *operands; /* as SYNOPSIS has it: "[FILE ...]" */
	const char *about;    /* one line, for --help */
	enum opt_word word;   /* what the operands are, for completions */
	const struct opt_group *groups;
	size_t ngroups;
};

/* --help, --version, --dump-options: the group every tool lists first. */
extern const struct opt opt_std[];
extern const size_t opt_nstd;

/*
 * Reads the options of argv into the groups' confs; options and operands may
 * mix, `--` ends the options, a WORD_CHOICE argument must be one of the
 * choices.  Returns the index of the first operand (operands are moved to
 * the end, in order).  Anything wrong is reported as "tool: what" with the
 * nearest right word, then the usage line, and exits 2.
 */
int opt_parse(const struct opt_tool *tool, int argc, char **argv);

/*
 * Says what is wrong as diag_die does, with the usage line behind it; for
 * checks that a tool makes after parsing.  Exits 2.
 */
/*
 * Refuses to read standard input twice, status 2: "-" may stand once, in one of
 * the lists or among the operands, and rows come from it where there is none.
 */
void opt_stdin(const struct opt_tool *tool, const struct opt_list *const *list,
    size_t nlist, char *const *file, size_t nfile);

void opt_die(const struct opt_tool *tool, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

#endif
