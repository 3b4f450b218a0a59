"""Starts the detector in the program that ``datarace run`` executes; Python's own ``site`` imports it.

The launcher put this folder first on PYTHONPATH. Here everything is put back as the program would have found it:
the variables (so that child processes are not watched), ``sys.path`` and, at the end, a ``sitecustomize`` of the
user's own.
"""

import os
import sys


def _boot() -> None:
    loaded = frozenset(sys.modules)
    boot = os.path.dirname(os.path.abspath(__file__))
    options = os.environ.get("DATARACE_OPTIONS", "")
    shadowed = os.environ.pop("_DATARACE_SHADOWED", "").split()
    for name in ("PYTHONPATH", "DATARACE_OPTIONS"):
        before = os.environ.pop("_DATARACE_" + name, None)
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != boot]
    sys.path_importer_cache.pop(boot, None)
    sys.modules.pop("sitecustomize", None)

    # The copy of datarace that launched, also where the program's own path would find another or none. Only the package
    # itself is looked for there: with that folder in front of the standard library nothing else should be.
    home = os.path.dirname(os.path.dirname(boot))
    sys.path.insert(0, home)
    try:
        import datarace  # noqa: F401
    finally:
        sys.path.remove(home)
    from datarace.detector import start_from_environment

    start_from_environment(options, loaded, shadowed)


try:
    _boot()
except Exception as error:  # whatever it is: the program must not run unwatched as if it were watched
    os.write(2, f"datarace: cannot start: {type(error).__name__}: {error}\n".encode(errors="backslashreplace"))
    os._exit(2)

# The user's own, if there is one. If not, this raises what `site` expects to get and passes over in silence.
import sitecustomize  # noqa: E402, F401
