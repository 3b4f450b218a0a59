"""Clean: what a constructor stores through the dict of the instance comes before whoever gets the instance."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
jobs = []


class Job:
    def __init__(self, **names):
        self.__dict__.update(names)
        self.__dict__["note"] = ""
        vars(self).setdefault("more", 1)


def make():
    jobs.append(Job(state="new"))
    os.write(tell, b"x")


def look():
    os.read(told, 1)
    (job,) = jobs.copy()
    assert vars(job)["state"] == "new"
    assert job.note == ""
    assert [name for name in vars(job)] == ["state", "note", "more"]  # noqa: C416

threads = [threading.Thread(target=make), threading.Thread(target=look)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
