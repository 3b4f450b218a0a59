"""What the user wants: options from all layers, and markers on tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from datarace.configuration import Configuration, Layer
from datarace.errors import UsageError, nearest
from datarace.options import VARIABLE, Flag, Options
from datarace.reports.suppressions import Suppressions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datarace.reports.model import Race

#: What runs the tests is not what is tested: its own accesses are not looked at, unless something is included by name.
MACHINERY = (
    *("_pytest", "pytest", "pluggy", "iniconfig", "xdist", "execnet"),
    *("pytest_datarace", "pytest_timeout", "pytest_run_parallel"),
    *("hypothesis", "_hypothesis_pytestplugin", "_hypothesis_globals"),
)

#: The markers that say what holds for a test.
_MARKERS = ("datarace", "datarace_off")

#: The rows of the option table that a test run has.
ROWS = [row for row in Options.table() if row.for_tests]


def configuration(config: pytest.Config) -> Configuration:
    """The layers for a test run: default, pyproject.toml, the ini file of pytest, environment, command line.

    Raises:
        UsageError: a layer cannot be used.
    """
    layers = list(Configuration.of(str(config.invocation_params.dir), os.environ).layers)
    place = len(layers) - any(layer.source == VARIABLE for layer in layers)
    layers.insert(place, Layer(f"{config.inipath or 'ini file'}", _ini(config)))
    return Configuration([*layers, Layer("command line", _flags(config))])


def for_detector(options: Options, config: pytest.Config) -> Options:
    """The options as the detector is started with them."""
    more: dict[str, object] = {}
    if not options.include:
        more["exclude"] = MACHINERY
    if not options.strip_path_prefix:
        more["strip_path_prefix"] = f"{config.rootpath}{os.sep}"
    return options.updated(more)


def _flags(config: pytest.Config) -> Options:
    namespace = config.known_args_namespace
    values: dict[str, object] = {}
    for row in ROWS:
        value = getattr(namespace, f"datarace_{row.name}", None)
        if value is not None:
            try:
                values[row.name] = row.parse(value) if isinstance(value, str) else row.check(value)
            except ValueError as error:
                raise UsageError(f"option --datarace-{row.flag[2:]} {error}, not {value!r}") from None
    return Options(values)


def _ini(config: pytest.Config) -> Options:
    where = str(config.inipath or "ini file")
    folder = str(config.inipath.parent if config.inipath else config.rootpath)
    values: dict[str, object] = {}
    for row in ROWS:
        value = config.getini(f"datarace_{row.name}")
        if value is None:
            continue
        try:
            if isinstance(row, Flag):
                read: object = row.check(value)
            elif row.repeatable:
                read = tuple(value)
            else:
                read = row.parse(value)
            values[row.name] = row.located(read, folder)
        except ValueError as error:
            raise UsageError(f"{where}: datarace_{row.name} {error}, not {value!r}") from None
    return Options(values)


class TestSettings(NamedTuple):
    """What holds for the races of one test."""

    #: Every race is an error.
    strict: bool
    #: Which levels fail the test: error, warning, never.
    fail_on: str
    #: Races that are not told.
    ignore: Suppressions | None = None
    #: Nothing is told of this test.
    off: bool = False

    def fails(self, race: Race) -> bool:
        """Whether a race of this level is a failure."""
        return self.fail_on != "never" and (self.fail_on == "warning" or race.level == "error")


def of_item(item: pytest.Item, default: TestSettings) -> TestSettings:
    """The settings of a test: the default, changed by its markers; the nearest to the test wins, what is ignored adds up.

    Raises:
        UsageError: a marker has an argument that does not exist, or a value that does not fit.
    """
    markers = [marker for marker in item.iter_markers() if marker.name in _MARKERS]
    if not markers:
        return default
    if any(marker.name == "datarace_off" for marker in markers):
        return TestSettings(default.strict, default.fail_on, off=True)
    values: dict[str, Any] = {}
    rules: list[str] = []
    for marker in markers:
        own = _checked(marker, item.nodeid)
        rules += own.get("ignore", ())
        values = {**own, **values}
    where = f"marker of {item.nodeid}"
    ignore = Suppressions.of((), rules, where) if rules else None
    return TestSettings(values.get("strict", default.strict), values.get("fail_on", default.fail_on), ignore)


def _checked(marker: pytest.Mark, nodeid: str) -> Mapping[str, Any]:
    known = {row.name: row for row in ROWS if row.name in ("strict", "fail_on", "ignore")}
    if marker.args:
        raise UsageError(f"marker datarace of {nodeid} takes names only, such as fail_on='warning'")
    values = {}
    for name, value in marker.kwargs.items():
        if name not in known:
            raise UsageError(f"marker datarace of {nodeid} has no argument {name!r}{nearest(name, list(known))}")
        try:
            values[name] = known[name].check(value)
        except ValueError as error:
            raise UsageError(f"marker datarace of {nodeid}: {name} {error}, not {value!r}") from None
    return values
