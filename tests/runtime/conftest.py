"""The runtime alone, in this process: started for each test, stopped after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from datarace import runtime


@pytest.fixture(autouse=True)
def started() -> Iterator[None]:
    """A runtime with its first task, 0."""
    runtime.fini()
    runtime.init()
    yield
    runtime.fini()
