"""Start and stop: puts the parts together. Everything the program does between the two is watched.

Order matters. The filter and the cache come first, because from the next step on code is rewritten; then the
runtime and the probes; then synchronisation is intercepted, before any instrumented code runs, since an access that
is seen without its lock would be a false report; then what is already loaded is instrumented in place.
"""

from __future__ import annotations

import os
import sys

from datarace import __version__, tasknames
from datarace.errors import DataraceError, InstallationError, StateError
from datarace.options import VARIABLE, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import NoReturn

    from datarace.reports.ledger import Ledger
    from datarace.reports.model import Race
    from datarace.reports.sink import Sink

#: CPython versions whose bytecode is known.
OLDEST, NEWEST = (3, 11), (3, 14)


#: What is imported late, to keep starts short.
_LATE = (
    "datarace.instrument.rewriting",
    "datarace.interpose.weaving",
    "datarace.reports.symbolize",
    "datarace.reports.text",
    "fnmatch",
    "select",
    "signal",
)


class _Run:
    """One time from start to stop."""

    def __init__(self, options: Options, sink: Sink, ledger: Ledger) -> None:
        self.options = options
        self.sink = sink
        self.ledger = ledger


_run: _Run | None = None
_registered = False


def start(**options: object) -> None:
    """Watch the program from here on.

    Code that is imported or executed later is instrumented as it comes, modules that are there already in place.
    Threads that run already are watched from their next call of a function on.

    Args:
        options: as in the table of `datarace.options.Options`; they add to and override ``DATARACE_OPTIONS``.

    Raises:
        UsageError: an option does not exist, its value does not fit, or reports cannot be written where they should go.
        StateError: the detector runs already.
        InstallationError: this interpreter is not supported, or the compiled part is missing or of another version.
    """
    _start(Options.parse(os.environ.get(VARIABLE, "")).updated(options))


def start_from_environment(text: str, loaded: Collection[str] = (), shadowed: Collection[str] = ()) -> None:
    """What ``datarace run`` does in the program's process, before its first line.

    Args:
        text: the options, as in ``DATARACE_OPTIONS``. On an error the process ends with one sentence and status 2.
        loaded: the modules that were there before anything of ours.
        shadowed: names of modules of the standard library that are modules of the program's own as well.
    """
    try:
        _start(Options.parse(text))
        if shadowed:
            _load_now(loaded, shadowed)
    except DataraceError as error:
        _fail(error)


def stop() -> list[Race]:
    """Stop watching.

    What was found is the caller's from here on: the end of the program neither tells of it nor changes its exit status.

    Returns:
        The distinct races that were found since `start`, in the order in which they were found.

    Raises:
        StateError: the detector does not run.
    """
    if _run is None:
        raise StateError("datarace is not running: stop() needs a start() before it")
    run = _run
    _end(run)
    from datarace import probes

    probes.set_exit_status(0)
    return run.ledger.races()


def acquire(thing: object) -> None:
    """What comes after is ordered after every `release` of ``thing`` so far.

    For synchronisation that the detector cannot see, in extension modules for example. Does nothing while it is not
    running.
    """
    if _run is not None:
        from datarace import probes

        probes.acquire(thing)


def release(thing: object) -> None:
    """What came before is ordered before the next `acquire` of ``thing``; earlier releases are replaced."""
    if _run is not None:
        from datarace import probes

        probes.release(thing)


def release_merge(thing: object) -> None:
    """As `release`, but earlier releases stay: for many that arrive and one that waits for all of them."""
    if _run is not None:
        from datarace import probes

        probes.release_merge(thing)


def check_interpreter() -> None:
    """Make sure that this interpreter can be watched.

    Raises:
        InstallationError: it cannot; the message says what would do.
    """
    version = sys.version_info[:2]
    known = f"CPython {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} on Linux"
    if sys.implementation.name != "cpython" or not OLDEST <= version <= NEWEST:
        raise InstallationError(f"{sys.implementation.name} {version[0]}.{version[1]} is not supported: datarace needs {known}")
    if not sys.platform.startswith("linux"):
        raise InstallationError(f"the platform {sys.platform} is not supported: datarace needs {known}")
    try:
        from datarace import probes
    except ImportError as error:
        raise InstallationError(
            f"the compiled part of datarace {__version__} cannot be loaded by this interpreter ({error}): "
            f"install datarace with the interpreter that runs the program, {sys.executable}"
        ) from None
    built = getattr(probes, "VERSION", __version__)
    if built != __version__:
        raise InstallationError(f"the compiled part is of datarace {built} and the rest of {__version__}: install datarace again")


def _start(options: Options) -> None:
    global _run, _registered
    if _run is not None:
        raise StateError("datarace is running already: start() was called twice without a stop() between")
    check_interpreter()
    if not _registered:
        # First registered, last called: under `datarace run` after everything that the program does at its exit.
        import atexit

        atexit.register(_at_exit)
        # Among all who want to know of a fork ours is the last before it and the first after it.
        os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork)
        _registered = True
    from datarace.reports.ledger import Ledger
    from datarace.reports.sink import Sink

    sink = Sink(options.log_path)
    ledger = Ledger(sink, tasknames.name_of, options.strip_path_prefix, _found)
    from datarace import instrument, interpose, probes

    instrument.configure(include=options.include, exclude=options.exclude, stdlib=options.stdlib, cache=options.cache)
    _run = _Run(options, sink, ledger)
    try:
        probes.start(ledger.record)
        # What our own imports execute is not to be watched: that would ask the instrumenter in the midst of its import.
        probes.enter_ignore()
        try:
            interpose.install()
            probes.set_code_filter(instrument.code_to_run)
            probes.install_main_hook(instrument.code_to_run)
            instrument.instrument_loaded_modules()
        finally:
            probes.leave_ignore()
    except BaseException:
        # No half-watched program: it would get reports of races that locks prevent.
        _end(_run)
        raise


def _load_now(loaded: Collection[str], shadowed: Collection[str]) -> None:
    """Import what is otherwise imported when it is needed, and leave the shadowed names to the program."""
    from datarace import probes

    probes.enter_ignore()
    try:
        for name in _LATE:
            __import__(name)
    finally:
        probes.leave_ignore()
    for name in sys.modules.keys() - loaded:
        if name.partition(".")[0] in shadowed:
            del sys.modules[name]


def _end(run: _Run) -> None:
    """Take everything back that `_start` did."""
    global _run
    _run = None
    from datarace import interpose, probes

    interpose.uninstall()
    probes.stop()
    run.ledger.counts(probes.race_counts())
    tasknames.forget_all()
    run.sink.close()


def _found() -> None:
    """A race was printed, by this thread."""
    run = _run
    if run is None:
        return
    from datarace import probes

    probes.set_exit_status(run.options.exit_code)
    if run.options.halt_on_error:
        _tell(run)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # a stream of the program's own, closed or broken: nothing that could be done about it
                pass
        os._exit(run.options.exit_code)


def _at_exit() -> None:
    if _run is not None:
        _tell(_run)
        # What the interpreter does to end itself is nobody's race, and our modules may be gone before it is through.
        _end(_run)


def _tell(run: _Run) -> None:
    from datarace import instrument, interpose, probes

    run.ledger.counts(probes.race_counts())
    left_out = dict(instrument.not_instrumented())
    failed = left_out.pop("failed", [])
    lost = [f"could not be instrumented: {what}" for what in failed] + interpose.warnings()
    run.sink.write(run.ledger.summary(left_out, lost, run.options.verbose))


def _before_fork() -> None:
    if _run is not None:
        from datarace import probes

        probes.before_fork()


def _after_fork_in_parent() -> None:
    if _run is not None:
        from datarace import probes

        probes.after_fork_in_parent()


def _after_fork() -> None:
    if _run is not None:
        from datarace import probes

        probes.after_fork()
        _run.sink.after_fork()
        _run.ledger.after_fork()
        probes.set_exit_status(0)


def _fail(error: DataraceError) -> NoReturn:
    os.write(2, f"datarace: {error}\n".encode(errors="backslashreplace"))
    os._exit(error.status)
