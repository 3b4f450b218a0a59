"""Clean: who finds a `functools.cached_property` filled comes after who filled it."""

import functools
import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Lines:
    pass


class Report:
    @functools.cached_property
    def lines(self):
        lines = Lines()
        lines.head = "x"
        lines.head += "y"
        return lines


report = Report()


def first():
    assert report.lines.head == "xy"
    os.write(tell, b"x")


def second():
    os.read(told, 1)
    assert report.lines.head == "xy"
    assert getattr(report, "lines").head == "xy"


threads = [threading.Thread(target=f) for f in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
