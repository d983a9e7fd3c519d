/* SPDX-License-Identifier: ISC */

/*
 * fl-sort: sort(1) by the names of columns.  sort sees each row behind one
 * field a key, which is text that sorts by bytes as the cell sorts by value;
 * what it gives back is cut there.  Files larger than memory, TMPDIR and
 * threads are sort's own matter, which is why this tool is so small.
 *
 *   fl-sort bytes:r dst logs/ | head
 *
 * It runs another program, so it keeps all privileges.
 */

#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "engine/key.h"
#include "model/pick.h"
#include "source/input.h"
#include "stream/wr.h"

#define WRITE_AT 65536

extern char **environ;

struct sortkey {
	const struct field *field;
	const char *name;
	bool reverse;
	bool said;  /* that a header lacks it */
	size_t col; /* in the header read last */
};

/* The child: rows go to one end, and come back sorted at the other. */
struct child {
	pid_t pid;
	int to;
	FILE *from;
};

struct work {
	struct sortkey *key;
	size_t nkey;
	struct input *in;
	struct pick *pick;
	struct wr *wr;
	struct out *out;
	struct child sort;
	const struct schema *bound; /* schema of the last block */
	const struct schema *head;  /* what was written */
	size_t col[SCHEMA_COLS];
	struct buf buf; /* rows for sort */
	bool broken;    /* sort does not take them any more */
	uint64_t rows;  /* that sort was given */
};

/* ---- operands --------------------------------------------------------- */

/* Takes ":r" off a word. */
static bool
cut_reverse(struct slice *word)
{
	if (word->n < 2 || memcmp(word->p + word->n - 2, ":r", 2) != 0)
		return false;
	word->n -= 2;
	return true;
}

/* Is an operand a key?  A known column is, and what is no file. */
static bool
is_key(const char *operand)
{
	struct slice word = slice_str(operand);

	cut_reverse(&word);
	return field_find(word) != NULL || access(operand, F_OK) != 0;
}

/* Reads one key, or out with what would be right. */
static struct sortkey
read_key(const struct opt_tool *tool, const char *operand)
{
	struct slice word = slice_str(operand);
	struct sortkey k = {.col = SCHEMA_NONE};
	const char *near;

	k.reverse = cut_reverse(&word);
	if (field_typed(&word, &k.field, &near) == 0) {
		k.name = k.field != &field_other ? mem_str(k.field->name) :
						   mem_strn(word.p, word.n);
		return k;
	}
	if (near != NULL)
		opt_die(tool,
		    "%s: no such column and no such file; did you "
		    "mean %s?",
		    operand, near);
	if (strchr(operand, ',') != NULL)
		opt_die(tool,
		    "%s: keys are words of their own, as in "
		    "\"bytes:r dst\"",
		    operand);
	opt_die(tool, "%s: not the name of a column", operand);
}

/*
 * How many operands of the command line stand behind "--": those are files,
 * and getopt does not tell.
 */
static size_t
behind_dashes(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return (size_t)(argc - i - 1);
	}
	return 0;
}

/* Reads the keys at the beginning of n operands, and says how many. */
static size_t
read_keys(const struct opt_tool *tool, struct work *w, char **word, size_t n)
{
	w->key = mem_array(NULL, n, sizeof(*w->key));
	while (w->nkey < n && is_key(word[w->nkey])) {
		w->key[w->nkey] = read_key(tool, word[w->nkey]);
		w->nkey++;
	}
	if (w->nkey == 0 && n > 0)
		opt_die(tool,
		    "\"%s\" is a file; KEYs come before it, as in "
		    "\"bytes:r dst\"",
		    word[0]);
	if (w->nkey == 0)
		opt_die(tool,
		    "a KEY is missing: a column to sort by, as in "
		    "\"bytes:r dst\"");
	return w->nkey;
}

/* ---- the child -------------------------------------------------------- */

/* sort(1) and its options; fields are numbered from 1. */
static char **
sort_words(const struct work *w)
{
	char **word = mem_array(NULL, 2 * w->nkey + 3, sizeof(*word));
	size_t n = 0;

	word[n++] = mem_str("sort");
	word[n++] = mem_str("-t\t");
	for (size_t i = 0; i < w->nkey; i++) {
		struct buf k = {0};
		buf_fmt(&k, "-k%zu,%zu%s", i + 1, i + 1,
		    w->key[i].reverse ? "r" : "");
		buf_cstr(&k);
		word[n++] = k.p;
	}
	word[n] = NULL;
	return word;
}

static void
make_pipe(int end[2])
{
	if (pipe2(end, O_CLOEXEC) != 0)
		diag_die("pipe: %s", strerror(errno));
}

/* Starts sort between two pipes, in the locale whose order is bytes. */
static struct child
start(const struct work *w)
{
	posix_spawn_file_actions_t fds;
	char **word = sort_words(w);
	struct child c;
	int in[2], out[2];

	make_pipe(in);
	make_pipe(out);
	setenv("LC_ALL", "C", 1);
	mem_check(posix_spawn_file_actions_init(&fds) == 0 ? &fds : NULL);
	posix_spawn_file_actions_adddup2(&fds, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&fds, out[1], STDOUT_FILENO);
	int e = posix_spawnp(&c.pid, "sort", &fds, NULL, word, environ);
	if (e != 0)
		diag_die("sort(1) can't be run: %s", strerror(e));
	posix_spawn_file_actions_destroy(&fds);
	close(in[0]);
	close(out[1]);
	c.to = in[1];
	c.from = fdopen(out[0], "r");
	mem_check(c.from);
	for (size_t i = 0; word[i] != NULL; i++)
		free(word[i]);
	free(word);
	return c;
}

/* Hands the buffered rows to sort. */
static void
hand_over(struct work *w)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction old;
	size_t done = 0;

	/* Why sort went away is in its exit status: see end(). */
	sigaction(SIGPIPE, &ignore, &old);
	while (!w->broken && done < w->buf.n) {
		ssize_t n = write(w->sort.to, w->buf.p + done, w->buf.n - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			w->broken = true;
	}
	sigaction(SIGPIPE, &old, NULL);
	w->buf.n = 0;
}

/* Waits for sort, and says what went wrong with it. */
static void
end(struct work *w, uint64_t back)
{
	int status;

	while (waitpid(w->sort.pid, &status, 0) == -1) {
		if (errno != EINTR)
			diag_die("sort(1): %s", strerror(errno));
	}
	if (WIFSIGNALED(status))
		diag_warn(DIAG_LOST, "sort(1) was ended by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0)
		diag_warn(DIAG_LOST, "sort(1) failed with status %d",
		    WEXITSTATUS(status));
	else if (w->broken || back != w->rows)
		diag_warn(DIAG_LOST, "sort(1) gave %ju of %ju rows back",
		    (uintmax_t)back, (uintmax_t)w->rows);
}

/* Leaves with sort told to clean up. */
static void FL_NORETURN
give_up(struct work *w)
{
	kill(w->sort.pid, SIGTERM);
	waitpid(w->sort.pid, NULL, 0);
	exit(DIAG_LOST);
}

/* ---- rows ------------------------------------------------------------- */

static void
put_hex(struct buf *to, uint64_t v, int digits)
{
	char *p = buf_room(to, 16);

	for (int i = digits; i-- > 0; v >>= 4)
		p[i] = "0123456789abcdef"[v & 15];
	to->n += (size_t)digits;
}

/*
 * A cell as text that sorts by bytes.  The first byte tells a missing cell
 * from others, so that it comes last in either direction.
 */
static void
put_key(struct buf *to, const struct block *b, size_t row,
    const struct sortkey *k)
{
	const struct vec *v = k->col == SCHEMA_NONE ? NULL : &b->vec[k->col];
	enum kind kind = k->field->kind;
	bool missing = v == NULL ||
	    (kind == KIND_NAME      ? slice_is(v->slice[row], "-") :
		    kind == KIND_IP ? ip_none(v->ip[row]) :
				      v->num[row] == NUM_NONE);

	buf_char(to, missing == k->reverse ? '0' : '1');
	if (missing)
		return;
	if (kind == KIND_NAME) {
		buf_slice(to, v->slice[row]);
	} else if (kind == KIND_IP) {
		put_hex(to, v->ip[row].hi, 16);
		put_hex(to, v->ip[row].lo, 16);
		put_hex(to, v->len[row], 2);
	} else {
		put_hex(to, v->num[row], 16);
	}
}

/* Finds the keys in a new header, and checks that rows look as before. */
static void
bind(struct work *w, const struct block *b)
{
	w->bound = b->schema;
	for (size_t i = 0; i < w->nkey; i++)
		w->key[i].col = key_column(b, w->key[i].field, w->key[i].name,
		    &w->key[i].said);
	const struct schema *head = pick_bind(w->pick, input_schemas(w->in),
	    b->schema, b->origin->raw, w->col);
	if (head == NULL)
		give_up(w);
	if (w->head != NULL && head != w->head) {
		diag_warn(DIAG_LOST,
		    "%s: other columns than before: cut them alike first "
		    "with fl-cut",
		    b->origin->name);
		give_up(w);
	}
	if (w->head != NULL)
		return;
	w->head = head;
	wr_header(w->wr, head);
	wr_flush(w->wr);
}

/* Gives the rows of a block to sort; how many were good. */
static uint64_t
take(struct work *w, struct block *b)
{
	if (b->schema != w->bound)
		bind(w, b);
	for (size_t i = 0; i < w->nkey; i++) {
		if (w->key[i].col != SCHEMA_NONE)
			block_load(b, &w->key[i].col, 1);
	}
	for (size_t i = 0; i < b->nsel; i++) {
		for (size_t k = 0; k < w->nkey; k++) {
			put_key(&w->buf, b, b->sel[i], &w->key[k]);
			buf_char(&w->buf, '\t');
		}
		wr_text(&w->buf, b, b->sel[i], w->col, w->head->ncol);
		buf_char(&w->buf, '\n');
		if (w->buf.n >= WRITE_AT)
			hand_over(w);
	}
	w->rows += b->nsel;
	return b->nsel;
}

/* Writes what sort gives back, without the keys in front. */
static uint64_t
give(struct work *w)
{
	char *line = NULL;
	size_t room = 0;
	uint64_t rows = 0;
	ssize_t n;

	while ((n = getline(&line, &room, w->sort.from)) > 0) {
		struct slice rest = {line, (size_t)n};
		for (size_t k = 0; k < w->nkey; k++)
			slice_cut(&rest, '\t');
		out_write(w->out, rest.p, rest.n);
		rows++;
	}
	if (ferror(w->sort.from))
		diag_warn(DIAG_LOST, "sort(1): %s", strerror(errno));
	free(line);
	fclose(w->sort.from);
	return rows;
}

/* All of it: to sort, and back.  How many rows were good. */
static uint64_t
sort(struct work *w)
{
	struct block *b = block_new();
	uint64_t kept = 0;

	w->sort = start(w);
	while (input_next(w->in, b) == 1)
		kept += take(w, b);
	hand_over(w);
	close(w->sort.to);
	end(w, give(w));
	block_free(b);
	return kept;
}

int
main(int argc, char **argv)
{
	struct input_conf in = {0};
	struct out_conf out = {0};
	const struct opt_group groups[] = {
	    {opt_std,    opt_nstd,    NULL},
	    {input_opts, input_nopts, &in },
	    {out_opts,   out_nopts,   &out},
	};
	const struct opt_tool tool = {
	    .name = "fl-sort",
	    .operands = "KEY[:r] ... [FILE ...]",
	    .about = "Sorts rows by columns, with sort(1).",
	    .word = WORD_FILE,
	    .groups = groups,
	    .ngroups = nitems(groups),
	};
	struct work *w = mem_new(sizeof(*w));

	diag_init(argv[0]);
	size_t files = behind_dashes(argc, argv);
	int first = opt_parse(&tool, argc, argv);
	size_t n = (size_t)(argc - first);
	if (files > n)
		files = 0; /* "--" was the argument of an option */
	first += (int)read_keys(&tool, w, argv + first, n - files);
	w->in = input_open(&in, argv + first, (size_t)(argc - first));
	w->out = out_open(&out);
	w->wr = wr_new(w->out, out.bare);
	w->pick = pick_parse(NULL);
	uint64_t kept = sort(w);
	input_done(w->in, kept);
	wr_end(w->wr, input_evidence(w->in));
	wr_free(w->wr);
	out_close(w->out);
	input_close(w->in);
	pick_free(w->pick);
	for (size_t i = 0; i < w->nkey; i++)
		free(unconst(w->key[i].name));
	free(w->key);
	buf_free(&w->buf);
	free(w);
	return diag_status();
}
