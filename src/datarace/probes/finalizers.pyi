"""What runs because an object is no longer referenced."""

from collections.abc import Callable

#: Methods of generators and their like that let them do a step, for `hook`.
STEPS: tuple[Callable[..., object], ...]

def install() -> None: ...
def uninstall() -> None: ...
