"""tests/fault/failing_disk.py LIBRARY PORT - the program of failing_disk.sh.

A copy of ./before is served by a broker whose n-th write or sync fails, for n = 1, 2, ... until one is not reached. One
client sends notes, one after the other, then a compaction is asked for, then more notes. Afterwards a broker
without faults serves the same folder: what was answered with 0 is there once, what was answered otherwise
is not. RAPPORTEUR_LONG=1: every n with every kind of fault, otherwise one kind each in turn.
"""
import shutil
import signal
import subprocess
import sys

from wire import *

LIBRARY, PORT = sys.argv[1], sys.argv[2]
KINDS = ['EIO', 'ENOSPC', 'short']
NOTES = 4
DATA = os.path.abspath('data')


def broker(**faults):
    with open('broker.log', 'ab') as log:
        process = subprocess.Popen(['rapporteurd', '--data', DATA, '--bind', 'tcp://127.0.0.1:' + PORT], stderr=log,
                                   env=dict(os.environ, **faults))
    return process


def up(process):
    """Whether it answers; False: it has ended."""
    while process.poll() is None:
        socket = dealer(200)
        socket.send(envelope(STATUS, session=''))
        if socket.poll(200):
            return True
        socket.close()
    return False


def send(process, text):
    """The code of the answer; None: there is none, and the broker has ended."""
    socket = dealer()
    socket.send(envelope(SUBMIT, {'r': 'WG-2', 'x': text}))
    while not socket.poll(50):
        if process.poll() is not None and not socket.poll(50):
            return None
    return unpack(socket.recv())['e']


def serve(nth, kind):
    """What was answered, text by text."""
    answers = {}
    process = broker(LD_PRELOAD=LIBRARY, RAPPORTEUR_FAULT_DIR=DATA, RAPPORTEUR_FAULT_AT=str(nth),
                     RAPPORTEUR_FAULT_KIND=kind)
    if up(process):
        for note in range(2 * NOTES):
            if note == NOTES and process.poll() is None:
                process.send_signal(signal.SIGUSR1)
            if process.poll() is None:
                text = 'fault %d of %s, note %d' % (nth, kind, note)
                answers[text] = send(process, text)
    if process.poll() is None:
        process.terminate()
    process.wait()
    return answers, process.returncode


def verify(nth, kind, answers):
    process = broker()
    if not up(process):
        sys.exit('%s at call %d: it does not start again' % (kind, nth))
    kept = texts()
    process.terminate()
    process.wait()
    for text, code in answers.items():
        expected = {None: kept.count(text) <= 1, 0: kept.count(text) == 1}.get(code, kept.count(text) == 0)
        if not expected:
            sys.exit('%s at call %d: %r was answered %r and is there %d times' % (kind, nth, text, code, kept.count(text)))
    check = subprocess.run(['rapporteurd', 'check', '--data', DATA], capture_output=True, check=False)
    if check.returncode != 0:
        sys.exit('%s at call %d: the check finds faults: %s' % (kind, nth, check.stdout.decode()))


def main():
    nth, runs, ended, quiet = 0, 0, 0, 0
    while quiet < 9:  # so many in a row without a trace of a fault: past the last call
        nth += 1
        for kind in KINDS if os.environ.get('RAPPORTEUR_LONG') else [KINDS[nth % len(KINDS)]]:
            shutil.rmtree(DATA, ignore_errors=True)
            shutil.copytree('before', DATA)
            answers, code = serve(nth, kind)
            verify(nth, kind, answers)
            runs += 1
            ended += code != 0
            well = code == 0 and len(answers) == 2 * NOTES and set(answers.values()) == {0}
            quiet = quiet + 1 if well else 0
    print('# %d runs, %d brokers ended by a fault, the last call is below %d' % (runs, ended, nth))
    if ended == 0:
        sys.exit('no fault was met: is the library there?')


main()
