"""Caches of the standard library: who gets a value out comes after who made it.

Programs fill an object and give it to a cache, and whoever asks later gets it, complete, without a lock of the program's. The
edge goes through the value: two callers of one cache are not ordered by it, nor is one value's maker before who gets
another. Values that cannot change hand nothing over.

`functools.lru_cache` is written in C: its call is hooked. The first to get a value out is who made it. The value of a
`functools.cached_property` lies in the dict of the instance, where attribute access finds it without any call: the probe of
that access acquires (`probes.core`), and here is who releases. Weak dictionaries hold their values for whoever asks.

Who puts a value into a weak dictionary comes after the end of the values that are gone from it. So it is where there is one
lock for each name, made when there is none: what was done under the last one is over, or it would still be found.
"""

from __future__ import annotations

import sys
from time import sleep

from datarace import gil
from datarace.interpose.locks import draws_no_edges
from datarace.interpose.table import At, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from weakref import KeyedRef, WeakValueDictionary

    from datarace.interpose.table import Probes

#: The sync variables of a value that was handed over, of an instance with cached properties, and of the function that a
#: `WeakValueDictionary` has called when a value is gone; the same numbers as in probes.core.
HANDED, CACHED, GONE = 106, 107, 109

#: The type of what `lru_cache` gives, whose calls are hooked.
CALLS = "_functools:_lru_cache_wrapper"

#: As often a thread looks whether a dead value is gone, and how often in a row before it looks every 2 ms: 0.2 seconds.
_LOOKS, _LOOKS_IN_A_ROW = 150, 50

_IMMUTABLE = frozenset((type(None), bool, int, float, complex, str, bytes))


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for caches."""

    def hand_over(value: object) -> None:
        caller = sys._getframe(1).f_back
        if type(value) not in _IMMUTABLE and (caller is None or not draws_no_edges(caller.f_code)):
            probes.release_merge(value, HANDED)

    def get(value: object) -> None:
        if type(value) not in _IMMUTABLE:
            probes.acquire(value, HANDED)

    def come_after_those_gone(key: object, values: WeakValueDictionary[object, object]) -> None:
        if type(key) in _IMMUTABLE and not gil.is_enabled():
            _let_callback_begin(values.data, key)  # type: ignore[attr-defined]
        probes.acquire(values._remove, GONE)  # type: ignore[attr-defined]

    got = At("return", get, value="result")
    found_none = At("global KeyedRef", come_after_those_gone, key="key")
    return (
        Function(
            "functools",
            "cached_property.__get__",
            At("local val -2", probes.SYNC_RELEASE_MERGE, CACHED, value="instance"),  # where it is put into the dict
            At("return", probes.SYNC_ACQUIRE, CACHED, value="instance"),
        ),
        Function("weakref", "WeakValueDictionary.__setitem__", At("entry", hand_over, value="value"), found_none),
        Function("weakref", "WeakValueDictionary.setdefault", At("entry", hand_over, value="default"), found_none, got),
        Function("weakref", "WeakValueDictionary.__getitem__", got),
        Function("weakref", "WeakValueDictionary.get", got),
        Function("weakref", "WeakValueDictionary.pop", got),
        Function("weakref", "WeakValueDictionary.values", At("yield", get, value="result")),
        Function("weakref", "WeakKeyDictionary.__setitem__", At("entry", hand_over, value="value")),
        Function("weakref", "WeakKeyDictionary.setdefault", At("entry", hand_over, value="default"), got),
        Function("weakref", "WeakKeyDictionary.__getitem__", got),
        Function("weakref", "WeakKeyDictionary.get", got),
        Function("weakref", "WeakKeyDictionary.pop", got),
    )


def _let_callback_begin(references: dict[object, KeyedRef[object, object]], key: object) -> None:
    """Wait, but not long, while a value is dead and still there: the thread that let go of it is about to say so.

    With the GIL nobody sees it in between. Whoever waits may hold what the callback needs to end: it need only have begun.
    """
    for look in range(_LOOKS):
        reference = references.get(key)
        if reference is None or reference() is not None:
            return
        sleep(0 if look < _LOOKS_IN_A_ROW else 0.002)
