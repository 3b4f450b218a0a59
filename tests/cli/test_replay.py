"""``datarace replay``: what it prints, its status, and what it says of files that are no traces."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys

import pytest

RACY = "T0|w(x)|1\nT0|fork(T1)|2\nT1|r(x)|3\nT0|w(x)|4\nT1|w(x)|5\nT1|w(x)|5\n"
FINE = "T0|w(x)|1\nT0|fork(T1)|2\nT1|r(x)|3\nT0|join(T1)|4\nT0|w(x)|5\n"
NAME = "trace.std"


def replay(runner, *arguments: str, trace: str | bytes | None = RACY, **settings):
    if trace is not None:
        data = trace if isinstance(trace, bytes) else trace.encode()
        (runner.folder / NAME).write_bytes(data)
    return runner.python("-m", "datarace", "replay", *arguments, **settings)


def test_counts_and_status(runner):
    done = replay(runner, NAME)
    assert done.out == "racy accesses: 2, distinct locs: 2\nevents: 6, threads: 2, locks: 0, variables: 1\n"
    assert (done.status, done.err) == (66, "")
    done = replay(runner, NAME, "--count", "all")
    assert done.out.startswith("racy accesses: 3, distinct locs: 2\n")
    done = replay(runner, NAME, trace=FINE)
    assert done.out.startswith("racy accesses: 0, distinct locs: 0\n")
    assert done.status == 0
    assert replay(runner, NAME, "--exit-code", "3").status == 3
    assert replay(runner, NAME, "--exit-code=0").status == 0


def test_every_race_is_told_with_both_sides(runner):
    done = replay(runner, "-v", NAME)
    assert done.out.splitlines()[:-2] == [
        "line 4: T0|w(x)|4 races with T1|r(x)|3",
        "line 5: T1|w(x)|5 races with T0|w(x)|4",
    ]


def test_json_is_one_object(runner):
    told = json.loads(replay(runner, "--format=json", NAME, trace=FINE).out)
    assert told == {
        "trace": NAME,
        "count": "fasttrack",
        "racy_accesses": 0,
        "racy_locs": 0,
        "events": 5,
        "threads": 2,
        "locks": 0,
        "variables": 1,
    }
    told = json.loads(replay(runner, "--format=json", "-v", "--count=all", NAME).out)
    assert told["racy_accesses"] == 3
    assert told["races"][0] == {
        "line": 4,
        "thread": "T0",
        "op": "w",
        "variable": "x",
        "loc": "4",
        "earlier_thread": "T1",
        "earlier_op": "r",
        "earlier_loc": "3",
    }
    assert [race["line"] for race in told["races"]] == [4, 5, 6]


def test_gzip_is_recognised_whatever_the_name_is(runner):
    plain = replay(runner, NAME).out
    packed = gzip.compress(RACY[:20].encode(), mtime=0) + gzip.compress(RACY[20:].encode(), mtime=0)
    assert replay(runner, NAME, trace=packed).out == plain
    (runner.folder / "trace.std.gz").write_text(RACY)
    assert replay(runner, "trace.std.gz", trace=None).out == plain


def test_standard_input_is_a_trace_too(runner):
    done = replay(runner, "-", trace=None, stdin=RACY)
    assert done.out.startswith("racy accesses: 2,")
    done = replay(runner, "-", trace=None, stdin="nothing")
    assert done.err == "datarace: line 1 of standard input is not an event (thread|op(operand)|loc): 'nothing'\n"
    piped = subprocess.run(
        [sys.executable, "-m", "datarace", "replay", "-"],
        cwd=runner.folder,
        env=runner.environment,
        input=gzip.compress(RACY.encode(), mtime=0),
        capture_output=True,
    )
    assert piped.stdout.startswith(b"racy accesses: 2,")


@pytest.mark.parametrize(
    ("trace", "words"),
    [
        ("T0|w(x)|1\n\nT0 w(x) 2\n", "line 3 of the trace 'trace.std' is not an event (thread|op(operand)|loc): 'T0 w(x) 2'"),
        (
            "T0|sync(x)|1",
            "line 1 of the trace 'trace.std' has no op that is known (r, w, acq, rel, fork, join, begin, end, req): 'T0|sync(x)|1'",
        ),
        (b"T0|w(x)|1\nT\xff|w(x)|1\n", "line 2 of the trace 'trace.std' is not UTF-8 text: 'T\\xff|w(x)|1'"),
        (RACY.encode("utf-16"), "line 1 of the trace 'trace.std' is not UTF-8 text: "),
        (bytes(3_000_000), "line 1 of the trace 'trace.std' does not end within 1048576 bytes: '\\x00"),
        (gzip.compress(RACY.encode(), mtime=0)[:-10], "the trace 'trace.std' is cut off: its gzip data ends in the middle"),
        (
            gzip.compress(RACY.encode(), mtime=0)[:-8] + bytes(8),
            "the trace 'trace.std' is damaged: its gzip data cannot be unpacked (CRC check failed",
        ),
        (b"\x1f\x8b" + bytes(100), "the trace 'trace.std' is damaged: its gzip data cannot be unpacked ("),
        (
            gzip.compress(RACY.encode(), mtime=0) + b"and more",
            "the trace 'trace.std' is damaged: its gzip data cannot be unpacked (",
        ),
    ],
)
def test_bad_trace_is_one_sentence_and_status_2(runner, trace, words):
    done = replay(runner, "-v", NAME, trace=trace)
    assert done.status == 2
    assert done.err.startswith("datarace: " + words)
    assert done.err.count("\n") == 1
    assert len(done.err) < 500


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.std"], "there is no file 'missing.std' to replay"),
        (["."], "'.' is a directory, not a trace"),
        (["trace.std/more"], "the trace 'trace.std/more' cannot be opened: not a directory"),
        ([], "missing argument 'TRACE'"),
        (["--count", "some", "trace.std"], "'some' is not one of 'fasttrack', 'all'"),
        (["--exit-code", "256", "trace.std"], "256 is not in the range 0<=x<=255"),
        (["--verbos", "trace.std"], "there is no option '--verbos'; did you mean '--verbose'?"),
    ],
)
def test_bad_arguments_are_one_sentence_and_status_2(runner, arguments, words):
    done = replay(runner, *arguments)
    assert done.status == 2
    assert done.out == ""
    assert words in done.err
    assert done.err.startswith("datarace: ")
    assert done.err.count("\n") == 1


def test_unreadable_file_is_one_sentence(runner):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (runner.folder / NAME).write_text(RACY)
    (runner.folder / NAME).chmod(0)
    done = replay(runner, NAME, trace=None)
    assert done.status == 2
    assert done.err == "datarace: the trace 'trace.std' cannot be opened: permission denied\n"


def test_names_that_the_terminal_cannot_show_are_escaped(runner):
    trace = "тред|w(ключ)|1\nT|w(ключ)|2\n"
    done = replay(runner, "-v", NAME, trace=trace, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.out.startswith("line 2: T|w(\\u043a")
    assert done.status == 66


def test_reader_that_stops_early_is_no_error(runner):
    (runner.folder / NAME).write_text("T0|w(x)|1\nT1|w(x)|1\n" * 50_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "datarace", "replay", "-v", NAME],
        cwd=runner.folder,
        env=runner.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(60)


@pytest.mark.parametrize("big", [True, False])
def test_progress_is_shown_for_a_big_trace_on_a_terminal_only(runner, terminal, big):
    (runner.folder / NAME).write_text("T0|w(x)|a place with a name of some length\n" * (1_800_000 if big else 1000))
    command = [sys.executable, "-m", "datarace", "replay", NAME]
    ours, theirs = terminal
    process = subprocess.Popen(command, cwd=runner.folder, env=runner.environment, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    out = process.communicate()[0]
    assert process.returncode == 0
    assert out.startswith(b"racy accesses: 0,")
    assert (b"100%" in shown) == big
    piped = subprocess.run(command, cwd=runner.folder, env=runner.environment, capture_output=True)
    assert (piped.returncode, piped.stderr) == (0, b"")
