/* SPDX-License-Identifier: ISC */

/*
 * expr: what is refused, in which words, and which operands are expressions.
 * What expressions mean is tested in exprrun.c.
 */

#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/compat.h"
#include "base/mem.h"
#include "engine/expr.h"

#define SEED 20261124

/* All of a test happens in a folder of its own. */
static char folder[] = "/tmp/fl-expr-XXXXXX";

static int
enter(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || chdir(folder) == -1 ? -1 : 0;
}

static int
leave(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return chdir("/") == -1 || system(command) != 0 ? -1 : 0;
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
}

/* What expr_parse says on stderr; *ok is whether it gave a program. */
static void
say(const char *word, bool *ok, char *text, size_t size)
{
	char *copy = mem_str(word);

	fflush(stderr);
	int saved = dup(2);
	int fd = open("stderr", O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(saved != -1 && fd != -1 && dup2(fd, 2) == 2);
	struct expr *e = expr_parse(&copy, 1);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	ssize_t n = pread(fd, text, size - 1, 0);
	assert_true(n >= 0);
	text[n] = '\0';
	close(fd);
	*ok = e != NULL;
	expr_free(e);
	free(copy);
}

static void
refused(const char *word, const char *message)
{
	char text[4096], want[4096];
	bool ok;

	say(word, &ok, text, sizeof(text));
	snprintf(want, sizeof(want), "fl: %s\n", message);
	assert_string_equal(text, want);
	assert_false(ok);
}

static void
accepted(const char *word)
{
	char text[4096];
	bool ok;

	say(word, &ok, text, sizeof(text));
	assert_string_equal(text, "");
	assert_true(ok);
}

static void
good(void **state)
{
	static const char *const word[] = {
	    "dport=443",
	    " dport = 443 ",
	    "dport=443,80 , 22",
	    "dport!=443",
	    "(((dport=443)))",
	    "not not not dport=443",
	    "NOT(dport=1 OR dport=2)AND proto=tcp",
	    "dport=1 dport=2(dport=3)not dport=4",
	    "dport=https,1024-2048,5000..6000",
	    "sport<=1024",
	    "fromport=-1",
	    "fromport=-1-80",
	    "proto=tcp,UDP,0-255",
	    "flags=syn,syn+ack,0,18,1-3",
	    "action=accept,REJECT,Reject",
	    "how=syn,none",
	    "bytes>=10k",
	    "bytes=1k-5M",
	    "bytes=18446744073709551614",
	    "src=10.0.0.0/8,::/0,2001:db8::1-2001:db8::f,10.0.0.1..10.0.0.2",
	    "src<10.0.0.5",
	    "start=2026-03-01,2026-03-01..2026-03-02,1431280876",
	    "start>='2026-03-01 10:00'",
	    "vpc=vpc-1,'a, b',\"it's\",'@x'",
	    "dport=- dport!=-,80",
	    "addr=10.0.0.0/8 port!=443 PORT<1024",
	    "source=10.0.0.1 src-addr=10.0.0.1 protocol=6",
	    "owner=me",
	    "col:dprot=x",
	    "col:addr=x",
	    "col:and=or",
	    "vpc=or",
	};

	(void)state;
	for (size_t i = 0; i < nitems(word); i++)
		accepted(word[i]);
	struct expr *e = expr_parse(NULL, 0);
	assert_non_null(e);
	expr_free(e);
	expr_free(NULL);
}

static void
names(void **state)
{
	(void)state;
	refused("dprot=1", "dprot: no such field; did you mean dport?");
	refused("adr=1", "adr: no such field; did you mean addr?");
	refused("prot=6", "prot: no such field; did you mean proto?");
	refused("col:a#=6", "col:a#: not a column name");
	refused("tcp", "tcp: no test; did you mean proto=tcp?");
	refused("10.0.0.0/8 and dport=1",
	    "10.0.0.0/8: no test; did you mean addr=10.0.0.0/8?");
	refused("dport", "dport: no operator behind it; one of = != < <= > >=");
	refused("dport 80",
	    "dport: no operator behind it; did you mean dport=80?");
	refused("dport==80", "dport==: no operator; did you mean =?");
	refused("dport=>80", "dport=>: no operator; did you mean >=?");
	refused("dport !80", "dport!: no operator; did you mean not?");
}

static void
numbers(void **state)
{
	(void)state;
	refused("dport=80000", "dport=80000: not a port (0-65535)");
	refused("dport=-80", "dport=-80: not a port (0-65535)");
	refused("dport=1-80000", "dport=1-80000: 80000: not a port (0-65535)");
	refused("dport=htpps",
	    "dport=htpps: no such service; did you mean https?");
	refused("dport=22,qqqqqq", "dport=qqqqqq: no such service");
	refused("dport=1024-1",
	    "dport=1024-1: a range begins with its smaller end; did you mean "
	    "1-1024?");
	refused("dport=1024..1",
	    "dport=1024..1: a range begins with its smaller end; did you mean "
	    "1..1024?");
	refused("dport=1024-",
	    "dport=1024-: a range has two ends; did you mean dport>=1024?");
	refused("dport=..1024",
	    "dport=..1024: a range has two ends; did you mean dport<=1024?");
	refused("proto=tpc", "proto=tpc: no such protocol; did you mean tcp?");
	refused("proto=256", "proto=256: not a protocol number (0-255)");
	refused("bytes=ten", "bytes=ten: not a number");
	refused("bytes=18446744073709551615",
	    "bytes=18446744073709551615: not a number");
	refused("flags=syn+ak",
	    "flags=syn+ak: ak: no such flag; did you mean ack?");
	refused("flags=syn+", "flags=syn+: a word is missing beside +");
	refused("flags=256", "flags=256: not TCP flags (0-255)");
	refused("action=accepted",
	    "action=accepted: no such action; did you mean accept?");
	refused("action=drop",
	    "action=drop: no such action; one of accept, reject");
	refused("how=fan",
	    "how=fan: no such word; one of syn, fanin, opens, hub, alone, "
	    "service, port, order, reach, none");
}

static void
times(void **state)
{
	(void)state;
	refused("start=yesterday",
	    "start=yesterday: not a time like 2026-03-01T10:00 or Unix "
	    "seconds");
	refused("start=2026-02-30",
	    "start=2026-02-30: not a time like 2026-03-01T10:00 or Unix "
	    "seconds");
	refused("start=2026-03-01-2026-03-02",
	    "start=2026-03-01-2026-03-02: a range of times has .. between its "
	    "ends; did you mean 2026-03-01..2026-03-02?");
	refused("start=2026-03-02..2026-03-01",
	    "start=2026-03-02..2026-03-01: a range begins with its smaller "
	    "end; did you mean 2026-03-01..2026-03-02?");
	refused("start=2026-03-02..",
	    "start=2026-03-02..: a range has two ends; did you mean "
	    "start>=2026-03-02?");
}

static void
addresses(void **state)
{
	(void)state;
	refused("dst=10.0.0.0/33",
	    "dst=10.0.0.0/33: not a prefix length (0-32)");
	refused("dst=2001:db8::/129",
	    "dst=2001:db8::/129: not a prefix length (0-128)");
	refused("dst=10.0.0.0/", "dst=10.0.0.0/: not a prefix length (0-32)");
	refused("dst=10.1.2.3/8",
	    "dst=10.1.2.3/8: bits behind the length; did you mean 10.0.0.0/8?");
	refused("addr=10.0.0", "addr=10.0.0: not an address or prefix");
	refused("src=host", "src=host: not an address or prefix");
	refused("src=10.0.0.9-10.0.0.1",
	    "src=10.0.0.9-10.0.0.1: a range begins with its smaller end; did "
	    "you mean 10.0.0.1-10.0.0.9?");
	refused("src=10.0.0.1-9", "src=10.0.0.1-9: 9: not an address");
	refused("src=10.0.0.1-::1",
	    "src=10.0.0.1-::1: one end is IPv4, the other IPv6");
	refused("src=10.0.0.1-",
	    "src=10.0.0.1-: a range has two ends; did you mean src>=10.0.0.1?");
}

static void
order(void **state)
{
	(void)state;
	refused("vpc<x", "vpc<x: names have no order; use = or !=");
	refused("owner>=5", "owner>=5: names have no order; use = or !=");
	refused("flags>syn", "flags>syn: flags have no order; use = or !=");
	refused("action<=accept",
	    "action<=accept: actions have no order; use = or !=");
	refused("dport<1,2", "dport<: takes one value, not a list");
	refused("dport<1-2", "dport<1-2: < takes one value, not a range");
	refused("dport>=@f", "dport>=f: >= takes one value, not a file");
	refused("dport>-",
	    "dport>-: a missing value has no order; use = or !=");
}

static void
lists(void **state)
{
	(void)state;
	refused("dport=", "dport=: no value");
	refused("(dport=)", "dport=: no value");
	refused("dport= and proto=6", "dport=: no value before and");
	refused("dport=,80", "dport=,: an item of the list is empty");
	refused("dport=80,,443", "dport=80,,: an item of the list is empty");
	refused("dport=80,", "dport=80,: an item of the list is empty");
	refused("dport=80, or proto=6",
	    "dport=80, : an item of the list is empty");
	refused("vpc='x", "vpc='x: the quote is not closed");
	refused("dport=@", "dport=@: no name of a file");
}

static void
structure(void **state)
{
	(void)state;
	refused("", "\"\": no test in it");
	refused("  ", "\"  \": no test in it");
	refused("(dport=80", "(dport=80: ( is not closed");
	refused("(", "(: ( is not closed");
	refused("dport=80)", "): no ( before it");
	refused(")", "): no ( before it");
	refused("()", "(): no test between the parentheses");
	refused("and",
	    "and: no test before it; it joins tests inside one argument");
	refused("dport=80 and",
	    "and: no test behind it; it and its tests are one argument");
	refused("(dport=80 or)",
	    "or: no test behind it; it and its tests are one argument");
	refused("not",
	    "not: no test behind it; it and its tests are one argument");
	refused("dport=80 or and dport=81",
	    "and: no test before it; it joins tests inside one argument");
	refused("dport=80 && dport=81",
	    "&&: not in the language; did you mean and?");
	refused("dport=80 || dport=81",
	    "||: not in the language; did you mean or?");
	refused("!dport=80", "!: not in the language; did you mean not?");
	refused("=80 x=1", "=80: no field before the operator");
	refused(",dport=80",
	    ",: a comma joins values; between tests write and or or");
}

static void
depth(void **state)
{
	char word[400];

	(void)state;
	for (int n = 64; n <= 65; n++) {
		memset(word, '(', n);
		strcpy(word + n, "dport=1");
		memset(word + n + 7, ')', n);
		word[n + 7 + n] = '\0';
		if (n == 64)
			accepted(word);
		else
			refused(word,
			    "(: more than 64 parentheses in one another");
	}
}

static void
files(void **state)
{
	(void)state;
	write_file("nets",
	    "# ours\n10.0.0.0/8\n\n  2001:db8::/32 \r\n"
	    "10.0.0.1-10.0.0.9\n-\n");
	accepted("src=@nets");
	accepted("src=1.2.3.4,@nets");
	write_file("a, b", "443\nhttps\n1-1024\n");
	accepted("dport=@'a, b'");
	write_file("bad", "10.0.0.0/8\n\n10.1.2.3/8\n");
	refused("src=@bad",
	    "bad:3: 10.1.2.3/8: bits behind the length; did you mean "
	    "10.0.0.0/8?");
	write_file("bad", "\033[31m\n");
	refused("src=@bad", "bad:1: ?[31m: not an address or prefix");
	write_file("bad", "@nets\n");
	refused("src=@bad", "bad:1: @nets: not an address or prefix");
	refused("src=@none", "none: No such file or directory");
}

static void
operands(void **state)
{
	static const struct {
		const char *word;
		bool is;
	} cases[] = {
	    {"dst=10.0.0.0/8", true},
	    {"dst!=1.1.1.1", true},
	    {"dport<=1024", true},
	    {"dport > 1024", true},
	    {"(dport=1 or dport=2)", true},
	    {"(", true},
	    {"not dport=1", true},
	    {"not(dport=1)", true},
	    {"NOT", true},
	    {"addr=x", true},
	    {"port=x", true},
	    {"srcaddr=x", true},
	    {"src-addr=x", true},
	    {"col:x=y", true},
	    {"owner=me", true},
	    {"dprot=80", true}, /* and then refused */
	    {"dport==80", true},
	    {"dport!80", true},
	    {"!dport=80", true},
	    {"=80", true},
	    {"and", true},
	    {"or", true},
	    {"dport", false},
	    {"dport.log", false},
	    {"note.txt", false},
	    {"nothing", false},
	    {"-", false},
	    {"", false},
	    {"logs/", false},
	    {"./dst=10.0.0.0", false},
	    {"/data/year=2024/x.gz", false},
	    {"logs/year=2024/x.gz", false},
	    {"year=2024", true},
	    {"there=1", false},
	    {"year=2025/x.gz", false},
	    {"dst=there", true},
	    {"(there", true},
	    {"!there", false},
	};

	(void)state;
	write_file("there=1", "");
	write_file("dst=there", "");
	write_file("(there", "");
	write_file("!there", "");
	assert_int_equal(mkdir("year=2025", 0700), 0);
	write_file("year=2025/x.gz", "");
	for (size_t i = 0; i < nitems(cases); i++) {
		if (expr_is(cases[i].word) != cases[i].is)
			fail_msg("%s", cases[i].word);
	}
}

/* Whatever comes in: a program or a message, and nothing is leaked. */
static void
hostile(void **state)
{
	static const char *const piece[] = {"dport", "src", "vpc", "start",
	    "addr", "=", "!=", "<", ">=", "(", ")", ",", " ", " and ", " or ",
	    "not ", "80", "10.0.0.0/8", "::/0", "-", "..", "'", "\"", "@",
	    "col:", "!", "&&", "2026-03-01", "syn", "\t", "\x80", "x"};
	char text[4096];
	size_t programs = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct buf word = {0};
		bool ok;

		for (size_t n = random() % 14; n > 0; n--)
			buf_str(&word, piece[random() % nitems(piece)]);
		say(buf_cstr(&word), &ok, text, sizeof(text));
		size_t len = strlen(text);
		if (ok)
			programs++;
		else if (len == 0 || strchr(text, '\n') == NULL)
			fail_msg("%s: refused without a word", word.p);
		buf_free(&word);
	}
	assert_true(programs > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good),
	    cmocka_unit_test(names),
	    cmocka_unit_test(numbers),
	    cmocka_unit_test(times),
	    cmocka_unit_test(addresses),
	    cmocka_unit_test(order),
	    cmocka_unit_test(lists),
	    cmocka_unit_test(structure),
	    cmocka_unit_test(depth),
	    cmocka_unit_test(files),
	    cmocka_unit_test(operands),
	    cmocka_unit_test(hostile),
	};

	printf("seed %d\n", SEED);
	srandom(SEED);
	return cmocka_run_group_tests(tests, enter, leave);
}
