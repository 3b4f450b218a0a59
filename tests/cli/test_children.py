"""Child processes: which are watched, where their races are told, and that nothing about them changes for the program."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

FOLLOW = "--follow-children"

#: A module with a race that waits to be run. Its threads are joined, but the system's may still be on their way out when the
#: program forks, and then Python says that there are several.
RACES = """\
import threading
import warnings

warnings.filterwarnings("ignore", "This process", DeprecationWarning)


class Counter:
    n = 0


counter = Counter()


def add():
    counter.n += 1


def race():
    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


@pytest.fixture
def races(runner):
    return runner.write("races.py", RACES)


def processes(text: str) -> set[int]:
    """The processes whose races are told."""
    return {int(number) for number in re.findall(r"^Process (\d+): ", text, re.M)}


def children_in_last_line(text: str) -> set[int]:
    found = re.search(r"^datarace: found .*races were found in child process(?:es)? ([\d ]+)", text, re.M)
    return set(map(int, found[1].split())) if found else set()


FORK = """\
import os, sys, races
pid = os.fork()
if not pid:
    races.race()
    {end}
print(pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.mark.parametrize("flags", [(), (FOLLOW,)])
@pytest.mark.parametrize("end", ["sys.exit(0)", "os._exit(0)", "sys.exit(7)"])
def test_a_forked_child_is_watched_and_keeps_its_status(runner, races, flags, end):
    runner.write("program.py", FORK.format(end=end))
    done = runner.datarace(*flags, "program.py")
    child, status = map(int, done.out.split())
    assert status == (7 if "7" in end else 0)
    assert done.status == 66
    assert done.reports == 1
    assert processes(done.err) == children_in_last_line(done.err) == {child}
    assert re.search(
        rf"^Process {child}: \S*python\S* program\.py\nKind: lost-update \(error\)\nLocation: attribute 'n'", done.err, re.M
    )
    assert re.search(rf"^datarace: process {child}: found \d+ data races?, 1 distinct$", done.err, re.M)
    assert re.search(r"^datarace: found 0 data races; races were found in child process \d+$", done.err, re.M)


def test_a_child_that_is_killed_has_told_its_race(runner, races):
    runner.write("program.py", FORK.format(end="os.kill(os.getpid(), 9)"))
    done = runner.datarace("program.py")
    child, status = map(int, done.out.split())
    assert (status, done.status) == (-signal.SIGKILL, 66)
    assert children_in_last_line(done.err) == {child}


def test_a_race_of_the_parent_is_not_told_by_its_children_and_they_tell_their_own(runner, races):
    runner.write(
        "program.py",
        "import races\nraces.race()\n" + FORK.format(end="sys.exit()").replace("import os, sys, races", "import os, sys"),
    )
    done = runner.datarace("program.py")
    child = int(done.out.split()[0])
    # The same code raced in both: once each.
    assert done.reports == 2
    assert processes(done.err) == {child}
    assert re.search(r"^datarace: found \d+ data races?, 1 distinct; races were found in", done.err, re.M)

    runner.write("quiet.py", "import os, races\nraces.race()\npid = os.fork()\nif pid: os.waitpid(pid, 0)\n")
    done = runner.datarace("quiet.py")
    assert (done.status, done.reports) == (66, 1)
    assert "process" not in done.err
    assert done.err.count("datarace: found") == 1


def test_logs_of_forked_children_are_their_own(runner, races):
    runner.write("program.py", "import races\nraces.race()\n" + FORK.format(end="sys.exit()").replace(", races", ""))
    done = runner.datarace("--log-path", "log", "program.py")
    child = int(done.out.split()[0])
    logs = {int(file.suffix[1:]): file.read_text() for file in runner.folder.glob("log.*")}
    assert len(logs) == 2
    assert [text.count("WARNING: DATA RACE") for text in logs.values()] == [1, 1]
    assert "Process" not in next(text for number, text in logs.items() if number != child)
    assert f"Process {child}: " in logs[child]
    assert done.err == ""


def test_a_child_that_forks_again_and_starts_threads(runner, races):
    runner.write(
        "program.py",
        "import os, races, sys\n"
        "def fork(depth):\n    pid = os.fork()\n    if not pid:\n        races.race()\n        if depth: fork(depth - 1)\n        sys.exit(depth)\n"
        "    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == depth\n    print(pid, flush=True)\n"
        "fork(2)\n",
    )
    done = runner.datarace("program.py")
    assert done.status == 66
    assert processes(done.err) == children_in_last_line(done.err) == set(map(int, done.out.split()))
    assert done.reports == 3


BUSY = """\
import os, queue, sys, threading, races
class Shared: n = 0
shared, lock, items, stop = Shared(), threading.Lock(), queue.Queue(), threading.Event()
def work():
    while not stop.is_set():
        with lock: shared.n += 1
        items.put(object()); items.get()
        local = [{}, []]; local[0]["a"] = local; local[1].append(1)
workers = [threading.Thread(target=work) for _ in range(4)]
for worker in workers: worker.start()
for i in range(20):
    pid = os.fork()
    if not pid:
        races.race()
        os._exit(i)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == i
stop.set()
for worker in workers: worker.join()
"""


def test_children_forked_while_threads_run(runner, races):
    runner.write("program.py", BUSY)
    done = runner.datarace("program.py")
    assert done.status == 66, done.err
    assert len(processes(done.err)) == done.reports == 20
    assert "and 15 more" in done.err
    # Nothing but the race of each child.
    assert set(re.findall(r"^Location: (attribute 'n' of <\w+)", done.err, re.M)) == {"attribute 'n' of <Counter"}


MULTIPROCESSING = """\
import multiprocessing, races, sys
def task(n):
    races.race()
    return n * n
if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    process = context.Process(target=races.race)
    process.start(); process.join()
    print(process.exitcode)
    with context.Pool(2) as pool:
        print(pool.map(task, range(4)))
        pool.close(); pool.join()
"""

METHODS = ["fork", "forkserver", "spawn"]
# Python warns where a process with threads forks: Pool has some.
WARNED = {"PYTHONWARNINGS": "ignore::DeprecationWarning"}


@pytest.mark.parametrize("method", METHODS)
def test_multiprocessing_is_followed(runner, races, method):
    runner.write("program.py", MULTIPROCESSING)
    done = runner.datarace(FOLLOW, "program.py", method, env=WARNED)
    assert (done.out, done.status) == ("0\n[0, 1, 4, 9]\n", 66), done.err
    assert len(processes(done.err)) == done.reports >= 2
    assert children_in_last_line(done.err) == processes(done.err)


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_children_that_are_new_programs_are_not_watched_without_the_option(runner, races, method):
    runner.write("program.py", MULTIPROCESSING)
    runner.same("program.py", method, env=WARNED)


def test_forked_children_of_multiprocessing_are_watched_without_the_option(runner, races):
    runner.write("program.py", MULTIPROCESSING)
    done = runner.datarace("program.py", "fork", env=WARNED)
    assert (done.out, done.status) == ("0\n[0, 1, 4, 9]\n", 66), done.err
    assert len(processes(done.err)) == done.reports >= 2


@pytest.mark.parametrize("method", METHODS)
def test_process_pools_of_concurrent_futures(runner, races, method):
    runner.write(
        "program.py",
        "import concurrent.futures, multiprocessing, races, sys\n"
        "def task(n):\n    races.race()\n    return n + 1\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context(sys.argv[1])\n"
        "    with concurrent.futures.ProcessPoolExecutor(1, context) as pool: print(list(pool.map(task, range(3))))\n",
    )
    done = runner.datarace(FOLLOW, "program.py", method, env=WARNED)
    assert (done.out, done.status) == ("[1, 2, 3]\n", 66), done.err
    assert len(processes(done.err)) == 1


def test_multiprocessing_without_a_race_is_as_ever(runner):
    runner.write("program.py", MULTIPROCESSING)
    runner.write("races.py", "def race(): pass")
    for method in METHODS:
        plain = runner.python("program.py", method, env=WARNED)
        for flags in ((), (FOLLOW,)):
            done = runner.datarace(*flags, "program.py", method, env=WARNED)
            assert runner.told(done) == runner.told(plain)


def test_subprocesses_of_any_depth_are_followed(runner, races):
    runner.write(
        "program.py",
        "import os, subprocess, sys, races\n"
        "depth = int(sys.argv[1])\n"
        "if depth: print(subprocess.run([sys.executable, 'program.py', str(depth - 1)]).returncode, flush=True)\n"
        "else: races.race(); sys.exit(5)\n",
    )
    done = runner.datarace(FOLLOW, "program.py", "2")
    assert (done.out, done.status, done.reports) == ("5\n0\n", 66, 1)
    assert re.search(r"^Process \d+: \S+ program\.py 0$", done.err, re.M)
    assert children_in_last_line(done.err) == processes(done.err)
    assert runner.datarace("program.py", "2").status == 0


@pytest.mark.parametrize(
    "way",
    [
        "subprocess.run([sys.executable, '-c', code])",
        "subprocess.run(f'exec {sys.executable} -c \"{code}\"', shell=True)",
        "os.waitpid(os.posix_spawn(sys.executable, [sys.executable, '-c', code], os.environ), 0)",
        "os.system(f'{sys.executable} -c \"{code}\"')",
        "os.spawnl(os.P_WAIT, sys.executable, sys.executable, '-c', code)",
        "subprocess.run([sys.executable, '-c', code], preexec_fn=lambda: None)",
    ],
)
def test_every_way_to_start_a_python(runner, races, way):
    runner.write("program.py", f"import os, subprocess, sys\ncode = 'import races; races.race()'\n{way}\n")
    done = runner.datarace(FOLLOW, "program.py")
    assert (done.status, done.reports, len(processes(done.err))) == (66, 1, 1), done.err


@pytest.mark.parametrize("flags", [["-I"], ["-E"], ["-S"]])
def test_pythons_that_leave_out_the_environment_or_site_run_unwatched(runner, flags):
    runner.write(
        "program.py",
        f"import subprocess, sys\nprint(subprocess.run([sys.executable, *{flags}, '-c', \"import sys; print('datarace' in sys.modules)\"],"
        " capture_output=True, text=True))",
    )
    done = runner.datarace(FOLLOW, "program.py")
    assert "False" in done.out
    assert (done.err, done.status) == ("", 0)


def test_a_child_with_an_environment_of_its_own_runs_unwatched(runner, races):
    runner.write(
        "program.py", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import races; races.race()'], env={})"
    )
    done = runner.datarace(FOLLOW, "program.py")
    assert (done.err, done.status) == ("", 0)


def test_options_are_the_children_s_in_any_folder(runner, races):
    runner.write(
        "program.py",
        "import os, subprocess, sys\nos.mkdir('elsewhere')\n"
        'code = f"import sys; sys.path.insert(0, {os.getcwd()!r}); import races; races.race()"\n'
        "for _ in range(2): print(subprocess.run([sys.executable, '-c', code], cwd='elsewhere').returncode)\n",
    )
    done = runner.datarace(FOLLOW, "--log-path=log", "--halt-on-error", "--exit-code=9", "program.py")
    # halt_on_error ends the child, and nothing but the child.
    assert (done.out, done.status, done.err) == ("9\n9\n", 9, "")
    assert len([file for file in runner.folder.glob("log.*") if "WARNING: DATA RACE" in file.read_text()]) == 2
    assert not list((runner.folder / "elsewhere").iterdir())
    done = runner.datarace(FOLLOW, "--exclude=./races.py", "-c", "exec(open('program.py').read().replace('elsewhere', 'other'))")
    assert (done.status, done.reports) == (0, 0)


def test_the_program_finds_its_environment_but_for_what_children_need(runner):
    show = "import os, sys; print({k: v for k, v in os.environ.items() if 'DATARACE' in k or k == 'PYTHONPATH'}, sys.path)"
    done = runner.datarace(FOLLOW, "-c", show, env={"PYTHONPATH": ""})
    assert re.match(r"\{'PYTHONPATH': '[^':]*/datarace/boot', 'DATARACE_OPTIONS': 'follow_children=1'", done.out) or (
        "'DATARACE_OPTIONS': 'follow_children=1'" in done.out
    )
    assert "/datarace/boot" not in done.out.partition("} [")[2]
    quoted = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {show!r}])"
    inner = runner.datarace(FOLLOW, "-c", quoted, env={"PYTHONPATH": "/some where"})
    assert inner.out.count("/datarace/boot") == 1
    assert "/some where']" in inner.out or "'/some where'" in inner.out


def test_a_sitecustomize_of_the_user_runs_in_children_too(runner):
    runner.write("own/sitecustomize.py", "print('own', __file__.rpartition('/')[2], flush=True)")
    runner.write("program.py", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'])\n")
    path = os.pathsep.join(filter(None, [str(runner.folder / "own"), runner.environment.get("PYTHONPATH")]))
    plain = runner.python("program.py", env={"PYTHONPATH": path})
    # Once more by the launcher.
    assert runner.datarace(FOLLOW, "program.py", env={"PYTHONPATH": path}).out == "own sitecustomize.py\n" + plain.out


def test_modules_that_are_named_like_ours_in_children(runner, races):
    for name in ("options", "detector", "inspect", "copy", "select"):
        runner.write(f"{name}.py", f"print('own {name}', flush=True)")
    runner.write("child.py", "import copy, detector, inspect, options, races, select\nraces.race()\n")
    runner.write("program.py", "import os, sys\nos.system(f'{sys.executable} child.py; {sys.executable} -m child')\n")
    plain = runner.python("program.py")
    done = runner.datarace(FOLLOW, "program.py")
    assert (done.out, done.status, done.reports) == (plain.out, 66, 2)


# --- exec ----------------------------------------------------------------------------------------------------------------

EXEC = """\
import os, races, sys
if sys.argv[1:] != ["again"]:
    races.race()
    {exec}
{after}
"""


@pytest.mark.parametrize(
    "way", ["os.execv(p, [p, 'program.py', 'again'])", "os.execve(p, [p, 'program.py', 'again'], dict(os.environ))"]
)
@pytest.mark.parametrize("after", ["print('second')", "races.race(); print('second')"])
def test_a_process_that_becomes_another_program_stays_the_launched_one(runner, races, way, after):
    runner.write("program.py", EXEC.format(exec=f"p = sys.executable; {way}", after=after))
    done = runner.datarace(FOLLOW, "--log-path=log", "program.py")
    assert (done.out, done.err, done.status) == ("second\n", "", 66)
    # One log of one process, of both its lives.
    (log,) = runner.folder.glob("log.*")
    text = log.read_text()
    assert text.count("WARNING: DATA RACE") == (2 if "race()" in after else 1)
    assert "Process" not in text
    assert "child" not in text
    assert text.count("datarace: found") == (2 if "race()" in after else 1)


def test_a_program_that_execs_without_the_option_has_told_what_it_found(runner, races):
    runner.write("program.py", EXEC.format(exec="p = sys.executable; os.execv(p, [p, '-c', 'print(2)'])", after=""))
    done = runner.datarace("program.py")
    assert (done.out, done.status, done.reports) == ("2\n", 0, 1)
    assert "found" in done.err


def test_an_exec_that_fails_changes_nothing(runner, races):
    runner.write(
        "program.py",
        "import os, races\n"
        "for _ in range(2):\n    try: os.execvp('no such program', ['x'])\n    except FileNotFoundError: print('no')\n"
        "races.race()\n",
    )
    done = runner.datarace(FOLLOW, "program.py")
    assert (done.out, done.status, done.reports) == ("no\nno\n", 66, 1)


# --- other Pythons ---------------------------------------------------------------------------------------------------------


def other_pythons() -> list[str]:
    """Interpreters on this machine that are of another version."""
    known = [shutil.which(f"python{v}") for v in ("2.7", "2", "3.6", "3.8", "3.10", "3.11", "3.12", "3.13", "3.14")]
    known += [str(path) for path in Path.home().glob(".pyenv/versions/*/bin/python")]
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    others = {}
    for path in filter(None, known):
        asked = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        found = subprocess.run(asked, capture_output=True, text=True, check=False)
        if found.returncode == 0 and found.stdout.strip() != here:
            others.setdefault(found.stdout.strip(), path)
    return list(others.values())


def test_children_that_are_other_pythons_run_as_if_nobody_watched(runner):
    others = other_pythons()
    if not others:
        pytest.skip("there is no other Python on this machine")
    runner.write(
        "program.py",
        "import subprocess, sys\nfor python in sys.argv[1:]:\n"
        "    done = subprocess.run([python, '-c', 'import sys; print(sorted(m for m in sys.modules if \"datarace\" in m)); sys.exit(4)'],"
        " capture_output=True, text=True)\n    print(done.returncode, done.stdout, flush=True)\n    sys.stderr.write(done.stderr)\n",
    )
    plain = runner.python("program.py", *others)
    done = runner.datarace(FOLLOW, "program.py", *others)
    assert (done.out, done.status) == (plain.out, plain.status)
    # Each is told of: by the last line, or, where it could not even read our code, by itself.
    assert done.err.count("not watched: ") == min(len(others), 5 + done.err.count("datarace: the child process")), done.err


def test_a_child_without_our_compiled_part_runs_and_is_told_of(runner):
    runner.write(
        "program.py",
        "import os, subprocess, sys\nos.environ['DATARACE_OPTIONS'] = 'no_such=1'\n"
        "print(subprocess.run([sys.executable, '-c', 'print(1)']).returncode, flush=True)",
    )
    done = runner.datarace(FOLLOW, "program.py")
    assert (done.out, done.status) == ("1\n0\n", 0)
    assert re.search(
        r"^datarace: found 0 data races; a child process was not watched: .*there is no option 'no_such'", done.err, re.M
    )


# --- from inside a program, and nested ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_a_program_that_starts_the_detector_itself_is_followed(runner, races, method):
    runner.write("program.py", "import datarace\ndatarace.start(follow_children=True)\n" + MULTIPROCESSING)
    done = runner.python("program.py", method, env=WARNED)
    assert (done.out, done.status) == ("0\n[0, 1, 4, 9]\n", 66), done.err
    assert len(processes(done.err)) >= 2


def test_after_stop_children_are_not_followed(runner, races):
    runner.write(
        "program.py",
        "import os, datarace\nbefore = dict(os.environ)\ndatarace.start(follow_children=True)\n"
        "os.environ['PYTHONPATH'] = '/mine:' + os.environ['PYTHONPATH']\n"
        "datarace.stop()\nbefore['PYTHONPATH'] = '/mine'\nprint(os.environ == before or (before, os.environ))\n",
    )
    environment = {k: v for k, v in runner.environment.items() if k != "PYTHONPATH"}
    runner.environment = environment
    done = runner.python("program.py")
    assert (done.out, done.status) == ("True\n", 0), done.err


def test_races_of_children_are_models_with_their_process(runner, races):
    runner.write(
        "program.py",
        "import datarace, os, sys\ndatarace.start()\nimport races\nraces.race()\npid = os.fork()\n"
        "if not pid:\n    races.race()\n"
        "process = [race.process for race in datarace.stop()][0]\n"
        "print(process.number == os.getpid(), process.is_launched, process.command.partition(' ')[2], flush=True)\n"
        "if pid: os.waitpid(pid, 0)\n",
    )
    done = runner.python("program.py")
    assert sorted(done.out.splitlines()) == ["True False program.py", "True True program.py"]


def test_a_run_inside_of_a_run_is_a_run_of_its_own(runner, races):
    runner.write("inner.py", "import races; races.race()")
    runner.write(
        "program.py",
        "import subprocess, sys\nprint(subprocess.run([sys.executable, '-m', 'datarace', 'run', 'inner.py']).returncode, flush=True)",
    )
    done = runner.datarace(FOLLOW, "program.py")
    assert (done.out, done.status, done.reports) == ("66\n", 0, 1)
    assert "Process" not in done.err


# --- what is left of it ---------------------------------------------------------------------------------------------------


def test_nothing_is_left_behind_in_any_folder(runner, races):
    temporary = runner.folder / "temporary"
    temporary.mkdir()
    runner.write("program.py", FORK.format(end="sys.exit()") + "os.kill(os.getpid(), 9)\n")
    before = set(os.listdir(runner.folder))
    done = runner.datarace(FOLLOW, "--cache=off", "program.py", env={"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.status == -signal.SIGKILL
    assert set(os.listdir(runner.folder)) == before
    # Others use this folder at the same time.
    assert not [name for name in os.listdir("/dev/shm") if "datarace" in name]
    assert os.listdir(temporary) == []


def test_a_child_that_outlives_the_program_tells_its_races(runner, races):
    runner.write(
        "program.py",
        "import os, sys\nreading, writing = os.pipe()\n"
        "if not os.fork():\n    os.close(writing)\n    os.read(reading, 1)\n    import races\n    races.race()\n    sys.exit()\n",
    )
    done = runner.datarace("program.py")
    assert (done.status, done.reports) == (0, 1)
    assert len(processes(done.err)) == 1


def test_a_program_that_closes_all_descriptors_still_hears_of_forked_children(runner, races):
    runner.write("program.py", "import os\nos.closerange(3, 4096)\n" + FORK.format(end="sys.exit()"))
    done = runner.datarace("program.py")
    assert (done.status, done.reports) == (66, 1)


def test_daemon_threads_in_children_at_their_end(runner):
    runner.write(
        "program.py",
        "import os, queue, sys, threading\n"
        "def work(q):\n    while True: q.get()\n"
        "for i in range(4):\n    pid = os.fork()\n    if not pid:\n"
        "        q = queue.Queue()\n        for _ in range(4): threading.Thread(target=work, args=(q,), daemon=True).start()\n"
        "        q.put(1)\n        sys.exit(i)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)\n",
    )
    assert runner.same("program.py").out == "0\n1\n2\n3\n"


def test_verbose_children_tell_that_they_found_nothing(runner):
    runner.write("program.py", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])\n")
    done = runner.datarace(FOLLOW, "--verbose", "program.py")
    assert len(re.findall(r"^datarace: process \d+: found 0 data races", done.err, re.M)) == 1
    assert len(re.findall(r"^datarace: found 0 data races", done.err, re.M)) == 1
