"""tests/fault/fifty_kills.py - writes, kills, and counts. The program of fifty_kills.sh.

fifty_kills.py write FILE     notes in a row with ids of their own; each goes into FILE (synced) before it is sent, and
                              is ticked off there once it is answered; killed and started again it sends what is
                              not ticked off first. FILE.stop ends it when all is answered.
fifty_kills.py verify FILE    each note of FILE is in the journal once, and nothing else is
"""
import sys
from wire import *


def read(path, start=0):
    """Notes by text, in the order of writing: [id, answered, where it stands]. What is before start is not read."""
    notes, at = {}, start
    if not os.path.exists(path):
        return notes, at
    with open(path, 'rb') as file:
        file.seek(start)
        for line in file:
            words = line.decode('ascii').split()
            if len(words) == 3 and line.endswith(b'\n'):  # a kill may have cut one
                mark, id, text = words
                note = notes.setdefault(text, [bytes.fromhex(id), False, at])
                note[1] = note[1] or mark == '+'
            at += len(line)
    return notes, at


def resume(path):
    """What is not answered, and the number of the next one; only what this needs is read, however long the file is."""
    start, number = 0, 0
    if os.path.exists(path + '.from'):
        with open(path + '.from', encoding='ascii') as file:
            start, number = map(int, file.read().split())
    notes, end = read(path, start)
    waiting = {text: note for text, note in notes.items() if not note[1]}
    number = max([number] + [int(text[len('note-'):]) + 1 for text in notes])
    with open(path + '.new', 'w', encoding='ascii') as file:
        file.write('%d %d' % (min([end] + [note[2] for note in waiting.values()]), number))
    os.replace(path + '.new', path + '.from')
    return waiting, number


WINDOW = int(os.environ.get('WINDOW', '8'))  # notes under way at once


def write(path):
    (notes, number), socket, asked = resume(path), None, 0
    with open(path, 'ab', buffering=0) as file:
        file.write(b'\n')  # after what a kill has cut
        waiting = list(notes)
        while waiting or not os.path.exists(path + '.stop'):
            fresh = []
            while len(waiting) < WINDOW and not os.path.exists(path + '.stop'):
                fresh.append('note-%06d' % number)
                number += 1
                notes[fresh[-1]] = [uuid7(), False]
                waiting.append(fresh[-1])
            if fresh:
                file.write(b''.join(b'- %s %s\n' % (notes[text][0].hex().encode(), text.encode()) for text in fresh))
                os.fsync(file.fileno())
            if socket is None:
                socket, asked = dealer(300), 0
            for text in waiting[asked:]:
                socket.send(envelope(SUBMIT, {'r': 'WG-2', 'x': text}, id=notes[text][0]))
            asked = len(waiting)
            if not socket.poll(300):  # the broker is gone: a new connection, and all of it again
                socket.close()
                socket = None
                continue
            reply = unpack(socket.recv())
            text = next((text for text in waiting if notes[text][0] == reply['i']), None)
            if reply['e'] in LATER.values():
                asked = 0
            elif reply['e'] != 0:
                sys.exit('refused: %r' % reply)
            elif text is not None:
                file.write(b'+ %s %s\n' % (reply['i'].hex().encode(), text.encode()))
                del notes[text]
                waiting.remove(text)
                asked -= 1


SYNTHESIS_MAX = 20000  # more would keep the press, which begins anew after each of its deaths, for hours


def verify(path):
    (notes, _), kept = read(path), texts()
    there = set(kept)
    lost = [text for text in notes if text not in there]
    expect('lost', [], lost)
    expect('not answered', [], [text for text in notes if not notes[text][1]])
    expect('kept twice', len(there), len(kept))
    expect('kept and never written', set(), there - set(notes))
    print('# %d notes were acknowledged, each is there once' % len(kept))
    if len(kept) <= SYNTHESIS_MAX:
        [objective] = synthesis_counts(at_least=client().hello()['n']).values()
        expect('notes that the synthesis accounts for', len(kept), sum(objective['c']))


if __name__ == '__main__':
    {'write': write, 'verify': verify}[sys.argv[1]](sys.argv[2])
