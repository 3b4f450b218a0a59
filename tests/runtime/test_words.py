"""Words that a host keeps with an object."""

from __future__ import annotations

from datarace import runtime

OBJECT = 0x10000
WHICH = 7


def test_a_word_is_kept_until_the_object_dies() -> None:
    assert runtime.word_of(OBJECT, WHICH) == 0
    runtime.set_word(OBJECT, WHICH, 0x7FFF_1234_5678_9AB0)
    runtime.set_word(OBJECT, WHICH + 1, 5)
    assert runtime.word_of(OBJECT, WHICH) == 0x7FFF_1234_5678_9AB0
    assert runtime.word_of(OBJECT, WHICH + 1) == 5
    runtime.set_word(OBJECT, WHICH, 0)
    assert runtime.word_of(OBJECT, WHICH) == 0
    runtime.free_object(OBJECT)
    assert runtime.word_of(OBJECT, WHICH + 1) == 0


def test_words_are_apart_from_clocks_and_channels() -> None:
    child = runtime.task_start(0)
    runtime.set_word(OBJECT, WHICH, 1 << 40)
    runtime.write(0, OBJECT + 64)
    runtime.release(0, OBJECT)
    runtime.channel_put(0, OBJECT, 3)
    runtime.acquire(child, OBJECT)
    assert runtime.write(child, OBJECT + 64) == 0
    assert runtime.word_of(OBJECT, WHICH) == 1 << 40


def test_a_number_is_never_given_twice() -> None:
    numbers = set()
    for _ in range(100):
        number = runtime.number_of(OBJECT, WHICH)
        assert number == runtime.number_of(OBJECT, WHICH)
        numbers.add(number)
        runtime.free_object(OBJECT)
    numbers.add(runtime.number_of(OBJECT + 16, WHICH))
    runtime.fini()
    runtime.init()
    numbers.add(runtime.number_of(OBJECT, WHICH))
    assert len(numbers) == 102 and 0 not in numbers
