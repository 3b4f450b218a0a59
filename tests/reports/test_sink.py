"""Reports reach standard error as it was at the start, or their file; never a file of the program."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from datarace.errors import UsageError
from datarace.reports.sink import Sink


def run(code: str, **settings) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, **settings)


def test_a_program_that_replaces_or_closes_standard_error_does_not_catch_reports():
    done = run(
        "import io, os, sys\nfrom datarace.reports.sink import Sink\nsink = Sink()\n"
        "sys.stderr = io.StringIO(); os.close(2); sink.write('told\\n')"
    )
    assert done.stderr == "told\n"


def test_the_program_gets_the_lowest_descriptors():
    assert run("import os\nfrom datarace.reports.sink import Sink\ns = Sink()\nprint(os.dup(0))").stdout == "3\n"


def test_a_descriptor_that_the_program_took_over_is_not_written_to(tmp_path):
    done = run(
        "import os, sys\nfrom datarace.reports.sink import Sink\nsink = Sink()\nos.closerange(3, 4096)\n"
        f"own = os.open({str(tmp_path / 'own')!r}, os.O_CREAT | os.O_WRONLY)\nos.dup2(own, sink._descriptor)\n"
        "sink.write('told\\n')"
    )
    assert (tmp_path / "own").read_text() == ""
    assert done.stderr == "told\n"


def test_without_standard_error_nothing_happens():
    done = subprocess.run(
        f"{sys.executable} -c 'from datarace.reports.sink import Sink; Sink().write(chr(120))' 2>&-",
        shell=True,
        check=True,
        capture_output=True,
    )
    assert done.stdout == b""


def test_a_slow_reader_of_a_non_blocking_pipe_gets_all():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    child = subprocess.Popen(
        [sys.executable, "-c", "from datarace.reports.sink import Sink; Sink().write('x' * 10**6)"], stderr=writing
    )
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        assert len(stream.read()) == 10**6
    assert child.wait() == 0


def test_log_files_carry_the_process_id_and_replace_what_an_earlier_process_left(tmp_path):
    log = tmp_path / "log"
    file = tmp_path / f"log.{os.getpid()}"
    file.write_text("old")
    os.utime(file, (0, 0))
    sink = Sink(str(log))
    assert file.read_text() == "old"
    sink.write("one\n")
    sink.write("two\n")
    assert file.read_text() == "one\ntwo\n"
    sink.close()


def test_a_log_that_this_process_wrote_before_it_became_another_program_is_continued(tmp_path):
    code = (
        "import os, sys\nfrom datarace.reports.sink import Sink\n"
        "Sink('log').write(f'{sys.argv[1]}\\n')\n"
        "if sys.argv[1] == '1': os.execv(sys.executable, [*sys.orig_argv[:-1], '2'])\n"
    )
    subprocess.run([sys.executable, "-c", code, "1"], cwd=tmp_path, check=True)
    (log,) = tmp_path.iterdir()
    assert log.read_text() == "1\n2\n"


def test_a_log_path_that_cannot_be_written_is_an_error_at_the_start(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "none" / "log", tmp_path / "file" / "log"):
        with pytest.raises(UsageError, match="is not a folder"):
            Sink(str(path))


def test_a_log_folder_that_goes_away_sends_reports_to_standard_error(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    done = run(
        "import os\nfrom datarace.reports.sink import Sink\n"
        f"sink = Sink({str(folder / 'log')!r})\nos.rmdir({str(folder)!r})\nsink.write('told\\n')"
    )
    assert "cannot write" in done.stderr
    assert done.stderr.endswith("told\n")
