"""Clean: the body of a lazily loaded module runs in the thread that uses the module first; the others wait for it, or find it loaded."""

import importlib.util
import os
import pathlib
import sys
import tempfile
import threading

BODY = """
table = {}
table["one"] = 1
count = 0
count += 1


def number():
    return table["one"] + count
"""


def lazily(name):
    spec = importlib.util.find_spec(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def use(module):
    assert module.count == 1
    assert module.table["one"] == 1
    assert module.number() == 2


def first():
    use(found)
    os.write(tell, b"x")


def second():
    os.read(told, 1)
    use(found)


def side_by_side(*works):
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
sys.dont_write_bytecode = True
with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    for name in ("found_loaded", "waited_for"):
        pathlib.Path(folder, f"{name}.py").write_text(BODY)
    found = lazily("found_loaded")
    side_by_side(first, second)
    if sys.version_info >= (3, 13):  # before, two threads that are first at the same time both load it
        waited_for = lazily("waited_for")
        side_by_side(*[lambda: use(waited_for)] * 4)
