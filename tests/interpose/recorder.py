"""Stands in for `datarace.probes`: sites in Python that write down what they are told, hooks that do nothing."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple


class Said(NamedTuple):
    """One message of a probe: the action's name, the object, its sync variable, and the key if there is one."""

    action: str
    thing: object
    which: int
    key: object = None


ACTIONS = {
    "SYNC_ACQUIRE": 1,
    "SYNC_RELEASE": 2,
    "SYNC_RELEASE_MERGE": 3,
    "SYNC_ACQUIRE_IF_TRUE": 4,
    "SYNC_ACQUIRE_IF_FALSE": 5,
    "CHANNEL_PUT": 6,
    "CHANNEL_GET": 7,
    "PERMIT_PUT": 8,
    "PERMIT_GET": 9,
    "PERMIT_GET_IF_TRUE": 10,
    "ACQUIRE_TASK_OF_THREAD": 11,
}
HOOK_ACTIONS = (
    "LOCK_ACQUIRE LOCK_RELEASE LOCK_NEW LOCK_RESET QUEUE_PUT QUEUE_GET START_THREAD RUN_CODE ACQUIRE_RESTORE RELEASE_SAVE"
    " CALL_BEFORE GENERATOR_STEP PROXY_NEW TRACEMALLOC_STOP HAND_OUT"
).split()


class Recorder:
    """Implements the Probes protocol of `datarace.interpose.table`."""

    SYNC_ACQUIRE = 1
    SYNC_RELEASE = 2
    SYNC_RELEASE_MERGE = 3
    SYNC_ACQUIRE_IF_TRUE = 4
    SYNC_ACQUIRE_IF_FALSE = 5
    CHANNEL_PUT = 6
    CHANNEL_GET = 7
    PERMIT_PUT = 8
    PERMIT_GET = 9
    PERMIT_GET_IF_TRUE = 10
    ACQUIRE_TASK_OF_THREAD = 11
    RUN_CODE = 8
    HAND_OUT = 15

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.hooked: list[tuple[object, str]] = []
        self.new_hooked: list[type] = []
        self.call_hooked: list[type] = []
        self.listening = True
        for i, name in enumerate(HOOK_ACTIONS, 1):
            setattr(self, name, i)

    def say(self, action: str, thing: object, which: int, key: object = None) -> None:
        if self.listening:
            self.said.append(Said(action, thing, which, key))

    def of(self, thing: object) -> list[tuple[str, int]]:
        """What was said of `thing`: (action, which), in order."""
        return [(said.action, said.which) for said in self.said if said.thing is thing]

    def make_sync(self, action: int | Callable[..., object], which: int = 0, arg: int = 0) -> Any:
        if isinstance(action, int):
            return RecordingSite(self, action, which)
        # Like the compiled site it calls without a frame of its own: who looks at the caller must see the function itself.
        call = action.__call__  # type: ignore[operator]
        return type("CallingSite", (), {"__delitem__": call, "__setitem__": call})()

    def hook(self, target: object, action: int, python: Callable[..., object] | None = None) -> None:
        self.hooked.append((target, HOOK_ACTIONS[action - 1]))

    def scope(self) -> int:
        return 0

    def set_scope(self, number: int) -> int:
        return 0

    def hook_new(self, target: type) -> None:
        self.new_hooked.append(target)

    def hook_call(self, target: type) -> None:
        self.call_hooked.append(target)

    def unhook_all(self) -> None:
        self.hooked.clear()

    def acquire(self, thing: object, which: int = 0) -> None:
        self.say("SYNC_ACQUIRE", thing, which)

    def release(self, thing: object, which: int = 0) -> None:
        self.say("SYNC_RELEASE", thing, which)

    def release_merge(self, thing: object, which: int = 0) -> None:
        self.say("SYNC_RELEASE_MERGE", thing, which)

    def channel_fill(self, thing: object, n: int, which: int = 0) -> None:
        self.say("FILL", thing, which, n)

    def channel_clear(self, thing: object, which: int = 0) -> None:
        self.say("CLEAR", thing, which)

    def set_lock_roles(self, roles: dict[tuple[str, str], int]) -> None:
        self.roles = roles

    def run_code(self, code: CodeType, namespace: dict[str, object], detached: bool | None = None) -> CodeType:
        return code

    def task_number(self) -> int:
        return 0

    def acquire_all_finished(self) -> None:
        self.say("ACQUIRE_ALL_FINISHED", None, 0)


class RecordingSite:
    """A site whose action is a number."""

    def __init__(self, recorder: Recorder, action: int, which: int) -> None:
        self.recorder = recorder
        self.name = next(name for name, number in ACTIONS.items() if number == action)
        self.which = which

    def __delitem__(self, thing: object) -> None:
        self.recorder.say(self.name, thing, self.which)

    def __setitem__(self, key: object, thing: object) -> None:
        name, condition, _ = self.name.partition("_IF_")
        if not condition or key is True:
            self.recorder.say(name, thing, self.which, key)
