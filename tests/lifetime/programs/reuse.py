"""Objects of the kind that the argument names die, and another one is made at the address of one: nothing comes through.

A thread that nothing orders with the main thread uses the first objects; the main thread then makes others until one has
the address of one of those, and does the same with it.

    cells        what the thread wrote there is no access to the new object: no report about the object itself
    generic      `datarace.release` on the old object orders nothing after `datarace.acquire` on the new one: attribute 'generic'
                 of `notes`, which each thread writes, must be reported
    natural      the same with what the kind itself synchronises by, where there is something: attribute 'natural'
"""

import gc
import os
import sys
import threading

from things import KINDS, generator, notes

import datarace

FIRST = 50  # objects that die; something else may come to lie where some of them were
MOST = 20_000  # objects that are made, and kept, until one comes back at an address
told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


def use(box, write, natural, which):
    notes.generic = notes.natural = 1
    for it in box:
        write(it)
        if natural is not None:
            natural(it)
        datarace.release(which(it))
    del it
    box.clear()
    os.write(tell, b"x")


def run(kind):
    make, write, natural, which = KINDS[kind]
    gc.disable()
    made = [make() for _ in range(2 * FIRST)]
    box, others = made[::2], made[1::2]  # those keep the allocator's pools what they are
    for it in made[::3]:  # or what an object consists of could always come to lie where a whole one was, and the other way round
        if not isinstance(it, type):
            others.append([part for part in getattr(it, "__dict__", {}).values() if part is not it])
    del made, it
    old = {id(which(first)) for first in box}
    user = threading.Thread(target=use, args=(box, write, natural, which))
    user.start()
    os.read(told, 1)
    gc.collect()
    kept = []
    for _ in range(MOST):
        again = make()
        if id(which(again)) in old:
            break
        kept.append(again)
    else:
        sys.exit(f"no other {kind} was made at the address of one of the first")
    write(again)
    if natural is not None:
        natural(again)
        if natural is not generator:
            notes.natural = 2
    if natural is not generator:
        datarace.acquire(which(again))
        notes.generic = 2
    del again
    user.join()
    del others


run(sys.argv[1])
