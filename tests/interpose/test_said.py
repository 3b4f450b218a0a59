"""What the probes in the standard library's functions say, and in which order."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import importlib
import queue
import sys
import threading
from collections.abc import Callable
from multiprocessing.pool import ThreadPool

import pytest
from recorder import Recorder, Said


def in_thread(run: Callable[[], object]) -> None:
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


# --- threads ---------------------------------------------------------------------------------------------------------


def test_join_names_the_thread_and_its_start_says_nothing(said: Recorder) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    assert said.of(thread) == [("ACQUIRE_TASK_OF_THREAD", 0)]
    assert {action for action, _ in said.of(thread._started)} == {"SYNC_ACQUIRE"}, "acquires of what nobody released"  # type: ignore[attr-defined]


def test_join_with_timeout_and_is_alive_name_the_thread(said: Recorder) -> None:
    go = threading.Event()
    thread = threading.Thread(target=go.wait)
    thread.start()
    thread.join(0.001)
    assert thread.is_alive()
    go.set()
    thread.join()
    assert not thread.is_alive()
    assert said.of(thread) == [("ACQUIRE_TASK_OF_THREAD", 0)] * 4


def test_a_thread_that_left_the_list_is_seen_by_who_reads_the_list(said: Recorder) -> None:
    active = threading._active  # type: ignore[attr-defined]
    in_thread(int)
    threading.active_count()
    threading.enumerate()
    assert said.of(active) == [("SYNC_RELEASE_MERGE", 1), ("SYNC_ACQUIRE", 1), ("SYNC_ACQUIRE", 1)]


def test_a_timer_is_a_thread(said: Recorder) -> None:
    timer = threading.Timer(0.001, int)
    timer.start()
    timer.join()
    assert said.of(timer) == [("ACQUIRE_TASK_OF_THREAD", 0)]


# --- semaphores ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [threading.Semaphore, threading.BoundedSemaphore])
def test_permits_are_filled_taken_and_given_back(said: Recorder, kind: type[threading.Semaphore]) -> None:
    semaphore = kind(2)
    with semaphore:
        assert semaphore.acquire(blocking=False)
        assert not semaphore.acquire(blocking=False)
        assert not semaphore.acquire(timeout=0.001)
    semaphore.release()
    assert said.said[0] == Said("FILL", semaphore, 1, 2)
    assert said.of(semaphore)[1:] == [("PERMIT_GET", 1)] * 2 + [("PERMIT_PUT", 1)] * 2


def test_release_of_several_permits_puts_each(said: Recorder) -> None:
    semaphore = threading.Semaphore(0)
    semaphore.release(3)
    assert said.of(semaphore) == [("FILL", 1)] + [("PERMIT_PUT", 1)] * 3


def test_a_release_that_fails_gives_nothing_back(said: Recorder) -> None:
    semaphore = threading.BoundedSemaphore(1)
    with pytest.raises(ValueError, match="released too many times"):
        semaphore.release()
    with pytest.raises(ValueError, match="one or more"):
        semaphore.release(0)
    assert said.of(semaphore) == [("FILL", 1)]


# --- events ----------------------------------------------------------------------------------------------------------


def test_only_a_flag_that_is_up_is_acquired(said: Recorder) -> None:
    event = threading.Event()
    assert not event.is_set()
    assert not event.wait(0.001)
    assert said.of(event) == []
    event.set()
    assert event.is_set()
    assert event.wait()
    event.clear()
    assert not event.is_set()
    assert said.of(event) == [("SYNC_RELEASE_MERGE", 1), ("SYNC_ACQUIRE", 1), ("SYNC_ACQUIRE", 1)]


def test_a_waiter_that_is_woken_acquires_after_the_set(said: Recorder) -> None:
    event = threading.Event()
    thread = threading.Thread(target=event.wait)
    thread.start()
    event.set()
    thread.join()
    assert said.of(event) == [("SYNC_RELEASE_MERGE", 1), ("SYNC_ACQUIRE", 1)]


# --- barriers --------------------------------------------------------------------------------------------------------

ARRIVE_FIRST, ARRIVE, DEPART = ("SYNC_RELEASE", 1), ("SYNC_RELEASE_MERGE", 1), ("SYNC_ACQUIRE", 1)
BREAK, SEE_BROKEN = ("SYNC_RELEASE_MERGE", 2), ("SYNC_ACQUIRE", 2)


def test_a_round_of_a_barrier_begins_afresh_and_everybody_departs_after_the_last_arrival(said: Recorder) -> None:
    barrier = threading.Barrier(3)

    def run() -> None:
        for _ in range(2):
            barrier.wait()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one_round = [ARRIVE_FIRST, ARRIVE, ARRIVE, DEPART, ARRIVE, DEPART, DEPART]
    assert said.of(barrier) == one_round * 2


def test_the_action_comes_between_arrivals_and_departures(said: Recorder) -> None:
    def act() -> None:
        said.say("ACTION", barrier, 0)

    barrier = threading.Barrier(1, act)
    barrier.wait()
    assert said.of(barrier) == [ARRIVE_FIRST, DEPART, ("ACTION", 0), ARRIVE]


def test_those_who_get_the_broken_barrier_acquire_who_broke_it(said: Recorder) -> None:
    barrier = threading.Barrier(2)
    barrier.abort()
    with pytest.raises(threading.BrokenBarrierError):
        barrier.wait()
    assert said.of(barrier) == [BREAK, SEE_BROKEN]


def test_a_barrier_that_times_out_is_broken_by_who_waited(said: Recorder) -> None:
    barrier = threading.Barrier(2)
    with pytest.raises(threading.BrokenBarrierError):
        barrier.wait(0.001)
    assert said.of(barrier) == [ARRIVE_FIRST, BREAK, SEE_BROKEN]


def test_a_reset_reaches_those_who_are_thrown_out(said: Recorder) -> None:
    barrier = threading.Barrier(2)
    thrown_out: list[bool] = []

    def run() -> None:
        try:
            barrier.wait()
        except threading.BrokenBarrierError:
            thrown_out.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    while not barrier.n_waiting:
        pass
    barrier.reset()
    thread.join()
    assert thrown_out == [True]
    assert said.of(barrier) == [ARRIVE_FIRST, BREAK, SEE_BROKEN]


# --- queues ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [queue.Queue, queue.LifoQueue, queue.PriorityQueue])
def test_an_item_goes_through_under_its_identity(said: Recorder, kind: type[queue.Queue[object]]) -> None:
    channel = kind()
    items = [(2, "b"), (1, "a")]
    for item in items:
        channel.put(item)
    got = [channel.get(), channel.get_nowait()]
    assert sorted(got) == sorted(items)
    puts_and_gets = [(message.action, message.key) for message in said.said if message.thing is channel]
    assert puts_and_gets == [
        ("CHANNEL_PUT", items[0]),
        ("CHANNEL_PUT", items[1]),
        ("CHANNEL_GET", got[0]),
        ("CHANNEL_GET", got[1]),
    ]


def test_a_put_that_fails_says_nothing(said: Recorder) -> None:
    channel: queue.Queue[str] = queue.Queue(1)
    channel.put("a")
    said.said.clear()
    with pytest.raises(queue.Full):
        channel.put_nowait("b")
    with pytest.raises(queue.Full):
        channel.put("b", timeout=0.001)
    channel.get()
    with pytest.raises(queue.Empty):
        channel.get(timeout=0.001)
    assert said.of(channel) == [("CHANNEL_GET", 1), ("PERMIT_PUT", 2), ("CLEAR", 1), ("CLEAR", 1)], "waits, gives up"


def test_slots_of_a_bounded_queue_go_round(said: Recorder) -> None:
    channel: queue.Queue[int] = queue.Queue(2)
    channel.put(1)
    channel.get()
    assert said.said[0] == Said("FILL", channel, 2, 2)
    assert said.of(channel)[1:] == [("PERMIT_GET", 2), ("CHANNEL_PUT", 1), ("CHANNEL_GET", 1), ("PERMIT_PUT", 2)]


@pytest.mark.parametrize("maxsize", [0, -1])
def test_an_unbounded_queue_has_no_slots(said: Recorder, maxsize: int) -> None:
    channel: queue.Queue[int] = queue.Queue(maxsize)
    channel.put(1)
    channel.get()
    assert said.of(channel) == [("CHANNEL_PUT", 1), ("CHANNEL_GET", 1)]


def test_a_subclass_with_its_own_storage_keeps_its_edges(said: Recorder) -> None:
    class Wrapping(queue.Queue[str]):
        def _put(self, item: str) -> None:
            self.queue.append(("wrapped", item))  # type: ignore[arg-type]

        def _get(self) -> str:
            return self.queue.popleft()[1]

    channel = Wrapping()
    channel.put("a")
    assert channel.get() == "a"
    assert [(message.action, message.key) for message in said.said] == [("CHANNEL_PUT", "a"), ("CHANNEL_GET", "a")]


def test_a_queue_that_is_found_empty_forgets_items_that_left_unseen(said: Recorder) -> None:
    channel: queue.Queue[str] = queue.Queue()
    channel.put("a")
    with channel.mutex:
        channel.queue.clear()
    with pytest.raises(queue.Empty):
        channel.get_nowait()
    assert said.of(channel) == [("CHANNEL_PUT", 1), ("CLEAR", 1)]


def test_a_put_whose_storage_raises_puts_nothing(said: Recorder) -> None:
    class Refusing(queue.Queue[str]):
        def _put(self, item: str) -> None:
            raise LookupError(item)

    channel = Refusing()
    with pytest.raises(LookupError):
        channel.put("a")
    assert said.of(channel) == []


def test_task_done_reaches_join(said: Recorder) -> None:
    channel: queue.Queue[int] = queue.Queue()
    channel.put(1)
    channel.get()
    channel.task_done()
    with pytest.raises(ValueError, match="called too many times"):
        channel.task_done()
    channel.join()
    assert said.of(channel)[2:] == [("SYNC_RELEASE_MERGE", 3), ("SYNC_ACQUIRE", 3)]


@pytest.mark.skipif(sys.version_info < (3, 13), reason="Queue.shutdown is new in 3.13")
@pytest.mark.parametrize("immediate", [False, True])
def test_shutdown_reaches_those_who_are_refused(said: Recorder, immediate: bool) -> None:
    channel: queue.Queue[int] = queue.Queue()
    if immediate:
        channel.put(1)
    said.said.clear()
    channel.shutdown(immediate)
    with pytest.raises(queue.ShutDown):
        channel.put(1)
    with pytest.raises(queue.ShutDown):
        channel.get()
    drained = [("SYNC_RELEASE_MERGE", 3), ("CLEAR", 1)] if immediate else []
    assert said.of(channel) == [("SYNC_RELEASE_MERGE", 4), *drained, ("SYNC_ACQUIRE", 4), ("SYNC_ACQUIRE", 4)]


# --- futures ---------------------------------------------------------------------------------------------------------

END, LEARN = ("SYNC_RELEASE_MERGE", 1), ("SYNC_ACQUIRE", 1)
REGISTER, CALL = ("SYNC_RELEASE_MERGE", 2), ("SYNC_ACQUIRE", 2)


def test_a_result_is_learned_by_whoever_asks(said: Recorder) -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    assert not future.done()
    assert future.set_running_or_notify_cancel()
    assert future.running()
    with pytest.raises(TimeoutError):
        future.result(0.001)
    with pytest.raises(TimeoutError):
        future.exception(0.001)
    assert said.of(future) == []
    future.set_result(1)
    assert said.of(future) == [END, CALL]
    del said.said[:]
    assert future.done()
    assert future.result() == 1
    assert future.exception() is None
    assert not future.cancelled()
    assert said.of(future) == [LEARN] * 3


def test_an_exception_is_learned_where_it_is_raised(said: Recorder) -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    error = LookupError("no")
    future.set_exception(error)
    with pytest.raises(LookupError) as caught:
        future.result()
    assert caught.value is error
    assert future.exception() is error
    assert said.of(future) == [END, CALL, LEARN, LEARN]


def test_a_result_that_is_refused_ends_nothing(said: Recorder) -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    future.set_result(1)
    del said.said[:]
    with pytest.raises(concurrent.futures.InvalidStateError):
        future.set_result(2)
    assert not future.cancel()
    assert said.of(future) == []


def test_cancelling_is_learned(said: Recorder) -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    assert future.cancel()
    assert future.cancel()
    assert said.of(future) == [END, CALL]
    del said.said[:]
    assert future.cancelled()
    assert future.done()
    for ask in (future.result, future.exception):
        with pytest.raises(concurrent.futures.CancelledError):
            ask()
    assert not future.set_running_or_notify_cancel()
    assert said.of(future) == [LEARN] * 4 + [LEARN, END]


def test_callbacks_come_after_the_end_and_after_their_registration(said: Recorder) -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    future.add_done_callback(lambda _: said.say("CALLED", future, 0))
    future.set_result(1)
    assert said.of(future) == [REGISTER, END, CALL, ("CALLED", 0)]
    del said.said[:]
    future.add_done_callback(lambda _: said.say("CALLED", future, 0))
    assert said.of(future) == [LEARN, ("CALLED", 0)]


def test_wait_gives_the_edges_of_what_is_done_and_of_nothing_else(said: Recorder) -> None:
    done: concurrent.futures.Future[int] = concurrent.futures.Future()
    pending: concurrent.futures.Future[int] = concurrent.futures.Future()
    done.set_result(1)
    del said.said[:]
    result = concurrent.futures.wait([done, pending], timeout=0.001)
    assert result.done == {done}
    assert said.of(done) == [LEARN]
    assert said.of(pending) == []


def test_as_completed_gives_the_edge_of_each_future_with_the_future(said: Recorder) -> None:
    futures: list[concurrent.futures.Future[int]] = [concurrent.futures.Future() for _ in range(2)]
    futures[0].set_result(0)
    del said.said[:]
    completed = concurrent.futures.as_completed(futures)
    assert next(completed) is futures[0]
    assert [message.thing for message in said.said] == [futures[0]]
    in_thread(lambda: futures[1].set_result(1))
    del said.said[:]
    assert next(completed) is futures[1]
    assert [message.thing for message in said.said if type(message.thing) is not threading.Event] == [futures[1]]


def test_an_executor_says_nothing_but_its_futures(said: Recorder) -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        assert list(executor.map(abs, range(-5, 0))) == [5, 4, 3, 2, 1]
        assert executor.submit(int).result() == 0
    given = {type(message.thing) for message in said.said if message.action in ("SYNC_RELEASE_MERGE", "PERMIT_PUT")}
    # Futures, threads that left the list of active ones, and the queue that a weak dictionary keeps for each thread.
    assert given <= {concurrent.futures.Future, dict, queue.SimpleQueue}


def test_a_thread_pool_hands_results_over_by_an_event(said: Recorder) -> None:
    with ThreadPool(2) as pool:
        result = pool.apply_async(abs, (-3,))
        assert result.get() == 3
        event = result._event  # type: ignore[attr-defined]
        assert said.of(event) == [("SYNC_RELEASE_MERGE", 1), ("SYNC_ACQUIRE", 1), ("SYNC_ACQUIRE", 1)][: len(said.of(event))]
        assert ("SYNC_RELEASE_MERGE", 1) in said.of(event)
        assert ("SYNC_ACQUIRE", 1) in said.of(event)
        assert sorted(pool.imap_unordered(abs, [-1, -2])) == [1, 2]


# --- event loops and imports -----------------------------------------------------------------------------------------


def test_a_handle_runs_after_it_was_made(said: Recorder) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()
        loop.call_soon_threadsafe(done.set)
        await done.wait()
        await asyncio.sleep(0.001)
        return await asyncio.to_thread(abs, -1)

    assert asyncio.run(main()) == 1
    gc.collect()
    per_handle: dict[int, list[str]] = {}
    for message in said.said:
        if isinstance(message.thing, asyncio.Handle):
            per_handle.setdefault(id(message.thing), []).append(message.action)
    assert per_handle
    for actions in per_handle.values():
        assert actions[0] == "SYNC_RELEASE"
        assert set(actions[1:]) <= {"SYNC_ACQUIRE"}


def test_import_module_comes_after_the_body_of_the_module(said: Recorder) -> None:
    module = importlib.import_module("queue")
    assert module is queue
    assert said.of(queue) == [("SYNC_ACQUIRE", 101)]
