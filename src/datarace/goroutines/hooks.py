"""Where detection hangs in: one word, looked at by every primitive, which is None while nobody looks for races.

`datarace.goroutines.detection` is imported only when the detector runs; the detector says here when that begins and ends
(`datarace.detector` finds this module in `sys.modules`, or the other way round when it is imported later).
"""

from __future__ import annotations

import sys
from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from datarace.goroutines import detection

    race: type[detection.Race] | None

race = None

#: Seeds of the latest runs in which the order of goroutines was random, for the line at the end of a run with a race.
seeds: deque[int] = deque(maxlen=5)


class _Io:
    """What all reads and writes of files and sockets share."""


_io = _Io()


def before_write() -> None:
    """Something is about to be written: whoever reads anything after that comes after what was done so far, as in Go."""
    if race is not None:
        race.release_merge(_io, 0)


def after_read() -> None:
    """Something was read, or the end was: what was done before it was written, by anybody, comes before what follows."""
    if race is not None:
        race.acquire(_io, 0)


def detector_started() -> None:
    """The detector runs from here on."""
    global race
    from datarace.goroutines.detection import Race

    seeds.clear()
    Race.begin()
    race = Race


def detector_stopped() -> None:
    """It does not any more."""
    global race
    race = None


def _is_running() -> bool:
    probes: ModuleType | None = sys.modules.get("datarace.detector")
    return probes is not None and getattr(probes, "_run", None) is not None


if _is_running():
    detector_started()
