"""Clean: context managers from `contextlib`, paths, streams, configuration and child processes, each thread with its own."""

import configparser
import contextlib
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile


@contextlib.contextmanager
def opened(folder, name):
    path = pathlib.Path(folder, name)
    path.write_text("[part]\nkey = value\n")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def work(number):
    folder = tempfile.mkdtemp()
    with opened(folder, f"{number}.ini") as path, contextlib.ExitStack() as stack:
        parser = configparser.ConfigParser()
        parser.read_string(path.read_text())
        assert parser["part"]["key"] == "value"
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("name", "text")
        assert zipfile.ZipFile(buffer).read("name") == b"text"
    done = subprocess.run(["cat"], input=b"text", capture_output=True, check=True)
    assert done.stdout == b"text"
    with contextlib.suppress(KeyError):
        {}["key"]


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sys.stdout is not None
