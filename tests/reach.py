#!/usr/bin/python3
"""tests/reach.py - whether objects can reach what they must not, by whatever chain of calls: as the linker would resolve it.

reach.py TO FROM[,FROM...] MUST OBJECT...: TO, FROM and MUST are beginnings of sources' paths. Says by which chain an object of FROM
    reaches one of TO; and when one of MUST does not, since then it sees nothing. Exits 1 when it has said something.
"""
import re, subprocess, sys


def source(path):
    """build/obj/VARIANT/broker/log.o is of broker/log.o."""
    return re.sub('^(.*/)?obj/[^/]+/', '', path)


def symbols(objects):
    """What each object defines for others, and what it wants of them."""
    known = {source(path): (set(), set()) for path in objects}
    listed = subprocess.run(['nm', '-gA', *objects], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in listed.splitlines():
        path, rest = line.split(':', 1)
        kind, name = rest.split()[-2:]
        known[source(path)][1 if kind in 'Uw' else 0].add(name)
    return known


def chain(known, home, origin, target):
    """The shortest way from one to the other, or None."""
    before = {name: None for name in known if name.startswith(origin)}
    row = list(before)
    while row:
        name = row.pop(0)
        if name.startswith(target):
            way = [name]
            while before[way[0]] is not None:
                way.insert(0, before[way[0]])
            return ' -> '.join(way)
        for symbol in sorted(known[name][1]):
            if symbol in home and home[symbol] not in before:
                before[home[symbol]] = name
                row.append(home[symbol])
    return None


def main(target, origins, must, *objects):
    known = symbols(objects)
    home = {symbol: name for name, (defined, _) in known.items() for symbol in defined if symbol != 'main'}
    said = []
    for origin in origins.split(','):
        if not any(name.startswith(origin) for name in known):
            said.append('there is nothing in ' + origin)
        elif chain(known, home, origin, target):
            said.append(chain(known, home, origin, target))
    if chain(known, home, must, target) is None:
        said.append('%s is not seen to reach %s: so nothing is seen' % (must, target))
    print('\n'.join(said), end='\n' if said else '')
    return 1 if said else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
