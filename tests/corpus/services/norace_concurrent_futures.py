"""Clean: a pool with all that its documentation shows: futures in a dict, callbacks, errors, cancelled calls, nested `map`."""

import concurrent.futures
import threading

lock = threading.Lock()
finished = []


def load(number):
    if number % 5 == 4:
        raise ValueError(number)
    page = {"number": number, "links": []}
    page["links"].append(number + 1)
    return page


def note(future):
    with lock:
        finished.append(future)


with concurrent.futures.ThreadPoolExecutor(max_workers=4, thread_name_prefix="load") as pool:
    futures = {pool.submit(load, number): number for number in range(20)}
    for future in futures:
        future.add_done_callback(note)
    failed = 0
    for future in concurrent.futures.as_completed(futures):
        try:
            page = future.result()
        except ValueError as error:
            failed += error.args[0] == futures[future]
        else:
            page["links"].append(None)
    assert failed == 4
    assert [page["number"] for page in pool.map(load, range(4), timeout=60)] == [0, 1, 2, 3]
    gate = threading.Event()
    blocked = [pool.submit(gate.wait) for _ in range(4)]
    waiting = [pool.submit(load, 1) for _ in range(3)]
    assert all(future.cancel() for future in waiting)
    gate.set()
    concurrent.futures.wait(blocked)
assert len(finished) == 20
