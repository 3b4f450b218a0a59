"""Each task finds that the key is not there and stores it: whoever is second overwrites what the first stored, or comes after a `clear`."""

# expect: key 'owner'

import threading

claims = {}


def claim(name):
    claims["owner"] = name
    claims.clear()


threads = [threading.Thread(target=claim, args=(name,)) for name in ("first", "second")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
