"""tests/fault/fifty_kills.py - writes, kills, and counts. The program of fifty_kills.sh.

fifty_kills.py write FILE     notes in a row with ids of their own; each goes into FILE (synced) before it is sent, and
                              is ticked off there once it is answered; killed and started again it sends what is
                              not ticked off first. FILE.stop ends it when all is answered.
fifty_kills.py verify FILE    each note of FILE is in the journal once, and nothing else is
"""
import sys
from wire import *


def read(path):
    """Notes by text, in the order of writing: [id, answered]."""
    notes = {}
    if os.path.exists(path):
        with open(path, encoding='ascii') as file:
            for line in file.read().split('\n')[:-1]:  # a kill may have cut the last line
                mark, id, text = line.split(' ')
                notes[text] = [bytes.fromhex(id), mark == '+' or notes.get(text, (0, False))[1]]
    return notes


WINDOW = int(os.environ.get('WINDOW', '8'))  # notes under way at once


def write(path):
    notes, socket, asked = read(path), None, 0
    with open(path, 'ab', buffering=0) as file:
        file.write(b'\n' if os.path.getsize(path) and open(path, 'rb').read()[-1:] != b'\n' else b'')
        waiting = [text for text in notes if not notes[text][1]]
        while waiting or not os.path.exists(path + '.stop'):
            fresh = []
            while len(waiting) < WINDOW and not os.path.exists(path + '.stop'):
                fresh.append('note-%06d' % len(notes))
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
                notes[text][1] = True
                waiting.remove(text)
                asked -= 1


def verify(path):
    notes, kept = read(path), texts()
    there = set(kept)
    lost = [text for text in notes if text not in there]
    expect('lost', [], lost)
    expect('not answered', [], [text for text in notes if not notes[text][1]])
    expect('kept twice', len(there), len(kept))
    expect('kept and never written', set(), there - set(notes))
    newest = client().hello()['n']
    [objective] = synthesis_counts(at_least=newest).values()
    print('%d notes, each there once' % len(kept))
    return objective


if __name__ == '__main__':
    {'write': write, 'verify': verify}[sys.argv[1]](sys.argv[2])
