"""One thread deletes the key that the other reads."""

# expect: key 'job'

import threading

jobs = {"job": 1}


def cancel():
    del jobs["job"]


def look():
    try:
        return jobs["job"]
    except KeyError:
        return None


threads = [threading.Thread(target=cancel), threading.Thread(target=look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
