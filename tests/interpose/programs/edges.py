"""One function for each edge and for each edge that must not be: ``python edges.py race_semaphore_...`` runs it.

All share one location, `box.x`. A byte through a pipe puts things in order of time without the detector's knowledge.
"""

import asyncio
import concurrent.futures
import contextlib
import functools
import importlib
import logging
import multiprocessing
import os
import queue
import sched
import sys
import threading
import time
from multiprocessing.pool import ThreadPool


class Box:
    """What is accessed."""


box = Box()
box.x = 0


class Signal:
    """An order in time that the detector cannot see."""

    def __init__(self):
        self.out, self.into = os.pipe()

    def send(self, n=1):
        os.write(self.into, b"." * n)

    def wait(self):
        os.read(self.out, 1)


def write():
    box.x = 1


def read():
    return box.x


def in_threads(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def first_then(first, second):
    """Two threads; the second begins when the first is through, unordered."""
    done = Signal()

    def one():
        first()
        done.send()

    def two():
        done.wait()
        second()

    in_threads(one, two)


# --- the end of threads ------------------------------------------------------------------------------------------------


def norace_active_count():
    threading.Thread(target=write).start()
    while threading.active_count() > 1:
        time.sleep(0.001)
    read()


def norace_enumerate():
    thread = threading.Thread(target=write)
    thread.start()
    while thread in threading.enumerate():
        time.sleep(0.001)
    read()


def race_enumerate_sees_it_running():
    go, written = Signal(), Signal()

    def run():
        write()
        written.send()
        go.wait()

    thread = threading.Thread(target=run)
    thread.start()
    written.wait()
    assert thread in threading.enumerate()
    read()
    go.send()
    thread.join()


def race_second_thread_starts_after_the_first_ended():
    threading.Thread(target=write).start()
    time.sleep(0.05)
    in_threads(read)


# --- semaphores ------------------------------------------------------------------------------------------------------


def norace_semaphore_permit():
    permits = threading.Semaphore(0)
    in_threads(lambda: (write(), permits.release()), lambda: (permits.acquire(), read()))


def race_semaphore_initial_permits():
    permits = threading.Semaphore(3)

    def use(access):
        with permits:
            access()

    first_then(lambda: use(write), lambda: use(read))


def norace_semaphore_permits_come_round():
    permits = threading.Semaphore(2)

    def use(access):
        with permits:
            access()

    first_then(lambda: use(write), lambda: (use(int), use(read)))


def race_semaphore_permit_of_another():
    permits, one, two = threading.Semaphore(0), Signal(), Signal()

    def first():
        permits.release()
        one.send()

    def second():
        one.wait()
        write()
        permits.release()
        two.send()

    def third():
        two.wait()
        permits.acquire()
        read()

    in_threads(first, second, third)


# --- events, conditions ------------------------------------------------------------------------------------------------


def norace_event_polled():
    event = threading.Event()

    def poll():
        while not event.is_set():
            time.sleep(0.001)
        read()

    in_threads(lambda: (write(), event.set()), poll)


def race_event_written_after_set():
    event = threading.Event()
    first_then(lambda: (event.set(), write()), lambda: (event.wait(), read()))


def race_event_cleared_only():
    event = threading.Event()
    first_then(lambda: (write(), event.clear()), lambda: (event.is_set(), event.wait(0.001), read()))


def race_two_who_wait_for_one_event():
    event = threading.Event()
    event.set()
    first_then(lambda: (write(), event.wait()), lambda: (event.wait(), read()))


def norace_condition_of_its_own_lock():
    condition = threading.Condition()

    def send():
        with condition:
            write()
            condition.notify()

    def receive():
        with condition:
            while not box.x:
                condition.wait()
        read()

    in_threads(send, receive)


def norace_condition_of_a_plain_lock():
    condition = threading.Condition(threading.Lock())

    def send():
        with condition:
            write()
            condition.notify()

    def receive():
        with condition:
            condition.wait_for(read)
        read()

    in_threads(send, receive)


def race_condition_notified_before_the_write():
    condition = threading.Condition()

    def send():
        with condition:
            condition.notify()
        write()

    def receive():
        with condition:
            condition.wait(0.001)
        read()

    first_then(send, receive)


# --- barriers --------------------------------------------------------------------------------------------------------


def norace_barrier():
    barrier = threading.Barrier(2)
    in_threads(lambda: (write(), barrier.wait()), lambda: (barrier.wait(), read()))


def race_barrier_next_round():
    """The writer's round is over when the two others meet: they learn nothing of it."""
    barrier, done = threading.Barrier(2), Signal()

    def writer():
        write()
        barrier.wait()

    def both():
        barrier.wait()
        done.send(2)

    def later(access):
        done.wait()
        barrier.wait()
        access()

    in_threads(writer, both, lambda: later(read), lambda: later(int))


def norace_barrier_action():
    barrier = threading.Barrier(2, lambda: (read(), write()))
    in_threads(lambda: (write(), barrier.wait(), read()), lambda: (barrier.wait(), read()))


def norace_barrier_aborted():
    barrier = threading.Barrier(2)

    def wait():
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()
        read()

    in_threads(wait, lambda: (write(), barrier.abort()))


def race_barrier_arrival_of_a_broken_round():
    barrier = threading.Barrier(3)

    def arrive():
        write()
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()

    def give_up():
        while not barrier.n_waiting:
            time.sleep(0.001)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(0.001)
        read()

    in_threads(arrive, give_up)


# --- queues ----------------------------------------------------------------------------------------------------------


def norace_queue_item():
    items = queue.Queue()
    in_threads(lambda: (write(), items.put(1)), lambda: (items.get(), read()))


def race_queue_item_of_the_other_producer():
    """Last in, first out: the consumer gets the second item, and the edge of its producer alone."""
    items, one, two = queue.LifoQueue(), Signal(), Signal()

    def first():
        write()
        items.put("first")
        one.send()

    def second():
        one.wait()
        items.put("second")
        two.send()

    def third():
        two.wait()
        assert items.get() == "second"
        read()

    in_threads(first, second, third)


def race_simple_queue_item_of_the_other_producer():
    items, one, two = queue.SimpleQueue(), Signal(), Signal()

    def first():
        items.put("first")
        one.send()

    def second():
        one.wait()
        write()
        items.put("second")
        two.send()

    def third():
        two.wait()
        assert items.get() == "first"
        read()

    in_threads(first, second, third)


def norace_queue_subclass_under_the_mutex():
    class Counting(queue.Queue):
        def _put(self, item):
            box.x += 1
            super()._put(item)

        def _get(self):
            box.x -= 1
            return super()._get()

    items = Counting()
    in_threads(*[lambda: items.put(1)] * 3, *[items.get] * 3)


def norace_queue_get_that_waits_sees_what_put_did_under_the_mutex():
    class Noting(queue.Queue):
        def _put(self, item):
            box.x = item
            super()._put(item)

        def _get(self):
            assert box.x == "second"
            return super()._get()

    items, waiting = Noting(), Signal()

    def get():
        waiting.send()
        items.get()

    def put():
        waiting.wait()
        time.sleep(0.02)
        with items.mutex:
            pass
        items.put("second")

    in_threads(get, put)


def norace_queue_mutex_taken_by_the_program():
    items = queue.Queue()

    def use(access):
        with items.mutex:
            access()

    in_threads(lambda: use(write), lambda: use(read))


def norace_queue_emptied_by_the_program():
    items, put, emptied, again = queue.Queue(), Signal(), Signal(), Signal()

    def first():
        items.put("token")
        put.send()

    def empty():
        put.wait()
        with items.mutex:
            items.queue.clear()
        with contextlib.suppress(queue.Empty):
            items.get_nowait()
        emptied.send()

    def second():
        emptied.wait()
        write()
        items.put("token")
        again.send()

    def third():
        again.wait()
        items.get()
        read()

    in_threads(first, empty, second, third)


def norace_queue_bound():
    items, gotten = queue.Queue(1), Signal()

    def consume():
        gotten.wait()
        write()
        items.get()

    def produce():
        items.put(1)
        gotten.send()
        items.put(2)
        read()

    in_threads(consume, produce)


def race_queue_bound_of_two():
    items, gotten = queue.Queue(2), Signal()

    def consume():
        write()
        items.get()
        gotten.send()

    def produce():
        items.put(1)
        gotten.wait()
        items.put(2)
        read()

    in_threads(consume, produce)


def norace_task_done():
    items = queue.Queue()
    items.put(1)
    in_threads(lambda: (items.get(), write(), items.task_done()), lambda: (items.join(), read()))


def race_task_done_first():
    items = queue.Queue()
    items.put(1)
    first_then(lambda: (items.get(), items.task_done(), write()), lambda: (items.join(), read()))


def norace_queue_shut_down():
    if sys.version_info < (3, 13):
        return
    items = queue.Queue()

    def wait():
        with contextlib.suppress(queue.ShutDown):
            items.get()
        read()

    in_threads(wait, lambda: (write(), items.shutdown()))


# --- futures and executors ---------------------------------------------------------------------------------------------


def norace_callback_after_its_registration():
    future = concurrent.futures.Future()
    registered = Signal()

    def register():
        write()
        future.add_done_callback(lambda _: read())
        registered.send()

    def finish():
        registered.wait()
        future.set_result(1)

    in_threads(register, finish)


def norace_callback_called_at_once():
    future = concurrent.futures.Future()
    first_then(lambda: (write(), future.set_result(1)), lambda: future.add_done_callback(lambda _: read()))


def norace_cancelled():
    future = concurrent.futures.Future()

    def see():
        while not future.cancelled():
            time.sleep(0.001)
        read()

    in_threads(lambda: (write(), future.cancel()), see)


def race_cancel_that_failed():
    future = concurrent.futures.Future()
    future.set_running_or_notify_cancel()
    first_then(lambda: (write(), future.cancel()), lambda: (future.set_result(1), future.result(), read()))


def race_two_who_ask_one_future():
    future = concurrent.futures.Future()
    future.set_result(1)
    first_then(lambda: (write(), future.result()), lambda: (future.result(), read()))


def race_submit_after_a_task_that_nobody_asked():
    """An idle worker is there again: that says nothing of what it did."""
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        executor.submit(write)
        time.sleep(0.05)
        executor.submit(int)
        read()


def race_as_completed_of_the_other():
    late, early = concurrent.futures.Future(), concurrent.futures.Future()
    waiting, done = Signal(), Signal()

    def finish():
        waiting.wait()
        time.sleep(0.02)
        early.set_result(1)
        write()
        late.set_result(2)
        done.send()

    def collect():
        waiting.send()
        done.wait()
        completed = concurrent.futures.as_completed([early])
        assert next(completed) is early
        read()

    in_threads(finish, collect)


def norace_wait_and_map():
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        done, _ = concurrent.futures.wait([executor.submit(write)])
        assert len(done) == 1
        read()
        box.x = 0
        assert list(executor.map(lambda n: n + read(), range(3))) == [0, 1, 2]
        write()


def norace_thread_pool():
    with ThreadPool(2) as pool:
        write()
        assert pool.apply(read) == 1
        pool.apply_async(write).get()
        read()
        for _ in pool.imap(lambda _: write(), [1]):
            read()
        for _ in pool.imap_unordered(lambda _: write(), [1]):
            read()
        pool.map(lambda _: write(), [1])
        read()


# --- event loops -----------------------------------------------------------------------------------------------------


def norace_event_loop():
    async def main():
        loop = asyncio.get_running_loop()
        write()
        assert await asyncio.to_thread(read) == 1
        await loop.run_in_executor(None, write)
        read()
        called = asyncio.Event()
        thread = threading.Thread(target=lambda: (write(), loop.call_soon_threadsafe(called.set)))
        thread.start()
        await called.wait()
        read()

        async def inside():
            read()
            write()

        def outside():
            write()
            asyncio.run_coroutine_threadsafe(inside(), loop).result()
            read()

        other = threading.Thread(target=outside)
        other.start()
        while other.is_alive():  # noqa: ASYNC110  seen through the thread
            await asyncio.sleep(0.001)
        thread.join()
        other.join()

    asyncio.run(main())


def race_event_loop_and_thread():
    async def main():
        loop = asyncio.get_running_loop()
        called = asyncio.Event()
        thread = threading.Thread(target=lambda: (loop.call_soon_threadsafe(called.set), write()))
        thread.start()
        await called.wait()
        read()
        thread.join()

    asyncio.run(main())


# --- locks that the standard library makes ------------------------------------------------------------------------------


def race_two_who_log():
    log = logging.getLogger("edges")
    log.addHandler(logging.StreamHandler(open(os.devnull, "w")))
    log.propagate = False
    first_then(lambda: (write(), log.warning("one")), lambda: (log.warning("two"), read()))


def norace_handler_that_writes():
    class Handler(logging.Handler):
        def emit(self, record):
            box.x += 1

    log = logging.getLogger("edges")
    log.addHandler(Handler())
    log.propagate = False
    in_threads(*[lambda: log.warning("one")] * 3)


def norace_handler_taken_by_the_program():
    handler = logging.Handler()

    def use(access):
        handler.acquire()
        try:
            access()
        finally:
            handler.release()

    in_threads(lambda: use(write), lambda: use(read))


def norace_lock_in_an_exit_stack():
    lock = threading.Lock()

    def use(access):
        with contextlib.ExitStack() as stack:
            stack.enter_context(lock)
            access()

    in_threads(lambda: use(write), lambda: use(read))


def norace_lock_written_in_python():
    lock = threading._RLock()

    def use(access):
        with lock, lock:
            access()

    in_threads(lambda: use(write), lambda: use(read))


def norace_lock_between_processes():
    lock = multiprocessing.Lock()

    def use(access):
        with lock:
            access()

    in_threads(lambda: use(write), lambda: use(read))


def norace_scheduler():
    scheduler, entered = sched.scheduler(), Signal()

    def enter():
        write()
        scheduler.enter(0, 0, read)
        entered.send()

    def run():
        entered.wait()
        scheduler.run()

    in_threads(enter, run)


def norace_cached_property_runs_once():
    if sys.version_info >= (3, 12):
        return  # no lock any more

    class Lazy:
        @functools.cached_property
        def made(self):
            time.sleep(0.02)
            write()
            return 1

    lazy = Lazy()
    in_threads(*[lambda: (lazy.made, read())] * 2)


def race_two_who_start_threads():
    def start(access):
        access()
        in_threads(int)

    first_then(lambda: start(write), lambda: (in_threads(int), read()))


def norace_import_module():
    folder = os.getcwd()
    with open(os.path.join(folder, "late_module.py"), "w") as file:
        file.write("from __main__ import write\nwrite()\n")
    sys.path.insert(0, folder)
    first_then(lambda: importlib.import_module("late_module"), lambda: (importlib.import_module("late_module"), read()))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
