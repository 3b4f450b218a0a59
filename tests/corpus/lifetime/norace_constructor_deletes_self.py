"""Clean: a constructor that lets go of the object before it ends, as its caller did: the object is gone by then."""

import threading

made = []


class Brief:
    def __init__(self):
        self.name = "brief"
        made.append(self.name)
        del self
        made.pop()

    def __del__(self):
        pass


def work():
    for _ in range(100):
        Brief.__init__(Brief.__new__(Brief))
        Brief()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
