"""A child process that both threads talk to orders them in time, not for the detector."""

# expect: global 'data'

import subprocess
import threading

child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
data = 0


def produce():
    global data
    data = 1
    child.stdin.write(b"done\n")
    child.stdin.close()


def consume():
    global data
    assert child.stdout.readline() == b"done\n"
    data = 2


threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
child.wait()
child.stdout.close()
