"""Clean: one thread steps a coroutine and an asynchronous generator, another drops both in the middle."""

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
closed = threading.Semaphore(0)


class Pause:
    def __await__(self):
        yield


async def inner(notes):
    try:
        notes["steps"] += 1
        await Pause()
    finally:
        notes["steps"] += 1


async def coroutine(notes):
    try:
        notes["steps"] += 1
        await inner(notes)
    finally:
        notes["steps"] += 1
        closed.release()


def run():
    notes = {"steps": 0}
    coro = coroutine(notes)
    mine, other = [coro], [coro]
    del coro

    def use():
        mine[0].send(None)
        mine.clear()
        os.write(tell, b"x")

    def drop():
        os.read(told, 1)
        other.clear()

    threads = [threading.Thread(target=use), threading.Thread(target=drop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    closed.acquire()
    assert notes["steps"] == 4


run()
