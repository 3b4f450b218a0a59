"""Channels."""

from __future__ import annotations

from _thread import allocate_lock
from collections import deque
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from datarace.goroutines import hooks
from datarace.goroutines.current import running
from datarace.goroutines.errors import Closed, Panic
from datarace.goroutines.goroutine import waits_for
from datarace.goroutines.waiting import Queue, Waiter, park, pause

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

#: After as many operations on one primitive that did not have to wait, the goroutine lets others run.
SLICE = 64

#: Sync variables of a channel, as in `detection`.
_CLOSE, _TIMER, _PLACES = 1, 2, 16


class Received(NamedTuple):
    """What a receive found: a value, or (None, False) at the end of a closed channel."""

    value: Any
    ok: bool


class SendChan(Protocol[T_contra]):
    """The side of a channel that one can only send to."""

    async def send(self, value: T_contra, /) -> None:
        """See `Chan.send`."""

    def close(self) -> None:
        """See `Chan.close`."""


class RecvChan(Protocol[T_co]):
    """The side of a channel that one can only receive from."""

    async def recv(self) -> T_co:
        """See `Chan.recv`."""

    def __aiter__(self) -> RecvChan[T_co]: ...

    async def __anext__(self) -> T_co: ...


class Chan(Generic[T]):
    """A channel of values: `cap` of them wait in its buffer, with 0 a send and a receive meet.

    Receives get values in the order in which they were sent. ``async for value in channel`` receives until it is closed.

    Args:
        cap: how many values fit.

    Raises:
        TypeError: ``cap`` is no integer.
        ValueError: it is negative.
    """

    # All of it is under `_lock`. `_sent` and `_received` count what went through the buffer: modulo the capacity they are the
    # places that Go's buffer would have, by which the detector knows which receive made room for which send.
    __slots__ = ("__weakref__", "_buffer", "_cap", "_closed", "_lock", "_received", "_receivers", "_senders", "_sent")

    def __init__(self, cap: int = 0) -> None:
        if not isinstance(cap, int):
            raise TypeError(f"not a capacity: {cap!r} (wanted: 0 or more)")
        if cap < 0:
            raise ValueError(f"not a capacity: {cap!r} (wanted: 0 or more)")
        self._cap = cap
        self._closed = False
        self._lock = allocate_lock()
        self._buffer: deque[Any] | None = deque() if cap else None
        self._sent = self._received = 0
        self._senders = Queue()
        self._receivers = Queue()

    @staticmethod
    def nil() -> Chan[Any]:
        """The nil channel: nothing is ever sent on it or received from it."""
        return _NIL

    @property
    def cap(self) -> int:
        """How many values fit into the buffer."""
        return self._cap

    @property
    def closed(self) -> bool:
        """Whether it was closed. By the time that the caller looks at the answer somebody may have done so."""
        return self._closed

    def __len__(self) -> int:
        """How many values wait in the buffer."""
        return len(self._buffer) if self._buffer is not None else 0

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        closed = ", closed" if self._closed else ""
        return f"<{type(self).__name__} {len(self)}/{self._cap}{closed} at {id(self):#x}>"

    # --- send --------------------------------------------------------------------------------------------------------

    @waits_for("chan send")
    async def send(self, value: T) -> None:
        """Send a value; wait until there is room for it, or somebody who takes it.

        Raises:
            Panic: the channel is closed, or was while this waited.
        """
        race = hooks.race
        if race is not None:
            race.sending(self)
        self._lock.acquire()
        if self._send_now(value):
            if not self._sent % SLICE:
                await pause()
            return
        g = _asleep(self)
        g.item = value
        self._senders.push(g)
        await park(self._lock)
        g.item = None
        if not g.ok:
            raise Panic("send on closed channel")

    def try_send(self, value: T) -> bool:
        """Send a value if that need not wait; whether it was sent."""
        if hooks.race is not None:
            hooks.race.sending(self)
        self._lock.acquire()
        if self._send_now(value):
            return True
        self._lock.release()
        return False

    def _send_now(self, value: Any) -> bool:
        """Send and give the lock back, or leave it held and all as it was. The caller has the lock."""
        if self._closed:
            self._lock.release()
            raise Panic("send on closed channel")
        race = hooks.race
        waiter = self._receivers.pop() if self._receivers.first is not None else None
        if waiter is not None:
            waiter.item = value
            waiter.ok = True
            if race is not None:
                race.hand_over(self, self._received % self._cap if self._cap else -1, waiter)
            if self._cap:  # as if through the buffer
                self._sent += 1
                self._received += 1
            self._lock.release()
            waiter.ready()
            return True
        buffer = self._buffer
        if buffer is not None and len(buffer) < self._cap:
            if race is not None:
                race.pass_on(self, _PLACES + self._sent % self._cap)
            self._sent += 1
            buffer.append(value)
            self._lock.release()
            return True
        return False

    # --- receive -----------------------------------------------------------------------------------------------------

    @waits_for("chan receive")
    async def recv(self) -> T:
        """Receive a value; wait for one.

        Raises:
            Closed: the channel is closed and empty.
        """
        self._lock.acquire()
        found = self._recv_now()
        if found is None:
            g = _asleep(self)
            self._receivers.push(g)
            await park(self._lock)
            value, ok, g.item = g.item, g.ok, None
        else:
            value, ok = found
            if not self._received % SLICE and self._received:
                await pause()
        if not ok:
            raise Closed("the channel is closed")
        return value  # type: ignore[no-any-return]

    @waits_for("chan receive")
    async def recv_ok(self) -> Received:
        """Receive as Go's ``value, ok := <-channel``: (None, False) when it is closed and empty."""
        self._lock.acquire()
        found = self._recv_now()
        if found is None:
            g = _asleep(self)
            self._receivers.push(g)
            await park(self._lock)
            found = g.item, g.ok
            g.item = None
        return Received(*found)

    def try_recv(self) -> Received | None:
        """Receive if that need not wait; None: it would have to."""
        self._lock.acquire()
        found = self._recv_now()
        if found is None:
            self._lock.release()
            return None
        return Received(*found)

    def _recv_now(self) -> tuple[Any, bool] | None:
        """Receive and give the lock back; None: there is nothing, and the lock is still held. The caller has the lock."""
        race = hooks.race
        buffer = self._buffer
        if buffer:
            value = buffer.popleft()
            place = self._received % self._cap
            self._received += 1
            waiter = self._senders.pop() if self._senders.first is not None else None
            if race is not None:
                if waiter is not None:
                    race.hand_over(self, place, waiter)
                else:
                    self._acquire_item(place)
            if waiter is not None:
                buffer.append(waiter.item)
                waiter.ok = True
                self._sent += 1
            self._lock.release()
            if waiter is not None:
                waiter.ready()
            return value, True
        waiter = self._senders.pop() if self._senders.first is not None else None
        if waiter is not None:
            value = waiter.item
            waiter.ok = True
            if race is not None:
                race.hand_over(self, -1, waiter)
            self._lock.release()
            waiter.ready()
            return value, True
        if self._closed:
            if race is not None:
                race.acquire(self, _CLOSE)
            self._lock.release()
            return None, False
        return None

    def _acquire_item(self, place: int) -> None:
        assert hooks.race is not None
        hooks.race.pass_on(self, _PLACES + place)

    def __aiter__(self) -> Chan[T]:
        return self

    async def __anext__(self) -> T:
        value, ok = await self.recv_ok()
        if not ok:
            raise StopAsyncIteration
        return value  # type: ignore[no-any-return]

    # --- close -------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Say that nothing will be sent any more: receives get what is in the buffer, and then `Closed`.

        Raises:
            Panic: it is closed already.
        """
        race = hooks.race
        with self._lock:
            if self._closed:
                raise Panic("close of closed channel")
            if race is not None:
                race.closing(self)
            self._closed = True
            woken: list[Waiter] = []
            for queue in (self._receivers, self._senders):
                while (waiter := queue.pop()) is not None:
                    waiter.ok = False
                    if queue is self._receivers:
                        waiter.item = None
                    if race is not None:
                        task = waiter.race_task()
                        if task is not None:
                            race.acquire(self, _CLOSE, task)
                    woken.append(waiter)
        for waiter in woken:
            waiter.ready()


def _asleep(channel: Chan[Any]) -> Any:
    """The calling goroutine, which is about to wait at the channel, whose lock the caller has."""
    try:
        g = running()
    except RuntimeError:
        channel._lock.release()
        raise
    g.ok = False
    return g


class _NilChan(Chan[Any]):
    """The nil channel."""

    __slots__ = ()

    def _send_now(self, value: Any) -> bool:
        return False

    def _recv_now(self) -> None:
        return None

    def close(self) -> None:
        raise Panic("close of nil channel")

    def __repr__(self) -> str:
        return "<nil Chan>"


class _Nowhere(Queue):
    """Where goroutines wait that nothing will wake."""

    __slots__ = ()

    def push(self, waiter: Waiter) -> None:
        pass


_NIL = _NilChan()
_NIL._senders = _NIL._receivers = _Nowhere()


class TimerChan(Chan[float]):
    """The channel of a timer: what arms that comes before the receive of what it sends.

    As Go's it seems to have no buffer: what was sent and not received is still the timer's, and gone when that is stopped.
    """

    __slots__ = ("_expected", "_turn")

    def __init__(self) -> None:
        super().__init__(1)
        #: How many times the timer was armed, and whether there is something to come of the last. Under `_lock`.
        self._turn = 0
        self._expected = False

    @property
    def cap(self) -> int:
        return 0

    def __len__(self) -> int:
        return 0

    def put_from_timer(self, turn: int, now: float, again: bool = False) -> bool:
        """Send the time, unless one is there already that nobody took.

        Args:
            turn: what `arm` has returned.
            now: the time.
            again: there is more to come.

        Returns:
            Whether the timer was not stopped, or armed anew, since then.
        """
        waiter = None
        with self._lock:
            if not self.expects(turn):
                return False
            self._expected = again
            if self._receivers.first is not None:
                waiter = self._receivers.pop()
            if waiter is not None:
                waiter.item = now
                waiter.ok = True
                if hooks.race is not None:
                    task = waiter.race_task()
                    if task is not None:
                        hooks.race.acquire(self, _TIMER, task)
            elif self._buffer is not None and not self._buffer:
                self._sent += 1
                self._buffer.append(now)
        if waiter is not None:
            waiter.ready()
        return True

    def expects(self, turn: int) -> bool:
        """Whether there is something to come of this turn."""
        return self._expected and self._turn == turn

    def drain(self) -> bool:
        """Forget what it sent and nobody took, and let nothing come any more; whether there was any of both."""
        with self._lock:
            pending = self._expected or bool(self._buffer)
            self._expected = False
            if self._buffer:
                self._buffer.clear()
                self._received = self._sent
        return pending

    def arm(self) -> int:
        """What the calling goroutine did so far comes before the receive of what is sent from here on; the turn's number."""
        if hooks.race is not None:
            hooks.race.release(self, _TIMER)
        with self._lock:
            self._turn += 1
            self._expected = True
            return self._turn

    def _acquire_item(self, place: int) -> None:
        if hooks.race is not None:
            hooks.race.acquire(self, _TIMER)
