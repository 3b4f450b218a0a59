"""Threads compile, execute and import code, and make classes, all at once: instrumentation itself runs in parallel."""

import collections
import dataclasses
import importlib
import pathlib
import sys
import tempfile
import threading

sys.dont_write_bytecode = True


def work(number):
    for step in range(8):
        space = {}
        exec(f"def double(x):\n    y = [x, {step}]\n    y[0] += x\n    return y[0]\n", space)
        assert space["double"](number) == 2 * number
        assert eval("[item + 1 for item in row]", {"row": [step]}) == [step + 1]
        Point = collections.namedtuple("Point", "x y")
        assert Point(number, step).x == number
        Item = dataclasses.make_dataclass("Item", [("name", str), ("size", int, 0)])
        item = Item("a")
        item.size += step
        assert item == Item("a", step)
        module = importlib.import_module(f"storm_{step}")
        assert module.value(number) == number + step


with tempfile.TemporaryDirectory() as folder:
    for step in range(8):
        body = f"OFFSET = {step}\ntable = {{}}\n\n\ndef value(x):\n    return x + OFFSET\n"
        pathlib.Path(folder, f"storm_{step}.py").write_text(body)
    sys.path.insert(0, folder)
    threads = [
        threading.Thread(target=work, args=(0,)),
        threading.Thread(target=work, args=(1,)),
        threading.Thread(target=work, args=(2,)),
        threading.Thread(target=work, args=(3,)),
        threading.Thread(target=work, args=(4,)),
        threading.Thread(target=work, args=(5,)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
