"""What one access or one lock pair costs: nanoseconds plain, under datarace unarmed (one thread) and armed (two).

    python benchmarks/micro.py                                   this interpreter, all cases
    python benchmarks/micro.py --python .venv313t/bin/python     others (may be given more than once)
    python benchmarks/micro.py --case attribute-read --instructions

Unarmed: no second thread lives, probes return at once. Armed: a second thread waits for the end of the run on a lock.
Each figure is the minimum of several repetitions of a loop of unrolled operations, less the empty loop. `--instructions`
counts instructions instead, under valgrind's callgrind: exact to the digit where nanoseconds are not. Two runs of
different length are subtracted, so that start-up does not count.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns

LOOPS = 10_000
REPETITIONS = 7
MODES = ("plain", "unarmed", "armed")

#: What every case may use. Each is compiled with its own copy, as a module of its own. What comes back from `shown`
#: is known elsewhere too, so that every access to it is one that the detector has to look at.
SETUP = """
import queue, threading
class Plain:
    shared = 1
    def method(self): pass
class Slotted:
    __slots__ = [f"a{i}" for i in range(10)]
class Made:
    def __init__(self):
        self.one = 1
        self.two = 2
def function(): pass
known = []
def shown(thing):
    known.append(thing)
    return thing
"""


@dataclass(frozen=True)
class Case:
    """One operation: `prepare` runs before the loop, in its function; `operation` is written out once for each {i}."""

    operation: str
    prepare: str = ""
    copies: int = 10
    operations: int = 1
    outside: str = ""

    def source(self) -> str:
        """Return a module with a function run(loops)."""
        body = "\n".join(self.operation.format(i=i) for i in range(self.copies)) or "pass"
        return (
            SETUP
            + self.outside
            + "\ndef run(loops):\n"
            + textwrap.indent(self.prepare + "\nfor _ in range(loops):\n" + textwrap.indent(body, "    ") + "\n", "    ")
        )


OBJECT = "o = shown(Plain())\nfor i in range(10): setattr(o, f'a{i}', 1)"
SLOTTED = OBJECT.replace("Plain", "Slotted")
GLOBALS = "\n".join(f"g{i} = 1" for i in range(10)) + "\n"
CELLS = "\n".join(f"c{i} = 1" for i in range(10))
INNER = """
def inner(loops):
{nonlocal_}
    for _ in range(loops):
{body}
inner(loops)
loops = 0
"""


def cells(operation: str, nonlocal_: str = "    pass") -> str:
    """Return code that does the operation to ten closure variables from an inner function."""
    body = "\n".join("        " + operation.format(i=i) for i in range(10))
    return CELLS + INNER.format(nonlocal_=nonlocal_, body=body)


CASES = {
    "attribute-read": Case("o.a{i}", OBJECT),
    "attribute-write": Case("o.a{i} = 2", OBJECT),
    "attribute-add": Case("o.a{i} += 1", OBJECT),
    "slot-read": Case("o.a{i}", SLOTTED),
    "slot-write": Case("o.a{i} = 2", SLOTTED),
    "class-attribute-read": Case("o = o; o.shared", OBJECT),
    "method-call": Case("o.method()", OBJECT),
    "function-call": Case("function()"),
    "global-read": Case("g{i}", outside=GLOBALS),
    "global-write": Case("g{i} = 2", "global " + ", ".join(f"g{i}" for i in range(10)), outside=GLOBALS),
    "closure-read": Case("", cells("c{i}") + "c0 = 2", copies=0, operations=10),
    "closure-write": Case(
        "", cells("c{i} = 2", "    nonlocal " + ", ".join(f"c{i}" for i in range(10))), copies=0, operations=10
    ),
    "list-read": Case("x[{i}]", "x = shown([1] * 10)"),
    "list-write": Case("x[{i}] = 2", "x = shown([1] * 10)"),
    "list-append-pop": Case("x.append(1); x.pop()", "x = shown([])"),
    "list-iterate": Case("for _ in x: pass", "x = shown(list(range(100)))", copies=1, operations=100),
    "dict-read": Case("d['k{i}']", "d = shown({f'k{i}': i for i in range(10)})"),
    "dict-write": Case("d['k{i}'] = 2", "d = shown({f'k{i}': i for i in range(10)})"),
    "dict-get": Case("d.get('k{i}')", "d = shown({f'k{i}': i for i in range(10)})"),
    "dict-insert-delete": Case("d['k{i}'] = 2; del d['k{i}']", "d = shown({})"),
    "object-made": Case("Made()"),
    "list-made-read": Case("x = shown([1]); x[0]"),
    "lock-pair": Case("lock.acquire(); lock.release()", "lock = threading.Lock()"),
    "lock-with": Case("with lock: pass", "lock = threading.Lock()"),
    "rlock-with": Case("with lock: pass", "lock = threading.RLock()"),
    "lock-write": Case("with lock: o.a{i} = 2", OBJECT + "\nlock = threading.Lock()"),
    "simple-queue-put-get": Case("q.put(1); q.get()", "q = queue.SimpleQueue()"),
    "queue-put-get": Case("q.put(1); q.get()", "q = queue.Queue()"),
    "event-set-is-set": Case("e.set(); e.is_set()", "e = threading.Event()"),
    "thread-start-join": Case("t = threading.Thread(target=function); t.start(); t.join()", copies=1),
}


def once(case: Case, loops: int) -> int:
    """Run the case's loop and return nanoseconds."""
    names: dict[str, object] = {"__name__": "case"}
    exec(compile(case.source(), "<case>", "exec"), names)
    function = names["run"]
    assert callable(function)
    start = perf_counter_ns()
    function(loops)
    return perf_counter_ns() - start


def child(mode: str, names: Sequence[str], loops: int) -> None:
    """Time the cases in this process and print nanoseconds per operation; with loops given, just run them once."""
    parked = threading.Lock()
    parked.acquire()
    waiter = threading.Thread(target=parked.acquire)
    if mode == "armed":
        waiter.start()
    results: dict[str, float] = {}
    empty = Case("pass", copies=1)
    for name in names:
        case = CASES[name]
        if loops:
            once(case, loops)
            continue
        count = LOOPS // 50 if name == "thread-start-join" else LOOPS // 10 if case.operations * case.copies > 99 else LOOPS
        best = min(once(case, count) for _ in range(REPETITIONS))
        nothing = min(once(empty, count) for _ in range(REPETITIONS))
        results[name] = (best - nothing) / (count * max(1, case.copies) * case.operations)
    parked.release()
    if mode == "armed":
        waiter.join()
    print(json.dumps(results))


def command(python: Sequence[str], mode: str, names: Sequence[str], loops: int = 0) -> list[str]:
    """Return the command of a child."""
    detect = [] if mode == "plain" else ["-m", "datarace", "run"]
    return [*python, *detect, str(Path(__file__).resolve()), "--child", mode, str(loops), *names]


def nanoseconds(python: Sequence[str], mode: str, names: Sequence[str]) -> dict[str, float]:
    """Return nanoseconds per operation for each case."""
    done = subprocess.run(command(python, mode, names), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{mode}: status {done.returncode}\n{done.stderr[-4000:]}")
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def instructions(python: Sequence[str], mode: str, name: str) -> float:
    """Return instructions per operation, by callgrind."""
    counts = []
    loops = 100 if name == "thread-start-join" else 10_000
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    for factor in (1, 3):
        callgrind = ["valgrind", "--tool=callgrind", "--trace-children=yes", "--callgrind-out-file=/dev/null"]
        done = subprocess.run(
            [*callgrind, *command(python, mode, [name], loops * factor)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        collected = re.findall(r"Collected : (\d+)", done.stderr)
        if done.returncode or not collected:
            raise SystemExit(f"{name} {mode}: status {done.returncode}\n{done.stderr[-4000:]}")
        counts.append(int(collected[-1]))
    case = CASES[name]
    return (counts[1] - counts[0]) / (2 * loops * max(1, case.copies) * case.operations)


def main() -> None:
    """Print a Markdown table for each interpreter."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[4:], int(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", type=shlex.split, metavar="COMMAND", help="an interpreter with datarace")
    parser.add_argument("--case", action="append", choices=CASES, metavar="NAME", help=f"one of: {', '.join(CASES)}")
    parser.add_argument("--instructions", action="store_true", help="count instructions under callgrind instead")
    namespace = parser.parse_args()
    names = namespace.case or list(CASES)
    for python in namespace.python or [[sys.executable]]:
        version = subprocess.run([*python, "-VV"], capture_output=True, text=True, check=True).stdout.split("(")[0]
        figures: dict[str, dict[str, float]]
        if namespace.instructions:
            figures = {mode: {name: instructions(python, mode, name) for name in names} for mode in MODES}
        else:
            figures = {mode: nanoseconds(python, mode, names) for mode in MODES}
        unit = "instructions" if namespace.instructions else "ns"
        print(f"### {version.strip()}: {unit} per operation\n")
        print("| operation | plain | unarmed | armed | added unarmed | added armed |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name in names:
            plain, unarmed, armed = (figures[mode][name] for mode in MODES)
            print(f"| {name} | {plain:.1f} | {unarmed:.1f} | {armed:.1f} | {unarmed - plain:.1f} | {armed - plain:.1f} |")
        print(flush=True)


if __name__ == "__main__":
    main()
