"""Main changes the list that it gave to the task, which walks it."""

# expect: of list
# kind: iteration

from concurrent.futures import ThreadPoolExecutor


def work(names):
    return [name.upper() for name in names]


with ThreadPoolExecutor(1) as pool:
    names = ["ann", "bob"]
    future = pool.submit(work, names)
    names.append("cid")
    future.result()
