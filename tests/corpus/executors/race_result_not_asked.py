"""Main reads what the task writes before it asks the future."""

# expect: global 'answer'

from concurrent.futures import ThreadPoolExecutor

answer = None


def work():
    global answer
    answer = 42


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(work)
    print("answer so far:", answer)
    future.result()
