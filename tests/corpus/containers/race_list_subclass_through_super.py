"""A list with a method `insert` of its own, which calls that of list, in two threads; nobody holds a lock."""

# expect: <History
# kind: torn

import threading


class History(list):
    def insert(self, index, value):
        super().insert(index, str(value))


history = History(["start"])
threads = [
    threading.Thread(target=history.insert, args=(0, "a")),
    threading.Thread(target=lambda: history[0]),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
