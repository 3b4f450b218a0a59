"""What a probe can report: the kinds of sites, the actions of sync sites, the actions of hooks.

The compiled part holds the same numbers (`core.pxd`, `hooks.pxd`); a test compares them.
"""

ATTR_READ, ATTR_WRITE, ATTR_DELETE = 1, 2, 3
GLOBAL_READ, GLOBAL_WRITE, GLOBAL_DELETE = 4, 5, 6
CELL_READ, CELL_WRITE, CELL_DELETE = 7, 8, 9
ITEM_READ, ITEM_WRITE, ITEM_DELETE = 10, 11, 12
SLICE_WRITE, MATCH_KEYS = 13, 14
CONTAINS = 15
ITERATE, STEP, UNPACK = 16, 17, 18
METHOD, CALL = 19, 20
CONSTRUCT, CONSTRUCT_END = 21, 22
FINALIZE, FINALIZE_END = 23, 24
IMPORTED, MODULE_END = 25, 26
MATCH_CLASS = 27
ARRAY_CALL = 28
FIRST_LOOK, SECOND_LOOK_WRITE = 29, 30
BASE_CALL = 31
LOOK_AT_SIZE, LOOK_FOR_VALUE = 32, 33
NEW_DICT = 34

RMW = 1
"""Flag of a write: the value comes from an in-place operator on the same location."""

SPLIT = 2
"""Flag of an access (kinds up to CONTAINS): its function both reads and writes there, and may give a lock back in between."""

REBOUND = 4
"""Flag of a read of an attribute or global: its module binds that name anew, so that it counts also where it holds code."""

HALF = 8
"""Flag of an ATTR_WRITE, with RMW: it stands for the read before it too, which has no probe. Of an ITEM_READ: a write to the same
item follows, and stands for both if the item is there."""

AT_ONCE = 1
"""Flag of an UNPACK: a C function copies what it is given, in one step if that is a built-in container."""

TAKEN = 256
"""Flag of a METHOD, beside the number of positional arguments: the site is given the bound method instead of the receiver."""

LOCAL = 1 << 20
"""Flag of an access to a container, added to its other flags, once for each further reference to it that the running frame is
known to have: it is on the stack because it is in a local variable, and may be there for another access of the same statement."""

CHECKED, CHECKED_VALUE = 512, 1024
"""Flags of a METHOD: its function looks at the same container before, and may act on what it saw: on how many there are, on
whether the argument is among them."""

ADDS = 1
"""Flag of a LOOK_AT_SIZE: what may rely on it adds items; else it takes some out."""

OF_SUPER = 256
"""Flag of a BASE_CALL, beside the number of positional arguments: a call through `super()`, not through a class by its name."""

OF_RECEIVER, OUT_SHIFT = 256, 9
"""Flags of an ARRAY_CALL, beside the number of positional arguments: the site is given the receiver of a method instead of the
function; and from that bit on the position of the argument `out`, from 1; 0: there is none."""

SYNC_ACQUIRE, SYNC_RELEASE, SYNC_RELEASE_MERGE = 1, 2, 3
SYNC_ACQUIRE_IF_TRUE, SYNC_ACQUIRE_IF_FALSE = 4, 5
CHANNEL_PUT, CHANNEL_GET = 6, 7
PERMIT_PUT, PERMIT_GET, PERMIT_GET_IF_TRUE = 8, 9, 10
ACQUIRE_TASK_OF_THREAD = 11

LOCK_ACQUIRE, LOCK_RELEASE, LOCK_NEW, LOCK_RESET = 1, 2, 3, 4
QUEUE_PUT, QUEUE_GET = 5, 6
START_THREAD, RUN_CODE = 7, 8
ACQUIRE_RESTORE, RELEASE_SAVE = 9, 10
CALL_BEFORE = 11
GENERATOR_STEP, PROXY_NEW, TRACEMALLOC_STOP = 12, 13, 14
HAND_OUT = 15

# Scopes (`probes.set_scope`) from this number on are strict.
STRICT_SCOPE = 1 << 31
