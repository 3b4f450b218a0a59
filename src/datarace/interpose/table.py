"""The words of the tables: which function is probed where, and what the probe says.

A table row is a `Function` of the standard library with its anchors. An anchor is a place in that function, which is
plain data, so that the woven code can be cached on disk, and an action, which is put in when the code is loaded.

Places
    ``entry``            before the first instruction
    ``return``           before every return, the result at hand
    ``yield``            before every yield, the value at hand
    ``store a``          before an attribute ``a`` is stored
    ``attribute a``      before an attribute ``a`` is loaded
    ``global n``         before a global ``n`` is loaded
    ``local n``          before a local ``n`` is loaded
    A number behind it picks one of several: ``store _count 0`` is the first, ``local fn -1`` the last.

Operands
    ``self`` or any other local variable, ``result`` (what is returned or yielded), ``@name`` (a global).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Protocol

    class Site(Protocol):
        """A sync site: one object by deletion, two by assignment."""

        def __delitem__(self, value: object, /) -> None: ...
        def __setitem__(self, key: object, value: object, /) -> None: ...

    Function_ = Callable[..., object]

    class Probes(Protocol):
        """What interpose needs of `datarace.probes`; tests put a recorder in its place."""

        @property
        def SYNC_ACQUIRE(self) -> int: ...
        @property
        def SYNC_RELEASE(self) -> int: ...
        @property
        def SYNC_RELEASE_MERGE(self) -> int: ...
        @property
        def SYNC_ACQUIRE_IF_TRUE(self) -> int: ...
        @property
        def CHANNEL_PUT(self) -> int: ...
        @property
        def CHANNEL_GET(self) -> int: ...
        @property
        def PERMIT_PUT(self) -> int: ...
        @property
        def PERMIT_GET(self) -> int: ...
        @property
        def ACQUIRE_TASK_OF_THREAD(self) -> int: ...
        @property
        def RUN_CODE(self) -> int: ...
        @property
        def HAND_OUT(self) -> int: ...

        def make_sync(self, action: int | Function_, which: int = 0, arg: int = 0) -> Site: ...
        def hook(self, target: object, action: int, python: Function_ | None = None) -> None: ...
        def hook_new(self, target: type) -> None: ...
        def hook_call(self, target: type) -> None: ...
        def unhook_all(self) -> None: ...
        def acquire(self, thing: object, which: int = 0) -> None: ...
        def release(self, thing: object, which: int = 0) -> None: ...
        def release_merge(self, thing: object, which: int = 0) -> None: ...
        def channel_fill(self, thing: object, n: int, which: int = 0) -> None: ...
        def channel_clear(self, thing: object, which: int = 0) -> None: ...
        def acquire_all_finished(self) -> None: ...
        def task_number(self) -> int: ...
        def scope(self) -> int: ...
        def set_scope(self, number: int) -> int: ...
        def run_code(self, code: CodeType, namespace: dict[str, object], detached: bool | None = None, /) -> CodeType: ...
        def set_lock_roles(self, roles: dict[tuple[str, str], int]) -> None: ...


class At:
    """One anchor: at `place`, tell `action` of `value` (and of `key`, for actions that take two objects).

    `which` tells several sync variables of one object apart. With `positive`, the probe runs only when that attribute
    of `value` is greater than zero. An anchor that is not `required` may be missing in some versions of the function.
    """

    __slots__ = ("action", "key", "place", "positive", "required", "value", "which")

    def __init__(
        self,
        place: str,
        action: int | Function_,
        which: int = 0,
        *,
        value: str = "self",
        key: str = "",
        positive: str = "",
        required: bool = True,
    ) -> None:
        self.place = place
        self.action = action
        self.which = which
        self.value = value
        self.key = key
        self.positive = positive
        self.required = required

    def shape(self) -> tuple[str, ...]:
        """What the woven code depends on; the action is put in when the code is loaded."""
        return (self.place, self.value, self.key, self.positive)


class Function:
    """A function of a standard module, by its qualified name there, and its anchors in the order in which they act."""

    __slots__ = ("anchors", "module", "name", "required")

    def __init__(self, module: str, name: str, *anchors: At, required: bool = True) -> None:
        self.module = module
        self.name = name
        self.anchors = anchors
        self.required = required


class Hook:
    """A C function or method, ``module:name`` or ``module:Type.name``, and the name of the hook action."""

    __slots__ = ("action", "target")

    def __init__(self, target: str, action: str) -> None:
        self.target = target
        self.action = action
