/* SPDX-License-Identifier: ISC */

/*
 * inflate: decodes gzip files one after the other, with the decoder of the
 * tools and on one thread, and does nothing with what comes out.  The job
 * can't cost less than this, so this is what it is compared with.
 *
 *     inflate FILE ...
 *     inflate -l          names the decoders that FL_GZ can choose
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "source/gz.h"

#define ROOM (256 * 1024)

static void
list(void)
{
	for (size_t i = 0; gz_libs[i] != NULL; i++)
		puts(gz_libs[i]->name);
}

/* How many bytes the file holds; damage ends the program. */
static uint64_t
decode(const char *path, char *room)
{
	uint64_t n = 0;
	const char *why;
	struct feed *f = feed_open(path, &why);

	if (f == NULL)
		diag_die("%s: %s", path, why);
	f = gz_open(f, NULL);
	for (;;) {
		ssize_t got = feed_pull(f, room, ROOM);
		if (got == -1)
			diag_die("%s: %s", path, f->why);
		if (got == 0)
			break;
		n += (uint64_t)got;
	}
	feed_close(f);
	return n;
}

int
main(int argc, char **argv)
{
	uint64_t n = 0;

	diag_init(argv[0]);
	if (argc == 2 && strcmp(argv[1], "-l") == 0) {
		list();
		return 0;
	}
	char *room = mem_new(ROOM);
	for (int i = 1; i < argc; i++)
		n += decode(argv[i], room);
	printf("%llu\n", (unsigned long long)n);
	free(room);
	return 0;
}
