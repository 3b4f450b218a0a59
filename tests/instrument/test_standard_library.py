"""The standard library, as a large body of code that nobody wrote for us: rewritten, read, and run."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from equivalence import assert_same_but_for_probes
from recording import ForgetfulSite, Recorder

from datarace.instrument.body import Body
from datarace.instrument.rewriting import rewrite, rewrite_frozen

LIBRARY = Path(os.__file__).parent
FOLDERS = [
    "",
    "asyncio",
    "collections",
    "concurrent/futures",
    "email",
    "importlib",
    "json",
    "logging",
    "multiprocessing",
    "unittest",
    "xml/dom",
]
# All of it, tests of the interpreter's own included, takes minutes.
EVERYTHING = os.environ.get("DATARACE_TEST_EVERYTHING") == "1"


def files() -> list[str]:
    if EVERYTHING:
        found = [path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts and "bad" not in path.name]
    else:
        found = [path for folder in FOLDERS for path in sorted((LIBRARY / folder).glob("*.py"))[:: 3 if folder else 8]]
    return [str(path.relative_to(LIBRARY)) for path in sorted(found)]


@pytest.mark.parametrize("file", files())
def test_rewritten_code_is_the_original_plus_probes(file: str) -> None:
    path = LIBRARY / file
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        pytest.skip("not a program of this version")
    for body in (Body.MODULE, Body.LIVE):
        assert_same_but_for_probes(code, rewrite(code, is_main=False, body=body, make_site=Recorder(ForgetfulSite)))


def test_almost_no_call_is_left_out() -> None:
    left_out = 0
    for file in files()[:200]:
        code = compile((LIBRARY / file).read_bytes(), file, "exec", dont_inherit=True)
        left_out += rewrite_frozen(code, Body.MODULE).left_out.get("unmatched calls", 0)
    assert left_out <= 3


def load(name: str, recorder: Recorder | None) -> ModuleType:
    """A private copy of a module of the standard library, with probes or without."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    path = spec.origin if spec.origin != "frozen" else str(LIBRARY / f"{name}.py")
    code = compile(Path(path).read_bytes(), path, "exec", dont_inherit=True)
    if recorder is not None:
        code = rewrite(code, is_main=False, make_site=recorder)
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=spec.submodule_search_locations)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(name)
    sys.modules[name] = module  # dataclasses and pickle look there
    try:
        exec(code, vars(module))
    finally:
        sys.modules[name] = before or module
    return module


def use_json(decoder: Any) -> object:
    texts = ['{"a": [1, 2.5, null, true, {"b": "\\u00e9\\n"}], "c": {}}', "[]", '"x"', "[1,", '{"a" 1}', "nope"]
    out = []
    for text in texts:
        try:
            instance = decoder.JSONDecoder()
            instance.scan_once = decoder.scanner.py_make_scanner(instance)
            out.append(instance.decode(text))
        except ValueError as error:
            out.append(str(error))
    return out


def use_encoder(encoder: Any) -> object:
    thing = {"a": [1, 2.5, None, True, {"b": "é\n"}], "c": {}, "d": (1, float("inf"))}
    circular: list[object] = []
    circular.append(circular)
    out: list[object] = [encoder.JSONEncoder(indent=indent, sort_keys=True).encode(thing) for indent in (None, 2)]
    for bad in (circular, {1, 2}):
        try:
            out.append(encoder.JSONEncoder(indent=1).encode(bad))
        except (TypeError, ValueError) as error:
            out.append((str(error), getattr(error, "__notes__", None)))
    return out


def use_argparse(argparse: Any) -> object:
    parser = argparse.ArgumentParser(prog="p", description="d " * 50, exit_on_error=False)
    parser.add_argument("x", type=int, nargs="+", help="numbers")
    parser.add_argument("-v", "--verbose", action="count", default=0)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--a", choices=["1", "2"])
    group.add_argument("--b", action="store_true")
    sub = argparse.ArgumentParser(prog="q")
    commands = sub.add_subparsers(dest="command")
    commands.add_parser("one", parents=[]).add_argument("--deep", default=[], action="append")
    out = [vars(parser.parse_args(["1", "2", "-vv", "--a", "2"])), parser.format_help(), sub.format_usage()]
    out.append(vars(sub.parse_args(["one", "--deep", "x", "--deep=y"])))
    try:
        parser.parse_args(["1", "--a", "3"])
    except argparse.ArgumentError as error:
        out.append(str(error))
    return out


def use_unparse(ast: Any) -> object:
    import ast as plain

    if hasattr(ast, "_Unparser"):
        sources = [LIBRARY / name for name in ("textwrap.py", "bisect.py", "queue.py", "contextlib.py")]
        return [ast._Unparser().visit(plain.parse(source.read_text("utf-8"))) for source in sources]
    return None  # 3.14 keeps it in a module of its own


def use_statistics(statistics: Any) -> object:
    data = [2.5, 3.25, 5.5, 11.25, 11.75, 3.25]
    out = [getattr(statistics, name)(data) for name in ("mean", "median", "stdev", "pvariance", "mode", "multimode", "fmean")]
    out.append(statistics.quantiles(data, n=7))
    out.append(tuple(statistics.linear_regression(data, [x * 2 for x in data])))
    normal = statistics.NormalDist.from_samples(data)
    return [*out, normal.cdf(4.0), normal.overlap(statistics.NormalDist(3, 1))]


def use_difflib(difflib: Any) -> object:
    a, b = "one\ntwo\nthree\nfour\n".splitlines(True), "one\nTwo\nthree\n3.5\nfour!\n".splitlines(True)
    return [
        list(difflib.unified_diff(a, b, "a", "b")),
        list(difflib.ndiff(a, b)),
        difflib.SequenceMatcher(None, "abcd" * 20, "bcda" * 19).ratio(),
        difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]),
        difflib.HtmlDiff().make_table(a, b).count("<td"),
    ]


def use_textwrap(textwrap: Any) -> object:
    text = "  The quick brown fox-trot jumped over the lazy dog's extraordinarily-long back. " * 4
    return [textwrap.fill(text, n) for n in (7, 20, 70)], textwrap.dedent("  a\n   b\n"), textwrap.shorten(text, 40)


def use_dataclasses(dataclasses: Any) -> object:
    def method(self: Any) -> Any:
        return self.a

    made = dataclasses.make_dataclass(
        "P", [("a", int), ("b", list, dataclasses.field(default_factory=list))], order=True, namespace={"m": method}
    )
    frozen = dataclasses.make_dataclass("F", [("x", int, 3)], frozen=True, slots=True)
    p = made(1, [2])
    out = [
        repr(p),
        p < made(2),
        dataclasses.asdict(p),
        dataclasses.replace(p, a=5).m(),
        repr(frozen()),
        hash(frozen()) == hash((3,)),
    ]
    try:
        frozen().x = 4
    except AttributeError as error:
        out.append(type(error).__name__)
    return out


def use_queue(queue: Any) -> object:
    q, stack, heap = queue.Queue(2), queue.LifoQueue(), queue.PriorityQueue()
    for n in (3, 1, 2):
        stack.put(n)
        heap.put(n)
    q.put(1)
    out = [stack.get(), heap.get(), q.get(), q.empty(), q.qsize()]
    try:
        q.get(timeout=0.001)
    except queue.Empty:
        out.append("empty")
    return out


def use_configparser(configparser: Any) -> object:
    parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    parser.read_string("[a]\nx = 1\ny = ${x}2\n long\n[b]\nz: ${a:y}\nflag\n".replace("flag\n", ""))
    return [dict(parser["b"]), parser.getint("a", "x"), parser.sections(), parser.get("a", "y")]


def use_fractions(fractions: Any) -> object:
    f = fractions.Fraction
    return [
        str(f(3, 4) + f("0.25")),
        f(1, 3).limit_denominator(2) == 0,
        str(f(7, 3) ** -2),
        divmod(f(7, 3), 2)[0],
        round(f(5, 2)),
    ]


def use_heapq(heapq: Any) -> object:
    return [list(heapq.merge([1, 4], [2, 3])), heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(2, "abc", key=ord)]


def use_shlex(shlex: Any) -> object:
    return [shlex.split('a \'b c\' "d\\"e" # f', comments=True), shlex.join(["a b", "c'd"])]


def use_string(string: Any) -> object:
    return [
        string.Template("$a ${b} $$").substitute(a=1, b=2),
        string.Formatter().vformat("{0[k]} {x!r:>5}", [{"k": 1}], {"x": 2}),
    ]


USES: list[tuple[str, Callable[[Any], object]]] = [
    ("json.decoder", use_json),
    ("json.encoder", use_encoder),
    ("argparse", use_argparse),
    ("ast", use_unparse),
    ("statistics", use_statistics),
    ("difflib", use_difflib),
    ("textwrap", use_textwrap),
    ("dataclasses", use_dataclasses),
    ("queue", use_queue),
    ("configparser", use_configparser),
    ("fractions", use_fractions),
    ("heapq", use_heapq),
    ("shlex", use_shlex),
    ("string", use_string),
]


@pytest.mark.parametrize(("name", "use"), USES, ids=[name for name, _ in USES])
def test_a_module_with_probes_does_what_it_does_without(name: str, use: Callable[[Any], object]) -> None:
    recorder = Recorder(ForgetfulSite)
    plain = use(load(name, None))
    assert repr(use(load(name, recorder))) == repr(plain)
    assert recorder.log
