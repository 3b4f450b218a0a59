"""Two threads draw numbers and may draw the same."""

# expect: attribute 'last'
# kind: lost-update

import threading


class Ids:
    def __init__(self):
        self.last = 0

    def draw(self):
        self.last += 1
        return self.last


ids = Ids()
drawn = []


def work():
    drawn.append(ids.draw())


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
