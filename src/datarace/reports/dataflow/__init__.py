"""What one activation of a function reads and writes, in which order, and what its writes depend on.

`Activation` walks over the syntax tree of one body as the interpreter would, both ways at each branch and twice around each
loop, with symbols in place of values. At each write it looks whether an earlier read of the same location is among

- the reads that the written value was computed from: an *update*;
- the reads that decided that this point was reached (tests of enclosing statements, tests under which the code before left the
  block, failures that brought us into a handler) or which item is written: a *check*.

A *symbol* is a number for a value that we know nothing of but how it came about: two expressions with one symbol have the same
value. ``d = self.cache`` gives ``d`` the symbol of ``self.cache``, so ``d[k]`` and ``self.cache[k]`` are one location until one
of them is bound to something else. Where branches meet that bind a name differently, it gets a new symbol. A *location* is a
tuple:

- ``("name", name)``: a global or closure variable. (Locals too: it is how their values are remembered. Nobody asks for them.)
- ``("attribute", symbol of the object, name)``
- ``("item", symbol of the container, symbol of the key)``; the key is None for what concerns the container at large.

Each read remembers the locks held and the awaits passed when it was made. What a write does not hold any more, or holds in
addition, was released or acquired in between.

It errs in both directions. Calls are opaque: what a called function reads or writes does not count, and its result derives from
all it was given. Locks are guessed from their shape: any ``with`` block but those of `calls.NO_LOCKS`, ``acquire()`` and
``release()`` of the same object.
"""

from datarace.reports.dataflow.activation import SCOPES, Activation, Scope
from datarace.reports.dataflow.memory import Pair, Position, position

__all__ = ["SCOPES", "Activation", "Pair", "Position", "Scope", "position"]
