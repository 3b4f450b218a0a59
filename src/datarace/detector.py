"""Start and stop: puts the parts together. Everything the program does between the two is watched.

Order matters. The filter and the cache come first, because from the next step on code is rewritten; then the
runtime and the probes; then synchronisation is intercepted, before any instrumented code runs, since an access that
is seen without its lock would be a false report; then what is already loaded is instrumented in place.
"""

from __future__ import annotations

import os
import sys

from datarace import __version__, lastline, tasknames
from datarace.errors import DataraceError, InstallationError, StateError
from datarace.family import Family, command, follow
from datarace.options import VARIABLE, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any, NoReturn

    from datarace.family import Following
    from datarace.figures import Stats
    from datarace.findings import Findings
    from datarace.reports.ledger import Ledger
    from datarace.reports.model import Race
    from datarace.reports.recording import Recording
    from datarace.reports.sink import Sink

#: CPython versions whose bytecode is known.
OLDEST, NEWEST = (3, 11), (3, 14)


#: What is imported late, to keep starts short.
_LATE = (
    "datarace.instrument.equality",
    "datarace.instrument.rewriting",
    "datarace.interpose.weaving",
    "datarace.reports.record",
    "datarace.reports.state",
    "datarace.reports.symbolize",
    "datarace.reports.text",
    "fnmatch",
    "hashlib",
    "json",
    "select",
    "signal",
)


#: How many functions that are in no table the last line names.
_SHOWN_CALLS = 20


class _Run:
    """One time from start to stop."""

    def __init__(self, options: Options, sink: Sink, ledger: Ledger, family: Family, recording: Recording) -> None:
        self.options = options
        self.sink = sink
        self.recording = recording
        self.ledger = ledger
        self.family = family
        self.following: Following | None = None
        #: Whether a `start` is still to come that has been made already, by the process that started this one.
        self.expects_start = family.inherited
        #: The line for the end, as it was told last.
        self.last = ""
        #: Whether a race was found that changes the exit status.
        self.failed = False
        #: Whether somebody else tells of what is found in the launched process.
        self.taken_over = False
        #: The counts of the runtime when this process was forked.
        self.lost_before: Mapping[str, Any] = {}


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
    wanted = Options.parse(os.environ.get(VARIABLE, "")).updated(options)
    if _run is not None and _run.expects_start:
        # A followed child of a program that starts the detector itself: both do, and the child's options are the parent's.
        _run.expects_start = False
        return
    _start(wanted)


def start_from_environment(text: str, loaded: Collection[str] = (), shadowed: Collection[str] = (), family: str = "") -> None:
    """What ``datarace run`` does in the program's process, before its first line.

    Args:
        text: the options, as in ``DATARACE_OPTIONS``.
        loaded: the modules that were there before anything of ours.
        shadowed: names of modules of the standard library that are modules of the program's own as well.
        family: where this process was started by a watched one, which run it belongs to.

    Raises:
        DataraceError: this process cannot be watched, and was started by a watched one. Any other ends here, with one
            sentence and status 2.
    """
    try:
        _start(Options.parse(text), Family.parse(family) if family else None, shadowed)
        if shadowed:
            _load_now(loaded, shadowed)
    except DataraceError as error:
        if family:
            raise
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
    _settle(run)
    _end(run)
    from datarace import probes

    probes.set_exit_status(0)
    return run.ledger.races()


def take_over(options: Options) -> Findings:
    """Start, unless the detector runs already, and leave it to the caller to tell what is found: see `Findings`.

    Args:
        options: for the start. Where it runs already, those hold with which it was started.

    Raises:
        UsageError, InstallationError: as for `start`.
    """
    if _run is None:
        _start(options)
    run = _run
    assert run is not None
    from datarace.findings import Findings

    run.taken_over = True
    run.sink.quiet = True
    return Findings(run)


def end(run: object) -> None:
    """Stop this run, if it is the one that goes on, and tell nothing."""
    if _run is not None and _run is run:
        _settle(_run)
        _end(_run)


def stats() -> Stats:
    """What the detector holds now: threads, locations, clocks, and the memory that they take.

    Raises:
        StateError: the detector does not run.
    """
    if _run is None:
        raise StateError("datarace is not running: stats() needs a start() before it")
    from datarace import probes

    probes.enter_ignore()
    try:
        from datarace.figures import Stats

        return Stats.of(probes.stats())
    finally:
        probes.leave_ignore()


def set_processors(count: int) -> None:
    """Say how many threads can run at once from here on, as when the program is given more or fewer cores.

    With the GIL that is one thread, whatever is said.

    Args:
        count: 0: as many as the machine has cores.

    Raises:
        UsageError: ``count`` is no number of processors.
        StateError: the detector does not run.
    """
    count = Options({"processors": count}).processors
    if _run is None:
        raise StateError("datarace is not running: set_processors() needs a start() before it")
    from datarace import probes

    probes.set_processors(count or os.cpu_count() or 1)


def check_interpreter() -> None:
    """Make sure that this interpreter is one that can be watched.

    Raises:
        InstallationError: it is not; the message says what would do.
    """
    version = sys.version_info[:2]
    known = f"CPython {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} on Linux"
    if sys.implementation.name != "cpython" or not OLDEST <= version <= NEWEST:
        raise InstallationError(f"{sys.implementation.name} {version[0]}.{version[1]} is not supported: datarace needs {known}")
    if not sys.platform.startswith("linux"):
        raise InstallationError(f"the platform {sys.platform} is not supported: datarace needs {known}")


def check_compiled_part() -> None:
    """Make sure that the compiled part is there and belongs to the rest.

    Raises:
        InstallationError: it is not, or does not.
    """
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


def _start(options: Options, family: Family | None = None, shadowed: Collection[str] = ()) -> None:
    global _run, _registered
    if _run is not None:
        raise StateError("datarace is running already: start() was called twice without a stop() between")
    check_interpreter()
    check_compiled_part()
    if not _registered:
        # First registered, last called: under `datarace run` after everything that the program does at its exit.
        import atexit

        atexit.register(_at_exit)
        os.register_at_fork(before=_before_fork, after_in_child=_after_fork)
        _registered = True
    from datarace.reports.ledger import Ledger
    from datarace.reports.recording import Recording
    from datarace.reports.sink import Sink

    suppressions = None
    if options.suppressions or options.ignore:
        from datarace.reports.suppressions import Suppressions

        suppressions = Suppressions.of(options.suppressions, options.ignore)
    sink = Sink(options.log_path)
    family = family or Family()

    def process() -> tuple[int, str, bool]:
        return _process(family)

    recording = Recording(options, family, process, sink.write)
    ledger = Ledger(sink, tasknames.name_of, options.strip_path_prefix, _found, process, options.strict, suppressions, recording)
    from datarace import instrument, interpose, probes

    instrument.configure(
        include=options.include,
        exclude=options.exclude,
        stdlib=options.stdlib,
        cache=options.cache,
        survey=options.verbose,
    )
    _run = _Run(options, sink, ledger, family, recording)
    try:
        probes.start(ledger.record, options.processors, options.memory_limit << 20, options.strict)
        # What our own imports execute is not to be watched: that would ask the instrumenter in the midst of its import.
        probes.enter_ignore()
        try:
            interpose.install()
            probes.set_code_filter(instrument.code_to_run)
            probes.set_comparison_reader(instrument.compared_attributes)
            probes.install_main_hook(instrument.code_to_run)
            instrument.instrument_loaded_modules()
            _tell_goroutines("detector_started")
            posix = sys.modules["posix"]
            probes.hook(posix._exit, probes.CALL_BEFORE, _before_exit)
            for name in ("execv", "execve"):
                probes.hook(getattr(posix, name), probes.CALL_BEFORE, _before_exec)
            _sort_in_again(os.supports_fd)
            if options.follow_children:
                family.open_journal()
                _run.following = follow(os.environ, options, family, shadowed)
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

    _tell_goroutines("detector_stopped")
    interpose.uninstall()
    probes.stop()
    _sort_in_again(os.supports_fd)
    run.ledger.counts(probes.race_counts())
    tasknames.forget_all()
    if run.following is not None:
        run.following.end(os.environ)
    run.family.close_journal()
    run.sink.close()


def _sort_in_again(functions: object) -> None:
    """The hash of a function written in C is that of the C function behind it, which a hook exchanges."""
    if not isinstance(functions, set):  # the program may put anything there
        return
    members = list(functions)
    functions.clear()
    functions.update(members)


def _tell_goroutines(what: str) -> None:
    """Our scheduler of goroutines tells of its tasks itself, where the program has imported it."""
    hooks = sys.modules.get("datarace.goroutines.hooks")
    if hooks is not None:
        getattr(hooks, what)()


def _found(level: str) -> None:
    """A race of this level was printed, by this thread."""
    run = _run
    if run is None or (run.taken_over and run.family.is_launched()):
        return
    if run.options.fail_on == "never" or (level == "warning" and run.options.fail_on == "error"):
        return
    run.failed = True
    if run.family.is_launched():
        from datarace import probes

        probes.set_exit_status(run.options.exit_code)
    else:
        # A child's exit status is for its parent, which knows nothing of us.
        from datarace import probes

        run.family.tell("race", str(probes.scope()))
    if run.options.halt_on_error:
        _tell(run)
        _finish(run)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # a stream of the program's own, closed or broken: nothing that could be done about it
                pass
        os._exit(run.options.exit_code)


def _process(family: Family) -> tuple[int, str, bool]:
    """The calling process, for reports: its number, its command, whether it is the one that was launched."""
    return os.getpid(), command(), family.is_launched()


def _at_exit() -> None:
    run = _run
    if run is not None:
        if run.taken_over:
            _account(run)
        else:
            _tell(run)
        _finish(run)
        if not run.taken_over and run.family.is_launched() and run.family.told("race"):
            from datarace import probes

            probes.set_exit_status(run.options.exit_code)
        # What the interpreter does to end itself is nobody's race, and our modules may be gone before it is through.
        _end(run)


def _before_exit() -> None:
    """The process is about to end by ``os._exit``, as forked children of multiprocessing do."""
    if _run is not None:
        _tell_in_time(_run)
        _finish(_run)


def _before_exec() -> None:
    """The process is about to become another program, which may be watched as well."""
    run = _run
    if run is not None:
        _tell_in_time(run)
        if run.following is not None and run.family.is_launched():
            if run.failed:
                run.family.tell("race")
            run.family.keep_over_exec()


def _tell_in_time(run: _Run) -> None:
    """The process ends before whoever took over could tell what was found last."""
    if run.taken_over and run.family.is_launched():
        run.sink.quiet = False
        for race, _ in run.ledger.take():
            run.sink.write(str(race))
    _tell(run)


def _account(run: _Run) -> tuple[dict[str, list[str]], list[str]]:
    """Settle what is known at the end: how often each race was seen, what was not watched by reason, and what was lost."""
    from datarace import instrument, interpose, probes

    run.ledger.counts(probes.race_counts())
    left_out = dict(instrument.not_instrumented())
    failed = left_out.pop("failed", [])
    lost = [f"could not be instrumented: {what}" for what in failed] + interpose.warnings()
    if run.family.is_launched():
        lost += lastline.children(run.family)
        if gone := run.recording.gone():
            lost.append(f"{gone} {'race' if gone == 1 else 'races'} of the baseline {'was' if gone == 1 else 'were'} not found")
    elif not run.ledger.distinct():
        lost = []  # the launched process runs most of the same code and tells it
    lost += lastline.losses(probes.stats(), run.lost_before)
    lost += lastline.suppressed(run.ledger.suppressed(), run.ledger.mistakes(), unused=run.family.is_launched())
    benign = probes.benign_races()
    if benign:
        lost.append(f"{benign} {'race' if benign == 1 else 'races'} suppressed at locations that the program calls benign")
    if run.family.is_launched() or run.ledger.distinct():
        run.recording.end(run.ledger.figures(), run.ledger.numbers(), left_out, lost)
    return left_out, lost


def _tell(run: _Run) -> None:
    """Write the line for the end, if there is one that was not told yet."""
    from datarace import probes

    left_out, lost = _account(run)
    number = 0 if run.family.is_launched() else os.getpid()
    figures = ""
    if run.options.verbose:
        from datarace.figures import Stats

        figures = str(Stats.of(probes.stats()))
        if unlisted := probes.unlisted_calls():
            names = sorted(unlisted, key=lambda name: (-unlisted[name], name))
            calls = ", ".join(f"{name} ({unlisted[name]})" for name in names[:_SHOWN_CALLS])
            more = f" and {len(names) - _SHOWN_CALLS} more" if len(names) > _SHOWN_CALLS else ""
            figures += f"; functions written in C that were given a container and are in no table: {calls}{more}"
    hooks = sys.modules.get("datarace.goroutines.hooks")
    again = [] if hooks is None else lastline.seeds(list(hooks.seeds))
    line = run.ledger.summary(left_out, lost, run.options.verbose, number, figures, again)
    if line != run.last:
        run.last = line
        run.sink.write(line)


def _settle(run: _Run) -> None:
    """Close the accounts and have the reports made, in a program that goes on after it."""
    from datarace import probes

    probes.enter_ignore()
    try:
        _account(run)
        _finish(run)
    finally:
        probes.leave_ignore()


def _finish(run: _Run) -> None:
    """Have the reports made that were asked for, and keep the last race; once, in the launched process."""
    if run.family.is_launched():
        run.recording.keep_last(run.ledger.races())
        run.recording.finish(run.sink.error_descriptor())


def _before_fork() -> None:
    """Among all who want to know of a fork this is called last before it.

    The runtime is not stopped here. CPython does that for us: with the GIL nobody else is inside the runtime, and without it
    the interpreter stops every thread before it forks, where none is inside. A thread that waited for us to let go of the
    runtime would never stop.
    """
    if _run is not None:
        _run.family.open_journal()  # which the child inherits


def _after_fork() -> None:
    run = _run
    if run is not None:
        from datarace import probes

        probes.after_fork()
        run.sink.after_fork()
        run.ledger.after_fork()
        run.recording.after_fork()
        run.last = ""
        run.failed = False
        run.lost_before = probes.stats()
        probes.set_exit_status(0)


def _fail(error: DataraceError) -> NoReturn:
    os.write(2, f"datarace: {error}\n".encode(errors="backslashreplace"))
    os._exit(error.status)
