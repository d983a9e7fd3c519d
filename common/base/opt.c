/* SPDX-License-Identifier: ISC */

/*
 * See opt.h: one table of rows, four readers of it (parse, usage, help,
 * dump).  getopt_long does the reading of argv; its tables are built here
 * from the rows, and its messages are ours.
 */

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/near.h"
#include "base/num.h"
#include "base/opt.h"

enum {
	LONG = 256, /* getopt's value of a long option: LONG + its row */
	WIDTH = 80, /* of a terminal line */
};

const struct opt opt_std[] = {
    {.name = "help", .kind = OPT_HELP, .help = "print this help"},
    {.name = "version", .kind = OPT_VERSION, .help = "print the version"},
    {.name = "dump-options", .kind = OPT_DUMP, .help = "print the options"},
};
const size_t opt_nstd = nitems(opt_std);

/* All rows of a tool in one array, each with the conf it stores to. */
struct row {
	const struct opt *opt;
	char *conf;
};

struct rows {
	struct row *row;
	size_t n;
};

/* Rows of two groups that claim one name are our own mistake. */
static void
check_unique(const struct rows *rows, const struct opt *o)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct opt *other = rows->row[i].opt;
		assert(strcmp(other->name, o->name) != 0);
		assert(o->letter == '\0' || o->letter != other->letter);
	}
}

/* The rows of all groups, in order; the caller frees rows.row. */
static struct rows
gather(const struct opt_tool *tool)
{
	struct rows rows = {NULL, 0};

	for (size_t g = 0; g < tool->ngroups; g++) {
		const struct opt_group *group = &tool->groups[g];
		rows.row = mem_array(rows.row, rows.n + group->nrows,
		    sizeof(*rows.row));
		for (size_t i = 0; i < group->nrows; i++) {
			check_unique(&rows, &group->rows[i]);
			rows.row[rows.n++] =
			    (struct row){.opt = &group->rows[i],
				.conf = group->conf};
		}
	}
	return rows;
}

/* ---- usage, help, dump ------------------------------------------------ */

static void
pad(struct buf *out, size_t n)
{
	memset(buf_room(out, n), ' ', n);
	out->n += n;
}

/*
 * Puts a blank and the word behind the current line, whose length is *col,
 * or begins a new line with it, indented.
 */
static void
place(struct buf *out, size_t *col, size_t indent, struct slice word)
{
	if (*col + 1 + word.n >= WIDTH && *col > indent) {
		buf_char(out, '\n');
		pad(out, indent);
		*col = indent;
	} else {
		buf_char(out, ' ');
		++*col;
	}
	buf_slice(out, word);
	*col += word.n;
}

/* -H before -h before -i, as BSD's pages have it. */
static int
by_letter(const void *a, const void *b)
{
	int x = (*(const struct opt *const *)a)->letter;
	int y = (*(const struct opt *const *)b)->letter;
	int c = tolower(x) - tolower(y);

	return c != 0 ? c : x - y;
}

/* "usage: fl-cat [-Hv] [-c FIELDS] [FILE ...]" and a newline. */
static void
usage(const struct opt_tool *tool, struct buf *out)
{
	struct rows rows = gather(tool);
	const struct opt **opt = mem_array(NULL, rows.n, sizeof(*opt));
	struct buf word = {0};
	size_t n = 0;

	for (size_t i = 0; i < rows.n; i++) {
		if (rows.row[i].opt->letter != '\0')
			opt[n++] = rows.row[i].opt;
	}
	if (n > 0)
		qsort(opt, n, sizeof(*opt), by_letter);
	buf_fmt(out, "usage: %s", tool->name);
	size_t col = out->n, indent = out->n + 1;
	for (size_t i = 0; i < n; i++) {
		if (opt[i]->arg == NULL)
			buf_fmt(&word, "%s%c", word.n == 0 ? "[-" : "",
			    opt[i]->letter);
	}
	if (word.n > 0) {
		buf_char(&word, ']');
		place(out, &col, indent, (struct slice){word.p, word.n});
	}
	for (size_t i = 0; i < n; i++) {
		if (opt[i]->arg == NULL)
			continue;
		word.n = 0;
		buf_fmt(&word, "[-%c %s]", opt[i]->letter, opt[i]->arg);
		place(out, &col, indent, (struct slice){word.p, word.n});
	}
	if (tool->operands != NULL && tool->operands[0] != '\0')
		place(out, &col, indent, slice_str(tool->operands));
	buf_char(out, '\n');
	buf_free(&word);
	free(opt);
	free(rows.row);
}

/* Adds the choices of a row with `sep` between them. */
static void
add_choices(struct buf *out, const struct opt *o, const char *sep)
{
	for (size_t i = 0; o->choices[i] != NULL; i++) {
		buf_str(out, i > 0 ? sep : "");
		buf_str(out, o->choices[i]);
	}
}

/* "  -c, --columns FIELDS"; returns its length. */
static size_t
add_names(struct buf *out, const struct opt *o)
{
	size_t before = out->n;

	if (o->letter != '\0')
		buf_fmt(out, "  -%c, --%s", o->letter, o->name);
	else
		buf_fmt(out, "      --%s", o->name);
	if (o->arg != NULL)
		buf_fmt(out, " %s", o->arg);
	return out->n - before;
}

/* One row of --help; the text starts behind column `left`. */
static void
help_row(struct buf *out, const struct opt *o, size_t left)
{
	struct buf text = {0};

	size_t col = add_names(out, o);
	pad(out, left - col);
	col = left;
	buf_str(&text, o->help);
	if (o->choices != NULL) {
		buf_str(&text, ": ");
		add_choices(&text, o, ", ");
	}
	struct slice rest = {text.p, text.n};
	while (rest.p != NULL) {
		struct slice word = slice_cut(&rest, ' ');
		place(out, &col, left + 1, word);
	}
	buf_char(out, '\n');
	buf_free(&text);
}

static void
help(const struct opt_tool *tool, const struct rows *rows, struct buf *out)
{
	struct buf names = {0};
	size_t left = 0;

	usage(tool, out);
	buf_fmt(out, "\n%s\n\n", tool->about);
	for (size_t i = 0; i < rows->n; i++) {
		size_t n = add_names(&names, rows->row[i].opt);
		if (rows->row[i].opt->kind != OPT_DUMP && n > left)
			left = n;
	}
	for (size_t i = 0; i < rows->n; i++) {
		if (rows->row[i].opt->kind != OPT_DUMP)
			help_row(out, rows->row[i].opt, left + 1);
	}
	buf_free(&names);
}

/* Tab-separated rows, "-" for what is missing: see completions/gen. */
static void
dump(const struct opt_tool *tool, const struct rows *rows, struct buf *out)
{
	static const char *const words[] = {
	    [WORD_NONE] = "none",
	    [WORD_FILE] = "file",
	    [WORD_FIELDS] = "fields",
	    [WORD_EXPR] = "expr",
	    [WORD_CHOICE] = "choice",
	};
	const char *operands = tool->operands;

	if (operands == NULL || operands[0] == '\0')
		operands = "-";
	buf_fmt(out, "@operands\t%s\t%s\n", operands, words[tool->word]);
	for (size_t i = 0; i < rows->n; i++) {
		const struct opt *o = rows->row[i].opt;
		if (o->kind == OPT_DUMP)
			continue;
		buf_fmt(out, "%c\t%s\t%s\t%s\t",
		    o->letter != '\0' ? o->letter : '-', o->name,
		    o->arg != NULL ? o->arg : "-", words[o->word]);
		if (o->choices != NULL)
			add_choices(out, o, ",");
		else
			buf_char(out, '-');
		buf_fmt(out, "\t%s\n", o->help);
	}
}

/* --help, --version, --dump-options: print and leave. */
static void FL_NORETURN
answer(const struct opt_tool *tool, const struct rows *rows, enum opt_kind kind)
{
	struct buf out = {0};

	if (kind == OPT_HELP)
		help(tool, rows, &out);
	else if (kind == OPT_VERSION)
		buf_fmt(&out, "%s %s\n", tool->name, FL_VERSION);
	else
		dump(tool, rows, &out);
	if (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		diag_die("stdout: %s", strerror(errno));
	buf_free(&out);
	exit(DIAG_OK);
}

/* ---- what is wrong ---------------------------------------------------- */

void
opt_die(const struct opt_tool *tool, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&text, fmt, ap);
	va_end(ap);
	diag_say("%s", buf_cstr(&text));
	text.n = 0;
	usage(tool, &text);
	fputs(buf_cstr(&text), stderr);
	buf_free(&text);
	exit(DIAG_LOST);
}

void
opt_stdin(const struct opt_tool *tool, const struct opt_list *const *list,
    size_t nlist, char *const *file, size_t nfile)
{
	size_t times = nfile == 0, more = 0;

	for (size_t i = 0; i < nfile; i++)
		times += strcmp(file[i], "-") == 0;
	for (size_t i = 0; i < nlist; i++)
		for (size_t k = 0; k < list[i]->n; k++)
			more += strcmp(list[i]->item[k], "-") == 0;
	if (more > 0 && times + more > 1)
		opt_die(tool,
		    "stdin can't be read twice: only one of the files may be "
		    "-, and rows come from it, too, if there is no FILE");
}

/*
 * A long option that getopt did not take, as it stood in argv: no name of
 * ours, or the beginning of several.
 */
static void FL_NORETURN
die_long(const struct opt_tool *tool, const struct rows *rows, const char *arg)
{
	struct slice rest = slice_str(arg + 2);
	struct slice word = slice_cut(&rest, '=');
	struct buf many = {0};
	struct near near;

	near_init(&near, word);
	for (size_t i = 0; i < rows->n; i++) {
		const struct opt *o = rows->row[i].opt;
		if (o->kind == OPT_DUMP)
			continue;
		near_try(&near, o->name);
		if (word.n > 0 && strncmp(o->name, word.p, word.n) == 0)
			buf_fmt(&many, "%s--%s", many.n > 0 ? ", " : "",
			    o->name);
	}
	if (many.n > 0)
		opt_die(tool, "--%.*s is short for several options: %s",
		    (int)word.n, word.p, buf_cstr(&many));
	const char *best = near_best(&near);
	if (best != NULL)
		opt_die(tool, "unknown option --%.*s; did you mean --%s?",
		    (int)word.n, word.p, best);
	opt_die(tool, "unknown option --%.*s", (int)word.n, word.p);
}

static void FL_NORETURN
die_letter(const struct opt_tool *tool, int letter)
{
	unsigned char c = (unsigned char)letter;

	if (c > 0x20 && c < 0x7f)
		opt_die(tool, "unknown option -%c", c);
	opt_die(tool, "unknown option: byte 0x%02x behind -", c);
}

static void FL_NORETURN
die_choice(const struct opt_tool *tool, const struct opt *o, const char *as,
    const char *arg)
{
	struct buf noun = {0}, right = {0};

	for (const char *p = o->arg; *p != '\0'; p++)
		buf_char(&noun, (char)tolower((unsigned char)*p));
	add_choices(&right, o, ", ");
	opt_die(tool, "%s %s: no such %s; one of %s", as, arg, buf_cstr(&noun),
	    buf_cstr(&right));
}

/* ---- parse ------------------------------------------------------------ */

/* What getopt_long wants to know, built from the rows. */
struct grammar {
	struct buf letters;
	struct option *name; /* a zero row at the end */
};

static struct grammar
grammar(const struct rows *rows)
{
	struct grammar g = {.name = NULL};

	g.name = mem_array(NULL, rows->n + 1, sizeof(*g.name));
	buf_char(&g.letters, ':'); /* tell a missing argument apart */
	for (size_t i = 0; i < rows->n; i++) {
		const struct opt *o = rows->row[i].opt;
		g.name[i] = (struct option){
		    .name = o->name,
		    .has_arg = o->arg != NULL ? required_argument : no_argument,
		    .val = LONG + (int)i,
		};
		if (o->letter == '\0')
			continue;
		buf_char(&g.letters, o->letter);
		if (o->arg != NULL)
			buf_char(&g.letters, ':');
	}
	g.name[rows->n] = (struct option){0};
	return g;
}

/* The row of a value that getopt_long returned; NULL: no such letter. */
static const struct row *
find(const struct rows *rows, int val)
{
	if (val >= LONG)
		return &rows->row[val - LONG];
	for (size_t i = 0; i < rows->n; i++) {
		if (val != 0 && rows->row[i].opt->letter == val)
			return &rows->row[i];
	}
	return NULL;
}

static bool
is_choice(const struct opt *o, const char *arg)
{
	for (size_t i = 0; o->choices[i] != NULL; i++) {
		if (strcmp(o->choices[i], arg) == 0)
			return true;
	}
	return false;
}

/* A number at *v, or out with what is wrong; `as` is the option as typed. */
static void
store_number(const struct opt_tool *tool, const struct opt *o, const char *as,
    const char *arg, uint64_t *v)
{
	struct slice s = slice_str(arg);

	if (o->kind == OPT_SIZE) {
		if (num_size(s, v) == -1)
			opt_die(tool, "%s: not a size like 64M: \"%s\"", as,
			    arg);
	} else if (num_parse(s, UINT64_MAX, v) == -1) {
		opt_die(tool, "%s: not a number: \"%s\"", as, arg);
	}
}

static void
store_item(struct opt_list *list, const char *arg)
{
	list->item = mem_array(list->item, list->n + 1, sizeof(*list->item));
	list->item[list->n++] = arg;
}

static void
store(const struct opt_tool *tool, const struct row *row, const char *as,
    const char *arg)
{
	const struct opt *o = row->opt;
	void *member = row->conf + o->offset;

	if (o->word == WORD_CHOICE && !is_choice(o, arg))
		die_choice(tool, o, as, arg);
	if (o->kind == OPT_FLAG)
		*(bool *)member = true;
	else if (o->kind == OPT_STR)
		*(const char **)member = arg;
	else if (o->kind == OPT_LIST)
		store_item(member, arg);
	else
		store_number(tool, o, as, arg, member);
}

/* What stands before an argument word: a FILE, an EXPR, FIELDS. */
static const char *
article(const char *word)
{
	if (word[strlen(word) - 1] == 'S')
		return "";
	return strchr("AEIO", word[0]) != NULL ? "an " : "a ";
}

/*
 * One value of getopt_long: an option of ours, '?' or ':'.  For the latter
 * two optopt has the value of the option concerned, 0 if its long name is
 * not known.
 */
static void
take(const struct opt_tool *tool, const struct rows *rows, int val, char **argv)
{
	bool bad = val == '?' || val == ':';
	int which = bad ? optopt : val;
	const struct row *row = find(rows, which);
	char as[80];

	if (which == 0)
		die_long(tool, rows, argv[optind - 1]);
	if (row == NULL)
		die_letter(tool, which);
	const struct opt *o = row->opt;
	if (which >= LONG)
		snprintf(as, sizeof(as), "--%s", o->name);
	else
		snprintf(as, sizeof(as), "-%c", o->letter);
	if (val == '?')
		opt_die(tool, "%s takes no argument", as);
	if (val == ':')
		opt_die(tool, "%s needs %s%s", as, article(o->arg), o->arg);
	if (o->kind >= OPT_HELP)
		answer(tool, rows, o->kind);
	store(tool, row, as, optarg);
}

int
opt_parse(const struct opt_tool *tool, int argc, char **argv)
{
	struct rows rows = gather(tool);
	struct grammar g = grammar(&rows);
	const char *letters = buf_cstr(&g.letters);
	int val;

	opterr = 0;
	optind = 0; /* makes glibc start anew, whatever was read before */
	for (;;) {
		val = getopt_long(argc, argv, letters, g.name, NULL);
		if (val == -1)
			break;
		take(tool, &rows, val, argv);
	}
	buf_free(&g.letters);
	free(g.name);
	free(rows.row);
	return optind;
}
