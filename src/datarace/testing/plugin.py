"""The hooks by which pytest runs tests under the detector.

The detector is started as early as a plugin can, before the first conftest is imported, and in the process that runs tests: with
pytest-xdist that is each worker, not the controller. Test modules pass through `exec` on their way in, after pytest has
rewritten their assertions, so what is instrumented is the rewritten code; what was imported before is instrumented in place.

A race that is a test's is raised as its failure at the end of the phase, so that everything that works on failures (xfail, -x,
reruns, junit-xml) works on it. A test that failed by itself keeps its own failure and gets the report as a section.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.outcomes import Failed

from datarace import __version__, gil
from datarace.configuration import Configuration
from datarace.errors import DataraceError, UsageError
from datarace.testing import settings
from datarace.testing.attribution import Scope, Scopes, account, owner
from datarace.testing.docket import Docket, Found
from datarace.testing.settings import TestSettings
from datarace.testing.stacks import Trimmer

if TYPE_CHECKING:
    from collections.abc import Generator

    from datarace.findings import Findings
    from datarace.reports.model import Race

#: The name under which the plugin is registered.
NAME = "datarace-run"

_KEY = "datarace"


def activate(config: pytest.Config) -> None:
    """Start, before conftests are imported.

    Raises:
        pytest.UsageError: the options cannot be used, or this interpreter cannot be watched.
    """
    try:
        plugin = Plugin(config, settings.configuration(config))
        if not _is_controller(config):
            plugin.start()
    except DataraceError as error:
        raise pytest.UsageError(f"datarace: {error}") from None
    config.pluginmanager.register(plugin, NAME)
    config.add_cleanup(plugin.stop)


def _is_controller(config: pytest.Config) -> bool:
    """Whether the tests run in other processes, which pytest-xdist starts."""
    if "PYTEST_XDIST_WORKER" in os.environ or not config.pluginmanager.hasplugin("xdist"):
        return False
    given = config.known_args_namespace
    return bool(getattr(given, "numprocesses", None) or getattr(given, "tx", None)) and not getattr(given, "usepdb", False)


class _Test:
    """The test that runs."""

    def __init__(self, item: pytest.Item, scope: Scope, wanted: TestSettings) -> None:
        self.item = item
        self.scope = scope
        self.wanted = wanted
        #: Full texts of reports that are still to be shown: those of races that did not become the failure itself.
        self.texts: list[str] = []
        #: Races to go with the next report.
        self.records: list[Found] = []


class Plugin:
    """One test run.

    Args:
        config: of pytest.
        configuration: the options and where they come from.
    """

    def __init__(self, config: pytest.Config, configuration: Configuration) -> None:
        self.config = config
        self.configuration = configuration
        self.options = settings.for_detector(configuration.options, config)
        self.docket = Docket(self.options.strip_path_prefix)
        self.findings: Findings | None = None
        self._default = TestSettings(self.options.strict, self.options.fail_on)
        self._special: dict[int, TestSettings] = {}
        self._test: _Test | None = None
        self._open: list[Scope] = []
        self._ignored: dict[str, int] = {}
        self._last: _Test | None = None
        self._trimmer: Trimmer | None = None

    # --- the run -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the detector, or take over the one that runs.

        Raises:
            DataraceError: this interpreter cannot be watched, or the options do not fit the detector that runs.
        """
        from datarace import detector, findings

        self.findings = detector.take_over(self.options)
        if self.findings.options is not self.options:  # under ``datarace run``
            given = [f"--datarace-{row.flag[2:]}" for row in settings.ROWS if self.configuration.layers[-1].options.is_given(row)]
            if given:
                raise UsageError(f"the detector runs already: give its options to datarace run, not {given[0]} to pytest")
            self.options = self.findings.options
            self._default = TestSettings(self.options.strict, self.options.fail_on)
            self.docket.strip = self.options.strip_path_prefix
        self._scopes = Scopes(findings.STRICT)
        self._enter(self._scopes.new("the collection of tests"))

    def stop(self) -> None:
        """Stop the detector."""
        if self.findings is not None:
            self.findings.close()
            self.findings = None

    def pytest_report_header(self) -> str:
        """One line: the version, the GIL, and what differs from the defaults."""
        options = " ".join(f"{row.name}={' '.join(row.texts(value))}" for row, value in self.configuration.options.given())
        return f"datarace: {__version__}, {gil.describe()}{f', {options}' if options else ''}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Where it looked as if the tests ran elsewhere, and they do not, start now."""
        if self.findings is None and not self.config.pluginmanager.hasplugin("dsession"):
            try:
                self.start()
            except DataraceError as error:
                raise pytest.UsageError(f"datarace: {error}") from None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Say what is wrong with markers before the first test runs; a worker of pytest-xdist can only fail the test."""
        if hasattr(self.config, "workerinput"):
            return
        try:
            for item in items:
                settings.of_item(item, self._default)
        except DataraceError as error:
            raise pytest.UsageError(f"datarace: {error}") from None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self) -> None:
        """What follows is no longer the collection."""
        if self.findings is not None:
            self._leave()
            self._enter(self._scopes.new("what is between tests"))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Tell what is no test's: it fails the run if nothing else does.

        As the innermost wrapper: after the last fixtures have ended, and before a worker sends what it has, or the summary is
        written.
        """
        self._collect()
        self._tell_junit()
        result = yield
        if self.findings is not None:
            self._collect()
            self.docket.suppress(self._ignored)
            self.docket.suppress(self.findings.suppressed())
            if not self.config.option.collectonly:  # then none could do anything
                self.docket.suppress(dict.fromkeys(self._idle_comments(), 0))
            self.docket.note(self.findings.notes())
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[_KEY] = self.docket.to_data()
        elif self.docket.outside_fails() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended."""
        data = getattr(node, "workeroutput", {}).get(_KEY)
        if data is not None:
            self.docket.merge(data)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what the tests found, here or in a worker."""
        for data in getattr(report, _KEY, ()):
            self.docket.add(Found.from_data(data))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """All races, each once."""
        if not self.docket.is_empty():
            terminalreporter.write_sep("=", "data races")
            for line in self.docket.lines():
                terminalreporter.write_line(line)

    def _tell_junit(self) -> None:
        """Races that are no test's, as properties of the suite."""
        if self.config.pluginmanager.hasplugin("junitxml"):
            from _pytest.junitxml import xml_key

            xml = self.config.stash.get(xml_key, None)
            if xml is not None:
                for found in self.docket.outside():
                    xml.add_global_property(_KEY, found.line(self.docket.strip))

    def _idle_comments(self) -> list[str]:
        """Comments in modules of this project that could suppress races: those that did not are told."""
        from datarace import instrument
        from datarace.reports.sources import source_text
        from datarace.reports.suppressions import comments_in

        root = f"{self.config.rootpath}{os.sep}"
        files = [
            file for file in instrument.watched_files() if file.startswith(root) and f"{os.sep}site-packages{os.sep}" not in file
        ]
        return [name for file in files for name in comments_in(file, source_text(file))]

    # --- scopes ------------------------------------------------------------------------------------------------------

    def _enter(self, scope: Scope) -> None:
        if self.findings is not None:
            self._open.append(scope)
            self.findings.enter(scope.number)

    def _leave(self) -> None:
        if self.findings is not None:
            self._open.pop()
            self.findings.enter(self._open[-1].number if self._open else 0)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        """A fixture for several tests is none of theirs, neither its beginning nor its end."""
        if self.findings is None or fixturedef.scope == "function":
            return (yield)
        scope = self._scopes.new(_label(fixturedef))

        def end() -> None:
            self._leave()
            self._collect()
            if self.findings is not None:
                self.findings.forget(scope.number)

        begun: list[bool] = []
        # Finalizers run in the reverse order: the end of the fixture itself is between these two.
        fixturedef.addfinalizer(lambda: end() if begun else None)
        self._enter(scope)
        try:
            return (yield)
        finally:
            self._leave()

            def begin() -> None:
                begun.append(True)
                self._enter(scope)

            fixturedef.addfinalizer(begin)

    # --- tests -------------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """A test begins; where it fails here, what was found goes with that."""
        if self.findings is None:
            return (yield)
        try:
            wanted = settings.of_item(item, self._default)
        except DataraceError as error:
            pytest.fail(f"datarace: {error}", pytrace=False)
        scope = self._scopes.new(f"test {item.nodeid}", item.nodeid, wanted.strict and not self._default.strict)
        if wanted is not self._default:
            self._special[scope.number] = wanted
        self._collect()
        self._test = _Test(item, scope, wanted)
        self._enter(scope)
        try:
            return (yield)
        except BaseException as error:
            self._settle(error)
            raise

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """The test itself."""
        return (yield from self._phase())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """The end of a test and of its fixtures."""
        try:
            return (yield from self._phase())
        finally:
            test, self._test = self._test, None
            self._last = test
            if test is not None and self.findings is not None:
                self._leave()
                self.findings.forget(test.scope.number)

    def _phase(self) -> Generator[None, object, object]:
        try:
            result = yield
        except BaseException as error:
            self._settle(error)
            raise
        self._settle(None)
        return result

    def _settle(self, error: BaseException | None) -> None:
        """What the running test found becomes its failure, unless it has one.

        Args:
            error: with what the phase ends.
        """
        self._collect()
        test = self._test
        if test is None or not test.records:
            return
        strip = self.docket.strip
        for found in test.records:
            test.item.user_properties.append((_KEY, found.line(strip)))
        failing = any(found.fails for found in test.records)
        skipped = isinstance(error, pytest.skip.Exception)
        test.texts = [found.text(strip) for found in test.records]
        if failing and (error is None or skipped):
            lines = [found.line(strip) for found in test.records if found.fails]
            more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
            text = f"{lines[0]}{more}\n{''.join(test.texts)}"
            raise DataRace(text, pytrace=False) from None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The report of a phase carries what was found as data, and as a section where that is not its failure."""
        result = yield
        test = self._test or self._last
        if test is not None and test.item is item and (test.records or test.texts):
            setattr(result, _KEY, [found.to_data() for found in test.records])
            shown = call.excinfo is not None and isinstance(call.excinfo.value, DataRace)
            if test.texts and not shown:
                result.sections.append((f"datarace {call.when}", "".join(test.texts)))
            test.records, test.texts = [], []
        return result

    # --- races -------------------------------------------------------------------------------------------------------

    def _collect(self) -> None:
        """Take what was found since the last time, and put each race where it belongs."""
        if self.findings is None:
            return
        running = self._open[-1] if self._open else self._scopes.of(0)
        for race, numbers in self.findings.take():
            current, previous = map(self._scopes.of, numbers)
            self._place(self._trimmed(race), owner(current, previous), account(current, previous, running))
        for process, number in self.findings.children().items():
            self._place_child(process, self._scopes.of(number))

    def _place(self, race: Race, test: Scope | None, whence: str) -> None:
        wanted = self._default if test is None else self._special.get(test.number, self._default)
        if wanted.off:
            return
        if wanted.strict:
            race = replace(race, level="error")
        by = wanted.ignore.match(race) if wanted.ignore is not None else ""
        if by:
            self._ignored[by] = self._ignored.get(by, 0) + race.count
            return
        if self._test is not None and test is self._test.scope:
            self._test.records.append(Found(race, test.test, wanted.fails(race)))
        else:
            self.docket.add(Found(race, "", wanted.fails(race), whence))

    def _place_child(self, process: int, scope: Scope) -> None:
        wanted = self._special.get(scope.number, self._default)
        if wanted.off:
            return
        whence = f"a race was found in the child process {process}, forked in {scope.label}: its report is on standard error"
        if self._test is not None and scope is self._test.scope:
            self._test.records.append(Found(None, scope.test, True, whence))
        else:
            self.docket.add(Found(None, "", True, whence))

    def _trimmed(self, race: Race) -> Race:
        if self.options.verbose:
            return race
        if self._trimmer is None:
            self._trimmer = Trimmer()
        return self._trimmer.race(race)


class DataRace(Failed):
    """A race was found in a test. Named in reports as pytest's own are, without a module."""

    __module__ = "builtins"


def _label(fixturedef: Any) -> str:
    name = fixturedef.argname
    if name.startswith("_"):  # setup_class and its like, which pytest makes fixtures of
        return f"the setup and teardown of a {fixturedef.scope}"
    return f"the {fixturedef.scope} fixture {name!r}"
