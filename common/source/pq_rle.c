/* SPDX-License-Identifier: ISC */

/* See pq_rle.h. */

#include <endian.h>

#include "source/pq_rle.h"

#define RUN_MOST 10 /* bytes of the head of a run */

void
pq_rle_start(struct pq_rle *r, struct slice bytes, unsigned int width)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	*r = (struct pq_rle){.p = p, .end = p + bytes.n, .width = width};
}

/* Numbers in n bytes; without width there is no end of them. */
static uint64_t
fit(size_t n, unsigned int width)
{
	return width == 0 ? UINT64_MAX : (uint64_t)n * 8 / width;
}

void
pq_rle_bits(struct pq_rle *r, struct slice bytes, unsigned int width)
{
	pq_rle_start(r, bytes, width);
	r->packed = true;
	r->packet = r->p;
	r->left = fit(bytes.n, width);
	r->p = r->end;
}

/* The head of a run; false at the end. */
static bool
read_head(struct pq_rle *r, uint64_t *head)
{
	*head = 0;
	for (unsigned int i = 0; i < RUN_MOST && r->p < r->end; i++) {
		unsigned char c = *r->p++;
		*head |= (uint64_t)(c & 0x7f) << 7 * i;
		if ((c & 0x80) == 0)
			return true;
	}
	return false;
}

/* The next run; false at the end.  Some writers cut the last packet short. */
static bool
next_run(struct pq_rle *r)
{
	size_t size = (r->width + 7) / 8;
	uint64_t head;

	if (!read_head(r, &head))
		return false;
	size_t rest = (size_t)(r->end - r->p);
	r->packed = (head & 1) != 0;
	r->left = head >> 1;
	if (r->packed) {
		uint64_t most = fit(rest, r->width);
		r->left = r->left > most / 8 ? most : r->left * 8;
		r->packet = r->p;
		r->bit = 0;
		r->p += (r->left * r->width + 7) / 8;
		return true;
	}
	if (rest < size)
		return false;
	r->value = 0;
	for (size_t i = 0; i < size; i++)
		r->value |= (uint32_t)*r->p++ << 8 * i;
	return true;
}

/* n packed numbers. */
static void
unpack(struct pq_rle *r, uint32_t *to, size_t n)
{
	uint64_t mask = (UINT64_C(1) << r->width) - 1, bit = r->bit, v;
	const unsigned char *p = r->packet;

	for (size_t i = 0; i < n; i++, bit += r->width) {
		memcpy(&v, p + bit / 8, sizeof(v));
		to[i] = (uint32_t)(le64toh(v) >> bit % 8 & mask);
	}
	r->bit = bit;
}

bool
pq_rle_take(struct pq_rle *r, uint32_t *to, size_t n)
{
	while (n > 0) {
		if (r->left == 0 && !next_run(r))
			return false;
		size_t k = r->left < n ? (size_t)r->left : n;
		if (r->packed) {
			unpack(r, to, k);
		} else {
			for (size_t i = 0; i < k; i++)
				to[i] = r->value;
		}
		r->left -= k;
		to += k;
		n -= k;
	}
	return true;
}

/* Are the next n packed bits ones?  Up to 57 at a time. */
static bool
all_ones(const struct pq_rle *r, size_t n)
{
	for (uint64_t bit = r->bit; n > 0;) {
		size_t k = n < 57 ? n : 57;
		uint64_t ones = (UINT64_C(1) << k) - 1, v;
		memcpy(&v, r->packet + bit / 8, sizeof(v));
		if ((le64toh(v) >> bit % 8 & ones) != ones)
			return false;
		bit += k;
		n -= k;
	}
	return true;
}

bool
pq_rle_ones(struct pq_rle *r, size_t n)
{
	struct pq_rle at = *r;

	while (n > 0) {
		if (at.left == 0 && !next_run(&at))
			return false;
		size_t k = at.left < n ? (size_t)at.left : n;
		if (at.packed ? !all_ones(&at, k) : at.value != 1 && k > 0)
			return false;
		at.bit += k;
		at.left -= k;
		n -= k;
	}
	*r = at;
	return true;
}

typedef uint32_t four __attribute__((vector_size(16)));

uint32_t
pq_rle_most(const uint32_t *v, size_t n)
{
	four most = {0}, x, less;
	uint32_t top = 0;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		memcpy(&x, v + i, sizeof(x));
		less = (four)(most < x);
		most = (most & ~less) | (x & less);
	}
	for (; i < n; i++)
		top = v[i] > top ? v[i] : top;
	for (size_t k = 0; k < 4; k++)
		top = most[k] > top ? most[k] : top;
	return top;
}
