"""Every kind of object that the detector keeps something for: how one is made, used, and what it synchronises by."""

import array
import collections
import concurrent.futures
import os
import queue
import threading
import types

ended, end = os.pipe()


class Notes:
    pass


notes = Notes()
token = object()
without = []  # owners that have other dicts now


class Plain:
    pass


class Slots:
    __slots__ = ("x",)


class WithSlotsAndDict(Slots):
    pass


class Big:
    __slots__ = tuple(f"x{i}" for i in range(200))  # a block too large for the object allocator's pools


class Many(Plain):
    def __init__(self):
        for i in range(100):
            setattr(self, f"x{i}", i)  # more than there is room for among the inline values


class Lasting(Plain):
    def __del__(self):
        pass


class List(list):
    pass


class SlotsList(list):
    __slots__ = ()


class Dict(dict):
    pass


class SlotsDict(dict):
    __slots__ = ()


class Set(set):
    pass


class SlotsSet(set):
    __slots__ = ()


class Deque(collections.deque):
    pass


class Bytes(bytearray):
    pass


class Meta(type):
    pass


def write_attribute(o):
    o.x = 1


def write_big(o):
    o.x7 = 1


def write_first(o):
    o[0] = 1
    o[:] = o[:]


def write_key(o):
    o["a"] = 1
    o["new"] = 2


def write_in_dict(o):
    vars(o)["x7"] = 1


def make_dict_of_instance():
    owner = Many()
    owner.me = owner
    return vars(owner)


def write_and_give_up(o):
    """What was an attribute of the owner is one no more; the owner lives on."""
    o["x7"] = 1
    owner = o["me"]
    if vars(owner) is o:
        owner.__dict__ = {}
        without.append(owner)


def write_set(o):
    o.add("a")
    for _ in o:
        pass


def write_deque(o):
    o[0] = 1


def write_global(o):
    exec("x = 1\nx += 1", vars(o))


def nothing(o):
    pass


def make_closure():
    x = 0

    def write():
        nonlocal x
        x += 1

    return write


def make_cycle():
    thing = Plain()
    thing.me = thing
    return thing


def make_view():
    return memoryview(bytearray(8))


def make_generator():
    try:
        yield 1
        yield 2
    finally:
        notes.natural = 2


def take_first(o):
    return o


def behind_view(o):
    return o.obj


def the_cell(o):
    return o.__closure__[0]


def hand_over(o):
    """`append` to `pop` is an edge."""
    o.append(1)
    o.pop()


def with_lock(o):
    with o:
        pass


def permit(o):
    o.release()
    o.acquire()


def event(o):
    if o.is_set() is not None:
        o.set()


def put_and_get(o):
    o.put(token)
    o.get()
    o.put(token)


def future(o):
    if o.done() is not None:
        o.set_result(None)


class Runs(threading.Thread):
    def run(self):
        os.write(end, b"x")


def thread(o):
    """The first ones run and end, and nobody joins them. That a new one, which has not run, is not alive orders nothing."""
    if in_main():
        assert not o.is_alive()
    else:
        threads = threading.active_count()
        o.start()
        os.read(ended, 1)
        while threading.active_count() > threads:
            os.sched_yield()


def generator(o):
    """The first ones are closed by the thread; what the new one does in its end comes after no step of those."""
    next(o)
    if not in_main():
        o.close()


def in_main():
    return threading.get_ident() == threading.main_thread().ident


#: name -> how it is made, how it is written, what it synchronises by, the object whose address counts
KINDS = {
    "instance": (Plain, write_attribute, None, take_first),
    "instance with many attributes": (Many, write_attribute, None, take_first),
    "instance with slots": (Slots, write_attribute, None, take_first),
    "instance with slots and dict": (WithSlotsAndDict, write_attribute, None, take_first),
    "instance with finalizer": (Lasting, write_attribute, None, take_first),
    "instance in a cycle": (make_cycle, write_attribute, None, take_first),
    "big instance": (Big, write_big, None, take_first),
    "dict of an instance": (Many, write_in_dict, None, vars),
    "dict that its instance gave up": (make_dict_of_instance, write_and_give_up, None, take_first),
    "class": (lambda: type("Made", (), {}), write_attribute, None, take_first),
    "class of a metaclass": (lambda: Meta("Made", (), {}), write_attribute, None, take_first),
    "module": (lambda: types.ModuleType("made"), write_attribute, None, vars),
    "globals": (lambda: types.ModuleType("made"), write_global, None, vars),
    "function": (lambda: lambda: None, write_attribute, None, take_first),
    "namespace": (types.SimpleNamespace, write_attribute, None, take_first),
    "cell": (make_closure, lambda o: o(), None, the_cell),
    "list": (lambda: [0] * 4, write_first, hand_over, take_first),
    "long list": (lambda: [0] * 4000, write_first, hand_over, take_first),
    "subclass of list": (lambda: List([0] * 4), write_first, hand_over, take_first),
    "subclass of list with slots": (lambda: SlotsList([0] * 4), write_first, hand_over, take_first),
    "dict": (lambda: {"a": 0}, write_key, None, take_first),
    "subclass of dict": (lambda: Dict(a=0), write_key, None, take_first),
    "subclass of dict with slots": (lambda: SlotsDict(a=0), write_key, None, take_first),
    "OrderedDict": (lambda: collections.OrderedDict(a=0), write_key, None, take_first),
    "defaultdict": (lambda: collections.defaultdict(int, a=0), write_key, None, take_first),
    "Counter": (lambda: collections.Counter(a=0), write_key, None, take_first),
    "set": (lambda: {"x"}, write_set, None, take_first),
    "subclass of set": (lambda: Set(), write_set, None, take_first),
    "subclass of set with slots": (lambda: SlotsSet(), write_set, None, take_first),
    "deque": (lambda: collections.deque([0]), write_deque, hand_over, take_first),
    "subclass of deque": (lambda: Deque([0]), write_deque, hand_over, take_first),
    "bytearray": (lambda: bytearray(8), write_first, None, take_first),
    "long bytearray": (lambda: bytearray(8000), write_first, None, take_first),
    "subclass of bytearray": (lambda: Bytes(8), write_first, None, take_first),
    "array": (lambda: array.array("l", [0] * 4), write_first, None, take_first),
    "bytearray behind a memoryview": (make_view, write_first, None, behind_view),
    "lock": (threading.Lock, nothing, with_lock, take_first),
    "RLock": (threading.RLock, nothing, with_lock, take_first),
    "Condition": (threading.Condition, write_attribute, with_lock, take_first),
    "Semaphore": (lambda: threading.Semaphore(0), write_attribute, permit, take_first),
    "Event": (threading.Event, write_attribute, event, take_first),
    "SimpleQueue": (queue.SimpleQueue, nothing, put_and_get, take_first),
    "Queue": (queue.Queue, write_attribute, put_and_get, take_first),
    "Future": (concurrent.futures.Future, write_attribute, future, take_first),
    "Thread": (Runs, nothing, thread, take_first),
    "generator": (make_generator, nothing, generator, take_first),
}
