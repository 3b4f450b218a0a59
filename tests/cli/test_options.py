"""Every way in reads the same table, and says what is wrong in one sentence."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datarace.errors import UsageError
from datarace.options import Flag, Option, Options, markdown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("halt_on_eror=1", "there is no option 'halt_on_eror'; did you mean 'halt_on_error'?"),
        ("exitcode=1", "there is no option 'exitcode'; did you mean 'exit_code'?"),
        ("LOG-PATH=/x", "did you mean 'log_path'?"),
        ("qqq=1", "known are exit_code, strict, fail_on"),
        ("exit_code=x", "exit_code must be a whole number from 0 to 255, not 'x'"),
        ("exit_code=256", "exit_code must be a whole number from 0 to 255, not '256'"),
        ("exit_code=", "exit_code must be a whole number"),
        ("memory_limit=x", "memory_limit must be a whole number from 0 to 1048576, not 'x'"),
        ("memory_limit=2T", "memory_limit must be a whole number"),
        ("memory_limit=2000G", "memory_limit must be a whole number"),
        ("memory_limit=M", "memory_limit must be a whole number"),
        ("memory_limit", "memory_limit needs a value: memory_limit=MB"),
        ("halt_on_error=maybe", "halt_on_error must be 1 or 0, not 'maybe'"),
        ("log_path", "log_path needs a value: log_path=PATH"),
        ("include=", "include must not be empty"),
        ("include='a", "a quote (') is opened and never closed"),
        ("include=a\\", "ends with a backslash"),
        ("=1", "there is no option ''"),
    ],
)
def test_malformed_text_is_an_error_that_names_the_nearest(text, message):
    with pytest.raises(UsageError) as caught:
        Options.parse(text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("DATARACE_OPTIONS: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"exit_cod": 1}, "did you mean 'exit_code'?"),
        ({"exit_code": "66"}, "exit_code must be a whole number from 0 to 255, not '66'"),
        ({"exit_code": True}, "exit_code must be a whole number"),
        ({"verbose": "yes"}, "verbose must be True or False, not 'yes'"),
        ({"include": [1]}, "include must be a text or a sequence of texts"),
        ({"log_path": b"x"}, "log_path must be a text"),
        ({"log_path": "a\0b"}, "null character"),
    ],
)
def test_python_values_are_checked_by_the_same_table(values, message):
    with pytest.raises(UsageError) as caught:
        Options(values)
    assert message in str(caught.value)


def test_values_have_the_types_of_the_table():
    options = Options.parse("exit_code=3 halt_on_error verbose=off include=a include='b c' log_path=/tmp/x")
    assert (options.exit_code, options.halt_on_error, options.verbose) == (3, True, False)
    assert (options.include, options.exclude, options.log_path) == (("a", "b c"), (), "/tmp/x")
    assert Options().exit_code == 66


@pytest.mark.parametrize(("text", "size"), [("512", 512), ("512M", 512), ("512mb", 512), ("2G", 2048), ("2 gb", 2048), ("0", 0)])
def test_sizes_are_megabytes_or_say_what_they_are(text, size):
    assert Options.parse(f"memory_limit='{text}'").memory_limit == size
    assert Options.parse(str(Options.parse(f"memory_limit='{text}'"))).memory_limit == size


def test_later_options_replace_and_repeatable_ones_add():
    options = Options.parse("exit_code=3 include=a halt_on_error=1").updated(
        {"exit_code": 4, "include": "b", "halt_on_error": False}
    )
    assert (options.exit_code, options.include, options.halt_on_error) == (4, ("a", "b"), False)


def test_a_path_object_is_a_path(tmp_path):
    assert Options({"log_path": tmp_path}).log_path == str(tmp_path)


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "exit_code": st.integers(0, 255),
            "halt_on_error": st.booleans(),
            "log_path": words,
            "include": st.lists(words).map(tuple),
        },
    )
)
def test_options_survive_the_way_through_the_environment(values):
    options = Options(values)
    assert Options.parse(str(options)) == options


@given(st.text("ab '\"\\\n", max_size=12))
def test_words_are_split_as_a_shell_does(text):
    from datarace.options import _split

    try:
        expected = shlex.split(text)
    except ValueError:
        with pytest.raises(UsageError):
            _split(text, "here")
    else:
        assert _split(text, "here") == expected


def test_the_documentation_has_every_option():
    table = markdown()
    for row in Options.table():
        assert f"`{row.name}`" in table
        assert row.sentence in table
        assert row.sentence.endswith(".")


def test_flags_on_the_command_line_are_the_table():
    from datarace.cli.run import run_command

    flags = {parameter.name: parameter for parameter in run_command.params}
    assert list(flags) == [row.name for row in Options.table()]
    for row in Options.table():
        assert flags[row.name].is_flag is isinstance(row, Flag)
        assert row.flag in flags[row.name].opts


def test_the_base_of_all_rows_reads_nothing():
    with pytest.raises(NotImplementedError):
        Option(None, "").parse("")
    with pytest.raises(NotImplementedError):
        Option(None, "").check("")
