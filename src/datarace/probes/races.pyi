"""Raw races."""

from collections.abc import Callable
from types import CodeType

from datarace.probes.core import Site

class RawAccess:
    """One side of a race; stacks are lists of (code, instruction offset in bytes), youngest frame first."""

    is_write: bool
    is_rmw: bool
    is_atomic: bool
    task: int
    frames: list[tuple[CodeType, int]]
    site: Site | None
    locks: list[tuple[int, list[tuple[CodeType, int]]]]
    task_created: list[tuple[CodeType, int]]
    task_finished: bool
    thread_ident: int | None
    operation: str
    steps: bool
    walk: bool
    removal: bool
    #: The scope in which it was made (`probes.set_scope`); 0: none.
    scope: int
    #: (how, name, address or 0) of each object that is being finalized, outermost first; how: see `reports.raw`.
    finalizing: list[tuple[int, str, int]]

class RawRace:
    """Two accesses to one location that nothing orders."""

    address: int
    key_kind: str
    key: object
    owner: object
    current: RawAccess
    previous: RawAccess
    #: What `race_counts` counts it by.
    spec: tuple[int, int, str, int, int, int]
    #: (whether the current access lacks it, where it was made, its address if that is not known, accesses with it, accesses)
    guard: tuple[bool, list[tuple[CodeType, int]], int, int, int] | None
    split: bool
    act: str
    #: Both are plain writes, and the current one stored what was there.
    same: bool
    #: (how the current task had met the previous one: 0 never, 1 somehow, 2 by a lock; where that lock was made)
    met: tuple[int, list[tuple[CodeType, int]]]

def watch(on_race: Callable[[RawRace], object] | None) -> None: ...  # what says True wants the next one of the same spec
def forget_seen() -> None: ...
def idents() -> dict[int, int]: ...
def benign_races() -> int: ...
def forget_scope(number: int) -> dict[tuple[int, int, str, int, int, int], int]: ...
def race_counts() -> dict[tuple[int, int, str, int, int, int], int]: ...
