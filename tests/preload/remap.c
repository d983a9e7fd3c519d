/* SPDX-License-Identifier: ISC */

/*
 * mremap(2) without the system's, for tests under valgrind.  Version 3.19 now
 * and then takes what a call added for unaddressable: of mremap(p, 73728,
 * 147456, MREMAP_MAYMOVE | MREMAP_FIXED, q), which succeeds, it calls the
 * first write at q + 73728 wrong.  Here memory is mapped, copied and unmapped,
 * of which it keeps account.
 *
 * Only for private memory, and only with both flags: all that the tools need.
 */

#include <sys/mman.h>

#include <errno.h>
#include <stdarg.h>
#include <string.h>

void *
mremap(void *old, size_t size, size_t want, int flags, ...)
{
	va_list ap;

	if (flags != (MREMAP_MAYMOVE | MREMAP_FIXED)) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	va_start(ap, flags);
	void *to = va_arg(ap, void *);
	va_end(ap);
	to = mmap(to, want, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	if (to == MAP_FAILED)
		return to;
	memcpy(to, old, size < want ? size : want);
	munmap(old, size);
	return to;
}
