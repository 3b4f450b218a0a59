"""Clean: each thread takes jobs with one atomic `pop`; only one can get each."""

import threading

jobs = {number: number * 2 for number in range(50)}
done = []


def work():
    for number in range(50):
        job = jobs.pop(number, None)
        if job is not None:
            done.append(job)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(done) == [number * 2 for number in range(50)]
