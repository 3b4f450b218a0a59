"""What goes wrong in a program of goroutines."""

from __future__ import annotations


class Closed(Exception):
    """A receive found the channel closed, and all that was sent before is taken."""


class Panic(RuntimeError):
    """Misuse of a primitive that Go ends the program for: a send on a closed channel, a negative counter, an unlock too many."""


class DeadlockError(RuntimeError):
    """All goroutines are asleep and nothing can wake one; the text has the stack of each."""


class Goexit(BaseException):
    """Ends the calling goroutine alone. Not an Exception, so that ``except Exception`` lets it pass; `goexit` raises it."""
