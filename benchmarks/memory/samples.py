"""What the memory programs share: the process's resident memory, sampled while the work goes on, printed as one line of JSON.

A program runs alone and under `datarace run` without being told which. Under the detector it also samples what the runtime
says of itself; alone it does not import it, so that the figures of the control run are the program's own.
"""

import json
import os
import sys
from dataclasses import dataclass, field

#: Of the work, before the first sample that counts: allocators and the detector's fixed-size tables fill up in it.
WARM_UP = 0.3
SAMPLES = 15

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Return the bytes of this process that are in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * PAGE


def peak() -> int:
    """Return the most bytes that were in memory at once. Of this program alone, unlike `ru_maxrss`, which survives exec."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) * 1024


def detector() -> dict[str, int]:
    """Return the runtime's counters; empty when nothing watches this process."""
    if "datarace.runtime.core" not in sys.modules:
        return {}
    from datarace import runtime

    return runtime.stats()


@dataclass
class Samples:
    """Samples over `total` operations: call `at` with the number done, as often as is convenient."""

    total: int
    done: list[int] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    heap: list[int] = field(default_factory=list)

    def at(self, done: int) -> None:
        """Take a sample if it is time for one."""
        step = self.total * (1 - WARM_UP) / (SAMPLES - 1)
        if done < self.total and done < self.total * WARM_UP + len(self.done) * step:
            return
        self.done.append(done)
        self.resident.append(resident())
        self.heap.append(detector().get("heap bytes", 0))

    def print(self) -> None:
        """Print all samples and the last counters."""
        say(done=self.done, resident=self.resident, heap=self.heap)


def say(**figures: object) -> None:
    """Print the figures, with peak memory and the detector's counters, for `flat.py` to read."""
    print(json.dumps({**figures, "peak": peak(), "detector": detector()}))
