# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""A trace drives the runtime: what was recorded elsewhere is checked as if it ran now.

    with Replay("fasttrack") as replay:
        replay.feed(b"T1|w(x)|3\\nT2|r(x)|7\\n")
        replay.finish()
        replay.racy_accesses        # 1

The format is STD, that of the race prediction literature: one event a line, ``thread|op(operand)|loc`` with the ops r, w, acq,
rel, fork and join; begin, end and req have no effect. docs/replay.md has it in full. Everything that is not an op is a name, that is
any text without bar and newline.

Naive model: tests/replay/rules.py, the two rules with clocks in dictionaries. Here each thread is a task of the runtime, each lock a
sync variable, each variable an object with one location, at addresses that are made up. An op is what the runtime's functions of the
same meaning do. A thread that nobody forked is unordered with all that was before: it is started by a task that has done nothing
and never does. A thread that was joined and runs again is a new task that knows what the old one did.

**Two rules**, of RAPID's engines, not the runtime's own (see shadow.py). Both judge each access, also the second in one epoch.

    fasttrack   the last write, a racing one too; the readers: one epoch, or a vector from the first unordered one on. A racing read is
                not recorded. A write that is the first in its epoch drops a vector of readers, but keeps a single one.
    all         all writes and all reads, without those that happened before a later one of the same kind or before a later write:
                whatever is unordered with such an access is unordered with the later one, so no verdict can tell.

**Speed.** Nothing of Python is made for an event. Lines are taken apart eight bytes at a time. That a line has three fields is not checked
beforehand: if it has not, one of the names that were cut out has a bar or a newline in it. No such name is ever put into the
tables, so it is found to be new, and new names are looked at byte by byte.

There is one runtime in a process, and a replay has it from its beginning to `close`. Its methods are critical sections of their object,
so a replay is used by one thread at a time, and nobody else is inside the runtime: accesses look at cells without the lock of
their header and without asking for the processor, of which there is one. No safepoint (memory.pxd) lies between finding a cell and the
last use of it.
"""

import cython
from cython.cimports.libc.stdint import uint8_t, uint32_t, uint64_t

from typing import NamedTuple

attach()

OPS = ("r", "w", "acq", "rel", "fork", "join", "begin", "end", "req")


class TraceError(ValueError):
    """A line is no event: the number of the line, and what is wrong with it."""

    def __init__(self, line, reason):
        super().__init__(f"line {line} {reason}")
        self.line = line
        self.reason = reason


class Counts(NamedTuple):
    """What a replay found, and what it saw."""

    racy_accesses: int
    racy_locs: int  # places of racy accesses; of each race the later one
    events: int
    threads: int
    locks: int
    variables: int


class RacyAccess(NamedTuple):
    """An access that races, and one that it races with."""

    line: int
    thread: str
    op: str  # r or w
    variable: str
    loc: str
    earlier_thread: str | None  # None: not known any more
    earlier_op: str
    earlier_loc: str


def bad_line(number, line):
    """The error for a line that is no event, with the reason."""
    line = line.removesuffix(b"\r")
    shown = line if len(line) <= 100 else line[:97] + b"..."
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return TraceError(number, f"is not UTF-8 text: {repr(shown)[1:]}")
    if len(line) > LINE_LIMIT:
        return TraceError(number, f"does not end within {LINE_LIMIT} bytes: {shown.decode(errors='ignore')!r}")
    fields = text.split("|")
    if len(fields) == 3:
        op = fields[1].partition("(")[0]
        if op not in OPS:
            return TraceError(number, f"has no op that is known ({', '.join(OPS)}): {shown.decode(errors='ignore')!r}")
    return TraceError(number, f"is not an event (thread|op(operand)|loc): {shown.decode(errors='ignore')!r}")


# The host of a replay: its one processor. There is one runtime, so there is one of these.
processor_in_use = cython.declare(cython.pointer(Processor), cython.NULL)


def own_get():
    return processor_in_use


def own_put(processor):
    pass


# Names.

def open_names(names):
    """An empty table."""
    names.shift = 64 - 6
    names.mask = (1 << 6) - 1
    names.count = 0
    names.used = 0
    names.room = 1 << 10
    names.places = cython.cast(cython.pointer(Place), calloc(1 << 6, cython.sizeof(Place)))
    names.names = cython.cast(cython.pointer(Name), calloc(1 << 5, cython.sizeof(Name)))
    names.bytes = cython.cast(cython.pointer(uint8_t), calloc(1 << 10, 1))
    return names.places != cython.NULL and names.names != cython.NULL and names.bytes != cython.NULL


def close_names(names):
    free(names.places)
    free(names.names)
    free(names.bytes)


def hash_long(hash, start, length):
    """The hash of a name of more than eight bytes. Its last eight may overlap those before."""
    i: uint64_t = 8
    while i + 8 < length:
        hash = (hash ^ (hash >> 32) ^ bytes_at(start + i)) * HASH
        i += 8
    hash = (hash ^ (hash >> 32) ^ bytes_at(start + length - 8)) * HASH
    return (hash ^ (hash >> 32) ^ length) * HASH


def decodes(start, length):
    """Whether bytes are UTF-8."""
    try:
        start[:length].decode()
    except UnicodeDecodeError:
        return False
    return True


def is_text(start, length):
    """Whether a name can be one: text without bar and newline."""
    ascii: uint8_t = 0
    i: uint64_t
    for i in range(length):
        if start[i] == 0x7C or start[i] == 0x0A:
            return False
        ascii |= start[i]
    return ascii < 0x80 or decodes(start, length)


def grown(array, room, wanted, size):
    """The array with room for so many items, new ones zero; NULL, and the old one as it was, when memory is out."""
    more: uint64_t = room[0] * 2 if room[0] else 64
    while more < wanted:
        more *= 2
    new = cython.cast(cython.pointer(uint8_t), realloc(array, more * size))
    if new == cython.NULL:
        return cython.NULL
    memset(new + room[0] * size, 0, (more - room[0]) * size)
    room[0] = more
    return new


def grow_names(names):
    """A table twice as large. False when memory is out."""
    room: uint64_t = (names.mask + 1) * 2
    shift: uint32_t = names.shift - 1
    more = cython.cast(cython.pointer(Name), realloc(names.names, room // 2 * cython.sizeof(Name)))
    if more == cython.NULL:
        return False
    names.names = more
    places = cython.cast(cython.pointer(Place), calloc(room, cython.sizeof(Place)))
    if places == cython.NULL:
        return False
    i: uint64_t
    for i in range(names.mask + 1):
        old = cython.address(names.places[i])
        if old.number:
            hash: uint64_t = (old.word ^ (old.word >> 32)) * HASH
            if old.length > 8:
                hash = hash_long(hash, names.bytes + names.names[old.number - 1].offset, old.length)
            at: uint64_t = hash >> shift
            while places[at].number:
                at = (at + 1) & (room - 1)
            places[at] = old[0]
    free(names.places)
    names.places = places
    names.mask = room - 1
    names.shift = shift
    return True


def add_name(run, names, hash, word, start, length):
    """Put a name into a table that does not have it."""
    if not is_text(start, length):
        run.problem = BAD_LINE
        return NOBODY
    if names.count == (names.mask + 1) // 2 and (names.shift <= 33 or not grow_names(names)):
        run.problem = NO_MEMORY
        return NOBODY
    if names.used + length > names.room:
        more = grown(names.bytes, cython.address(names.room), names.used + length, 1)
        if more == cython.NULL:
            run.problem = NO_MEMORY
            return NOBODY
        names.bytes = cython.cast(cython.pointer(uint8_t), more)
    memcpy(names.bytes + names.used, start, length)
    name = cython.address(names.names[names.count])
    name.offset = names.used
    name.length = length
    names.used += length
    at: uint64_t = hash >> names.shift
    while names.places[at].number:
        at = (at + 1) & names.mask
    place = cython.address(names.places[at])
    place.word = word
    place.length = length
    names.count += 1
    place.number = names.count
    return names.count - 1


def name_of(names, number):
    """A name as text."""
    start = names.bytes + names.names[number].offset
    return start[:names.names[number].length].decode()


# Threads.

def start(run, thread, parent):
    """A task for a thread that runs from now on, after what `parent` did, and after what it did itself before it was joined."""
    old = run.tasks[thread]
    task = task_start(parent, thread)
    if task == cython.NULL:
        run.problem = NO_MEMORY
        return cython.NULL
    run.tasks[thread] = task
    if old != cython.NULL:
        acquire_task(task, old)
        task_release(old)
    return task


def task_for(run, thread):
    """The task of a thread that does something; NULL when memory is out."""
    if thread >= run.tasks_room:
        more = grown(run.tasks, cython.address(run.tasks_room), thread + cython.cast(uint64_t, 1), cython.sizeof(cython.p_void))
        if more == cython.NULL:
            run.problem = NO_MEMORY
            return cython.NULL
        run.tasks = cython.cast(cython.pointer(cython.pointer(Task)), more)
    task = run.tasks[thread]
    if task == cython.NULL or task.finished:
        return start(run, thread, run.origin)
    return task


def fork(run, thread, other):
    """`other` runs, or goes on, after what `thread` did so far."""
    task = run.tasks[thread]
    if thread == other:
        return
    if other < run.tasks_room:
        child = run.tasks[other]
        if child != cython.NULL and not child.finished:
            acquire_task(child, task)
            return
    else:
        more = grown(run.tasks, cython.address(run.tasks_room), other + cython.cast(uint64_t, 1), cython.sizeof(cython.p_void))
        if more == cython.NULL:
            run.problem = NO_MEMORY
            return
        run.tasks = cython.cast(cython.pointer(cython.pointer(Task)), more)
    start(run, other, task)


def join(run, thread, other):
    """`thread` goes on after all that `other` did so far, which is probably the end of it."""
    if thread == other or other >= run.tasks_room or run.tasks[other] == cython.NULL:
        return
    if not run.tasks[other].finished:
        task_end(run.tasks[other])
    task_join(run.tasks[thread], run.tasks[other])


# Accesses.

def cell_of(run, addr):
    """The cell of a variable that is accessed for the first time; NULL when memory is out."""
    shadow = locked_shadow(run.processor, addr, 0)
    if shadow == cython.NULL:
        run.problem = NO_MEMORY
        return cython.NULL
    cell = cell_for(run.processor, shadow, KEY)
    spin_unlock(cython.address(shadow.lock))
    if cell == cython.NULL:
        run.problem = NO_MEMORY
    return cell


def racy_fasttrack(run, task, cell, write, loc, earlier):
    """Check an access and record it, by epochs. What it races with is in `earlier`."""
    epoch: uint64_t = task.epoch
    racy: cython.bint = unordered(task, cell.write, cell.write_trace, True, earlier)
    readers: uint64_t = cell.read
    if not write:
        if racy or (readers & WORD_MASK) == epoch:
            return racy
        task.recorded = epoch
        set_add(run.processor, task, cython.address(cell.read), cython.address(cell.read_trace),
                epoch | VECTOR if readers & (SET | VECTOR) else epoch, loc)
        return False
    if not racy:
        racy = unordered(task, readers, cell.read_trace, False, earlier)
    if cell.write == epoch:
        return racy
    task.recorded = epoch
    cell.write_trace = loc
    store64(cython.address(cell.write), epoch)
    if readers & (SET | VECTOR):
        empty(run, cython.address(cell.read))
    return racy


def racy_all(run, task, cell, write, loc, earlier):
    """Check an access against all that matter, and record it. What it races with is in `earlier`."""
    epoch: uint64_t = task.epoch
    task.recorded = epoch
    racy: cython.bint = unordered(task, cell.write, cell.write_trace, True, earlier)
    if not write:
        set_add(run.processor, task, cython.address(cell.read), cython.address(cell.read_trace), epoch, loc)
        return racy
    if racy or unordered(task, cell.read, cell.read_trace, False, earlier):
        set_add(run.processor, task, cython.address(cell.write), cython.address(cell.write_trace), epoch, loc)
        return True
    empty(run, cython.address(cell.write))  # all of it happened before
    empty(run, cython.address(cell.read))
    cell.write_trace = loc
    store64(cython.address(cell.write), epoch)
    return False


def empty(run, word):
    """Forget a set in any of its forms."""
    old: uint64_t = word[0]
    store64(word, 0)
    if old & SET:
        free_set(run.processor, old)


def note(run, thread, variable, write, loc, earlier):
    """Count a racy access, and keep it if it is to be told."""
    run.racy += 1
    if loc >= run.racy_loc_room:
        more = grown(run.racy_loc, cython.address(run.racy_loc_room), loc + cython.cast(uint64_t, 1), 1)
        if more == cython.NULL:
            run.problem = NO_MEMORY
            return
        run.racy_loc = cython.cast(cython.pointer(uint8_t), more)
    if not run.racy_loc[loc]:
        run.racy_loc[loc] = 1
        run.racy_locs += 1
    if not run.telling:
        return
    if run.noted == run.notes_room:
        space = grown(run.notes, cython.address(run.notes_room), run.noted + 1, cython.sizeof(Note))
        if space == cython.NULL:
            run.problem = NO_MEMORY
            return
        run.notes = cython.cast(cython.pointer(Note), space)
    it = cython.address(run.notes[run.noted])
    run.noted += 1
    it.line = run.line
    it.thread = thread
    it.variable = variable
    it.loc = loc
    it.write = write
    it.earlier_loc = earlier.loc
    it.earlier_write = earlier.write
    it.earlier_thread = NOBODY
    number: uint32_t = 0
    finished: cython.bint = False
    task_of(earlier.epoch, cython.address(number), cython.address(it.earlier_thread), cython.address(finished))


# Lines.

def seek(place, limit, sought):
    """The first byte from `place` on that is the one sought; NULL when there is none before `limit`."""
    while place < limit:
        before: uint64_t = bytes_before(bytes_at(place), sought)
        place += before
        if before < 8:
            return place if place < limit else cython.NULL
    return cython.NULL


def is_idle(start, end):
    """Whether a line is an event without effect: ``thread|begin|loc``, with an operand or without; end and req too."""
    size: uint64_t = end - start
    first = cython.cast(cython.pointer(cython.const[uint8_t]), memchr(start, 0x7C, size))
    if first == cython.NULL or first == start:
        return False
    size = end - first - 1
    second = cython.cast(cython.pointer(cython.const[uint8_t]), memchr(first + 1, 0x7C, size))
    if second == cython.NULL:
        return False
    size = second - first - 1
    name: uint64_t = 5 if size >= 5 and memcmp(first + 1, b"begin", 5) == 0 else 3
    if name == 3 and (size < 3 or (memcmp(first + 1, b"end", 3) != 0 and memcmp(first + 1, b"req", 3) != 0)):
        return False
    if size > name and (size < name + 3 or first[1 + name] != 0x28 or second[-1] != 0x29):
        return False
    size = first - start
    if not is_text(start, size):
        return False
    size = second - first - 1
    if not is_text(first + 1, size):
        return False
    size = end - second - 1
    return is_text(second + 1, size)


def read_lines(run, data, size):
    """Take in all lines that end at least MARGIN bytes before the end; how many bytes they were.

    Stops at the beginning of a line that is not an event, and when memory is out: see `problem`.
    """
    at = data
    limit = data + size - MARGIN
    earlier: Earlier
    while at < limit:
        if at[0] == 0x0A:
            at += 1
            run.line += 1
            continue
        bar = seek(at, limit, BARS)
        if bar == cython.NULL:
            break
        op: uint64_t = bytes_at(bar + 1)
        operand = bar + 3
        idle: cython.bint = False
        if (op & TWO_BYTES) != OP_READ and (op & TWO_BYTES) != OP_WRITE:
            if (op & FOUR_BYTES) == OP_ACQUIRE or (op & FOUR_BYTES) == OP_RELEASE:
                operand = bar + 5
            elif (op & FIVE_BYTES) == OP_FORK or (op & FIVE_BYTES) == OP_JOIN:
                operand = bar + 6
            else:
                idle = True
        close = seek(operand, limit, BARS)
        if close == cython.NULL:
            break
        end = seek(close + 1, limit, NEWLINES)
        if end == cython.NULL:
            break
        next = end + 1
        if end[-1] == 0x0D:
            end -= 1
        if idle:
            if not is_idle(at, end):
                run.problem = BAD_LINE
                break
            run.events += 1
            run.line += 1
            at = next
            continue
        if bar == at or close[-1] != 0x29 or close - 1 <= operand:
            run.problem = BAD_LINE
            break
        width: uint64_t = bar - at
        thread: uint32_t = intern(run, cython.address(run.threads), at, width)
        width = end - close - 1
        loc: uint32_t = intern(run, cython.address(run.locs), close + 1, width)
        if thread == NOBODY or loc == NOBODY:
            break
        task = run.tasks[thread] if thread < run.tasks_room else cython.NULL
        if task == cython.NULL or task.finished:
            task = task_for(run, thread)
            if task == cython.NULL:
                break
        width = close - 1 - operand
        if (op & TWO_BYTES) == OP_READ or (op & TWO_BYTES) == OP_WRITE:
            write: cython.bint = (op & TWO_BYTES) == OP_WRITE
            variable: uint32_t = intern(run, cython.address(run.variables), operand, width)
            if variable == NOBODY:
                break
            addr: uint64_t = VARIABLES + (cython.cast(uint64_t, variable) << 4)
            cell = find_cell(addr, KEY)
            if cell == cython.NULL:
                cell = cell_of(run, addr)
                if cell == cython.NULL:
                    break
            if (racy_all(run, task, cell, write, loc, cython.address(earlier)) if run.all
                    else racy_fasttrack(run, task, cell, write, loc, cython.address(earlier))):
                note(run, thread, variable, write, loc, cython.address(earlier))
        elif (op & FOUR_BYTES) == OP_ACQUIRE or (op & FOUR_BYTES) == OP_RELEASE:
            lock: uint32_t = intern(run, cython.address(run.locks), operand, width)
            if lock == NOBODY:
                break
            if (op & FOUR_BYTES) == OP_ACQUIRE:
                acquire(task, LOCKS + (cython.cast(uint64_t, lock) << 4), 0)
            else:
                release(task, LOCKS + (cython.cast(uint64_t, lock) << 4), 0, 0)
        else:
            other: uint32_t = intern(run, cython.address(run.threads), operand, width)
            if other == NOBODY:
                break
            if (op & FIVE_BYTES) == OP_FORK:
                fork(run, thread, other)
            else:
                join(run, thread, other)
        run.events += 1
        run.line += 1
        at = next
        if run.problem:
            break
    return at - data


@cython.cclass
class Replay:
    """One trace, fed in pieces of any size.

    count: which rule, "fasttrack" or "all".
    telling: whether `feed` and `finish` return racy accesses; without it they are only counted.
    Raises RuntimeError when the runtime is in use: one replay at a time, and none while the detector runs.
    """

    def __cinit__(self, count="fasttrack", telling=False):
        global processor_in_use
        if count not in ("fasttrack", "all"):
            raise ValueError(f"there is no rule {count!r} to count by: fasttrack or all")
        if get_state().open:
            raise RuntimeError("the race runtime is in use: one replay at a time, and none while the detector runs")
        run = cython.cast(cython.pointer(Run), calloc(1, cython.sizeof(Run)))
        if run == cython.NULL:
            raise MemoryError
        self.run = run
        self.rest = b""
        run.all = count == "all"
        run.telling = telling
        run.line = 1
        if not (open_names(cython.address(run.threads)) and open_names(cython.address(run.locks))
                and open_names(cython.address(run.variables)) and open_names(cython.address(run.locs))):
            raise MemoryError
        host: Host
        memset(cython.address(host), 0, cython.sizeof(Host))
        host.get_processor = own_get
        host.put_processor = own_put
        processor: cython.pointer(Processor) = cython.NULL
        task = init(cython.address(host), cython.address(processor))
        if task == cython.NULL:
            raise MemoryError("no address space for the race runtime (a limit on virtual memory, ulimit -v?)")
        processor_in_use = processor
        run.processor = processor
        run.origin = task

    def __dealloc__(self):
        self.end()

    def end(self):
        run = self.run
        if run == cython.NULL:
            return
        self.run = cython.NULL
        if run.origin != cython.NULL:
            fini()
        close_names(cython.address(run.threads))
        close_names(cython.address(run.locks))
        close_names(cython.address(run.variables))
        close_names(cython.address(run.locs))
        free(run.tasks)
        free(run.racy_loc)
        free(run.notes)
        free(run)

    def told(self):
        """The racy accesses since the last time, if they are to be told."""
        run = self.run
        i: uint64_t
        accesses = []
        for i in range(run.noted):
            it = cython.address(run.notes[i])
            accesses.append(RacyAccess(
                it.line, name_of(cython.address(run.threads), it.thread), "w" if it.write else "r",
                name_of(cython.address(run.variables), it.variable), name_of(cython.address(run.locs), it.loc),
                None if it.earlier_thread == NOBODY else name_of(cython.address(run.threads), it.earlier_thread),
                "w" if it.earlier_write else "r", name_of(cython.address(run.locs), it.earlier_loc)))
        run.noted = 0
        return accesses

    def read(self, data, last):
        """Take in all lines that are complete, and keep the rest."""
        run = self.run
        if run == cython.NULL:
            raise ValueError("the replay is closed")
        if self.finished:
            raise ValueError("the trace is finished")
        self.finished = True  # unless all goes well
        if self.rest:
            data = self.rest + data
        if run.line == 1 and run.events == 0 and data[:3] == b"\xef\xbb\xbf":
            data = data[3:]  # what some editors put in front of UTF-8
        size: uint64_t = len(data)
        used: uint64_t = read_lines(run, data, size) if size > MARGIN else 0
        state = get_state()
        # A checkpoint forgets, and then the counts are too low: no answer is better.
        if run.problem == NO_MEMORY or not peek8(cython.address(state.running)) or state.checkpoints or state.lost_cells or state.lost_tasks:
            raise MemoryError(f"memory ran out at line {run.line}")
        rest: bytes = data[used:]
        end: cython.Py_ssize_t = rest.find(b"\n")
        left: cython.Py_ssize_t = len(rest)
        if run.problem == BAD_LINE or 0 <= end < left - MARGIN:
            raise bad_line(run.line, rest[:end])
        if end < 0 and left > LINE_LIMIT:
            raise bad_line(run.line, rest)
        self.rest = rest
        self.finished = last
        return self.told()

    @cython.critical_section
    def feed(self, data):
        """Take in the next piece of the trace; the racy accesses in it, if they are to be told.

        Raises TraceError for a line that is no event, MemoryError when there is no room for what has to be remembered.
        """
        return self.read(bytes(data), False)

    @cython.critical_section
    def finish(self):
        """The trace is over, if need be with a line that has no newline. As `feed`."""
        return self.read(b"\n" + bytes(MARGIN), True)

    @cython.critical_section
    def counts(self):
        """What was found and what the trace is made of, so far."""
        run = self.run
        if run == cython.NULL:
            raise ValueError("the replay is closed")
        return Counts(
            run.racy, run.racy_locs, run.events, run.threads.count, run.locks.count, run.variables.count)

    @cython.critical_section
    def close(self):
        """Give back the runtime and all memory. Nothing can be asked afterwards."""
        self.end()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
