"""`pop` is atomic, the plain read of the key beside it is not ordered with it."""

# expect: key 'job'

import threading

jobs = {"job": 1}


def take():
    return jobs.pop("job", None)


def look():
    try:
        return jobs["job"]
    except KeyError:
        return None


threads = [threading.Thread(target=take), threading.Thread(target=look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
