"""A dict that counts its stores calls `super().__setitem__` in one thread while another walks over it."""

# expect: of <Register | of Register
# expect: attribute 'stores'

import threading


class Register(dict):
    def __init__(self):
        super().__init__()
        self.stores = 0

    def __setitem__(self, key, value):
        self.stores += 1
        super().__setitem__(key, value)


register = Register()


def fill(first):
    for number in range(first, first + 10):
        register[number] = number


def walk():
    try:
        for key in register:
            hash(key)
    except RuntimeError:
        pass


threads = [threading.Thread(target=fill, args=(0,)), threading.Thread(target=fill, args=(0,)), threading.Thread(target=walk)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
