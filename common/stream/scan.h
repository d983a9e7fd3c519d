/* SPDX-License-Identifier: ISC */

/*
 * Where the delimiters are: one pass over a page of whole lines that writes
 * the offset of every byte <= limit.  The hottest loop of the suite.
 */

#ifndef STREAM_SCAN_H
#define STREAM_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan {
	uint32_t *mark; /* offsets of the bytes <= limit, ascending */
	size_t nmark;
	uint32_t *eol; /* indexes into mark of those that are '\n' */
	size_t neol;
	/*
	 * True if some delimiter is neither '\n' nor sep, or two of them are
	 * neighbours: rows then need a look one by one.  False: every row
	 * with the right count of marks is plain.
	 */
	bool odd;
};

/*
 * Scans text[from..to), whose last byte is '\n'; sep is the one plain
 * separator (' ' or '\t') and limit the largest byte that delimits (0x20 for
 * logs, 0x1f for streams, where names may hold blanks).  mark and eol have
 * room for to - from + SCAN_SPARE entries, and SCAN_PAD bytes behind `to` may
 * be read.  mark[0] is from - 1, the delimiter before the first line (it
 * counts in nmark, and not in eol).
 */
typedef void (*scan_fn)(struct scan *s, const char *text, uint32_t from,
    uint32_t to, char sep, unsigned char limit);

#define SCAN_SPARE 72 /* marks are written in groups */
#define SCAN_PAD 64

/* The variant for this machine (base/cpu.h). */
scan_fn scan_choose(void);

/* Byte by byte: for every machine, and the oracle of the others. */
void scan_plain(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit);

#if defined(__x86_64__)
void scan_sse2(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit);
void scan_avx2(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit);
void scan_avx512(struct scan *s, const char *text, uint32_t from, uint32_t to,
    char sep, unsigned char limit);
#endif

#endif
