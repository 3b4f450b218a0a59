"""What an element's key is to the runtime."""

from collections.abc import Callable

def set_comparison_reader(function: Callable[[type, object, object], tuple[str, ...] | None], /) -> None: ...
