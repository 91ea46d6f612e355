"""tests/line.py - a line between a client and its broker that fails without saying so.

line.py PORT TO: listens on 127.0.0.2, PORT and the next one, and carries to 127.0.0.1, TO and the next one. Says
'up' when it listens, and 'from ADDRESS' for each connection that it makes.
  USR1   the peer is gone without a word: what is connected stays so, and nothing is carried any more. Who connects
         from now on comes from another address
  USR2   what is answered is lost: from now on only what the client says is carried, on what is connected
"""
import selectors, signal, socket, sys


class Line:
    def __init__(self, port, to):
        self.to, self.host, self.pairs = {port: to, port + 1: to + 1}, 3, []
        self.events = selectors.DefaultSelector()
        for listened in self.to:
            listener = socket.create_server(('127.0.0.2', listened), backlog=64)
            self.events.register(listener, selectors.EVENT_READ, self.accept)
        signal.signal(signal.SIGUSR1, lambda *_: self.gone())
        signal.signal(signal.SIGUSR2, lambda *_: self.half())

    def accept(self, listener):
        client, _ = listener.accept()
        source = '127.0.0.%d' % self.host
        broker = socket.create_connection(('127.0.0.1', self.to[listener.getsockname()[1]]), source_address=(source, 0))
        print('from', source, flush=True)
        self.pairs.append((client, broker))
        self.events.register(client, selectors.EVENT_READ, lambda _: self.carry(client, broker))
        self.events.register(broker, selectors.EVENT_READ, lambda _: self.carry(broker, client))

    def carry(self, one, other):
        try:
            data = one.recv(65536)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        for end in (one, other):
            if end in self.events.get_map():
                self.events.unregister(end)
            end.close()

    def quiet(self, ends):
        for end in ends:
            if end.fileno() >= 0 and end in self.events.get_map():
                self.events.unregister(end)

    def gone(self):
        self.quiet(end for pair in self.pairs for end in pair)
        self.host += 1

    def half(self):
        self.quiet(broker for _, broker in self.pairs)

    def carry_on(self):
        print('up', flush=True)
        while True:
            for key, _ in self.events.select():
                if key.fileobj.fileno() >= 0 and key.fileobj in self.events.get_map():
                    key.data(key.fileobj)


Line(int(sys.argv[1]), int(sys.argv[2])).carry_on()
