"""Sockets: goroutines wait for them in one selector, and an idle M waits there for all.

`Poller.count` and the waiters are under its lock. `wait` is called by one M at a time where it may block (the lookout), and
without blocking by whoever looks for work.
"""

from __future__ import annotations

import selectors
import socket
from _thread import allocate_lock
from contextlib import suppress

from datarace.goroutines import hooks
from datarace.goroutines.channels import SLICE
from datarace.goroutines.current import current, running
from datarace.goroutines.goroutine import waits_for
from datarace.goroutines.processor import NEVER
from datarace.goroutines.timers import arm
from datarace.goroutines.waiting import park, pause

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from datarace.goroutines.goroutine import G
    from datarace.goroutines.scheduler import Scheduler
    from datarace.goroutines.timers import Entry

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Poller:
    """Who waits for which file descriptor."""

    def __init__(self) -> None:
        self.lock = allocate_lock()
        #: How many goroutines wait.
        self.count = 0
        self._waiting: dict[int, dict[int, G]] = {}
        self._selector = selectors.DefaultSelector()
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        self._outside.setblocking(False)
        self._selector.register(self._inside, READ)

    def add(self, fd: int, event: int, g: G) -> None:
        """A goroutine waits for an event. Under `lock`.

        Raises:
            RuntimeError: another one does already.
        """
        events = self._waiting.setdefault(fd, {})
        if event in events:
            raise RuntimeError(
                f"two goroutines wait for file descriptor {fd} to be {'readable' if event == READ else 'writable'}"
            )
        events[event] = g
        self._register(fd, events)
        self.count += 1

    def _register(self, fd: int, events: dict[int, G]) -> None:
        wanted = sum(events)
        if not wanted:
            del self._waiting[fd]
            with suppress(KeyError, ValueError, OSError):
                self._selector.unregister(fd)
        elif fd in self._selector.get_map():
            self._selector.modify(fd, wanted)
        else:
            self._selector.register(fd, wanted)

    def take(self, fd: int, event: int, g: G | None = None) -> G | None:
        """Who waits for the event does not any more, if it is this goroutine (None: whoever it is). Under `lock`."""
        events = self._waiting.get(fd, {})
        waiting = events.get(event)
        if waiting is None or (g is not None and waiting is not g):
            return None
        del events[event]
        self.count -= 1
        self._register(fd, events)
        return waiting

    def wait(self, timeout: float | None) -> list[G]:
        """Wait for so many seconds (None: without end) until a file descriptor is ready; who waited for one."""
        found = self._selector.select(timeout)
        ready: list[G] = []
        for key, events in found:
            if key.fileobj is self._inside:
                with suppress(BlockingIOError, OSError):
                    self._inside.recv(4096)
                continue
            with self.lock:
                for event in (READ, WRITE):
                    if events & event:
                        g = self.take(key.fd, event)
                        if g is not None:
                            ready.append(g)
        return ready

    def wake(self) -> None:
        """End a wait that is under way."""
        with suppress(BlockingIOError, OSError):
            self._outside.send(b"\0")

    def close(self) -> None:
        """The run is over."""
        self._selector.close()
        self._inside.close()
        self._outside.close()


def _poller(scheduler: Scheduler) -> Poller:
    poller = scheduler.poller
    if poller is None:
        made = Poller()
        with scheduler.lock:
            poller = scheduler.poller
            if poller is None:
                poller = scheduler.poller = made
                scheduler.wake_lookout()
        if poller is not made:
            made.close()
    return poller


async def _wait_for(fd: int, event: int, timeout: float | None) -> None:
    g = running()
    scheduler = g.scheduler
    poller = _poller(scheduler)
    expired = over = False

    def expire(_entry: Entry, _now: float) -> None:
        nonlocal expired
        with poller.lock:
            if over:
                return
            expired = poller.take(fd, event, g) is not None
        if expired:
            g.ready()

    scheduler.expect(NEVER)
    poller.lock.acquire()
    try:
        poller.add(fd, event, g)
    except BaseException:
        poller.lock.release()
        raise
    # The lock is ours until we have really stopped: however short the time is, it is over after that.
    entry = None if timeout is None else arm(scheduler, timeout, expire)
    await park(poller.lock)
    if expired:
        raise TimeoutError("the socket was not ready in time")
    if entry is not None and not entry.stop():
        with poller.lock:  # the time is just over, too late: let that not end a wait to come
            over = True


@waits_for("IO wait")
async def wait_readable(fileobj: Any, timeout: float | None = None) -> None:
    """Wait until a socket, or what else has a ``fileno()`` that can be polled, can be read from.

    Args:
        timeout: seconds to wait at most.

    Raises:
        TimeoutError: it could not by then.
        RuntimeError: another goroutine waits for the same.
    """
    await _wait_for(fileobj if isinstance(fileobj, int) else fileobj.fileno(), READ, timeout)


@waits_for("IO wait")
async def wait_writable(fileobj: Any, timeout: float | None = None) -> None:
    """As `wait_readable`, until it can be written to."""
    await _wait_for(fileobj if isinstance(fileobj, int) else fileobj.fileno(), WRITE, timeout)


def _close(sock: socket.socket) -> None:
    fd = sock.fileno()
    m = current.m
    poller = None if m is None else m.scheduler.poller
    woken: list[G] = []
    if poller is not None and fd >= 0:
        with poller.lock:
            woken = [g for g in (poller.take(fd, READ), poller.take(fd, WRITE)) if g is not None]
    sock.close()
    for g in woken:
        g.ready()


class Conn:
    """A connected stream socket for goroutines.

    Args:
        sock: it is made non-blocking, and closed with this.
        timeout: seconds that each operation may take.
    """

    def __init__(self, sock: socket.socket, timeout: float | None = None) -> None:
        sock.setblocking(False)
        self.socket = sock
        self.timeout = timeout
        self._done = 0

    def __repr__(self) -> str:
        return f"<Conn of {self.socket!r}>"

    async def recv(self, size: int = 65536) -> bytes:
        """Up to so many bytes; none at the end of the stream.

        Raises:
            TimeoutError: none came in time.
            OSError: the connection broke.
        """
        while True:
            try:
                data = self.socket.recv(size)
            except BlockingIOError:
                await wait_readable(self.socket, self.timeout)
                continue
            hooks.after_read()
            await self._share()
            return data

    async def send(self, data: bytes | bytearray | memoryview) -> None:
        """Write all of it.

        Raises:
            TimeoutError: it could not go on in time.
            OSError: the connection broke.
        """
        hooks.before_write()
        view = memoryview(data).cast("B")
        while view:
            try:
                view = view[self.socket.send(view) :]
            except BlockingIOError:
                await wait_writable(self.socket, self.timeout)
        await self._share()

    async def _share(self) -> None:
        self._done += 1
        if not self._done % SLICE:
            await pause()

    def close(self) -> None:
        """Close it; who waits for it gets an OSError."""
        _close(self.socket)

    async def __aenter__(self) -> Conn:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


class Listener:
    """A socket that listens. ``async for conn in listener`` accepts.

    Args:
        sock: bound and listening; it is made non-blocking, and closed with this.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.socket = sock

    def __repr__(self) -> str:
        return f"<Listener of {self.socket!r}>"

    @property
    def address(self) -> Any:
        """Where it listens."""
        return self.socket.getsockname()

    async def accept(self, timeout: float | None = None) -> Conn:
        """The next connection.

        Raises:
            TimeoutError: none came in time.
            OSError: it was closed.
        """
        while True:
            try:
                sock, _ = self.socket.accept()
            except BlockingIOError:
                await wait_readable(self.socket, timeout)
            else:
                return Conn(sock)

    def __aiter__(self) -> Listener:
        return self

    async def __anext__(self) -> Conn:
        return await self.accept()

    def close(self) -> None:
        """Do not listen any more; who waits for a connection gets an OSError."""
        _close(self.socket)


def listen(address: tuple[str, int], backlog: int = 128) -> Listener:
    """Listen at a host and port; port 0: any that is free."""
    return Listener(socket.create_server(address, backlog=backlog))


async def dial(address: tuple[str, int], timeout: float | None = None) -> Conn:
    """Connect to a host and port. A name is looked up in a blocking call.

    Raises:
        TimeoutError: no connection in time.
        OSError: no connection.
    """
    from datarace.goroutines.program import blocking

    found = await blocking(socket.getaddrinfo, *address, type=socket.SOCK_STREAM)
    error: OSError = OSError(f"{address[0]}: no address")
    for family, kind, protocol, _, target in found:
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            with suppress(BlockingIOError):
                sock.connect(target)
            await wait_writable(sock, timeout)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise OSError(code, f"cannot connect to {address[0]}:{address[1]}")
        except OSError as failed:
            sock.close()
            error = failed
        except BaseException:
            sock.close()
            raise
        else:
            return Conn(sock)
    raise error
