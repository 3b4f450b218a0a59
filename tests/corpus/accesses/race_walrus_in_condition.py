"""An assignment expression writes the global it names."""

# expect: global 'match'

import threading

match = None


def search(text):
    global match
    if (match := text) is not None:
        return True


threads = [
    threading.Thread(target=search, args=("a",)),
    threading.Thread(target=search, args=("b",)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
