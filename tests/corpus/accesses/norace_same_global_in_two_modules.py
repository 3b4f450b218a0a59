"""Clean: one name in two modules is two locations."""

import threading
import types

code = "count = 0\ndef work():\n    global count\n    for _ in range(100):\n        count += 1\n"
first = types.ModuleType("first")
second = types.ModuleType("second")
exec(code, first.__dict__)
exec(code, second.__dict__)

threads = [threading.Thread(target=first.work), threading.Thread(target=second.work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert first.count == second.count == 100
