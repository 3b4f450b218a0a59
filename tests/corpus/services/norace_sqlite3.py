"""Clean: one `sqlite3` connection for all threads, each use under a lock; and a connection of its own for each thread."""

import sqlite3
import threading

shared = sqlite3.connect(":memory:", check_same_thread=False)
shared.row_factory = sqlite3.Row
shared.execute("create table visits (who text primary key, times integer)")
lock = threading.Lock()
seen = []


def double(number):
    return 2 * number


def work(who):
    for _ in range(5):
        with lock, shared:
            shared.execute("insert into visits values (?, 1) on conflict (who) do update set times = times + 1", (who,))
            seen.append(shared.execute("select times from visits where who = ?", (who,)).fetchone()["times"])
    own = sqlite3.connect(":memory:")
    own.create_function("double", 1, double)
    assert own.execute("select double(21)").fetchone() == (42,)
    own.close()


threads = [threading.Thread(target=work, args=(who,)) for who in "abc"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert shared.execute("select sum(times) from visits").fetchone()[0] == 15
assert len(seen) == 15
shared.close()
