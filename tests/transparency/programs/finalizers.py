"""Everything that a program can see of weak references with callbacks, generators' ends and finalizers, printed."""

import asyncio
import gc
import sys
import threading
import warnings
import weakref

gc.disable()


class Thing:
    def method(self):
        return "method"


class EarlyRef(weakref.ref):
    """A subclass that inherits how it is made; the detector was there before it."""

    __slots__ = ()


class OwnRef(weakref.ref):
    def __new__(cls, thing, callback, name):
        self = super().__new__(cls, thing, callback)
        self.name = name
        return self

    def __init__(self, thing, callback, name):
        super().__init__(thing, callback)


def called(reference):
    print("called", type(reference).__name__, reference() if isinstance(reference, weakref.ref) else "")


def failing(reference):
    raise ValueError("from the callback")


def references():
    thing = Thing()
    ref = weakref.ref(thing, called)
    print(ref.__callback__ is called, weakref.ref(thing) is weakref.ref(thing), weakref.ref(thing, called) is ref)
    print(weakref.ref(thing).__callback__, ref == weakref.ref(thing), hash(ref) == hash(thing), ref() is thing)
    print(weakref.getweakrefcount(thing), len(weakref.getweakrefs(thing)))
    print(gc.get_referents(ref) == [called], [type(r).__name__ for r in gc.get_referents(EarlyRef(thing, called))])
    print(any(r is ref for r in gc.get_referrers(called)))
    print(sorted({type(o).__name__ for o in gc.get_objects() if "allback" in type(o).__name__ and "Getset" not in type(o).__name__}))
    try:
        ref.__callback__ = None
    except AttributeError as error:
        print("AttributeError", error)
    for arguments in ((), (1,), (thing, called, 1)):
        try:
            weakref.ref(*arguments)
        except TypeError as error:
            print("TypeError", error)
    try:
        weakref.ref(thing, callback=called)
    except TypeError as error:
        print("TypeError", error)
    early, own, keyed = EarlyRef(thing, called), OwnRef(thing, called, "own"), weakref.KeyedRef(thing, called, "key")
    print(type(early).__name__, own.name, keyed.key, early.__callback__ is called, own.__callback__ is called)
    raw = weakref.ref.__new__(EarlyRef, thing, called)
    print(type(raw).__name__, raw() is thing, raw.__callback__ is called)
    proxy = weakref.proxy(thing, called)
    print(proxy.method(), weakref.proxy(thing) is weakref.proxy(thing), type(proxy).__name__)
    call = weakref.proxy(called, print)
    print(type(call).__name__)
    method = weakref.WeakMethod(thing.method, called)
    print(method()() if method() else None)
    before = sys.getrefcount(called)
    more = [weakref.ref(thing, called) for _ in range(10)]
    print(sys.getrefcount(called) - before)
    more.clear()
    print(sys.getrefcount(called) - before)
    del thing, arguments
    print(ref(), ref.__callback__, early.__callback__)


def mappings():
    values, keys, group = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), weakref.WeakSet()
    things = [Thing() for _ in range(5)]
    for i, thing in enumerate(things):
        values[i], keys[thing] = thing, i
        group.add(thing)
    del things[1:4], thing
    print(sorted(values), sorted(keys.values()), len(group))
    weakref.finalize(things[0], print, "finalized", 1)
    last = weakref.finalize(things[1], print, "finalized at exit")
    things[:1] = []
    print(last.alive, len(values), len(keys), len(group))
    return things


def exceptions():
    hooked = []
    thing = Thing()
    ref = weakref.ref(thing, failing)
    del thing
    print(ref())
    sys.unraisablehook = lambda what: hooked.append((type(what.exc_value).__name__, what.object is failing, what.err_msg))
    thing = Thing()
    ref = weakref.ref(thing, failing)
    del thing
    thing = Thing()
    thing.self, ref = thing, weakref.ref(thing, failing)  # this one dies in the collector
    del thing
    gc.collect()
    sys.unraisablehook = sys.__unraisablehook__
    for kind, same, message in hooked:
        print(kind, same or "callback" in (message or ""), message.partition(" at 0x")[0] if message else None)
    return ref


class Witness:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


def cycles():
    def callback(reference, kept=[]):
        print("never called", kept)

    thing, witness = Thing(), Witness("callback that refers to its own reference")
    ref = weakref.ref(thing, callback)
    callback.cycle = (ref, witness)
    del callback, ref, witness
    gc.collect()
    print("collected?")
    thing.cycle = thing
    witness = Witness("callback of a cycle")

    def other(reference, witness=witness):
        print("called by the collector", reference())

    ref = weakref.ref(thing, other)
    del thing, other, witness
    gc.collect()
    print(ref(), ref.__callback__)

    class Local:
        pass

    lone = weakref.ref(Local, lambda reference: print("class is gone"))
    del Local
    gc.collect()
    print(lone())


def generators():
    def steps():
        try:
            yield 1
            yield 2
        finally:
            print("closed")

    def stubborn():
        try:
            yield 1
        finally:
            raise ValueError("from finally")

    gen = steps()
    print(next(gen), gen.send(None), sys.getrefcount(gen))
    del gen
    print(list(steps()), sum(steps()), [*zip(steps(), steps())])
    gen = stubborn()
    next(gen)
    del gen
    gen = steps()
    print(gen.__next__())
    try:
        gen.throw(KeyError("thrown"))
    except KeyError as error:
        print(repr(error))
    gen.close()
    gen = steps()
    for item in gen:
        break
    gen.gi_frame.f_trace_lines = True
    cycle = [gen]
    cycle.append(cycle)
    del gen, cycle
    gc.collect()

    async def never():
        pass

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        never()
    print([str(warning.message) for warning in caught])

    async def ticks():
        try:
            yield 1
            yield 2
        finally:
            print("async closed")

    async def main():
        async for tick in ticks():
            print(tick)
            break
        other = ticks()
        print(await other.__anext__(), await other.asend(None))
        await other.aclose()
        await asyncio.sleep(0)

    asyncio.run(main())


class Phoenix:
    kept = []

    def __del__(self):
        print("__del__")
        Phoenix.kept.append(self)


def resurrection():
    bird = Phoenix()
    ref = weakref.ref(bird, called)
    del bird
    bird = Phoenix.kept.pop()
    print(ref() is bird, gc.is_finalized(bird))
    bird.again = True
    del bird
    print(ref(), Phoenix.kept)


def everything():
    references()
    mappings()
    exceptions()
    cycles()
    generators()
    resurrection()


everything()
threads = [threading.Thread(target=work) for work in (references, mappings, exceptions, cycles, generators, resurrection)]
for thread in threads:  # one after the other, while a second one makes the detector record
    waiting = threading.Event()
    other = threading.Thread(target=waiting.wait)
    other.start()
    thread.start()
    thread.join()
    waiting.set()
    other.join()
kept = mappings()
