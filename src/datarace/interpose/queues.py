"""Queues: the `put` of an item comes before the `get` of that item, and nothing else of the queue.

Items are told apart by identity, at the points where they are in the queue, under its mutex; so LIFO and priority order
need nothing special, nor do `_put` and `_get` of a user's subclass. In a queue of bound C the k-th `get` comes before the
(k+C)-th `put`: slots go round like a semaphore's permits. `task_done` comes before `join`; `shutdown` before ShutDown is
raised for it.
"""

from __future__ import annotations

from datarace.interpose.table import At, Function, Hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

ITEMS, SLOTS, TASKS, SHUTDOWN = 1, 2, 3, 4

HOOKS = (
    Hook("_queue:SimpleQueue.put", "QUEUE_PUT"),
    Hook("_queue:SimpleQueue.put_nowait", "QUEUE_PUT"),
    Hook("_queue:SimpleQueue.get", "QUEUE_GET"),
    Hook("_queue:SimpleQueue.get_nowait", "QUEUE_GET"),
)


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for queues."""

    def fill(maxsize: object, queue: object) -> None:
        if isinstance(maxsize, int) and maxsize > 0:
            probes.channel_fill(queue, int(maxsize), SLOTS)

    def shut_down(immediate: object, queue: object) -> None:
        probes.release_merge(queue, SHUTDOWN)
        if immediate:
            # It counts what it throws away as done, and join() may return for it.
            probes.release_merge(queue, TASKS)

    def drained(immediate: object, queue: object) -> None:
        if immediate:
            probes.channel_clear(queue, ITEMS)

    def found_empty(queue: object) -> None:
        # Items may have left unseen: the program emptied the storage itself, or its `_put` dropped one. Another object at
        # the address of such an item must not be taken for it.
        probes.channel_clear(queue, ITEMS)

    see_shutdown = At("global ShutDown", probes.SYNC_ACQUIRE, SHUTDOWN, required=False)
    return (
        Function("queue", "Queue.__init__", At("return", fill, key="maxsize")),
        Function(
            "queue",
            "Queue.put",
            see_shutdown,
            At("store unfinished_tasks", probes.PERMIT_GET, SLOTS, positive="maxsize"),
            At("store unfinished_tasks", probes.CHANNEL_PUT, ITEMS, key="item"),
        ),
        Function(
            "queue",
            "Queue.get",
            see_shutdown,
            At("attribute wait", found_empty),
            At("global Empty", found_empty),
            At("attribute not_full", probes.CHANNEL_GET, ITEMS, key="item"),
            At("attribute not_full", probes.PERMIT_PUT, SLOTS, positive="maxsize"),
        ),
        Function("queue", "Queue.task_done", At("store unfinished_tasks", probes.SYNC_RELEASE_MERGE, TASKS)),
        Function("queue", "Queue.join", At("return", probes.SYNC_ACQUIRE, TASKS)),
        Function(
            "queue",
            "Queue.shutdown",
            At("entry", shut_down, key="immediate"),
            At("return", drained, key="immediate"),
            required=False,
        ),
    )
