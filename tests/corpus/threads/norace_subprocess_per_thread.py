"""Clean: each thread runs a child process of its own, and main reads what came of it after `join`."""

import subprocess
import threading

answers = [None, None]


def ask(number):
    answers[number] = subprocess.run(["echo", str(number)], capture_output=True, text=True, check=True).stdout.strip()


threads = [threading.Thread(target=ask, args=(number,)) for number in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert answers == ["0", "1"]
