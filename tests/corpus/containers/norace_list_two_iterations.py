"""Clean: any number of threads may walk a list that nobody changes."""

import threading

names = ["ann", "bob", "cid"]


def work():
    for _ in range(20):
        assert [name.upper() for name in names] == ["ANN", "BOB", "CID"]
        first, *rest = names
        assert first == names[0] and rest == names[1:]
        assert sorted(names) == list(names)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
