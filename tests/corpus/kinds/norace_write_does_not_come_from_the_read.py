"""What is written under the second lock has nothing to do with what was read under the first: no update is lost."""

import os
import threading


class Job:
    def __init__(self):
        self.lock = threading.Lock()
        self.state = "new"

    def finish(self, shown, meanwhile, state):
        with self.lock:
            shown.append(self.state)
        meanwhile()
        with self.lock:
            self.state = state


job = Job()
has_read, has_written = os.pipe(), os.pipe()


def first():
    def meanwhile():
        os.write(has_read[1], b".")
        os.read(has_written[0], 1)

    job.finish([], meanwhile, "done")


def second():
    os.read(has_read[0], 1)
    job.finish([], lambda: None, "failed")
    os.write(has_written[1], b".")


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
