"""Ways between goroutines and what else there is: threads, futures, asyncio."""

from __future__ import annotations

from _thread import allocate_lock
from sys import _getframe
from typing import Any, TypeVar

from datarace.goroutines import hooks
from datarace.goroutines.channels import Chan, Received
from datarace.goroutines.current import running
from datarace.goroutines.errors import Closed, Panic
from datarace.goroutines.goroutine import waits_for
from datarace.goroutines.program import run
from datarace.goroutines.sync import called
from datarace.goroutines.waiting import Queue, Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future
    from threading import Thread
    from types import TracebackType

    from datarace.goroutines.scheduler import Scheduler
    from datarace.probes.hosting import HostTask

T = TypeVar("T")


# --- into goroutines -----------------------------------------------------------------------------------------------------


class Runtime:
    """Goroutines beside a program that has its own threads or event loop. As a context manager they end with the block.

    ::

        with Runtime() as runtime:
            future = runtime.submit(crawl, url)         # from any thread
            page = await runtime.call(crawl, url)       # from asyncio

    Args:
        processors: as for `run`.
        seed: as for `run`.
    """

    def __init__(self, processors: int | None = None, seed: int | None = None) -> None:
        self._options: dict[str, Any] = {"processors": processors, "seed": seed}
        self._stop: Chan[None] = Chan(1)
        self._scheduler: Scheduler | None = None
        self._thread: Thread | None = None
        self._error: BaseException | None = None

    def __repr__(self) -> str:
        return f"<Runtime {'not running' if self._thread is None else 'running'} at {id(self):#x}>"

    def start(self) -> None:
        """Begin: goroutines run in threads of their own.

        Raises:
            RuntimeError: it runs already.
        """
        from threading import Event, Thread

        if self._thread is not None:
            raise RuntimeError("this Runtime runs already")
        begun = Event()

        async def main() -> None:
            self._scheduler = running().scheduler
            self._scheduler.outside += 1
            begun.set()
            await self._stop.recv_ok()

        def work() -> None:
            try:
                run(main, **self._options)
            except BaseException as error:
                self._error = error
            finally:
                begun.set()

        self._thread = Thread(target=work, name="goroutines", daemon=True)
        self._thread.start()
        begun.wait()
        if self._scheduler is None:
            self.stop()

    def stop(self) -> None:
        """End: goroutines that are left are closed. Raises what a goroutine raised and did not catch, if that was the end."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stop.try_send(None)
        thread.join()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def submit(self, function: Callable[..., Awaitable[T] | T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Start a goroutine that calls a function; a future of what it returns or raises. From any thread.

        Raises:
            RuntimeError: it does not run.
        """
        from concurrent.futures import Future

        scheduler = self._scheduler
        if scheduler is None or scheduler.done:
            raise RuntimeError("this Runtime does not run")
        future: Future[T] = Future()
        g = scheduler.new(None, -1, (_settle, (future, function, args, kwargs), {}), None, _getframe(1))
        g.ready()
        return future

    async def call(self, function: Callable[..., Awaitable[T] | T], /, *args: Any, **kwargs: Any) -> T:
        """As `submit`, for a coroutine of asyncio, which waits for the result."""
        from asyncio import wrap_future

        return await wrap_future(self.submit(function, *args, **kwargs))

    def __enter__(self) -> Runtime:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


async def _settle(future: Future[Any], function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = await called(function, args, kwargs)
    except Exception as error:
        future.set_exception(error)
    except BaseException as error:
        future.set_exception(RuntimeError(f"the goroutine ended by {type(error).__name__}"))
        raise
    else:
        future.set_result(result)


# --- out of goroutines ---------------------------------------------------------------------------------------------------


@waits_for("future")
async def wait_future(future: Future[T]) -> T:
    """Wait in a goroutine for a future of `concurrent.futures`, such as an executor's; what it holds, returned or raised."""
    scheduler = running().scheduler
    if not future.done():
        arrived: Chan[None] = Chan(1)
        with scheduler.lock:
            scheduler.outside += 1
        try:
            future.add_done_callback(lambda _: arrived.try_send(None))
            await arrived.recv()
        finally:
            with scheduler.lock:
                scheduler.outside -= 1
    return future.result()


async def from_asyncio(coroutine: Coroutine[Any, Any, T], loop: AbstractEventLoop) -> T:
    """Run a coroutine of asyncio in its loop, which runs in another thread, and wait for its result in a goroutine."""
    from asyncio import run_coroutine_threadsafe

    return await wait_future(run_coroutine_threadsafe(coroutine, loop))


# --- channels for threads ------------------------------------------------------------------------------------------------


class _Thread(Waiter):
    """A thread that waits at a channel."""

    __slots__ = ("note", "task")

    def __init__(self, item: Any) -> None:
        self.item = item
        self.ok = False
        self.next = self.previous = None
        self.note = allocate_lock()
        self.note.acquire()
        self.task: HostTask | None = None if hooks.race is None else hooks.race.current()

    def ready(self) -> None:
        self.note.release()

    def race_task(self) -> HostTask | None:
        return self.task

    def wait(self, channel: Chan[Any], queue: Queue, timeout: float | None) -> None:
        """Sleep until somebody has woken it. The caller has the channel's lock, and gives it up.

        Raises:
            TimeoutError: nobody has.
        """
        queue.push(self)
        channel._lock.release()
        if not self.note.acquire(timeout=-1 if timeout is None else timeout):
            with channel._lock:
                late = queue.remove(self)
            if late:
                raise TimeoutError("nobody was at the other side of the channel in time")
            self.note.acquire()


def send_from_thread(channel: Chan[T], value: T, timeout: float | None = None) -> None:
    """Send on a channel from a thread that runs no goroutines, which is blocked meanwhile.

    Args:
        timeout: seconds to wait at most.

    Raises:
        TimeoutError: it could not be sent in time.
        Panic: the channel is closed.
    """
    if hooks.race is not None:
        hooks.race.sending(channel)
    channel._lock.acquire()
    if channel._send_now(value):
        return
    me = _Thread(value)
    me.wait(channel, channel._senders, timeout)
    if not me.ok:
        raise Panic("send on closed channel")


def recv_from_thread(channel: Chan[T], timeout: float | None = None) -> T:
    """Receive from a channel in a thread that runs no goroutines, which is blocked meanwhile.

    Args:
        timeout: seconds to wait at most.

    Raises:
        TimeoutError: nothing came in time.
        Closed: the channel is closed and empty.
    """
    channel._lock.acquire()
    found = channel._recv_now()
    if found is None:
        me = _Thread(None)
        me.wait(channel, channel._receivers, timeout)
        found = me.item, me.ok
    received = Received(*found)
    if not received.ok:
        raise Closed("the channel is closed")
    return received.value  # type: ignore[no-any-return]
