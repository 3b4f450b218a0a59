"""A program without a race behaves as under python alone: output, status, argv, path, environment, tracebacks, signals."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SHOW = """\
import os, sys
print(sys.argv, sys.path, sys.flags, sys.warnoptions, sys._xoptions, __name__, globals().get("__file__"), __spec__)
print(sorted(os.environ.items()), os.getcwd())
print("sitecustomize" in sys.modules, sys.orig_argv[1:] if "-m" not in sys.orig_argv else "")
sys.stdout.flush()
os.write(1, b"fd %d\\n" % os.dup(0))
"""


@pytest.mark.parametrize("arguments", [["show.py"], ["./show.py", "-x", "--verbose", "a b", ""], ["show.py", "--", "-m"]])
def test_arguments_paths_and_environment_of_a_script(runner, arguments):
    runner.write("show.py", SHOW)
    assert runner.same(*arguments).status == 0


def test_a_script_in_another_folder_has_that_folder_first_on_its_path(runner):
    runner.write("deep/show.py", SHOW + "import neighbour")
    runner.write("deep/neighbour.py", "print('here')")
    assert runner.same("deep/show.py").out.endswith("here\n")


def test_modules_packages_code_and_standard_input(runner):
    runner.write("package/__init__.py", "")
    runner.write("package/__main__.py", SHOW)
    runner.write("module.py", SHOW)
    runner.same("-m", "package", "-x", "--verbose")
    runner.same("-m", "module", "--", "-m")
    runner.same("-mmodule")
    runner.same("-c", SHOW, "-c", "--halt-on-error")
    runner.same("-", "--verbose", stdin=SHOW)
    runner.same("package")
    runner.same("-m", "no_such_module")
    runner.same("-m", "package.none")


def test_zip_applications(runner):
    with zipfile.ZipFile(runner.folder / "app.zip", "w") as archive:
        archive.writestr("__main__.py", SHOW)
    runner.same("app.zip", "x")


@pytest.mark.parametrize(
    "flags", [(), ("-X", "dev"), ("-O", "-W", "error::UserWarning"), ("-B", "-u", "-X", "utf8=1"), ("-P",), ("-s",)]
)
def test_options_of_the_interpreter_reach_the_program(runner, flags):
    runner.write("show.py", SHOW)
    runner.same("show.py", flags=flags)


def test_variables_that_were_set_are_back_and_those_that_were_not_are_gone(runner):
    runner.write("show.py", SHOW)
    outer = runner.environment.get("PYTHONPATH", "")
    runner.same("show.py", env={"PYTHONPATH": f"{outer}{os.pathsep}/some where", "DATARACE_OPTIONS": "exit_code=3"})


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("", 0),
        ("raise SystemExit", 0),
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit('words')", 1),
        ("def f():\n    g()\ndef g():\n    x = [1]; y = x[0] + x[7]\nf()", 1),
        ("class E(Exception): pass\ntry:\n    {}['a']\nexcept KeyError as e:\n    raise E(1) from e", 1),
        ("import os; os._exit(4)", 4),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", -2),
        ("import os; os.abort()", -6),
        ("raise KeyboardInterrupt", -2),
        ("x = = 1", 1),
        ("import broken", 1),
        ("import sys; sys.stderr = None; raise ValueError", 1),
        ("import threading\nt = threading.Thread(target=lambda: 1/0, name='t')\nt.start(); t.join()", 0),
        ("import atexit\natexit.register(print, 'last')\natexit.register(lambda: 1/0)", 0),
        ("def f(): f()\nf()", 1),
    ],
)
def test_every_way_to_end(runner, code, status):
    runner.write("broken.py", "def f(:\n")
    runner.write("program.py", code)
    assert runner.same("program.py").status == status


def test_classes_of_main_pickle(runner):
    runner.write(
        "program.py",
        "import pickle\nclass A:\n    def __init__(self): self.x = 1\ndef f(): pass\n"
        "a = pickle.loads(pickle.dumps(A()))\nprint(type(a) is A, a.x, pickle.loads(pickle.dumps(f)) is f)\n",
    )
    assert runner.same("program.py").out == "True 1 True\n"


def test_child_processes_are_not_watched(runner):
    runner.write(
        "program.py",
        "import subprocess, sys, os\n"
        "print(subprocess.run([sys.executable, '-c', \"import sys, os; print('datarace' in sys.modules, os.environ)\"],"
        " capture_output=True, text=True).stdout)",
    )
    assert "False" in runner.same("program.py").out


def test_signals_have_the_handlers_that_they_always_have(runner):
    runner.write(
        "program.py",
        "import signal\nfor s in sorted(signal.valid_signals()): print(s, signal.getsignal(s))\n"
        "signal.signal(signal.SIGUSR1, lambda *a: print('got', a[0]))\nsignal.raise_signal(signal.SIGUSR1)\n",
    )
    runner.same("program.py")


def test_a_sitecustomize_of_the_user_runs(runner):
    runner.write("own/sitecustomize.py", "import sys; sys.own = __name__, __file__")
    runner.write("program.py", "import sys; print(sys.own, sys.modules['sitecustomize'].__file__)")
    path = os.pathsep.join(filter(None, [str(runner.folder / "own"), runner.environment.get("PYTHONPATH")]))
    assert "own/sitecustomize.py" in runner.same("program.py", env={"PYTHONPATH": path}).out


def test_an_error_in_the_sitecustomize_of_the_user_is_told_as_always(runner):
    runner.write("own/sitecustomize.py", "1/0")
    runner.write("program.py", "print(1)")
    path = os.pathsep.join(filter(None, [str(runner.folder / "own"), runner.environment.get("PYTHONPATH")]))
    plain = runner.python("program.py", env={"PYTHONPATH": path})
    watched = runner.datarace("program.py", env={"PYTHONPATH": path})
    assert "ZeroDivisionError" in plain.err
    # Once by the launcher, which is a Python like any other, and once by the program.
    assert (watched.out, watched.err, watched.status) == (plain.out, plain.err * 2, plain.status)


def test_daemon_threads_at_shutdown(runner):
    runner.write(
        "program.py",
        "import threading, queue\nq = queue.Queue()\nstarted = threading.Event()\n"
        "def work():\n    started.set()\n    while True: q.get()\n"
        "for _ in range(8): threading.Thread(target=work, daemon=True).start()\nstarted.wait()\nprint('over')\n",
    )
    assert runner.same("program.py").out == "over\n"


def test_end_waits_for_no_daemon_thread_that_reads_a_line_from_the_terminal(runner, racy, terminal):
    """It has the lock of the C library's standard input; the status that a race asks for is set while the process ends."""
    runner.write(
        "program.py",
        f"import {Path(racy).stem}, os, sys, threading, time\n"
        "threading.Thread(target=input, daemon=True).start()\n"
        "task = f'/proc/self/task/{threading.enumerate()[-1].native_id}/syscall'\n"
        "while sys.platform == 'linux' and not open(task).read().startswith('0 0x0 '): time.sleep(0.01)\n",
    )
    ours, other = terminal
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "datarace", "run", "program.py"],
            cwd=runner.folder,
            env=runner.environment,
            stdin=other,
            stdout=other,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert process.wait(30) == 66
        finally:
            process.kill()
            process.wait()
    finally:
        os.close(ours)
        os.close(other)


NAMES = ("options", "errors", "reports", "detector", "inspect", "tokenize", "bytecode", "click", "array", "copy", "select")


def test_modules_named_like_those_that_datarace_uses_are_the_program_s(runner):
    for name in NAMES:
        runner.write(f"{name}.py", f"print('own {name}')")
    runner.write("program.py", f"import {', '.join(NAMES)}\nprint('end')")
    assert runner.same("program.py").out.endswith("end\n")
    assert runner.same("-m", "program").out.endswith("end\n")


def test_modules_named_like_those_that_reports_need_are_left_alone(runner, racy):
    for name in NAMES:
        runner.write(f"{name}.py", "raise AssertionError")
    done = runner.datarace("--cache=off", racy)
    assert (done.status, done.out, done.reports) == (66, "done\n", 1)


def test_what_runs_while_the_interpreter_ends_meets_nothing_of_ours(runner):
    runner.write(
        "program.py",
        "import logging, threading, weakref\nlock = threading.RLock()\n"
        "class A:\n    def __del__(self):\n        with lock: print('gone', threading is not None)\n"
        "a = A(); a.a = a\nlogging.basicConfig()\nkept = weakref.WeakValueDictionary(a=a)\n"
        "t = threading.Thread(target=lambda: None); t.start(); t.join()\n",
    )
    runner.same("program.py")


def test_a_forked_child_ends_on_its_own(runner):
    runner.write(
        "program.py",
        "import os, sys\npid = os.fork()\nif not pid: sys.exit(5)\nprint(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))",
    )
    assert runner.same("program.py").out == "5\n"


@pytest.mark.skipif(sys.version_info < (3, 13), reason="-c has source lines since 3.13")
def test_traceback_of_code_given_on_the_command_line(runner):
    assert "1/0" in runner.same("-c", "def f():\n  1/0\nf()").err


def test_what_rewrites_code_is_not_loaded_when_all_code_is_on_disk(runner):
    code = "import sys; print(sorted({'datarace.instrument.rewriting', 'datarace.interpose.weaving'} & set(sys.modules)))"
    first, second = (runner.datarace("-c", code, env={"DATARACE_CACHE": "cache"}).out for _ in range(2))
    assert "rewriting" in first
    assert "weaving" in first
    assert second == runner.python("-c", code).out
