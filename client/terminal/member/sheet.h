/*
 * client/terminal/member/sheet.h - an invitation to scan: in the terminal, and as a page to print and put on the wall.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MEMBER_SHEET_H
#define RAPPORTEUR_CLIENT_TERMINAL_MEMBER_SHEET_H

#include <stdio.h>

#include "proto/wire/buffer.h"

struct sheet {
	const char *title; /* the session, the room */
	const char *role;
	const char *until;
	const char *before; /* what stands before the link */
	const char *link;
	const char *words;
};

/* Draws the link with half blocks, light on dark. False: no memory. */
bool qr_draw(FILE *out, const char *link);
/* Adds the code alone, without a margin of its own but the one that scanners want. False: no memory. */
bool qr_svg(const char *link, struct buffer *out);
/* Adds a page of A4 as SVG, which needs no font but the viewer's, or as an image of 150 dots an inch. False: no memory. */
bool sheet_svg(const struct sheet *sheet, struct buffer *out);
bool sheet_png(const struct sheet *sheet, struct buffer *out);

#endif
