"""Both threads write in the same phase; the barrier orders phases, not who is in one."""

# expect: global 'total'
# kind: lost-update

import threading

barrier = threading.Barrier(2)
total = 0


def work():
    global total
    barrier.wait()
    total += 1
    barrier.wait()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
