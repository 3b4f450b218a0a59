"""Replays in this process: each test finds the runtime free and leaves it so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from datarace import runtime


@pytest.fixture(autouse=True)
def free_runtime() -> Iterator[None]:
    runtime.fini()
    yield
    runtime.fini()
