"""What can go wrong before a program is watched. Every message is one sentence: what, where, what to do."""

from __future__ import annotations


class DataraceError(Exception):
    """Base of all errors that datarace raises. None of them ever comes from the middle of a watched program."""

    #: The exit status with which the command line ends on this error.
    status = 2


class UsageError(DataraceError):
    """An option, an argument or a file that was given cannot be used."""


class StateError(DataraceError):
    """The call does not fit what the detector is doing: started twice, or stopped while not running."""


class InstallationError(DataraceError):
    """This interpreter is not supported, or the compiled part is missing or of another version."""


def nearest(name: str, known: list[str]) -> str:
    """The end of a sentence about an unknown name: `` (did you mean 'x'?)``, or which names there are."""
    import difflib  # only on the way to an error: costs more than everything else in this package's start

    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
