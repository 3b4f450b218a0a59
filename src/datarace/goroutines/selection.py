"""select: wait for the first of several channel operations that can go ahead.

First each case is tried by itself, in a random order: if one can go ahead that is as good as any. If none can, all channels
are locked (in the order of their addresses, so that two selects cannot wait for each other), looked at once more and waited at.
The first one who wakes any of the cases takes the token of the `Selection`; the other cases are then taken out of their queues.
"""

from __future__ import annotations

from _thread import allocate_lock
from typing import Any, NamedTuple, TypeVar

from datarace.goroutines import hooks
from datarace.goroutines.channels import SLICE, Chan
from datarace.goroutines.current import running
from datarace.goroutines.errors import Panic
from datarace.goroutines.goroutine import waits_for
from datarace.goroutines.waiting import Selection, Waiter, park, pause

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.channels import RecvChan, SendChan
    from datarace.goroutines.goroutine import G
    from datarace.probes.hosting import HostTask

    T = TypeVar("T")


class Selected(NamedTuple):
    """Which case of a select went ahead."""

    #: Its place among the arguments; -1: none could, and there was a default.
    case: int
    #: What was received; None for a send, for the default, and at the end of a closed channel.
    value: Any = None
    #: False when a receive found the channel closed and empty.
    ok: bool = True


class Case(Waiter):
    """A case of a select; made by `recv` and `send`, for one select."""

    __slots__ = ("channel", "g", "index", "is_send", "selection")

    channel: Chan[Any]
    g: G
    index: int
    is_send: bool
    selection: Selection | None

    def ready(self) -> None:
        self.g.ready()

    def race_task(self) -> HostTask | None:
        return self.g.race_task()

    def __repr__(self) -> str:
        return f"{'send' if self.is_send else 'recv'}({self.channel!r})"


def _case(channel: object, is_send: bool, value: object) -> Case:
    case = Case()
    if channel is None:
        channel = Chan.nil()
    elif not isinstance(channel, Chan):
        raise TypeError(f"a case of a select needs a Chan, not {type(channel).__name__}")
    case.channel = channel
    case.is_send = is_send
    case.item = value
    case.selection = None
    case.next = case.previous = None
    return case


def recv(channel: RecvChan[Any] | None) -> Case:
    """The case that receives from a channel; None is the nil channel, which never is ready."""
    return _case(channel, False, None)


def send(channel: SendChan[T] | None, value: T) -> Case:
    """The case that sends a value on a channel; None is the nil channel, which never is ready."""
    return _case(channel, True, value)


@waits_for("select")
async def select(*cases: Case, default: bool = False) -> Selected:
    """Do one of several channel operations, whichever can go ahead; one at random if several can.

    Args:
        cases: made by `recv` and `send`.
        default: do not wait when none can.

    Raises:
        Panic: a case sends on a closed channel, or on one that is closed while this waits.
        RuntimeError: a case is in a select that waits, be it this one.
        TypeError: something is no case.
    """
    g = running()
    count = len(cases)
    random = g.scheduler.random
    order = list(range(count))
    while count:
        # Any order of the cases is as likely as any other: of those that can go ahead each has the same chance.
        place = int(random() * count) if count > 1 else 0
        count -= 1
        index, order[place] = order[place], order[count]
        case = cases[index]
        if type(case) is not Case:
            raise TypeError(f"a case of a select is recv(channel) or send(channel, value), not {case!r}")
        found = _try(case, index)
        if found is not None:
            channel = case.channel
            if not (channel._sent if case.is_send else channel._received + 1) % SLICE:
                await pause()
            return found
    if default:
        return Selected(-1)
    return await _wait(g, cases)


def _try(case: Case, index: int) -> Selected | None:
    """Do it if it can go ahead."""
    channel = case.channel
    if case.is_send and hooks.race is not None:
        hooks.race.sending(channel)
    channel._lock.acquire()
    if case.is_send:
        if channel._send_now(case.item):
            return Selected(index)
    else:
        received = channel._recv_now()
        if received is not None:
            return Selected(index, *received)
    channel._lock.release()
    return None


@waits_for("select")
async def _wait(g: G, cases: tuple[Case, ...]) -> Selected:
    channels = list({id(case.channel): case.channel for case in cases}.values())
    channels.sort(key=id)
    locks = tuple(channel._lock for channel in channels) or (allocate_lock(),)
    while True:
        for lock in locks:
            lock.acquire()
        able = next((index for index, case in enumerate(cases) if _can(case)), -1)
        if able < 0:
            break
        for lock in locks:
            lock.release()
        found = _try(cases[able], able)
        if found is not None:
            return found
    selection = Selection()
    for index, case in enumerate(cases):
        if case.selection is not None:
            for other in cases[:index]:
                _leave(other)
            for lock in locks:
                lock.release()
            raise RuntimeError(f"{case!r} is in a select that waits: make another one")
        case.g = g
        case.index = index
        case.ok = False
        case.selection = selection
        (case.channel._senders if case.is_send else case.channel._receivers).push(case)
    await park(locks)
    fired = selection.fired
    assert isinstance(fired, Case)
    for case in cases:
        if case is not fired:
            with case.channel._lock:
                _leave(case)
    fired.selection = None
    if fired.is_send:
        if not fired.ok:
            raise Panic("send on closed channel")
        return Selected(fired.index)
    return Selected(fired.index, fired.item, fired.ok)


def _leave(case: Case) -> None:
    """It does not wait any more. The channel is locked."""
    (case.channel._senders if case.is_send else case.channel._receivers).remove(case)
    case.selection = None


def _can(case: Case) -> bool:
    """Whether it can go ahead. All channels are locked."""
    channel = case.channel
    if channel is Chan.nil():
        return False
    if case.is_send:
        buffer = channel._buffer
        return channel._closed or channel._receivers.first is not None or (buffer is not None and len(buffer) < channel._cap)
    return channel._closed or bool(channel._buffer) or channel._senders.first is not None
