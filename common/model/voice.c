/* SPDX-License-Identifier: ISC */

/* See voice.h. */

#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "model/voice.h"

/* The longest message that is kept. */
#define TEXT_MAX 2048

void
voice_forget(struct once *o)
{
	free(o->key);
	*o = (struct once){0};
}

/* Is this the first time for the key? */
static bool
is_first(struct once *o, const void *key)
{
	if (key == NULL)
		return true;
	for (size_t i = 0; i < o->n; i++)
		if (o->key[i] == key)
			return false;
	o->key = mem_array(o->key, o->n + 1, sizeof(*o->key));
	o->key[o->n++] = key;
	return true;
}

static void
speak(struct voice *v, const void *once, const char *text)
{
	if (is_first(v->once, once))
		diag_say("%s", text);
}

void
voice_say(struct voice *v, const void *once, bool fatal, const char *fmt,
    va_list ap)
{
	char text[TEXT_MAX];

	vsnprintf(text, sizeof(text), fmt, ap);
	v->fatal |= fatal;
	if (!v->hold) {
		speak(v, once, text);
		return;
	}
	v->held = mem_array(v->held, v->n + 1, sizeof(*v->held));
	v->held[v->n++] = (struct message){once, mem_str(text)};
}

void
voice_speak(struct voice *v)
{
	for (size_t i = 0; i < v->n; i++)
		speak(v, v->held[i].once, v->held[i].text);
	voice_hush(v);
}

void
voice_hush(struct voice *v)
{
	for (size_t i = 0; i < v->n; i++)
		free(v->held[i].text);
	free(v->held);
	v->held = NULL;
	v->n = 0;
}
