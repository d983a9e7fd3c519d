/* SPDX-License-Identifier: ISC */

/*
 * Options: what the rows become in a usage line, in help, in the dump and in
 * the conf; and every way to type them wrong.  What ends the program runs in
 * a child whose output is read back.
 */

#include <sys/wait.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/opt.h"

struct in_conf {
	const char *fields;
	struct opt_list local;
};

struct own_conf {
	bool account, plain, strict;
	const char *columns, *format, *output;
	uint64_t threads, memory;
};

static const struct opt in_rows[] = {
    {.letter = 'F',
	.name = "fields",
	.arg = "FIELDS",
	.kind = OPT_STR,
	.word = WORD_FIELDS,
	.offset = offsetof(struct in_conf, fields),
	.help = "name the columns of text without a header"},
    {.letter = 'l',
	.name = "local",
	.arg = "PREFIX",
	.kind = OPT_LIST,
	.offset = offsetof(struct in_conf, local),
	.help = "what is ours"},
};

static const char *const formats[] = {"table", "tsv", "json", NULL};

static const struct opt own_rows[] = {
    {.letter = 'v',
	.name = "verbose",
	.kind = OPT_FLAG,
	.offset = offsetof(struct own_conf, account),
	.help = "account for every record"},
    {.letter = 'H',
	.name = "no-header",
	.kind = OPT_FLAG,
	.offset = offsetof(struct own_conf, plain),
	.help = "rows only"},
    {.name = "strict",
	.kind = OPT_FLAG,
	.offset = offsetof(struct own_conf, strict),
	.help = "check every cell"},
    {.letter = 'o',
	.name = "output",
	.arg = "FILE",
	.kind = OPT_STR,
	.word = WORD_FILE,
	.offset = offsetof(struct own_conf, output),
	.help = "write to FILE"},
    {.letter = 'c',
	.name = "columns",
	.arg = "FIELDS",
	.kind = OPT_STR,
	.word = WORD_FIELDS,
	.offset = offsetof(struct own_conf, columns),
	.help = "choose columns"},
    {.letter = 'f',
	.name = "format",
	.arg = "FORMAT",
	.kind = OPT_STR,
	.word = WORD_CHOICE,
	.offset = offsetof(struct own_conf, format),
	.help = "output format",
	.choices = formats},
    {.letter = 'j',
	.name = "threads",
	.arg = "N",
	.kind = OPT_NUM,
	.offset = offsetof(struct own_conf, threads),
	.help = "number of threads"},
    {.name = "memory",
	.arg = "SIZE",
	.kind = OPT_SIZE,
	.offset = offsetof(struct own_conf, memory),
	.help = "memory to use before data is spilled to disk in a "
		"temporary file"},
};

/* One tool with its confs, and a command line for it. */
struct run {
	struct in_conf in;
	struct own_conf own;
	struct opt_group groups[3];
	struct opt_tool tool;
	char line[256];
	int argc;
	char *argv[32];
};

/* The words of the line become argv; a lone _ is an empty word. */
static void
set_up(struct run *r, const char *line)
{
	*r = (struct run){.argc = 0};
	r->groups[0] = (struct opt_group){opt_std, opt_nstd, NULL};
	r->groups[1] = (struct opt_group){in_rows, nitems(in_rows), &r->in};
	r->groups[2] = (struct opt_group){own_rows, nitems(own_rows), &r->own};
	r->tool = (struct opt_tool){
	    .name = "fl-cat",
	    .operands = "[FILE ...]",
	    .about = "Read flow logs, write the stream.",
	    .word = WORD_FILE,
	    .groups = r->groups,
	    .ngroups = nitems(r->groups),
	};
	snprintf(r->line, sizeof(r->line), "fl-cat %s", line);
	char *save = NULL;
	for (char *p = strtok_r(r->line, " ", &save); p != NULL;
	     p = strtok_r(NULL, " ", &save)) {
		if (strcmp(p, "_") == 0)
			*p = '\0';
		r->argv[r->argc++] = p;
	}
}

/* Parses the line; the operands must be `want`, each in <>. */
static void
parse(struct run *r, const char *line, const char *want)
{
	struct buf operands = {0};

	set_up(r, line);
	int first = opt_parse(&r->tool, r->argc, r->argv);
	for (int i = first; i < r->argc; i++)
		buf_fmt(&operands, "<%s>", r->argv[i]);
	assert_string_equal(buf_cstr(&operands), want);
	buf_free(&operands);
}

static void
drop(struct run *r)
{
	free(r->in.local.item);
}

static void
test_nothing(void **state)
{
	struct run r;

	(void)state;
	parse(&r, "", "");
	assert_false(r.own.account || r.own.plain || r.own.strict);
	assert_null(r.own.columns);
	assert_int_equal(r.in.local.n, 0);
	drop(&r);
}

static void
test_all_kinds(void **state)
{
	struct run r;

	(void)state;
	parse(&r,
	    "-v --strict -o out -l 10.0.0.0/8 --local=fd00::/8 -l @f "
	    "-f json -j 12 --memory 64M -cdst,src one two",
	    "<one><two>");
	assert_true(r.own.account);
	assert_true(r.own.strict);
	assert_false(r.own.plain);
	assert_string_equal(r.own.output, "out");
	assert_string_equal(r.own.columns, "dst,src");
	assert_string_equal(r.own.format, "json");
	assert_int_equal(r.own.threads, 12);
	assert_int_equal(r.own.memory, 64 << 20);
	assert_int_equal(r.in.local.n, 3);
	assert_string_equal(r.in.local.item[0], "10.0.0.0/8");
	assert_string_equal(r.in.local.item[1], "fd00::/8");
	assert_string_equal(r.in.local.item[2], "@f");
	assert_null(r.in.fields);
	drop(&r);
}

static void
test_mixed_with_operands(void **state)
{
	struct run r;

	(void)state;
	parse(&r, "a -v b -o x c", "<a><b><c>");
	assert_true(r.own.account);
	assert_string_equal(r.own.output, "x");
	drop(&r);
	parse(&r, "a -v -- -H --strict b", "<a><-H><--strict><b>");
	assert_true(r.own.account);
	assert_false(r.own.plain || r.own.strict);
	drop(&r);
	parse(&r, "- -v -", "<-><->");
	assert_true(r.own.account);
	drop(&r);
	parse(&r, "_ -o _ x", "<><x>");
	assert_string_equal(r.own.output, "");
	drop(&r);
	parse(&r, "-o -- -- -v", "<-v>");
	assert_string_equal(r.own.output, "--");
	drop(&r);
}

static void
test_spellings(void **state)
{
	struct run r;

	(void)state;
	parse(&r, "-vHo x", "");
	assert_true(r.own.account && r.own.plain);
	assert_string_equal(r.own.output, "x");
	drop(&r);
	parse(&r, "--columns=+a=b -o=x", "");
	assert_string_equal(r.own.columns, "+a=b");
	assert_string_equal(r.own.output, "=x");
	drop(&r);
	parse(&r, "--columns= --verb -o a -o b", "");
	assert_string_equal(r.own.columns, "");
	assert_true(r.own.account);
	assert_string_equal(r.own.output, "b"); /* the last one stands */
	drop(&r);
	parse(&r, "-c -flags", "");
	assert_string_equal(r.own.columns, "-flags");
	drop(&r);
	parse(&r, "-j 18446744073709551615 --memory=0", "");
	assert_true(r.own.threads == UINT64_MAX);
	assert_int_equal(r.own.memory, 0);
	drop(&r);
}

/* What a program said and how it ended. */
struct result {
	int status;
	char out[8192], err[8192];
};

static void
slurp(FILE *file, char *p, size_t size)
{
	rewind(file);
	size_t n = fread(p, 1, size - 1, file);
	p[n] = '\0';
	fclose(file);
}

/* Runs what must end the program; 99 if it does not. */
static void
run(void (*body)(struct run *), const char *line, struct result *res)
{
	FILE *out = tmpfile(), *err = tmpfile();
	struct run r;
	int status;

	assert_non_null(out);
	assert_non_null(err);
	set_up(&r, line);
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid != -1);
	if (pid == 0) {
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		diag_init("/somewhere/fl-cat");
		body(&r);
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	res->status = WEXITSTATUS(status);
	slurp(out, res->out, sizeof(res->out));
	slurp(err, res->err, sizeof(res->err));
}

static void
just_parse(struct run *r)
{
	opt_parse(&r->tool, r->argc, r->argv);
}

#define USAGE                                                             \
	"usage: fl-cat [-Hv] [-c FIELDS] [-F FIELDS] [-f FORMAT] [-j N] " \
	"[-l PREFIX]\n"                                                   \
	"              [-o FILE] [FILE ...]\n"

static void
test_help(void **state)
{
	static const char want[] = USAGE
	    "\n"
	    "Read flow logs, write the stream.\n"
	    "\n"
	    "      --help            print this help\n"
	    "      --version         print the version\n"
	    "  -F, --fields FIELDS   name the columns of text without a "
	    "header\n"
	    "  -l, --local PREFIX    what is ours\n"
	    "  -v, --verbose         account for every record\n"
	    "  -H, --no-header       rows only\n"
	    "      --strict          check every cell\n"
	    "  -o, --output FILE     write to FILE\n"
	    "  -c, --columns FIELDS  choose columns\n"
	    "  -f, --format FORMAT   output format: table, tsv, json\n"
	    "  -j, --threads N       number of threads\n"
	    "      --memory SIZE     memory to use before data is spilled to "
	    "disk in a\n"
	    "                        temporary file\n";
	struct result res;

	(void)state;
	run(just_parse, "--help", &res);
	assert_string_equal(res.out, want);
	assert_string_equal(res.err, "");
	assert_int_equal(res.status, 0);
}

static void
test_version(void **state)
{
	struct result res;

	(void)state;
	run(just_parse, "-v --version --nonsense", &res);
	assert_string_equal(res.out, "fl-cat " FL_VERSION "\n");
	assert_string_equal(res.err, "");
	assert_int_equal(res.status, 0);
}

static void
test_dump(void **state)
{
	static const char want[] =
	    "@operands\t[FILE ...]\tfile\n"
	    "-\thelp\t-\tnone\t-\tprint this help\n"
	    "-\tversion\t-\tnone\t-\tprint the version\n"
	    "F\tfields\tFIELDS\tfields\t-\t"
	    "name the columns of text without a header\n"
	    "l\tlocal\tPREFIX\tnone\t-\twhat is ours\n"
	    "v\tverbose\t-\tnone\t-\taccount for every record\n"
	    "H\tno-header\t-\tnone\t-\trows only\n"
	    "-\tstrict\t-\tnone\t-\tcheck every cell\n"
	    "o\toutput\tFILE\tfile\t-\twrite to FILE\n"
	    "c\tcolumns\tFIELDS\tfields\t-\tchoose columns\n"
	    "f\tformat\tFORMAT\tchoice\ttable,tsv,json\toutput format\n"
	    "j\tthreads\tN\tnone\t-\tnumber of threads\n"
	    "-\tmemory\tSIZE\tnone\t-\tmemory to use before data is spilled "
	    "to disk in a temporary file\n";
	struct result res;

	(void)state;
	run(just_parse, "--dump-options", &res);
	assert_string_equal(res.out, want);
	assert_string_equal(res.err, "");
	assert_int_equal(res.status, 0);
}

static void
test_wrong(void **state)
{
	static const struct {
		const char *line;
		const char *says;
	} t[] = {
	    {"--colums", "unknown option --colums; did you mean --columns?"},
	    {"--colums=a", "unknown option --colums; did you mean --columns?"},
	    {"a b --outptu x",
		"unknown option --outptu; did you mean "
		"--output?"},
	    {"--nonsense", "unknown option --nonsense"},
	    {"--=x", "unknown option --"},
	    {"--dump-optoins", "unknown option --dump-optoins"},
	    {"--ver",
		"--ver is short for several options: --version, "
		"--verbose"},
	    {"-q", "unknown option -q"},
	    {"-vq", "unknown option -q"},
	    {"a -q -v", "unknown option -q"},
	    {"-v- x", "unknown option --"},
	    {"-:", "unknown option -:"},
	    {"-\xc3\xa9", "unknown option: byte 0xc3 behind -"},
	    {"-o", "-o needs a FILE"},
	    {"a -vo", "-o needs a FILE"},
	    {"--output", "--output needs a FILE"},
	    {"-c", "-c needs FIELDS"},
	    {"--strict=yes", "--strict takes no argument"},
	    {"--strict=", "--strict takes no argument"},
	    {"-f yaml", "-f yaml: no such format; one of table, tsv, json"},
	    {"-fTSV", "-f TSV: no such format; one of table, tsv, json"},
	    {"-f _", "-f : no such format; one of table, tsv, json"},
	    {"--format=js",
		"--format js: no such format; one of table, tsv, json"},
	    {"-j x", "-j: not a number: \"x\""},
	    {"-j -1", "-j: not a number: \"-1\""},
	    {"--threads=_", "--threads: not a number: \"_\""},
	    {"--threads=", "--threads: not a number: \"\""},
	    {"-j 18446744073709551616",
		"-j: not a number: \"18446744073709551616\""},
	    {"--memory 6X", "--memory: not a size like 64M: \"6X\""},
	};
	struct result res;

	(void)state;
	for (size_t i = 0; i < nitems(t); i++) {
		char want[512];
		snprintf(want, sizeof(want), "fl-cat: %s\n" USAGE, t[i].says);
		run(just_parse, t[i].line, &res);
		assert_string_equal(res.err, want);
		assert_string_equal(res.out, "");
		assert_int_equal(res.status, 2);
	}
}

static void
say_die(struct run *r)
{
	opt_die(&r->tool, "%s: %d %%", "what", 42);
}

static void
test_die(void **state)
{
	struct result res;

	(void)state;
	run(say_die, "", &res);
	assert_string_equal(res.err, "fl-cat: what: 42 %\n" USAGE);
	assert_string_equal(res.out, "");
	assert_int_equal(res.status, 2);
}

static void
to_full_disk(struct run *r)
{
	if (freopen("/dev/full", "w", stdout) == NULL)
		_exit(98);
	opt_parse(&r->tool, r->argc, r->argv);
}

static void
test_output_lost(void **state)
{
	struct result res;

	(void)state;
	run(to_full_disk, "--help", &res);
	assert_string_equal(res.err,
	    "fl-cat: stdout: No space left on device\n");
	assert_int_equal(res.status, 2);
}

/* The smallest tool: no letters, no operands. */
static void
bare(struct run *r)
{
	r->tool.operands = NULL;
	r->tool.word = WORD_NONE;
	r->tool.ngroups = 1;
	opt_parse(&r->tool, r->argc, r->argv);
}

static void
test_bare(void **state)
{
	struct result res;

	(void)state;
	run(bare, "-v", &res);
	assert_string_equal(res.err,
	    "fl-cat: unknown option -v\nusage: fl-cat\n");
	run(bare, "--dump-options", &res);
	assert_string_equal(res.out,
	    "@operands\t-\tnone\n"
	    "-\thelp\t-\tnone\t-\tprint this help\n"
	    "-\tversion\t-\tnone\t-\tprint the version\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_all_kinds),
	    cmocka_unit_test(test_mixed_with_operands),
	    cmocka_unit_test(test_spellings),
	    cmocka_unit_test(test_help),
	    cmocka_unit_test(test_version),
	    cmocka_unit_test(test_dump),
	    cmocka_unit_test(test_wrong),
	    cmocka_unit_test(test_die),
	    cmocka_unit_test(test_output_lost),
	    cmocka_unit_test(test_bare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
