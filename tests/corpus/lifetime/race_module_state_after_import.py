"""The module's body is ordered before its users; what its functions do later is not ordered with anything."""

# expect: global 'calls'
# kind: lost-update

import pathlib
import sys
import tempfile
import threading

BODY = """
calls = 0


def call():
    global calls
    calls += 1
"""


def work():
    import counting_calls

    counting_calls.call()


sys.dont_write_bytecode = True
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "counting_calls.py").write_text(BODY)
    sys.path.insert(0, folder)
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
