"""One thread walks one list, then another. The other appends to the second, under the lock that the walk holds."""

import threading

lock = threading.Lock()
friends = ["ann", "bob"]
guests = ["cid", "dora"]


def show():
    for name in friends:
        name.upper()
    with lock:
        for name in guests:
            name.upper()


def join():
    with lock:
        guests.append("eve")


threads = [threading.Thread(target=show), threading.Thread(target=show), threading.Thread(target=join)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
