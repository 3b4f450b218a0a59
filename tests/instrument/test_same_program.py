"""A program with probes does what it does without them, for every construct of the language."""

from __future__ import annotations

import pytest
from equivalence import assert_same_but_for_probes
from programs import PROGRAMS
from recording import ForgetfulSite, Recorder, compiled, execute

from datarace.instrument.body import Body
from datarace.instrument.rewriting import rewrite

FAILING = {
    name
    for name in PROGRAMS
    if "fails" in name or "missing" in name or name in ("exception-through-finally", "deleted-closure-variable", "unbound-local")
} | {"changing-while-iterating"}


@pytest.mark.parametrize("body", [Body.LIVE, Body.MODULE, Body.DETACHED], ids=lambda body: body.name)
@pytest.mark.parametrize("name", PROGRAMS)
def test_results_and_tracebacks_are_the_same(name: str, body: Body) -> None:
    code = compiled(PROGRAMS[name])
    plain = execute(code)
    probed = execute(rewrite(code, is_main=False, body=body, make_site=Recorder(ForgetfulSite)))
    assert repr(probed.result) == repr(plain.result)
    assert (probed.raised, probed.trace) == (plain.raised, plain.trace)
    assert bool(plain.raised) == (name in FAILING), plain.raised


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_debugger_sees_the_same_events(name: str) -> None:
    execute(compiled(PROGRAMS[name]))  # now its imports are done
    # Fresh code each time: what specialised instructions tell of StopIteration differs from what others do.
    plain = execute(compiled(PROGRAMS[name]), follow=True)
    probed = execute(rewrite(compiled(PROGRAMS[name]), is_main=True, make_site=Recorder(ForgetfulSite)), follow=True)
    assert _but_stop_iteration(probed.events) == _but_stop_iteration(plain.events)


def _but_stop_iteration(events: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Whether a loop over a generator tells of the StopIteration that ends it depends on how its FOR_ITER is specialised, and
    that on whether a line event is due at that very instruction (3.12 and later)."""
    return [event for event in events if (event[0], event[3]) != ("exception", "StopIteration")]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_original_instructions_are_all_there(name: str) -> None:
    code = compiled(PROGRAMS[name])
    assert assert_same_but_for_probes(code, rewrite(code, is_main=True, make_site=Recorder())) > 0


@pytest.mark.parametrize("name", PROGRAMS)
def test_constructors_and_finalizers_are_left_as_often_as_entered(name: str) -> None:
    recorder = Recorder()
    execute(rewrite(compiled(PROGRAMS[name]), is_main=True, make_site=recorder))
    kinds = [kind for kind, *_ in recorder.said("CONSTRUCT", "CONSTRUCT_END", "FINALIZE", "FINALIZE_END")]
    assert kinds.count("CONSTRUCT") == kinds.count("CONSTRUCT_END")
    assert kinds.count("FINALIZE") == kinds.count("FINALIZE_END")
