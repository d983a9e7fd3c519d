/* SPDX-License-Identifier: ISC */

/*
 * run: one command line of the shell, and what it cost.
 *
 *     run LOG NAME 'fl-cat logs | fl-where dport=1-1024' >/dev/null
 *
 * Appends a line to LOG: NAME, wall seconds, user and system seconds of all
 * processes of the line, the peak of the largest of them in KiB, and the exit
 * status, joined by tabs.  It may stand inside a pipeline itself, to measure
 * one stage of it.
 */

#include <sys/resource.h>
#include <sys/wait.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * Runs the line and waits for it.  Returns its exit status; *ru is of the
 * shell and of all that the shell waited for.
 */
static int
run(const char *line, struct rusage *ru)
{
	int status;
	pid_t pid = fork();

	if (pid == -1)
		err(2, "fork");
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		err(127, "/bin/sh");
	}
	if (wait4(pid, &status, 0, ru) == -1)
		err(2, "wait4");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int
main(int argc, char **argv)
{
	struct rusage ru;

	if (argc != 4)
		errx(2, "usage: run LOG NAME COMMAND");
	double began = now();
	int status = run(argv[3], &ru);
	double wall = now() - began;
	int fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd == -1)
		err(2, "%s", argv[1]);
	dprintf(fd, "%s\t%.6f\t%.6f\t%ld\t%d\n", argv[2], wall,
	    seconds(ru.ru_utime) + seconds(ru.ru_stime), ru.ru_maxrss, status);
	if (close(fd) == -1)
		err(2, "%s", argv[1]);
	return status;
}
