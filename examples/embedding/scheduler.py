"""A small scheduler that drives the race runtime: no thread, no instrumented code, no Python object that the runtime knows.

Its tasks are generators that yield what they want done: read or write a word, take a lock, send, start another task. The
scheduler does that, and tells `datarace.runtime` of it: addresses, tasks and synchronisation, as the scheduler of a language
would. Processors come and go while tasks run; a collector frees dead objects when no task is current.

`python bank.py` runs a program on it.
"""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from datarace import Race, runtime
from datarace.embedding import Code, Data, start

Steps = Generator["Step", Any, Any]

ARENA, ARENA_SIZE, BLOCK = 0x5000_0000_0000, 1 << 24, 64
QUANTUM = 3  # steps of a task before the next one's turn
SLOTS = 1  # `which` of a channel's free places; 0 is what was sent


class Step(NamedTuple):
    """What a task yields, and gets the answer to."""

    what: str  # new, drop, read, write, lock, unlock, send, receive, go, join
    address: int = 0
    value: Any = None


@dataclass
class Task:
    number: int
    name: str
    steps: Steps
    waiting: Step | None = None  # for a lock, a message, a place or an end: tried again at its next turn
    answer: Any = None  # to the last step that was done
    finished: bool = False


@dataclass
class Object:
    name: str
    words: dict[int, Any] = field(default_factory=dict)
    owner: Task | None = None  # of a lock
    queue: deque[tuple[int, Any]] = field(default_factory=deque)  # of a channel
    capacity: int = 0
    sent: int = 0
    allocated: int = 0  # stack node


NOWHERE = Object("nothing")


class Scheduler:
    """The host: it says who runs, where memory is, and what addresses and program points mean."""

    def __init__(self) -> None:
        self.codes: list[Any] = [None]  # code objects by the number that the runtime knows them by
        self.objects: dict[int, Object] = {}
        self.garbage: list[int] = []
        self.free: list[int] = []
        self.top = ARENA
        self.current: Task | None = None
        self.races: dict[frozenset[Any], tuple[str, int]] = {}  # by both stacks: the first one's text, and how many
        self.created = self.destroyed = self.turns = 0
        # The first task and the first processor are there before anything can be allocated.
        self.main, first = start(self)
        self.processors = [first]
        self.on = first  # the processor that executes
        runtime.map_shadow(ARENA, ARENA_SIZE)
        self.tasks: dict[int, Task] = {}
        self.ready: deque[Task] = deque()

    # What the runtime asks (datarace.embedding.Host).

    def processor(self) -> int:
        """Which processor is current: asked whenever the runtime allocates or frees, in the collector too."""
        return self.on

    def stack(self, number: int) -> int:
        """The calls that a task is in, as a node: from the outermost generator to the one that yielded."""
        node = 0
        generator: Any = self.tasks[number].steps
        while generator is not None and generator.gi_frame is not None:
            code = generator.gi_code
            if code not in self.codes:
                self.codes.append(code)
            node, _ = runtime.stack_node(node, self.codes.index(code), generator.gi_frame.f_lineno)
            generator = generator.gi_yieldfrom
        return node

    def symbolize_code(self, code: int, pc: int) -> Code:
        """What a program point is; its pc is the line already."""
        return Code(self.codes[code].co_qualname, self.codes[code].co_filename.rpartition("/")[2], pc)

    def symbolize_data(self, address: int) -> Data | None:
        """The object at an address: its name, where it begins and ends, where it was allocated."""
        start = address - (address - ARENA) % BLOCK
        it = self.objects.get(start)
        return Data(it.name, start, BLOCK, it.allocated) if it else None

    def task_name(self, number: int) -> str:
        return self.tasks[number].name

    def race(self, race: Race) -> None:
        """A race was found: its text is made for the first with these two stacks."""
        stacks = frozenset((race.current.stack, race.previous.stack))
        text, count = self.races.get(stacks, ("", 0))
        self.races[stacks] = (text or str(race), count + 1)

    # Processors and memory.

    def resize(self, count: int) -> None:
        """As many processors as this; the first one stays. What a destroyed one caches goes to the others."""
        while len(self.processors) < count:
            self.processors.append(runtime.proc_create())
            self.created += 1
        while len(self.processors) > count:
            runtime.proc_destroy(self.processors.pop())
            self.destroyed += 1

    def new(self, task: Task, name: str, capacity: int) -> int:
        if self.free:
            address = self.free.pop()
        else:
            address, self.top = self.top, self.top + BLOCK
        runtime.malloc(address, BLOCK)
        self.objects[address] = Object(name, capacity=capacity, allocated=self.stack(task.number))
        if capacity:
            runtime.channel_fill(address, capacity, SLOTS)
        return address

    def collect(self) -> None:
        """Free what is dead. No task is current; the runtime takes the memory back on the processor that is."""
        for address in self.garbage:
            runtime.free(address, BLOCK)
            del self.objects[address]
        self.free += self.garbage
        self.garbage.clear()

    # Tasks.

    def run(self, main: Steps) -> None:
        """Run until all tasks have ended, each processor for a turn."""
        self.tasks[self.main] = Task(self.main, "main", main)
        self.ready.append(self.tasks[self.main])
        while self.ready:
            self.turns += 1
            self.resize(1 + self.turns // 5 % 4)
            self.on = self.processors[self.turns % len(self.processors)]
            self.turn(self.ready.popleft())
            if len(self.garbage) >= 4:
                self.collect()
        self.collect()

    def turn(self, task: Task) -> None:
        """Let a task do a few steps, until it has to wait or has ended."""
        for _ in range(QUANTUM):
            try:
                step = task.waiting or task.steps.send(task.answer)
            except StopIteration:
                task.finished = True
                if task.number != self.main:
                    runtime.task_end(task.number)
                return
            done, task.answer = self.do(task, step)
            task.waiting = None if done else step
            if not done:
                break
        self.ready.append(task)

    def do(self, task: Task, step: Step) -> tuple[bool, Any]:
        """Do a step and tell the runtime; whether it could be done, and the answer."""
        number, address, value = task.number, step.address, step.value
        it = self.objects.get(address - (address - ARENA) % BLOCK, NOWHERE)
        match step.what:
            case "new":
                return True, self.new(task, *value)
            case "drop":
                self.garbage.append(address)
            case "read":
                runtime.read(number, address)
                return True, it.words.get(address, 0)
            case "write":
                runtime.write(number, address)
                it.words[address] = value
            case "lock":
                if it.owner:
                    return False, None
                it.owner = task
                runtime.lock_acquired(number, address)  # after the real one
            case "unlock":
                runtime.lock_released(number, address)  # before the real one
                it.owner = None
            case "send":
                if len(it.queue) == it.capacity:
                    return False, None
                it.sent += 1
                runtime.channel_get(number, address, 0, SLOTS)  # after the receive that made the place free
                runtime.channel_put(number, address, it.sent)
                it.queue.append((it.sent, value))
            case "receive":
                if not it.queue:
                    return False, None
                item, message = it.queue.popleft()
                runtime.channel_get(number, address, item)
                runtime.channel_put(number, address, 0, SLOTS)
                return True, message
            case "go":
                name, steps = value
                child = runtime.task_start(number, self.stack(number))
                self.tasks[child] = Task(child, name, steps)
                self.ready.append(self.tasks[child])
                return True, child
            case "join":
                if not self.tasks[value].finished:
                    return False, None
                runtime.task_join(number, value)
                runtime.task_release(value)
        return True, None
