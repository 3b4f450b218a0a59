"""Clean: the first thread to import runs the module's body; all others find it finished."""

import pathlib
import sys
import tempfile
import threading

BODY = """
TABLE = {}
for number in range(50):
    TABLE[number] = number * 2


class Settings:
    depth = 0


Settings.depth = 3
last = TABLE[49]
last += 1
"""


def work():
    import imported_by_threads as module

    assert module.TABLE[7] == 14
    assert module.Settings.depth == 3
    assert module.last == 99


sys.dont_write_bytecode = True
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "imported_by_threads.py").write_text(BODY)
    sys.path.insert(0, folder)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
