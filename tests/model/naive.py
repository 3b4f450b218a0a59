"""The naive detector: what the race runtime refines, written to be obviously right.

Clocks are dictionaries from task numbers to counters, copied whole. Tasks are never renamed, no slot is used twice. Every location keeps
lists of accesses. An access races with each access on the lists that conflicts with it and is not ordered before it.

Three rules keep the lists as the runtime keeps them; they are part of what is specified, the rest of the runtime's cleverness must
not show:

1. A plain write replaces the last plain write, also when it races with it, and drops the plain readers that happened before it (by other
   edges than those of scopes, which do not last).
2. Nothing else is dropped. (The runtime does drop what is superfluous: an entry of a set that happened before a new entry of that
   set. Whatever is unordered with the former is unordered with the latter, so no verdict can tell.)
3. An access is neither checked nor recorded when the cell of its key already holds, for this task in its present epoch, a write (for a
   read-modify-write: one that was a read-modify-write), or, for a read, a read. An epoch ends when the task publishes.

Locations come and go (REMOVE): a write that removes one, and a look-up that finds none, mark it as removed; the next access takes the mark
away. What is marked the runtime may forget when it is short of room (`shadow.superfluous`), as it may forget accesses that everybody is
ordered after; the model is told what is left (`keep`) and forgets the same. Under rule 3 a write to a removed location is not one that is
there already, and neither is a removal of one that is there.

An INSERT is an atomic write that makes a location. If another task made it too, unordered, and nobody removed it since, it is a plain write:
one of the two did not see what the other made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WRITE, ATOMIC, RMW, POINT, RANGE, REMOVE, INSERT = 1, 2, 4, 8, 16, 32, 128

Clock = dict[int, int]
Epoch = tuple[int, int]  # task, counter


def join(into: Clock, other: Clock) -> None:
    """Make a clock the larger of both for each task."""
    for task, counter in other.items():
        if into.get(task, 0) < counter:
            into[task] = counter


@dataclass
class Lock:
    value: Clock = field(default_factory=dict)
    owner: int | None = None
    depth: int = 0


@dataclass
class Held:
    address: int
    scope: Clock | None  # what the lock ordered, when it is scoped


@dataclass
class Task:
    number: int
    counter: int = 1
    base: Clock = field(default_factory=dict)  # everything but the edges of scopes
    held: list[Held] = field(default_factory=list)
    finished: bool = False
    last: Clock = field(default_factory=dict)

    @property
    def epoch(self) -> Epoch:
        return self.number, self.counter

    @property
    def clock(self) -> Clock:
        """All that it knows."""
        clock = dict(self.base)
        for held in self.held:
            if held.scope is not None:
                join(clock, held.scope)
        return clock

    def publish(self, scopes: bool = True) -> Clock:
        """All that it did and knows, with or without what scopes let it see; its next access is in a new epoch."""
        clock = self.clock if scopes else dict(self.base)
        clock[self.number] = self.counter
        self.counter += 1
        return clock


@dataclass
class Access:
    epoch: Epoch
    mode: int


@dataclass
class Cell:
    """One location. Plain writes: at most one, by rule 1, but for summaries of elements."""

    writes: list[Access] = field(default_factory=list)
    reads: list[Access] = field(default_factory=list)
    removed: bool = False
    missed: bool = False  # removed, or last looked for and not found: the runtime may not know that it was written


@dataclass
class Object:
    cells: dict[tuple[object, int], Cell] = field(default_factory=dict)  # (key, ATOMIC or 0)
    values: dict[int, Clock] = field(default_factory=dict)
    channels: dict[int, list[tuple[int, Clock | None]]] = field(default_factory=dict)
    lock: Lock | None = None

    def cell(self, key: object, companion: int) -> Cell:
        return self.cells.setdefault((key, companion), Cell())


class Detector:
    """Drop-in for `datarace.runtime`, as far as it goes. The first task is 0."""

    def __init__(self) -> None:
        self.tasks = {0: Task(0)}
        self.objects: dict[int, Object] = {}

    def _object(self, address: int) -> Object:
        return self.objects.setdefault(address, Object())

    # Tasks

    def task_start(self, parent: int | None) -> int:
        clock: Clock = {}
        if parent is None:
            for task in self.tasks.values():
                if not task.finished:
                    join(clock, task.publish())
        else:
            clock = self.tasks[parent].publish()
        task = Task(len(self.tasks), base=clock)
        self.tasks[task.number] = task
        return task.number

    def task_end(self, number: int) -> None:
        task = self.tasks[number]
        task.last = task.publish()
        task.finished = True

    def task_join(self, number: int, child: int) -> None:
        if self.tasks[child].finished:
            join(self.tasks[number].base, self.tasks[child].last)

    def acquire_all_finished(self, number: int) -> None:
        for task in self.tasks.values():
            if task.finished:
                join(self.tasks[number].base, task.last)

    def acquire_task(self, number: int, other: int) -> None:
        if number != other:
            task = self.tasks[other]
            join(self.tasks[number].base, task.last if task.finished else task.publish())

    # Accesses

    def access(self, number: int, address: int, key: int, mode: int, alone: bool = False) -> list[Access]:
        """The earlier accesses that it races with. `alone`: the runtime does not look at it, so the mark stays what it is."""
        task = self.tasks[number]
        thing = self._object(address)
        companion = mode & ATOMIC
        place = "all" if mode & RANGE else key
        cell = thing.cell(place, companion)
        if self._recorded(cell, task.epoch, mode):
            return []
        clock = task.clock
        if mode & INSERT:
            made = thing.cells.get((place, ATOMIC), Cell())
            if not made.removed and not all(self._ordered(task, clock, one.epoch) for one in made.writes):
                mode, companion = mode & ~ATOMIC, 0
                cell = thing.cell(place, companion)
        places = [place]
        if mode & POINT:
            places.append("all")
        if mode & RANGE:
            places.append("elements")
        races = []
        for one in places:
            for other_companion in (0, ATOMIC):
                if companion and other_companion:
                    continue
                other = thing.cells.get((one, other_companion), Cell())
                for earlier in other.writes + (other.reads if mode & WRITE else []):
                    if not self._ordered(task, clock, earlier.epoch):
                        races.append(earlier)
        self._record(task, cell, mode, several_writers=bool(companion))
        if mode & POINT:
            self._record(task, thing.cell("elements", companion), mode, several_writers=True)
        cells = [thing.cells[place, other] for other in (0, ATOMIC) if (place, other) in thing.cells]
        if not alone:
            for one in cells:
                one.missed = bool(mode & REMOVE)
            if not mode & REMOVE or mode & WRITE or not any(one.writes for one in cells):
                for one in cells:
                    one.removed = bool(mode & REMOVE)
        return races

    def keep(self, address: int, known: set[tuple[object, int]], key: object) -> None:
        """The runtime forgot all locations of an object but these, when `key` was accessed, which may have been removed before that.

        It may do so with what was removed, and where nothing can race.
        """
        cells = self._object(address).cells
        for where in [one for one in cells.keys() - known if one[0] not in ("all", "elements")]:
            cell = cells[where]
            if cell.missed or where[0] == key or all(map(self._past, cell.writes + cell.reads)):
                del cells[where]
            else:
                assert not cell.writes and not cell.reads, (hex(address), where, cell)

    def _past(self, access: Access) -> bool:
        """Whether all who live, and so whoever is yet to come, are ordered after it."""
        return all(task.finished or self._ordered(task, task.base, access.epoch) for task in self.tasks.values())

    @staticmethod
    def _ordered(task: Task, clock: Clock, epoch: Epoch) -> bool:
        return epoch[0] == task.number or clock.get(epoch[0], 0) >= epoch[1]

    @staticmethod
    def _recorded(cell: Cell, epoch: Epoch, mode: int) -> bool:
        """Rule 3."""
        written = [access for access in cell.writes if access.epoch == epoch]
        if mode & REMOVE:
            return bool(mode & WRITE) and cell.removed and bool(written)
        if mode & WRITE and cell.removed:
            return False
        if mode & WRITE and mode & RMW:
            return any(access.mode & RMW for access in written)
        if mode & WRITE:
            return bool(written)
        return bool(written) or any(access.epoch == epoch for access in cell.reads)

    def _record(self, task: Task, cell: Cell, mode: int, several_writers: bool) -> None:
        access = Access(task.epoch, mode)
        if not mode & WRITE:
            cell.reads.append(access)
        elif several_writers:
            cell.writes.append(access)
        else:  # rule 1
            access.mode |= RMW & max((last.mode & RMW for last in cell.writes if last.epoch == task.epoch), default=0)
            cell.writes = [access]
            cell.reads = [read for read in cell.reads if not self._ordered(task, task.base, read.epoch)]

    # Synchronisation

    def acquire(self, number: int, address: int, which: int) -> None:
        join(self.tasks[number].base, self._object(address).values.get(which, {}))

    def release(self, number: int, address: int, which: int) -> None:
        self._object(address).values[which] = self.tasks[number].publish(scopes=False)

    def release_merge(self, number: int, address: int, which: int) -> None:
        value = dict(self._object(address).values.get(which, {}))
        join(value, self.tasks[number].publish(scopes=False))
        self._object(address).values[which] = value

    def release_acquire(self, number: int, address: int, which: int) -> None:
        self.acquire(number, address, which)
        self.release(number, address, which)

    def lock_created(self, address: int) -> None:
        self._object(address).lock = Lock()

    def lock_acquired(self, number: int, address: int, scoped: bool) -> None:
        task = self.tasks[number]
        thing = self._object(address)
        lock = thing.lock = thing.lock or Lock()
        if lock.owner != number or not lock.depth:
            lock.owner, lock.depth = number, 0
            task.held = [held for held in task.held if held.address != address]  # released by others
        lock.depth += 1
        if scoped:
            task.held.append(Held(address, dict(lock.value)))
        else:
            task.held.append(Held(address, None))
            join(task.base, lock.value)

    def lock_released(self, number: int, address: int) -> None:
        task = self.tasks[number]
        thing = self._object(address)
        lock = thing.lock = thing.lock or Lock()
        lock.value = task.publish()
        if lock.depth > 1 and lock.owner == number:
            lock.depth -= 1
        else:
            lock.owner, lock.depth = None, 0
        for i in reversed(range(len(task.held))):
            if task.held[i].address == address:
                del task.held[i]
                break

    def lock_reset(self, address: int) -> None:
        if address in self.objects and self.objects[address].lock:
            self.objects[address].lock = Lock()

    def channel_put(self, number: int, address: int, item: int, which: int) -> None:
        self._object(address).channels.setdefault(which, []).append((item, self.tasks[number].publish(scopes=False)))

    def channel_get(self, number: int, address: int, item: int, which: int) -> None:
        channel = self._object(address).channels.get(which, [])
        for i, (present, clock) in enumerate(channel):
            if present == item:
                join(self.tasks[number].base, clock or {})
                del channel[i]
                return
        for _, clock in channel:
            join(self.tasks[number].base, clock or {})

    def channel_fill(self, address: int, count: int, which: int) -> None:
        self._object(address).channels.setdefault(which, []).extend([(0, None)] * count)

    def channel_clear(self, address: int, which: int) -> None:
        self._object(address).channels.pop(which, None)

    # The end of objects

    def finalizer_begin(self, number: int, address: int) -> None:
        """The task is ordered after all that used the object, until finalizer_end. Those are in a new epoch afterwards."""
        task = self.tasks[number]
        thing = self._object(address)
        users: Clock = {}
        for cell in thing.cells.values():
            for access in cell.writes + cell.reads:
                users[access.epoch[0]] = max(users.get(access.epoch[0], 0), access.epoch[1])
        scope: Clock = {}
        for user in users:
            if user != number:
                join(scope, self.tasks[user].last if self.tasks[user].finished else self.tasks[user].publish())
        task.held.append(Held(-1, scope))

    def finalizer_end(self, number: int) -> None:
        task = self.tasks[number]
        task.held = [held for held in task.held if held.address != -1]

    def free_object(self, address: int) -> None:
        self.objects.pop(address, None)

    # When memory is short

    def checkpoint(self) -> None:
        """All that happened is before all that will: nothing of it is needed any more."""
        for task in self.tasks.values():
            task.counter += 1
            task.base, task.last = {}, {}
            for held in task.held:
                held.scope = None if held.scope is None else {}
        for thing in self.objects.values():
            thing.cells.clear()
            thing.values.clear()
            if thing.lock is not None:
                thing.lock.value = {}
            for channel in thing.channels.values():
                channel[:] = [(item, None) for item, _ in channel]
