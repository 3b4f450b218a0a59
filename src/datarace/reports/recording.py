"""What a watched program keeps of its races: the spool that reports are made from, what the baseline knows, the last race.

Used by the program's own process, so it loads little: json with the first of it, and nothing that makes a report. The reports
are made by a fresh process when the launched one ends, which has none of the program's modules and patches, and of which the
program sees nothing but a moment of waiting.
"""

from __future__ import annotations

import os
import sys
import time

from datarace import gil
from datarace.errors import UsageError
from datarace.options import Formats

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from datarace.family import Family
    from datarace.options import Options
    from datarace.reports.model import Race
    from datarace.reports.spool import Spool

#: The folder that this copy of datarace is in.
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def check_targets(forms: Sequence[str]) -> None:
    """Make sure that reports can be written where they should go, without writing any.

    Raises:
        UsageError: a folder does not exist or may not be written to, or two forms go to one file.
    """
    seen: dict[str, str] = {}
    for name, target in Formats.targets(tuple(forms)):
        if not target:
            continue
        path = target if target == "-" else os.path.abspath(target)
        if path in seen and path != os.devnull:
            where = "standard output" if target == "-" else repr(target)
            raise UsageError(f"the forms {seen[path]} and {name} cannot both go to {where}")
        seen[path] = name
        if target == "-":
            continue
        folder = os.path.dirname(path)
        if os.path.isdir(path):
            raise UsageError(f"cannot write reports to {target!r}: it is a folder")
        if not os.path.isdir(folder):
            raise UsageError(f"cannot write reports to {target!r}: {folder!r} is not a folder")
        if not os.access(path if os.path.exists(path) else folder, os.W_OK):
            raise UsageError(f"cannot write reports to {target!r}: permission denied")


def read_baseline(path: str) -> frozenset[str]:
    """The fingerprints in a record.

    Raises:
        UsageError: there is no such file, or it is no record.
    """
    import json

    try:
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
        return frozenset(str(race["fingerprint"]) for race in data["races"] if data["version"] == 1)
    except OSError as error:
        raise UsageError(f"the baseline {path!r} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UsageError(f"the baseline {path!r} is no record of datarace: datarace baseline update makes one") from None


class Recording:
    """The records of one process.

    Args:
        options: of the run.
        family: the processes of the run.
        process: the calling process: its number, its command, whether it is the one that was launched.
        complain: called with a line that tells what cannot be written.

    Raises:
        UsageError: a file cannot be written or read.
    """

    def __init__(
        self,
        options: Options,
        family: Family,
        process: Callable[[], tuple[int, str, bool]],
        complain: Callable[[str], None],
    ) -> None:
        check_targets(options.format)
        self._options = options
        self._family = family
        self._process = process
        self._complain = complain
        self._began = time.monotonic()
        self._folder = _folder()
        self._complained = False
        self._baseline = read_baseline(options.baseline) if options.baseline else frozenset()
        #: Fingerprints of the baseline that this process has found. Only added to, one at a time.
        self._met: set[str] = set()
        # Absolute, as the program may go to another folder.
        self._targets = [
            (name, target if target in ("", "-") else os.path.abspath(target))
            for name, target in Formats.targets(options.format)
            if (name, target) != ("text", "") and target != os.devnull
        ]
        #: Whether races are printed as they are found; not when the text goes to a file.
        self.prints_text = not any(name == "text" and target for name, target in Formats.targets(options.format))
        self._spool: Spool | None = None
        if self._targets:
            from datarace.reports.spool import Spool

            # Without the journal, which comes later.
            name = ":".join(str(family).split(":")[:2])
            path, fresh = spool_path(self._targets, name)
            # A launched process that was watched before became another program: it goes on with its spool.
            begin = family.is_launched() and not family.inherited
            self._spool = Spool(path, name, self._about(), begin, fresh)

    def knows(self, race: Race) -> bool:
        """Whether the baseline has a race."""
        if not self._baseline:
            return False
        from datarace.reports.record import fingerprint

        print_ = fingerprint(race)
        if print_ not in self._baseline:
            return False
        self._met.add(print_)
        # For the launched process, this one or the one that it becomes.
        self._family.tell("known", print_)
        return True

    def gone(self) -> int:
        """How many races of the baseline neither this process nor its children have found; 0 where that is not known."""
        if not self._baseline or self._family.is_full():
            return 0
        return len(self._baseline - self._met - {text for _, text in self._family.all_told("known")})

    def new_number(self) -> int:
        """A number by which a race is known here; -1 when races are not kept."""
        return self._spool.new_number() if self._spool is not None else -1

    def race(self, number: int, race: Race) -> None:
        """Keep a race, once more if it was interrupted."""
        if self._spool is not None:
            try:
                self._spool.race(number, race)
            except OSError as error:
                self._tell(error)

    def end(
        self,
        found: Mapping[str, int],
        counts: dict[int, int],
        left_out: Mapping[str, Sequence[str]],
        lost: Sequence[str],
    ) -> None:
        """Keep the figures of this process; may be called again when they have changed.

        Args:
            found: as the fields of `datarace.reports.record.Found`.
            counts: how often each race was seen, by its number.
            left_out: names of modules that were not instrumented, by reason.
            lost: what may have been missed, a phrase each.
        """
        if self._spool is None:
            return
        values = {
            "seconds": round(time.monotonic() - self._began, 3),
            "found": dict(found),
            "not_instrumented": {reason: list(names) for reason, names in left_out.items() if names},
            "lost": list(lost),
        }
        try:
            self._spool.end(os.getpid(), values, counts)
        except OSError as error:
            self._tell(error)

    def keep_last(self, races: Sequence[Race]) -> None:
        """Keep the last race for ``datarace explain LAST``, an error before a warning. Where that cannot be, nothing is kept."""
        race = next((one for one in reversed(races) if one.level == "error"), races[-1] if races else None)
        if race is None:
            return
        import json

        from datarace.reports.record import Record, record_to_dict
        from datarace.reports.state import last_path

        path = last_path()
        try:
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            data = json.dumps({**record_to_dict(Record(races=(race,))), "runs": [self._about()]})
            draft = f"{path}.{os.getpid()}"
            with open(draft, "w", encoding="utf-8") as stream:
                stream.write(data)
            os.replace(draft, path)
        except (OSError, ValueError):
            pass

    def finish(self, error_descriptor: int) -> None:
        """Have the reports made, by a fresh process, and wait for it.

        Args:
            error_descriptor: standard error as it was when the program began.
        """
        spool, self._spool = self._spool, None
        if spool is None:
            return
        reason = "this interpreter does not know its own executable file" if not sys.executable else ""
        if not reason:
            baseline = "1" if self._options.baseline else ""
            arguments = [self._options.strip_path_prefix, baseline, spool.path]
            arguments += [f"{name}={target}" for name, target in self._targets]
            # Isolated: neither the folder of the program nor its PYTHONPATH may give us modules.
            code = f"import sys; sys.path.append({_HOME!r}); from datarace.reports.finish import main; sys.exit(main())"
            try:
                child = os.posix_spawn(
                    sys.executable,
                    [sys.executable, "-I", "-X", "utf8", "-c", code, *arguments],
                    os.environ,
                    file_actions=[(os.POSIX_SPAWN_DUP2, error_descriptor, 2)],
                )
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            except ChildProcessError:
                status = 0  # the program has its children reaped for it; what went wrong the child has told
            except (OSError, ValueError) as error:
                status, reason = 0, str(error)
            if status:
                reason = f"status {status}"
        if reason:
            self._complain(
                f"datarace: the reports could not be made ({reason}); the races are in {spool.path}, "
                "which datarace report reads\n"
            )

    def after_fork(self) -> None:
        """In a forked child: it has found nothing yet."""
        self._met = set()
        self._began = time.monotonic()
        if self._spool is not None:
            self._spool.after_fork(self._about())

    def _about(self) -> dict[str, Any]:
        """What is known of the calling process at its start, as `datarace.reports.record.Run` has it."""
        from datarace import __version__

        number, command, launched = self._process()
        machine = os.uname()
        return {
            "process": {"number": number, "command": command, "is_launched": launched},
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "datarace": __version__,
            "python": ".".join(map(str, sys.version_info[:3])),
            "implementation": sys.implementation.name,
            "free_threaded": gil.is_free_threaded(),
            "gil": gil.is_enabled(),
            "platform": f"{machine.sysname.lower()}-{machine.machine}",
            "folder": self._folder,
            "options": {row.name: list(value) if isinstance(value, tuple) else value for row, value in self._options.given()},
        }

    def _tell(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            self._complain(f"datarace: cannot write {self._spool.path if self._spool else ''}: {error.strerror}\n")


def spool_path(targets: Sequence[tuple[str, str]], family: str) -> tuple[str, bool]:
    """Where the spool of a run is, and whether that is a folder for such files that everybody may write to.

    It is in place of the first record, else beside the first report.
    """
    files = [
        (name, path) for name, path in targets if path not in ("", "-") and (not os.path.exists(path) or os.path.isfile(path))
    ]
    record = next((path for name, path in files if name == "json"), "")
    if record or files:
        return record or f"{files[0][1]}.jsonl", False
    return os.path.join(os.environ.get("TMPDIR") or "/tmp", f"datarace-{family.replace(':', '-')}.jsonl"), True


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""
