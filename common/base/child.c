/* SPDX-License-Identifier: ISC */

/* See child.h. */

#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/diag.h"
#include "base/mem.h"

static void
make_pipe(int end[2])
{
	if (pipe2(end, O_CLOEXEC) != 0)
		diag_die("pipe: %s", strerror(errno));
}

void
child_start(struct child *c, char *const *word)
{
	posix_spawn_file_actions_t fds;
	int in[2], out[2];

	make_pipe(in);
	make_pipe(out);
	int e = posix_spawn_file_actions_init(&fds);
	if (e == 0)
		e = posix_spawn_file_actions_adddup2(&fds, in[0], STDIN_FILENO);
	if (e == 0)
		e = posix_spawn_file_actions_adddup2(&fds, out[1],
		    STDOUT_FILENO);
	if (e == 0)
		e = posix_spawnp(&c->pid, word[0], &fds, NULL, word, environ);
	if (e != 0)
		diag_die("%s can't be run: %s", word[0], strerror(e));
	posix_spawn_file_actions_destroy(&fds);
	close(in[0]);
	close(out[1]);
	c->name = word[0];
	c->to = in[1];
	c->from = fdopen(out[0], "r");
	c->broken = false;
	mem_check(c->from);
}

void
child_write(struct child *c, const void *p, size_t n)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	const char *byte = p;
	size_t done = 0;
	struct sigaction old;

	sigaction(SIGPIPE, &ignore, &old);
	while (!c->broken && done < n) {
		ssize_t k = write(c->to, byte + done, n - done);
		if (k >= 0)
			done += (size_t)k;
		else if (errno != EINTR)
			c->broken = true;
	}
	sigaction(SIGPIPE, &old, NULL);
}

void
child_close(struct child *c)
{
	if (c->to != -1)
		close(c->to);
	c->to = -1;
}

/* Closes the pipes and waits; the status as wait(2) has it. */
static int
gone(struct child *c)
{
	int status;

	child_close(c);
	fclose(c->from);
	while (waitpid(c->pid, &status, 0) == -1) {
		if (errno != EINTR)
			diag_die("%s: %s", c->name, strerror(errno));
	}
	return status;
}

int
child_wait(struct child *c)
{
	int status = gone(c);

	if (WIFSIGNALED(status))
		diag_warn(DIAG_LOST, "%s was ended by signal %d (%s)", c->name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0)
		diag_warn(DIAG_LOST, "%s failed with status %d", c->name,
		    WEXITSTATUS(status));
	return status == 0 ? 0 : -1;
}
