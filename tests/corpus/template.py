"""The process that `repeat` forks: the interpreter and the detector are loaded in it, once for many programs, and not started.

It is the ``sitecustomize`` of an interpreter that was told to run a program: a link, which is set to another program before each
fork. So it waits where Python has come as far as it comes before the first line of a program, with one thread. A fork goes on
from here as the program's own process: it imports the ``sitecustomize`` of datarace with the variables that ``datarace run`` would
have left it, and Python itself runs what the link leads to.

Orders come on standard input, a Python literal in each line. For each there are two lines on standard output: the number of the
process when it begins, and its exit status when it has ended.
"""

import os
import sys

#: What a start of the detector imports in any case. Nothing else: what the program imports, or a report, is imported in the child.
LOADED = (
    "datarace.detector",
    "datarace.instrument.loaded",
    "datarace.interpose.installation",
    "datarace.reports.ledger",
    "datarace.reports.recording",
    "datarace.reports.sink",
)


def serve():  # type: () -> dict
    """Fork for each order. Returns in each child, with its order; whoever forks them never comes back from here."""
    with open(0, closefd=False) as orders:
        for line in orders:
            child = os.fork()
            if not child:
                return eval(line)
            os.write(1, b"%d\n" % child)
            os.write(1, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    os._exit(0)


def become(order):  # type: (dict) -> None
    """Be the process that ``datarace run`` would have become: its streams, its folder, its variables."""
    for stream, name in enumerate(order["streams"]):
        file = os.open(name, os.O_RDWR | os.O_CREAT, 0o666)
        os.dup2(file, stream)
        os.close(file)
    os.chdir(order["folder"])
    for variable in os.environ.keys() - order["environment"].keys():
        del os.environ[variable]
    os.environ.update(order["environment"])
    from datarace.family import BOOT

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [BOOT, *(entry for entry in sys.path if os.path.abspath(entry) != here)]
    del sys.modules["sitecustomize"]


# The interpreters that a program may create look for a sitecustomize as well: this one is found once.
os.unlink(__file__)
for module in LOADED:
    __import__(module)
become(serve())
import sitecustomize  # noqa: E402, F401  - datarace's own, and then the user's, if there is one
