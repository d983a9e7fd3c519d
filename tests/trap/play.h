/* SPDX-License-Identifier: ISC */

/*
 * The classes of class.def, and who plays them.  A player plays the i-th
 * instance of its class: one connection, or several that belong together.
 */

#ifndef PLAY_H
#define PLAY_H

#include "talk.h"

enum kind {
	WANTED,
	ONEWAY,
	UNWANTED,
	SCAN
};

enum class_id {
#define TRAP(id, kind, share, why) C_##id,
#define MIX(id, kind, share, why) C_##id,
#include "class.def"
	CLASSES
};

struct class {
	const char *name;
	enum kind kind;
	bool trap;
	uint32_t share;
	const char *why;
	void (*play)(struct net *net, uint32_t i);
};

extern const struct class play_classes[CLASSES];

#define TRAP(id, kind, share, why) void play_##id(struct net *, uint32_t);
#define MIX(id, kind, share, why) void play_##id(struct net *, uint32_t);
#include "class.def"

/*
 * A moment of the day that leaves seconds until midnight; often in the hour
 * from ten to eleven, which tests cut out, and seldom at night.
 */
int64_t play_when(struct net *net, uint32_t seconds);

/* A host that is neither a hop nor a balancer, each i another one. */
struct end play_anyone(struct net *net, uint32_t i);

/* A short connection with data. */
void play_visit(struct net *net, int class, struct end from, struct end to,
    uint16_t port);

/* UDP or ICMP, asked n times with seconds between; down 0: no answers. */
void play_beat(struct net *net, int64_t at, uint32_t n, uint32_t seconds,
    uint32_t up, uint32_t down);

/* A number from lo to hi. */
uint32_t play_some(struct net *net, uint32_t lo, uint32_t hi);

#endif
