"""`collections.Counter` is a dictionary: `counts[word] += 1` loses updates."""

# expect: key 'the'
# kind: lost-update

import collections
import threading

counts = collections.Counter(the=0)


def count(text):
    for word in text.split():
        counts[word] += 1


threads = [
    threading.Thread(target=count, args=("the",)),
    threading.Thread(target=count, args=("the",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
