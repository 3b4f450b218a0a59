"""Imports: the end of a module's body comes before its later uses.

The import statement has its probe in the importing code (instrument puts it there) and the end of a body in the body.
`importlib.import_module` is the one other way to a module; the locks of the import system give no edges (see `locks`).
"""

from __future__ import annotations

from datarace.interpose.table import At, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

#: The sync variable of a module object that the MODULE_END probe releases; the same number as in probes.core.
BODY = 101


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for imports."""
    return (Function("importlib", "import_module", At("return", probes.SYNC_ACQUIRE, BODY, value="result")),)
