"""Clean: what a `WeakKeyDictionary` holds for an object comes after who put it in, complete."""

import threading
import weakref


class Client:
    pass


class Session:
    pass


client = Client()
sessions = weakref.WeakKeyDictionary()


def open_it():
    session = Session()
    session.lines = []
    session.lines.append("hello")
    session.lines[0] += "!"
    sessions[client] = session


def use():
    while (session := sessions.get(client)) is None:
        pass
    session.lines[0] += "?"
    assert sessions[client] is session


threads = [threading.Thread(target=f) for f in (open_it, use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
