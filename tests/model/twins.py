"""The runtime and the naive model side by side: each step is done by both, and the verdict on every access is compared.

A step is a name and four numbers, which say who and what, modulo what there is. So every list of steps is a program, also when some of
its steps are left out: that is what shrinking needs.
"""

from __future__ import annotations

from naive import ATOMIC, INSERT, POINT, RANGE, REMOVE, RMW, WRITE, Detector

from datarace import runtime

BASE = 0x7F00_0000_0000
#: One key has one way of access: an element (POINT) or an attribute (plain).
ELEMENTS = (101, 102, 103, 104)
ATTRIBUTES = (1, 2, 3)
#: Elements too: enough of them for tables that are looked through before they grow.
MANY = tuple(range(1000, 1400))

Step = tuple[str, int, int, int, int]


def address_of(index: int) -> int:
    return BASE + 64 * index


class Twins:
    """Runs the same steps on both and compares."""

    def __init__(self, objects: int = 6, memory_limit: int = 0) -> None:
        self.model = Detector()
        self.objects = objects
        self.live = [0]
        self.finished: list[int] = []
        self.processors: list[int] = []
        self.verdicts = 0
        self.steps = 0
        self.checkpoints = 0
        self.pruned = 0
        #: Locations that were written since their object is new, and those of them that are not there now.
        self.written: set[tuple[int, int]] = set()
        self.absent: set[tuple[int, int]] = set()
        #: Whether locations were removed or found missing at all.
        self.removals = False
        #: Checkpoints come whenever the runtime wants one: before a step that records something.
        self.limited = memory_limit != 0
        runtime.init(memory_limit=memory_limit)

    def close(self) -> None:
        runtime.fini()

    def pick(self, number: int) -> int:
        return self.live[number % len(self.live)]

    def step(self, what: str, a: int, b: int, c: int, d: int) -> None:
        """One step; the numbers choose who and what, modulo what there is."""
        self.steps += 1
        getattr(self, what)(a, b, c, d)

    def both(self, name: str, *arguments: object) -> tuple[object, object]:
        """One call on both; what it returned here and there."""
        here = getattr(runtime, name)(*arguments)
        if self.limited:
            self.notice_checkpoint()
        return here, getattr(self.model, name)(*arguments)

    def notice_checkpoint(self) -> None:
        """The call that was made began with a checkpoint, if there is one more."""
        made = runtime.stats()["checkpoints"]
        while self.checkpoints < made:
            self.checkpoints += 1
            self.model.checkpoint()
            self.written.clear()

    # Accesses

    def access(self, a: int, b: int, c: int, d: int) -> None:
        task, address = self.pick(a), address_of(b % self.objects)
        mode = (WRITE if d & 1 else 0) | (ATOMIC if d & 6 == 6 else 0) | (RMW if d & 9 == 9 else 0)
        choice = c % (len(ELEMENTS) + len(ATTRIBUTES) + 1)
        if choice < len(ELEMENTS):
            key, mode = ELEMENTS[choice], mode | POINT
        elif choice < len(ELEMENTS) + len(ATTRIBUTES):
            key = ATTRIBUTES[choice - len(ELEMENTS)]
        else:
            key, mode = 1, mode | RANGE
        self.check(task, address, key, mode)

    def fill(self, a: int, b: int, c: int, d: int) -> None:
        """Accesses to many elements in a row: tables grow."""
        mode = POINT | (WRITE if d & 3 else 0) | (ATOMIC if d & 4 else 0)
        for i in range(c % 80):
            key = MANY[(c // 80 + i) % len(MANY)]
            self.check(self.pick(a + i * (d >> 3 & 1)), address_of(b % self.objects), key, mode | (INSERT if d & 20 == 20 else 0))

    def element(self, a: int, b: int, c: int, d: int) -> None:
        mode = POINT | (WRITE if d & 1 else 0) | (ATOMIC if d & 2 else 0) | (INSERT if d & 7 == 7 else 0)
        self.check(self.pick(a), address_of(b % self.objects), MANY[c % len(MANY)], mode)

    def insert(self, a: int, b: int, c: int, d: int) -> None:
        """A task makes a location that may not be there."""
        keys = MANY[:4] + ELEMENTS
        self.check(self.pick(a), address_of(b % self.objects), keys[c % len(keys)], POINT | WRITE | ATOMIC | INSERT)

    def remove(self, a: int, b: int, c: int, d: int) -> None:
        """A location is taken out of its object, or a look-up finds that it is not there."""
        task, address = self.pick(a), address_of(b % self.objects)
        keys = MANY + ELEMENTS * 20 + ATTRIBUTES * 20
        key = keys[c % len(keys)]
        self.removals = True
        mode = REMOVE | (ATOMIC if d & 1 else 0) | (0 if key in ATTRIBUTES else POINT)
        there = (address, key) in self.written and (address, key) not in self.absent
        if there or d & 6 == 6:
            mode |= WRITE
        self.check(task, address, key, mode)

    def check(self, task: int, address: int, key: int, mode: int, races: bool = True) -> None:
        """One access. With `races` false there must be none."""
        removed = runtime.stats()["removed locations"] if self.removals else 0
        alone = not runtime.stats()["armed"]
        count = runtime.access(task, address, key, mode, self.steps)
        if self.limited:
            self.notice_checkpoint()
        pruned = runtime.stats()["removed locations"] - removed if self.removals else 0
        self.pruned += pruned
        expected = self.model.access(task, address, key, mode, alone)
        if pruned:
            known: set[tuple[object, int]] = {(one, ATOMIC * atomic) for one, atomic in runtime.locations_of(address)}
            self.model.keep(address, known, key)
        if mode & WRITE and not mode & RANGE:
            self.written.add((address, key))
            if mode & REMOVE:
                self.absent.add((address, key))
            else:
                self.absent.discard((address, key))
        assert bool(count) == bool(expected), (task, hex(address), key, mode, expected)
        assert races or not count
        told = runtime.races()
        assert len(told) == count
        racing = {(access.epoch[0], access.mode & (WRITE | ATOMIC)) for access in expected}
        for race in told:
            assert race.current.task == task
            assert (race.previous.task, race.previous.mode & (WRITE | ATOMIC)) in racing
        self.verdicts += bool(expected)

    # Tasks

    def start(self, a: int, b: int, c: int, d: int) -> None:
        self.spawn(self.pick(a))

    def start_many(self, a: int, b: int, c: int, d: int) -> None:
        parent = self.pick(a)
        for _ in range(b % 100):
            self.spawn(parent)

    def start_foreign(self, a: int, b: int, c: int, d: int) -> None:
        self.spawn(None)

    def spawn(self, parent: int | None) -> None:
        here, expected = self.both("task_start", parent)
        assert isinstance(expected, int)
        assert here == expected
        self.live.append(expected)

    def end(self, a: int, b: int, c: int, d: int) -> None:
        if len(self.live) > 1:
            task = self.live.pop(a % len(self.live))
            self.both("task_end", task)
            self.finished.append(task)

    def end_many(self, a: int, b: int, c: int, d: int) -> None:
        for i in range(b % 120):
            self.end(a + i * (d & 1), b, c, d)

    def join(self, a: int, b: int, c: int, d: int) -> None:
        if self.finished:
            child = self.finished[b % len(self.finished)]
            self.both("task_join", self.pick(a), child)
            if d & 1:  # some are joined twice, or never; then the handle goes
                self.finished.remove(child)
                runtime.task_release(child)

    def join_many(self, a: int, b: int, c: int, d: int) -> None:
        for i in range(c % 120):
            self.join(a, b + i, c, d)

    def forget(self, a: int, b: int, c: int, d: int) -> None:
        if self.finished:
            runtime.task_release(self.finished.pop(b % len(self.finished)))

    def acquire_all_finished(self, a: int, b: int, c: int, d: int) -> None:
        self.both("acquire_all_finished", self.pick(a))

    def acquire_task(self, a: int, b: int, c: int, d: int) -> None:
        everyone = self.live + self.finished
        self.both("acquire_task", self.pick(a), everyone[b % len(everyone)])

    # Synchronisation

    def sync(self, a: int, b: int, c: int, d: int) -> None:
        name = ("acquire", "release", "acquire", "release", "release_merge", "release_acquire")[d % 6]
        if name == "release_acquire" and self.limited:  # the checkpoint could come between the two
            name = "release"
        self.both(name, self.pick(a), address_of(b % self.objects), c % 2)

    def lock(self, a: int, b: int, c: int, d: int) -> None:
        self.both("lock_acquired", self.pick(a), address_of(b % self.objects), bool(c & 1))

    def unlock(self, a: int, b: int, c: int, d: int) -> None:
        task, address = self.pick(a), address_of(b % self.objects)
        held = self.model.tasks[task].held
        if held and d % 8:  # mostly one that it holds
            address = held[c % len(held)].address
        self.both("lock_released", task, address)

    def new_lock(self, a: int, b: int, c: int, d: int) -> None:
        self.both(("lock_created", "lock_reset")[d & 1], address_of(b % self.objects))

    def critical_section(self, a: int, b: int, c: int, d: int) -> None:
        task, address = self.pick(a), address_of(self.objects + b % 3)
        self.both("lock_acquired", task, address, bool(d & 16))
        self.check(task, address_of(b % self.objects), ATTRIBUTES[c % 3], WRITE if d & 1 else 0)
        self.both("lock_released", task, address)

    def put(self, a: int, b: int, c: int, d: int) -> None:
        self.both("channel_put", self.pick(a), address_of(b % self.objects), d % 3, c % 2)

    def get(self, a: int, b: int, c: int, d: int) -> None:
        self.both("channel_get", self.pick(a), address_of(b % self.objects), d % 4, c % 2)

    def channel(self, a: int, b: int, c: int, d: int) -> None:
        address = address_of(b % self.objects)
        if d & 1:
            self.both("channel_fill", address, a % 3, c % 2)
        else:
            self.both("channel_clear", address, c % 2)

    # The end of objects

    def finalize(self, a: int, b: int, c: int, d: int) -> None:
        """A finalizer that uses the object alone. Everybody is in a new epoch before and after, since which users were moved
        to one depends on which entries of sets are still there (rule 2)."""
        task, address = self.pick(a), address_of(b % self.objects)
        self.both("finalizer_begin", task, address)
        for key in ATTRIBUTES:
            self.check(task, address, key, WRITE, races=False)
        self.both("finalizer_end", task)
        for other in self.live:
            self.both("release", other, BASE - 64, 0)

    def free(self, a: int, b: int, c: int, d: int) -> None:
        self.both("free_object", address_of(b % self.objects))
        self.forget_locations(b % self.objects, 1)

    def free_range(self, a: int, b: int, c: int, d: int) -> None:
        """Memory of several objects goes, or is handed out again."""
        first, count = b % self.objects, 1 + c % 3
        (runtime.malloc if d & 1 else runtime.free)(address_of(first), 64 * count)
        for i in range(count):
            self.model.free_object(address_of(first + i))
        self.forget_locations(first, count)

    def forget_locations(self, first: int, count: int) -> None:
        gone = range(address_of(first), address_of(first + count))
        self.written = {where for where in self.written if where[0] not in gone}
        self.absent = {where for where in self.absent if where[0] not in gone}

    # Memory

    def checkpoint(self, a: int, b: int, c: int, d: int) -> None:
        if d % 4 == 0:
            runtime.checkpoint()
            self.notice_checkpoint()

    def processor(self, a: int, b: int, c: int, d: int) -> None:
        """What a program does must not depend on the processors that it does it on."""
        if d % 4 == 0 and len(self.processors) < 4:
            self.processors.append(runtime.proc_create())
        elif d % 4 == 1:
            runtime.use_processor(self.processors[a % len(self.processors)] if self.processors else None)
        elif d % 4 == 2 and self.processors:
            runtime.proc_destroy(self.processors.pop(a % len(self.processors)))
        else:
            runtime.set_processors(1 + c % 4)


WEIGHTS = {
    "access": 30, "sync": 10, "critical_section": 8, "lock": 6, "unlock": 6, "start": 5, "end": 4, "join": 5, "put": 3, "get": 3, "free": 2,
    "forget": 1, "acquire_all_finished": 1, "acquire_task": 1, "new_lock": 1, "channel": 1, "finalize": 1, "start_foreign": 1,
    "checkpoint": 1, "processor": 1, "free_range": 1, "remove": 2, "element": 2, "insert": 2, "fill": 1,
}  # fmt: skip
NAMES = [name for name, weight in WEIGHTS.items() for _ in range(weight)]
#: Steps that are for programs of their own.
MASSES = ("start_many", "end_many", "join_many")
