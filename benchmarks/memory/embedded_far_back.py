"""A race whose earlier access lies far back, in the runtime alone: `embedded_far_back.py SHAPE COUNT`.

The shapes of `far_back.py`, with the events and lock pairs made in C: each event in an epoch of its own, and a write under each
lock. Prints how many races were found, and both stacks, outermost function first.
"""

import sys

import samples

LOCK = 0x1000_0000
NEEDLE = 0x1000_1000
HAY = 0x1000_2000

CALLS = {"early": ("early", "early_middle", "first"), "late": ("late", "late_middle", "last")}
NAMES = [*CALLS["early"], *CALLS["late"]]


def main() -> None:
    """Make the race and print."""
    shape, count = sys.argv[1], int(sys.argv[2])
    from datarace import runtime
    from datarace.runtime.embedding import _time_accesses, _time_locks

    nodes: dict[str, int] = {}
    doing: dict[int, int] = {}
    runtime.init(stack=lambda task: doing.get(task, 0))
    for side, calls in CALLS.items():
        node = 0
        for name in calls:
            node, _ = runtime.stack_node(node, 16 + NAMES.index(name), 7)
        nodes[side] = node
    early = runtime.task_start(0)
    doing[early] = nodes["early"]
    (runtime.read if shape == "readers" else runtime.write)(early, NEEDLE)
    doing.clear()
    if shape == "events":
        _time_accesses(0, HAY, count, runtime.MODE_WRITE, True)
    elif shape == "lock-pairs":
        _time_locks(0, LOCK, count, key=1)
    else:
        for _ in range(count):
            reader = runtime.task_start(0)
            runtime.lock_acquired(reader, LOCK)
            runtime.read(reader, NEEDLE)
            runtime.lock_released(reader, LOCK)
            runtime.task_end(reader)
            runtime.task_join(0, reader)
            runtime.task_release(reader)
    doing[0] = nodes["late"]
    runtime.write(0, NEEDLE)
    stacks = []
    found = runtime.races()
    for access in (found[0].previous, found[0].current) if found else ():
        names: list[str] = []
        node = (runtime.trace_parts(access.trace) or (0,))[0]
        while parts := runtime.stack_parts(node):
            node, code, _ = parts
            names.insert(0, NAMES[code - 16])
        stacks.append(names)
    samples.say(found=len(found), stacks=stacks)


main()
