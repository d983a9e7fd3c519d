/* SPDX-License-Identifier: ISC */

/*
 * What there is to say about one input, when several are read at a time: held
 * back until all inputs before it have spoken, so that stderr is the same for
 * any number of threads.
 */

#ifndef MODEL_VOICE_H
#define MODEL_VOICE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* What was said once in a run and is not said again, by its key. */
struct once {
	const void **key;
	size_t n;
};

void voice_forget(struct once *o);

struct message {
	const void *once; /* NULL: said each time */
	char *text;
};

struct voice {
	struct once *once; /* shared by all inputs of a run */
	bool hold;         /* keep messages until voice_speak */
	bool fatal; /* something fatal was said of the input, or is held */
	struct message *held;
	size_t n;
};

/*
 * Says a message, or holds it.  A key that is not NULL makes it heard once a
 * run.  After a fatal one nothing more should be read.
 */
void voice_say(struct voice *v, const void *once, bool fatal, const char *fmt,
    va_list ap);

/*
 * Says what was held, in order; the caller sees to it that nobody else does.
 */
void voice_speak(struct voice *v);

/* Forgets what is held: an input before it was fatal. */
void voice_hush(struct voice *v);

#endif
