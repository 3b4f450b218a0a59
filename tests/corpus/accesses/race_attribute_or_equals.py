"""`flags |= bit` is a read and a write: one of the two bits can be lost."""

# expect: attribute 'flags'
# kind: lost-update

import threading


class Register:
    def __init__(self):
        self.flags = 0


register = Register()


def raise_bit(bit):
    register.flags |= bit


threads = [
    threading.Thread(target=raise_bit, args=(1,)),
    threading.Thread(target=raise_bit, args=(2,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
