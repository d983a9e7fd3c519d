/* SPDX-License-Identifier: ISC */

/* Runs a fuzz target on the files named, where there is no libFuzzer. */

#include <err.h>
#include <stdio.h>

#include "fuzzing.h"

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		if (f == NULL)
			err(1, "%s", argv[i]);
		struct buf b = {0};
		size_t got;
		do {
			got = fread(buf_room(&b, BUFSIZ), 1, BUFSIZ, f);
			b.n += got;
		} while (got > 0);
		fclose(f);

		/* Of its own size, so that a sanitizer sees its end. */
		uint8_t *p = mem_array(NULL, b.n > 0 ? b.n : 1, 1);
		if (b.n > 0)
			memcpy(p, b.p, b.n);
		LLVMFuzzerTestOneInput(p, b.n);
		free(p);
		buf_free(&b);
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}
