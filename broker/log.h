/*
 * broker/log.h - one line an event on stderr: time, part, what, key=value pairs. Names, numbers, sizes and
 * sentences of ours; never a note's text, a title or a person.
 */
#ifndef RAPPORTEUR_BROKER_LOG_H
#define RAPPORTEUR_BROKER_LOG_H

/* 2026-11-24T06:30:00.123Z desk started port=7400 ... Written whole, with one write. */
void log_line(const char *part, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
