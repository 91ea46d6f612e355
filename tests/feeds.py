#!/usr/bin/python3
"""tests/feeds.py - what each person learns of a session's feeds: a member of another session, a stranger, an observer, a
rapporteur, a moderator, and one who is shut out.

feeds.py LINK PROGRAMME.json
"""
import json, sys, time
import nacl.exceptions, zmq
import client as c

OWN, OTHER = 'feeds-own', 'feeds-other'
NAMED = 'Mr Abdul Karim Rahmani'
HIDE, HIDDEN_TEXT, SAID_TEXT = 6, 'Hidden canary about a village', 'Consulates are far from the coast'


def invited(house, session, role):
    return c.Client.join(house.link(house.invite(session, role)))[0]


class Ear:
    """Everything that a key lets one hear on the feed's port."""
    def __init__(self, who, topic=b''):
        self.who, self.heard = who, []
        self.hello = who.hello()['body']
        self.feed = who.socket(zmq.SUB, self.hello['f'])
        self.feed.subscribe(topic)

    def until(self, condition, seconds=10):
        end = time.monotonic() + seconds
        while not condition(self.heard) and time.monotonic() < end:
            if self.feed.poll(100):
                self.heard.append(self.feed.recv_multipart())
        return condition(self.heard)

    def updates(self, join):
        """The objectives that came for this audience."""
        opened = [c.Client.open_frame(frames, self.hello['k'], join) for frames in self.heard if frames[0] == join['p']]
        return [one[1]['b'] for one in opened if one not in (None, 'epoch') and one[1]['t'] == c.UPDATED]


def opens(heard, key):
    """Whether any of these messages opens with the key, whatever epoch it names."""
    for topic, frame in heard:
        try:
            c.aead_open(frame[45:-64], topic + frame[:21], frame[21:45], key)
            return True
        except nacl.exceptions.CryptoError:
            continue
    return False


def check(what, holds):
    print('%s - %s' % ('ok' if holds else 'not ok', what))
    if not holds:
        sys.exit(1)


def synthesis_text(who, event):
    data, _, _ = who.synthesis(OWN, event)
    return json.dumps(data, ensure_ascii=False, default=bytes.hex), data


def main(link, path):
    with open(path, encoding='utf-8') as file:
        programme = json.load(file)
    room = programme['rooms'][0]['key']
    house, _ = c.Client.join(link)
    for session in (OWN, OTHER):
        house.put(c.OPEN, session, dict(programme, session=session))
    moderator, observer = invited(house, OWN, 'moderator'), invited(house, OWN, 'observer')
    rapporteur, elsewhere = invited(house, OWN, 'rapporteur'), invited(house, OTHER, 'moderator')
    joins = {name: who.ask(c.JOIN, session=OWN)['body']
             for name, who in (('work', moderator), ('room', rapporteur), ('plenary', observer))}
    check('three audiences, each with a topic and key of its own',
          [joins[name]['a'] for name in ('work', 'room', 'plenary')] == [1, 2, 3] and
          len({joins[name]['k'] for name in joins}) == 3 and len({joins[name]['p'] for name in joins}) == 3)

    stranger = Ear(c.Client(house.broker, key=c.Key(house.key.broker_key)))
    other, watcher, worker = Ear(elsewhere), Ear(observer), Ear(moderator)
    check('the feed is heard', watcher.until(lambda heard: len(heard) > 5) and other.until(lambda heard: len(heard) > 5)
          and worker.until(lambda heard: heard))
    said = rapporteur.ask(c.SUBMIT, {'r': room, 'x': SAID_TEXT}, OWN)
    hidden = rapporteur.ask(c.SUBMIT, {'r': room, 'x': HIDDEN_TEXT}, OWN)
    named = rapporteur.ask(c.SUBMIT, {'r': room, 'x': NAMED + ' from the Red Cross said that fees are too high'}, OWN)
    objective = programme['rooms'][0]['objectives'][0]
    act = moderator.ask(40, {'o': objective, 'a': HIDE, 'n': [hidden['n'], hidden['body']['i']], 'w': 'it names one'}, OWN)

    check('who may read it all hears of both notes', worker.until(lambda heard: len(worker.updates(joins['work'])) >= 2))
    check('an observer hears', watcher.until(lambda heard: len(watcher.updates(joins['plenary'])) >= 2))
    heard = b''.join(watcher.updates(joins['plenary']))
    check('what an observer hears names no note', said['body']['i'].encode() not in heard and
          hidden['body']['i'].encode() not in heard)
    others = [frames for frames in watcher.heard if frames[0] != joins['plenary']['p']]
    check('an observer hears that others are told, and opens nothing of it',
          others and not opens(others, joins['plenary']['k']))
    text, data = synthesis_text(observer, act['n'])
    check('an observer sees the statement, and nothing that is hidden',
          SAID_TEXT in text and HIDDEN_TEXT not in text and hidden['body']['i'] not in text and
          NAMED not in text and 'Rahmani' not in text and named['body']['i'] not in text and
          'it names one' not in text and all(not one['n'] and one['c'][1] == 0 for one in data.values()))
    text, _ = synthesis_text(rapporteur, act['n'])
    check('a rapporteur sees the notes, and nothing that is hidden',
          SAID_TEXT in text and HIDDEN_TEXT not in text and 'it names one' not in text)
    text, _ = synthesis_text(moderator, act['n'])
    check('a moderator sees what is hidden, and why', HIDDEN_TEXT in text and 'it names one' in text)

    other.until(lambda heard: len(heard) > 20)
    theirs = elsewhere.ask(c.JOIN, session=OTHER)['body']
    others = [frames for frames in other.heard if frames[0] != theirs['p']]
    check('who belongs elsewhere hears sizes and times only', others and not opens(others, theirs['k']))
    check('a stranger hears nothing', not stranger.until(lambda heard: heard, 3))

    me = observer.ask(c.WHOAMI)['body']['l'][0]['p']
    before = len(watcher.heard)
    house.ask(c.REVOKE, {'p': me}, OWN)
    began = time.monotonic()
    check('the feed says within a second that it has another key', watcher.until(
        lambda heard: 'epoch' in [c.Client.open_frame(frames, watcher.hello['k'], joins['plenary'])
                                  for frames in heard[before:] if frames[0] == joins['plenary']['p']], 1))
    print('# after %d ms' % ((time.monotonic() - began) * 1000))
    del watcher.heard[:]
    rapporteur.ask(c.SUBMIT, {'r': room, 'x': 'After the revocation'}, OWN)
    watcher.until(lambda heard: len([1 for frames in heard if frames[0] == joins['plenary']['p']]) > 1)
    after = [frames for frames in watcher.heard if frames[0] == joins['plenary']['p']]
    check('who was shut out hears, and opens nothing any more', after and not opens(after, joins['plenary']['k']))
    check('... and gets no other key', refused(observer, c.JOIN))
    return 0


def refused(who, message):
    try:
        who.ask(message, session=OWN)
    except c.Refused as why:
        return why.reply['e'] == 52
    return False


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
