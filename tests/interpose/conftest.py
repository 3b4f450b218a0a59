"""Interpose with a recorder in place of the compiled probes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from recorder import Recorder

from datarace import instrument, interpose


@pytest.fixture
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """The recorder, with all tables installed for the time of a test."""
    instrument.configure(cache=str(tmp_path_factory.getbasetemp() / "woven"))
    recorder = Recorder()
    interpose.install(lambda code, _: code, recorder)
    assert interpose.warnings() == []
    yield recorder
    recorder.listening = False
    interpose.uninstall()
    instrument.configure(cache="off")
