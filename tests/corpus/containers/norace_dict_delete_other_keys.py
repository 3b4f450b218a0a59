"""Clean: each thread takes its own key out of the dict, and each deletion is one step."""

import threading

jobs = {"first": 1, "second": 2, "third": 3}


def cancel(name):
    del jobs[name]


threads = [threading.Thread(target=cancel, args=[name]) for name in ("first", "second")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert jobs == {"third": 3}
