"""Finalizers and cleanups."""

import gc
import weakref

from pair import Box, both

from datarace.goroutines import Chan, Mutex, go, gosched


class Finalized(Box):
    def __init__(self, finalizer):
        self.finalizer = finalizer

    def __del__(self):
        self.finalizer(self)


async def norace_fin():
    """TestNoRaceFin: the finalizer writes the object that the goroutine wrote which made it."""
    done = Chan(1)

    def finalizer(dead):
        dead.x = 2
        done.try_send(True)

    def make():
        made = Finalized(finalizer)
        made.x = 1

    await both(make)
    gc.collect()
    await done.recv()


async def norace_fin_global():
    """TestNoRaceFinGlobal: the finalizer and the goroutine both count under a mutex."""
    mutex, box, done = Mutex(), Box(), Chan(1)

    def finalizer(dead):
        if mutex.try_lock():
            box.x += 1
            mutex.unlock()
        done.try_send(True)

    def make():
        Finalized(finalizer)

    await both(make)
    gc.collect()
    async with mutex:
        box.x += 1
    await done.recv()


async def race_fin():
    """TestRaceFin: the finalizer writes a variable that the main goroutine writes later, with nothing between them."""
    value, ended = 0, Chan(1)

    def finalizer(dead):
        nonlocal value
        value = 42

    def make():
        made = Finalized(finalizer)
        made.x = 1
        del made
        gc.collect()
        ended.try_send(True)

    go(make)
    while not len(ended):  # which orders nothing
        await gosched()
    value = 66


async def norace_cleanup():
    """TestNoRaceCleanup: the cleanup writes its argument, after the last use by the goroutine that made the object."""
    done, argument = Chan(1), Box()

    def clean(box):
        box.x = 2
        done.try_send(True)

    def make():
        made = Box()
        argument.x = 1
        weakref.finalize(made, clean, argument)

    await both(make)
    gc.collect()
    await done.recv()


async def race_between_cleanups():
    """TestRaceBetweenCleanups: the cleanups of two objects write the same variable; nothing says which comes first."""
    value = Box()

    def clean():
        value.x = 1

    def make():
        made = Box()
        weakref.finalize(made, clean)

    await both(make, make)
    gc.collect()
