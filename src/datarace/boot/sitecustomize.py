"""Starts the detector in a program that is to be watched; Python's own ``site`` imports it.

The launcher put this folder first on PYTHONPATH. Here everything is put back as the program would have found it:
``sys.path``, at the end a ``sitecustomize`` of the user's own, and the variables, so that child processes are not watched.
When they should be, the detector sets the variables again.

A child may be another Python than ours: of another version, even one that cannot read the rest of datarace. It must run as
it would have, so this file is written in what every Python understands.
"""

import os
import sys

_VARIABLES = (
    "PYTHONPATH",
    "DATARACE_OPTIONS",
    "_DATARACE_PYTHONPATH",
    "_DATARACE_DATARACE_OPTIONS",
    "_DATARACE_FAMILY",
    "_DATARACE_SHADOWED",
)

# Python 2 empties a module that leaves sys.modules, unless somebody has it.
_this = sys.modules.get(__name__)


def _boot():  # type: () -> None
    loaded = frozenset(sys.modules)
    boot = os.path.dirname(os.path.abspath(__file__))
    if _is_another_interpreter():
        sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != boot]
        sys.modules.pop("sitecustomize", None)
        return
    given = dict((name, os.environ[name]) for name in _VARIABLES if name in os.environ)
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != boot]
    sys.path_importer_cache.pop(boot, None)
    sys.modules.pop("sitecustomize", None)
    try:
        _start(boot, given, loaded)
    except Exception as error:
        if "_DATARACE_FAMILY" not in given:
            raise
        # A child: it runs as if nobody watched, and its own children may yet be watched.
        for name in _VARIABLES:
            os.environ.pop(name, None)
        os.environ.update(given)
        _tell_unwatched(given["_DATARACE_FAMILY"], error)
        for module in set(sys.modules).difference(loaded):
            if module.partition(".")[0] == "datarace":
                del sys.modules[module]


def _is_another_interpreter():  # type: () -> bool
    """Whether this is not the first interpreter of the process, the only one that is watched."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters = __import__(name)
        except ImportError:
            continue
        current = interpreters.get_current()
        return int(current[0] if isinstance(current, tuple) else current) != 0
    return False


def _start(boot, given, loaded):  # type: (str, dict[str, str], frozenset[str]) -> None
    for name in _VARIABLES:
        os.environ.pop(name, None)
    path = os.pathsep.join(e for e in given.get("PYTHONPATH", "").split(os.pathsep) if os.path.abspath(e) != boot)
    if path or "_DATARACE_PYTHONPATH" in given:
        os.environ["PYTHONPATH"] = path
    if "_DATARACE_DATARACE_OPTIONS" in given:
        os.environ["DATARACE_OPTIONS"] = given["_DATARACE_DATARACE_OPTIONS"]
    # The copy of datarace that launched, also where the program's own path would find another or none. Only the package
    # itself is looked for there: with that folder in front of the standard library nothing else should be.
    home = os.path.dirname(os.path.dirname(boot))
    sys.path.insert(0, home)
    try:
        import datarace  # noqa: F401
    finally:
        sys.path.remove(home)
    from datarace.detector import start_from_environment

    shadowed = _shadowed() | set(given.get("_DATARACE_SHADOWED", "").split())
    start_from_environment(given.get("DATARACE_OPTIONS", ""), loaded, shadowed, given.get("_DATARACE_FAMILY", ""))


def _shadowed():  # type: () -> set[str]
    """Modules of the standard library that the program has its own of, in the folder that will come first on its path.

    They are the program's to import. What datarace itself needs of them it has to load before that folder is there.
    """
    if getattr(sys.flags, "safe_path", False):
        return set()
    script = getattr(sys, "argv", [""])[0]
    if script in ("", "-", "-c", "-m"):
        folder = os.getcwd()
    else:
        script = os.path.realpath(script)
        folder = script if os.path.isdir(script) else os.path.dirname(script)
    try:
        names = set(name.partition(".")[0] for name in os.listdir(folder))
    except OSError:
        return set()
    return names & set(getattr(sys, "stdlib_module_names", ()))


def _tell_unwatched(family, error):  # type: (str, Exception) -> None
    """Tell that a child is not watched: the launched process if it can be reached, or else standard error."""
    kind = type(error)
    reason = "%s" % error if kind.__module__ == "datarace.errors" else "%s: %s" % (kind.__name__, error)
    try:
        from datarace.family import Family

        told = Family.parse(family).tell("unwatched", "%s (%s)" % (sys.executable, reason))
    except Exception:
        told = False
    if not told:
        line = "datarace: the child process %d is not watched: %s\n" % (os.getpid(), reason)
        os.write(2, line.encode("ascii", "backslashreplace"))


try:
    _boot()
except Exception as error:  # whatever it is: the program must not run unwatched as if it were watched
    os.write(2, ("datarace: cannot start: %s: %s\n" % (type(error).__name__, error)).encode("utf-8", "backslashreplace"))
    os._exit(2)

# The user's own, if there is one. If not, this raises what `site` expects to get and passes over in silence.
import sitecustomize  # noqa: E402, F401
