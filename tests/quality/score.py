#!/usr/bin/python3
"""score.py - how good a grouping is, against notes whose points people have set.

  score.py NOTES.jsonl GOLD_POINTS.jsonl PLAYED.jsonl [--floor NAME=VALUE]... [--ceiling NAME=VALUE]...
           [--by FIELD]...

PLAYED is what the program quality prints. Prints a line a figure; exit 1 when one is out of its bounds.

  bcubed       extended B-cubed F1 (Amigo and others, 2009) over the notes that are not noise: a note of
               two points counts for both; a note in no point stands alone
  precision, recall
  coverage     of the gold points of a cell (objective and category), the share that one of the five
               highest points of that cell stands for: it is the commonest in it, with half its notes
  moves        changes of point a note shown; late_moves: those of notes older than five minutes
  rouge        mean ROUGE-1 F1 of each statement with its point's gold statement, words cut to their
               first five letters as a plain stem, over points of two notes or more, at least half of
               them of one gold point
  FIELD VALUE  with --by: bcubed over the notes of that language, category ..., among all notes
  kept_out     of the noise, how much is in no point; wrongly_out: of the rest
"""
import json
import re
import sys
from collections import Counter, defaultdict


def read(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines if line.strip()]


def overlaps(notes, measured, other):
    """Of each note the mean over those that share a group with it in `measured`."""
    members = defaultdict(set)
    for note in notes:
        for group in measured[note]:
            members[group].add(note)
    found = {}
    for note in notes:
        near = set().union(*(members[group] for group in measured[note]))
        part = 0.0
        for mate in near:
            shared = len(measured[note] & measured[mate])
            part += min(shared, len(other[note] & other[mate])) / shared
        found[note] = part / len(near)
    return found


def mean(values):
    return sum(values) / len(values)


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall)


def coverage(notes, gold, points, best=5):
    cells = defaultdict(lambda: defaultdict(list))
    wanted = defaultdict(set)
    for place, note in enumerate(notes):
        cell = note['objective'], note['category']
        wanted[cell].update(note['gold_points'])
        for point in points[note['id']]:
            cells[cell][point].append((place, note))
    found = 0
    for cell, groups in cells.items():
        def rank(point):
            inside = groups[point]
            return -len({n['rapporteur'] for _, n in inside}), -len(inside), inside[0][0]
        heads = set()
        for point in sorted(groups, key=rank)[:best]:
            labels = Counter(label for _, n in groups[point] for label in n['gold_points'])
            if labels:
                label, count = min(labels.items(), key=lambda item: (-item[1], item[0]))
                if 2 * count >= len(groups[point]):
                    heads.add(label)
        found += len(heads)
    return found / sum(len(labels) for labels in wanted.values())


def tokens(text):
    return Counter(word[:5] for word in re.findall(r'\w+', text.lower()))


def rouge(notes, gold_points, played):
    wanted = {point['point']: tokens(point['statement']) for point in gold_points}
    by_id = {note['id']: note for note in notes}
    groups = defaultdict(list)
    for line in played:
        if line.get('point'):
            groups[line['point']].append(line)
    scores = []
    for lines in groups.values():
        labels = Counter(label for line in lines for label in by_id[line['id']]['gold_points'])
        if not labels or len(lines) < 2:
            continue
        label, count = min(labels.items(), key=lambda item: (-item[1], item[0]))
        if 2 * count < len(lines) or label not in wanted:
            continue
        said = tokens(next(by_id[line['id']]['text'] for line in lines if line['speaks']))
        same = sum((said & wanted[label]).values())
        scores.append(2 * same / (sum(said.values()) + sum(wanted[label].values())))
    return sum(scores) / len(scores) if scores else 0.0


def figures(notes, gold_points, played, fields):
    counts = next(line for line in played if 'moves' in line)
    played = [line for line in played if 'id' in line]
    points = {note['id']: {'alone ' + note['id']} for note in notes}
    out = set()
    for line in played:
        if line.get('point'):
            points[line['id']] = {line['point']}
        else:
            out.add(line['id'])
    gold = {note['id']: set(note['gold_points']) or {'noise ' + note['id']} for note in notes}
    real = [note['id'] for note in notes if not note['noise']]
    noise = {note['id'] for note in notes if note['noise']}
    precisions = overlaps(real, points, gold)
    recalls = overlaps(real, gold, points)
    precision, recall = mean(precisions.values()), mean(recalls.values())
    result = {
        'bcubed': f1(precision, recall),
        'precision': precision,
        'recall': recall,
        'coverage': coverage(notes, gold, points),
        'moves': counts['moves'] / len(notes),
        'late_moves': counts['late_moves'] / len(notes),
        'rouge': rouge(notes, gold_points, played),
        'kept_out': len(noise & out) / max(1, len(noise)),
        'wrongly_out': len(out - noise) / max(1, len(real)),
    }
    for field in fields:
        values = Counter(str(note[field]) for note in notes if not note['noise'])
        for value in sorted(values):
            own = [n['id'] for n in notes if str(n[field]) == value and not n['noise']]
            result['%s %s (%d)' % (field, value, len(own))] = f1(
                mean([precisions[note] for note in own]), mean([recalls[note] for note in own]))
    return result


def main():
    words, bounds, fields = [], [], []
    arguments = iter(sys.argv[1:])
    for word in arguments:
        if word in ('--floor', '--ceiling'):
            name, value = next(arguments).split('=')
            bounds.append((word, name, float(value)))
        elif word == '--by':
            fields.append(next(arguments))
        else:
            words.append(word)
    result = figures(*(read(path) for path in words), fields)
    for name, value in result.items():
        print('%-28s %.3f' % (name, value))
    failed = False
    for kind, name, value in bounds:
        if (result[name] < value) if kind == '--floor' else (result[name] > value):
            print('%s is %.3f, out of its bound %.3f' % (name, result[name], value))
            failed = True
    sys.exit(failed)


main()
