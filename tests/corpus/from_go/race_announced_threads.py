"""TestRaceAnnounceThreads: threads that start threads, two levels down; the leaves write one global."""

# expect: global 'total'
# kind: lost-update

import threading

total = 0


def leaf():
    global total
    total += 1


def branch():
    threads = [threading.Thread(target=leaf) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def trunk():
    threads = [threading.Thread(target=branch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


thread = threading.Thread(target=trunk)
thread.start()
thread.join()
