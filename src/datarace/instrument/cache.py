"""Rewritten code that is known already: in memory and on disk in frozen form (see `sites`), and live for code that lives.

On disk an entry's name is a hash of all that the result depends on, so nothing is ever stale: the original code, the mode,
the interpreter, the version of our rules. Layout of an entry: MAGIC, 16 bytes of checksum, marshalled (left_out, frozen code).
One that is cut, damaged or of another make is ignored and written anew; entries are written beside and renamed, so a reader
never sees half of one.

`DATARACE_CACHE` names the folder; `0`, `off` or nothing turns the disk cache off. The default is `datarace` in the user's
cache folder.
"""

from __future__ import annotations

import marshal
import os
import sys
from _weakref import getweakrefs, ref  # the module around it would bring more into the program
from collections.abc import Callable, Iterable, Mapping
from types import CodeType

try:
    from _blake2 import blake2b  # hashlib would bring OpenSSL into the program
except ImportError:  # pragma: no cover - an interpreter without it
    from hashlib import blake2b

MAGIC = b"datarace code 1\n"
_DIGEST = 16
_KEEP = 4096
_AT_ONCE = 1 << 16  # bytes that are read
_MARSHAL = 2  # the version that names of entries are made from
_MODES = 1024  # of keys; modules that are loaded when the detector starts have one each


class Living:
    """The live result for each code object that lives, for as long as it does.

    A program that runs the same code object twice finds the same functions in it; what it compiles twice is two, and each is gone
    when the program lets it go.
    """

    def __init__(self) -> None:
        # Keeps the references alive. No lock: adding, removing and looking up are atomic each; of two results that threads make
        # of one code object at once either may win.
        self._references: set[_Result] = set()

    def get(self, code: CodeType, mode: object) -> CodeType | None:
        """What was made of this very code object in this mode."""
        for reference in getweakrefs(code):
            if type(reference) is _Result and reference.mode == mode and reference in self._references:
                return reference.code
        return None

    def put(self, code: CodeType, mode: object, result: CodeType) -> None:
        """Remember until `code` goes."""
        # The result must not refer to the code; where nothing was changed that is what it is.
        self._references.add(_Result(code, self._references.discard, mode, None if result is code else result))


class _Result(ref[CodeType]):
    """A reference to a code object that knows what was made of it."""

    __slots__ = ("mode", "result")
    mode: object
    result: CodeType | None
    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __new__(cls, code: CodeType, gone: Callable[[_Result], object], mode: object, result: CodeType | None) -> _Result:
        self = super().__new__(cls, code, gone)
        self.mode = mode
        self.result = result
        return self

    def __init__(self, *of_new: object) -> None: ...

    @property
    def code(self) -> CodeType | None:
        return self() if self.result is None else self.result


class MemoryCache:
    """The frozen code used last: text that is compiled again and again is rewritten once.

    Marshalled, so that all that comes out is new, as it is when the text is compiled.
    """

    def __init__(self, keep: int = _KEEP) -> None:
        self._keep = keep
        self._results: dict[str, bytes] = {}

    def get(self, key: str) -> CodeType | None:
        """The code of `key`, which becomes the youngest."""
        # No lock: each step is atomic, and what a race between two threads can lose is one entry's age.
        result = self._results.pop(key, None)
        if result is None:
            return None
        self._results[key] = result
        code: CodeType = marshal.loads(result)
        return code

    def put(self, key: str, result: CodeType) -> None:
        """Remember; forgets the oldest when there are too many."""
        results = self._results
        try:
            results[key] = marshal.dumps(result)
        except ValueError:
            return  # a constant that cannot be marshalled: code that somebody made by hand
        while len(results) > self._keep:
            try:
                results.pop(next(iter(results)), None)
            except (StopIteration, RuntimeError):  # another thread is at it
                break


class DiskCache:
    """A folder of entries."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._usable = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> DiskCache | None:
        """The cache that the environment (the process's by default) asks for, or None."""
        if environment is None:
            environment = os.environ
        asked = environment.get("DATARACE_CACHE")
        if asked is not None:
            return None if asked.lower() in ("", "0", "off", "no") else cls(os.path.abspath(asked))
        base = environment.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        if not os.path.isabs(base):
            return None
        return cls(os.path.join(base, "datarace"))

    def path(self, key: str) -> str:
        """Where the entry of that key is."""
        tag = sys.implementation.cache_tag or "python"
        return os.path.join(self.folder, tag + getattr(sys, "abiflags", ""), key[:2], key[2:])

    def get(self, key: str) -> tuple[dict[str, int], CodeType] | None:
        """The entry, if there is a sound one."""
        try:
            data = _content(self.path(key))
        except OSError:
            return None
        head = len(MAGIC) + _DIGEST
        payload = data[head:]
        if not data.startswith(MAGIC) or data[len(MAGIC) : head] != _checksum(payload):
            return None
        try:
            left_out, code = marshal.loads(payload)
        except (ValueError, EOFError, TypeError):
            return None
        return (left_out, code) if isinstance(code, CodeType) and isinstance(left_out, dict) else None

    def put(self, key: str, left_out: dict[str, int], code: CodeType) -> None:
        """Write the entry. A folder that cannot be written to is not tried again."""
        if not self._usable:
            return
        path = self.path(key)
        try:
            payload = marshal.dumps((left_out, code))
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            beside = f"{path}.{os.getpid()}.{id(code)}"
            try:
                with open(beside, "xb", buffering=0) as file:
                    file.write(MAGIC + _checksum(payload) + payload)
                os.replace(beside, path)
            except OSError:
                if os.path.exists(beside):
                    os.unlink(beside)
                raise
        except OSError:
            self._usable = False
        except ValueError:
            pass  # a constant that cannot be marshalled: code that somebody made by hand


def _content(path: str) -> bytes:
    """All of a file, with half of the calls to the system that a file object makes: entries are many and small."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts = [os.read(file, _AT_ONCE)]
        while len(parts[-1]) == _AT_ONCE:
            parts.append(os.read(file, _AT_ONCE))
    finally:
        os.close(file)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _checksum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=_DIGEST).digest()


def key_of(code: CodeType, body: str, names: frozenset[str] | None, version: str) -> str:
    """The name of the entry for this code in this mode."""
    state = _mode(body, names, version).copy()
    try:
        # In a version of marshal whose output depends on the content alone, and not on who else refers to a constant.
        state.update(marshal.dumps(code, _MARSHAL))
    except ValueError:  # it does not know all constants: slices are from 3.14 on
        _feed(state, code)
    return state.hexdigest()


def carrier(consts: Iterable[object]) -> CodeType:
    """A code object that is never run and has these among its constants: an entry holds one code object."""
    return _empty.replace(co_consts=tuple(consts))


_empty = compile("", "<datarace>", "exec")


def _mode(body: str, names: frozenset[str] | None, version: str) -> blake2b:
    """The hash of all that the result depends on but for the code."""
    mode = (body, names, version)
    state = _known_modes.get(mode)
    if state is None:
        if len(_known_modes) >= _MODES:
            _known_modes.clear()
        parts = (sys.version, version, _rules(), body, None if names is None else sorted(names))
        state = _known_modes[mode] = blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20)
    return state


#: No lock: whoever finds nothing makes it anew.
_known_modes: dict[tuple[str, frozenset[str] | None, str], blake2b] = {}


def _rules() -> tuple[tuple[int, int], ...]:
    """What tells this state of the code that rewrites from any other, be it newer, older or edited."""
    global _known_rules
    if _known_rules is None:
        here = os.path.dirname(__file__)
        files = [os.path.join(here, name) for name in sorted(os.listdir(here)) if name.endswith(".py")]
        files.append(os.path.join(os.path.dirname(here), "probes", "effects.py"))
        found = []
        for file in files:
            try:
                status = os.stat(file)
            except OSError:  # in an archive: the version has to do
                continue
            found.append((status.st_size, status.st_mtime_ns))
        _known_rules = tuple(found)
    return _known_rules


_known_rules: tuple[tuple[int, int], ...] | None = None


def _feed(state: blake2b, code: CodeType) -> None:
    head = (
        *(code.co_name, code.co_qualname, code.co_filename, code.co_firstlineno, code.co_flags, code.co_stacksize),
        *(code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
        *(code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars, code.co_exceptiontable),
        len(code.co_consts),
    )
    state.update(repr(head).encode("utf-8", "surrogatepass"))
    state.update(code.co_code)
    state.update(code.co_linetable)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _feed(state, constant)
        else:
            state.update(_text(constant).encode("utf-8", "surrogatepass"))


def _text(constant: object) -> str:
    """A text that two constants share only if they are the same."""
    if isinstance(constant, tuple):
        return f"({','.join(map(_text, constant))})"
    if isinstance(constant, frozenset):
        return f"{{{','.join(sorted(map(_text, constant)))}}}"
    return f"{type(constant).__name__}:{constant!r};"
