"""TestNoRaceChanWaitGroup: a bounded queue as counting semaphore, and filled up as a barrier at the end."""

import queue
import threading

LIMIT = 2
places = queue.Queue(LIMIT)
results = [0] * 6


def work(number):
    results[number] = number
    places.get()


threads = []
for number in range(6):
    places.put(None)
    thread = threading.Thread(target=work, args=(number,))
    thread.start()
    threads.append(thread)
# All places taken: every worker has given its own back.
for _ in range(LIMIT):
    places.put(None)
assert [results[number] for number in range(6)] == list(range(6))
for thread in threads:
    thread.join()
