"""`__del__` revives the object: what it did to it and what others do to it then are accesses to the same object."""

# expect: attribute 'lives'
# kind: lost-update

import threading

nest = []


class Phoenix:
    def __init__(self):
        self.lives = 1

    def __del__(self):
        nest.append(self)


def hatch():
    bird = Phoenix()
    bird.lives += 1
    del bird
    return nest[0]


def work(bird):
    bird.lives += 1


bird = hatch()
nest.clear()
threads = [threading.Thread(target=work, args=(bird,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
