/* SPDX-License-Identifier: ISC */

/* What label.c builds and labelrun.c asks. */

#ifndef ENGINE_LABEL_STATE_H
#define ENGINE_LABEL_STATE_H

#include <pthread.h>

#include "engine/intern.h"
#include "engine/label.h"
#include "value/ipmap.h"

#define LABEL_SIDES 2 /* src, dst */

struct label_col { /* a column X */
	char *name[LABEL_SIDES];
};

/* A prefix that several hold: its number in the map is LABEL_SHARED | i. */
#define LABEL_SHARED (1U << 31)

struct label_shared {
	uint32_t row;      /* if it is in doubt */
	uint32_t first, n; /* its holders */
};

struct label_held { /* by one of them; ids of label.text */
	uint32_t vpc, eni;
	uint32_t row;
};

struct label {
	struct intern *text; /* all cells, VPCs and interfaces */
	struct label_col *col;
	size_t ncol;
	struct label_source *source;
	size_t nsource;
	struct label_entry *entry; /* what was added; freed once done */
	size_t n, room;
	struct slice *cell; /* of entries */
	size_t ncell, cell_room;
	uint32_t *place; /* by the id of an interface: its VPC */
	size_t nplace;

	/* Once done. */
	struct ipmap *map; /* to a row, or LABEL_SHARED */
	struct slice *row; /* ncol cells each; p NULL: not known */
	size_t nrow, row_room;
	struct label_shared *shared;
	size_t nshared;
	struct label_held *held;
	size_t nheld;

	pthread_mutex_t lock; /* of what runs add when they end */
	struct label_doubt doubt;
};

#endif
