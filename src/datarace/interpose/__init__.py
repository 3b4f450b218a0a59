"""Catches synchronisation and says what it means: acquire, release, start, end. Of clocks it knows nothing.

Synchronisation that is written in C (locks, SimpleQueue, the start of threads, exec) is hooked at the C functions.
What is written in Python (Event, Semaphore, Barrier, Queue, Future, asyncio's handles) gets probes woven into its code,
at the points where the state changes or is seen. Both are tables, one small file for each family::

    locks  threads  semaphores  events  queues  futures  caches  loops  imports

`table` has the words they are written in, `weaving` puts probes into code, `store` keeps woven code on disk,
`installation` does it and undoes it. The locks inside a primitive that has a table row give no edges of their own: see
`locks`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

    from datarace.interpose.installation import Installation
    from datarace.interpose.table import Probes

    CodeFilter = Callable[[CodeType, dict[str, object], bool | None], CodeType]

__all__ = ["install", "uninstall", "warnings"]

_installation: Installation | None = None


def install(code_to_run: CodeFilter | None = None, probes: Probes | None = None) -> None:
    """Begin to catch synchronisation. Does nothing when it is done already.

    Args:
        code_to_run: what is to be executed in place of a code object, given its globals; by default `probes.run_code`, which
            asks the filter that the detector set.
        probes: `datarace.probes` unless a test has another.
    """
    global _installation
    if _installation is not None:
        return
    from datarace import instrument
    from datarace.interpose.installation import Installation
    from datarace.interpose.store import Store

    if probes is None:
        probes = _compiled_probes()
    _installation = Installation(probes, Store(instrument.disk_cache()))
    _installation.install(code_to_run or probes.run_code, instrument.watches_stdlib())


def _compiled_probes() -> Any:
    from datarace import probes  # a module fits the protocol as well as an object

    return probes


def uninstall() -> None:
    """Leave the interpreter as it was."""
    global _installation
    if _installation is not None:
        _installation.uninstall()
        _installation = None


def warnings() -> list[str]:
    """Functions that do not look as expected, a sentence each: to be told at the end of the run."""
    return [] if _installation is None else [*_installation.warnings]
