"""Two pools of one worker each write one global."""

# expect: global 'owner'

from concurrent.futures import ThreadPoolExecutor

owner = None


def work(name):
    global owner
    owner = name


with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
    one = first.submit(work, "first")
    two = second.submit(work, "second")
