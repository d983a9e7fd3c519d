/* SPDX-License-Identifier: ISC */

/*
 * All numbers that decide who opened a connection and what is a scan, each
 * with its reason.  Nowhere else is one: tests/thresholds builds fl-conn with
 * others, and shows how far each can move before an answer changes.
 */

#ifndef ENGINE_THRESHOLD_H
#define ENGINE_THRESHOLD_H

/* ---- sizes of packets (RFC 791, RFC 8200, RFC 9293) ------------------- */

/*
 * Bytes of a TCP packet without data, as the log counts them, from the IP
 * header on.  IPv4 has 20 bytes, IPv6 40, TCP 20.  A reset has no options:
 * BARE.  A SYN of macOS has 24 bytes of options (MSS, SACK, timestamps, window
 * scale, and the end), of Linux 20: SYN.  The packets behind it keep the
 * timestamps, 12 bytes: ACK.  Windows sends 52 and 40, which is less of both.
 */
#define BARE_4 40
#define BARE_6 60
#define SYN_OPTIONS 24
#define ACK_OPTIONS 12

/*
 * A handshake that is closed at once has at most 4 packets of the opener (SYN,
 * ACK, FIN, ACK) and 3 of the other end (SYN-ACK, FIN, ACK).
 */
#ifndef HANDSHAKE_MOST
#define HANDSHAKE_MOST 7 /* more than that in all, and a talk: data */
#endif

/*
 * One end that sent no more than that has not talked: a SYN, and a reset or
 * ACK.  What the other end sent many of are SYNs or SYN-ACKs sent again:
 * Linux sends either up to six times (tcp_syn_retries, tcp_synack_retries).
 */
#ifndef TALK_LEAST
#define TALK_LEAST 3
#endif

/*
 * A refusal answers that many SYNs at most: Windows asks three times before it
 * believes a reset, others once.
 */
#ifndef REFUSED_MOST
#define REFUSED_MOST 3
#endif

/* ---- who opened it ---------------------------------------------------- */

/*
 * "The two fours": an end is told from the other if it was met by 4 times as
 * many, and by 4 at least.  A client's port meets one server port, rarely
 * two.  Nothing more is missed (tests/thresholds) for 2 times and above, and
 * for 3 to 16 at least.
 */
#ifndef SPREAD_LEAST
#define SPREAD_LEAST 4
#endif
#ifndef SPREAD_TIMES
#define SPREAD_TIMES 4
#endif

/*
 * Over equal ports nothing but their number tells the one that is met from
 * those that meet it.  If either end may open, by chance 7 open to the same one
 * in 1 of 128 cases, the first below 0.01.
 */
#ifndef HUB_LEAST
#define HUB_LEAST 7
#endif

/*
 * No client takes a port below the first.  Of those up to the second, which
 * only root may bind (RFC 6335), rcmd and NFS take some for clients.  Linux
 * gives out none below the third: an end below the first or third is the
 * service if the other is above.  49152, where Windows begins, says nothing:
 * what Linux gives out lies on both sides of it.
 */
#define PORT_RESERVED 512
#define PORT_SYSTEM 1024
#define PORT_LINUX 32768

/* start may lag by as much (AWS, "Flow log records"): no order below it. */
#ifndef ORDER_GAP
#define ORDER_GAP 60
#endif

/* An older connection looks as if it began where the log does. */
#ifndef ORDER_AGE
#define ORDER_AGE 600
#endif

/* ---- what is needed, and what is a scan ------------------------------- */

/* The longest window of a flow log (AWS): records within it are one visit. */
#define WINDOW 600

/*
 * A window is a bit of a word, by its number modulo a prime, so that nothing
 * that comes regularly falls on few bits: two windows share one only if they
 * are a multiple of 10 hours and 10 minutes apart.
 */
#define WINDOW_BITS 61

/*
 * What comes in so many windows is a habit.  From 2 to 4 nothing more is
 * missed (tests/thresholds); below, scans are needed, above, rare jobs are not.
 */
#ifndef HABIT
#define HABIT 3
#endif

/*
 * A client that polls a dead host tries it in HABIT of so many windows in a
 * row: it comes every 20 minutes or more often.  Scans come back more rarely.
 */
#ifndef OFTEN
#define OFTEN 6
#endif

/*
 * Failures over successes of a source that make it a scanner.  Sequential test
 * (Jung and others, "Fast portscan detection", 2004): a contact succeeds with
 * 0.8 for an honest source and 0.2 for a scanner, either error is 0.01; so a
 * contact weighs log 4, the bound is log 99, and 4 are the first above it.
 */
#ifndef SCAN_EXCESS
#define SCAN_EXCESS 4
#endif

/* A steady user behind a scanner's address comes so many times as often. */
#ifndef STEADY_TIMES
#define STEADY_TIMES 4
#endif

/* ---- translation and one-sided input ---------------------------------- */

/*
 * An interface's own address is in all of its records, so it has half of their
 * ends; one above a quarter can be found by keeping three candidates.
 */
#define OWN_CANDIDATES 3
#define OWN_SHARE 4

/* Fewer TCP connections with a reverse half than 1 in 100: one-sided. */
#define ONESIDED_RATIO 100
#define ONESIDED_LEAST 20 /* and at least so many connections */

#endif
