"""Begin and end of a run."""

from collections.abc import Callable

from datarace.probes.races import RawRace

VERSION: str

def start(on_race: Callable[[RawRace], object], processors: int) -> None: ...
def pause() -> None: ...
def stats() -> dict[str, int]: ...
