"""What a live task takes in the runtime: `live_tasks.py TASKS SHAPE`.

    started     started by the first task; nothing else yet
    working     each has written a location that all share in turn under one lock
    waiting     each has put something into a channel of its own, as a server's tasks do that answered a request
    control     no task: only the table from numbers to handles that the Python face of the runtime keeps

Everything that grew is counted: the runtime's blocks, its table of slots, and what the shared lock and the channels hold.
"""

import sys

import samples

LOCK = 0x1000_0000
SHARED = LOCK + 64
CHANNELS = 0x2000_0000


def main() -> None:
    """Start the tasks and print."""
    total, shape = int(sys.argv[1]), sys.argv[2]
    from datarace import runtime

    runtime.init()
    runtime.map_shadow(LOCK, 1 << 20)
    handles: dict[int, int] = {}
    before, heap = samples.resident(), runtime.stats()["heap bytes"]
    for number in range(total):
        if shape == "control":
            handles[1000 + number] = 0x7000_0000_0000 + 128 * number
            continue
        task = runtime.task_start(0)
        if shape == "working":
            runtime.lock_acquired(task, LOCK)
            runtime.write(task, SHARED)
            runtime.lock_released(task, LOCK)
        elif shape == "waiting":
            runtime.channel_put(task, CHANNELS + 16 * number, 1)
    samples.say(operations=total, grown=samples.resident() - before, heap=runtime.stats()["heap bytes"] - heap)


main()
