"""A trace drives the runtime."""

from types import TracebackType
from typing import Literal, NamedTuple, Self

OPS: tuple[str, ...]

class TraceError(ValueError):
    line: int
    reason: str
    def __init__(self, line: int, reason: str) -> None: ...

class Counts(NamedTuple):
    racy_accesses: int
    racy_locs: int
    events: int
    threads: int
    locks: int
    variables: int

class RacyAccess(NamedTuple):
    line: int
    thread: str
    op: Literal["r", "w"]
    variable: str
    loc: str
    earlier_thread: str | None
    earlier_op: Literal["r", "w"]
    earlier_loc: str

class Replay:
    def __init__(self, count: str = "fasttrack", telling: bool = False) -> None: ...
    def feed(self, data: bytes | bytearray | memoryview) -> list[RacyAccess]: ...
    def finish(self) -> list[RacyAccess]: ...
    def counts(self) -> Counts: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
