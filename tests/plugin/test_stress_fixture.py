"""The fixture that lets functions meet, with the detector and without."""

from __future__ import annotations

import pytest

MODULE = """
    import sys
    import threading

    import pytest

    from shop import Counter


    def test_race(datarace_stress):
        datarace_stress(Counter().add)


    def test_results_come_in_the_order_of_threads(datarace_stress):
        assert datarace_stress(lambda: threading.current_thread().name, threads=3) == ["stress-0", "stress-1", "stress-2"]


    def test_functions_take_turns(datarace_stress):
        assert datarace_stress(lambda: 1, lambda: 2, threads=5) == [1, 2, 1, 2, 1]


    def test_all_are_inside_at_once_each_time(datarace_stress):
        barrier = threading.Barrier(4)
        datarace_stress(barrier.wait, times=3)
        assert barrier.n_waiting == 0


    def test_what_a_call_raises_is_raised(datarace_stress):
        def fail():
            raise KeyError("wrong")

        with pytest.raises(KeyError, match="wrong"):
            datarace_stress(fail, lambda: 1)


    def test_what_several_raise_is_raised_as_one(datarace_stress):
        barrier = threading.Barrier(2)

        def fail():
            barrier.wait()
            raise KeyError("wrong")

        with pytest.raises(BaseExceptionGroup) as caught:
            datarace_stress(fail, threads=2)
        assert len(caught.value.exceptions) == 2


    def test_the_switch_interval_is_put_back(datarace_stress):
        before = sys.getswitchinterval()
        datarace_stress(lambda: None)
        assert sys.getswitchinterval() == before


    def test_bad_calls(datarace_stress):
        with pytest.raises(TypeError, match="needs a function"):
            datarace_stress()
        with pytest.raises(ValueError, match="2 functions need as many threads, not 1"):
            datarace_stress(len, len, threads=1)
"""


@pytest.mark.parametrize("asked", [True, False], ids=["with", "without"])
def test_stress(suite, asked):
    ran = suite(command=("-m", "pytest", "--datarace") if asked else ("-m", "pytest"), test_stress=MODULE)
    failed = {name for name, outcome in ran.outcomes().items() if outcome != "passed"}
    assert failed == ({"test_race"} if asked else set()), ran
