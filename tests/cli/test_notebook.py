"""``%load_ext datarace`` and ``%%datarace`` in an IPython of its own."""

from __future__ import annotations

import pytest

pytest.importorskip("IPython", reason="IPython is not installed")

SESSION = """\
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance(history_length=0)
shell.run_line_magic("load_ext", "datarace")
shell.run_cell('''
import threading

class Counter:
    n = 0

counter = Counter()

def add():
    counter.n += 1

def both():
    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
''')
def cell(text):
    from IPython.utils.capture import capture_output

    with capture_output() as captured:
        shell.run_cell(text)
    print(captured.stdout, captured.stderr, *(output.data["text/plain"] for output in captured.outputs))
    return [output.data["text/html"] for output in captured.outputs]
"""


def session(runner, code: str):
    runner.write("session.py", SESSION + code)
    done = runner.python("session.py", env={"IPYTHONDIR": str(runner.folder / ".ipython")})
    assert done.status == 0, done.err
    return done


def test_a_race_of_a_cell_is_shown_once_with_the_source_of_an_earlier_cell(runner):
    done = session(runner, "(html,) = cell('%%datarace\\nboth()')\nassert html.startswith('<iframe srcdoc=')\n")
    assert done.out.count("WARNING: DATA RACE") == 1
    assert "        counter.n += 1\n" in done.out
    assert done.err == ""


def test_a_cell_without_a_race_says_so_and_the_next_can_be_watched(runner):
    done = session(runner, "for _ in range(2):\n    print(cell('%%datarace\\nx = 1'))\n")
    assert done.out.count("['<p>datarace: no data race</p>']") == 2


def test_an_error_in_a_cell_ends_the_watching(runner):
    done = session(runner, "cell('%%datarace\\n1/0')\ncell('%%datarace strict\\nboth()')\n")
    assert "ZeroDivisionError" in done.out
    assert done.out.count("WARNING: DATA RACE") == 1


def test_an_option_that_is_none_is_one_sentence(runner):
    done = session(runner, "cell('%%datarace stritc\\n1')\n")
    assert done.out.strip() == "datarace: %%datarace: there is no option 'stritc'; did you mean 'strict'?"
