"""The one object that stays is raced for, among many that come and go at reused addresses."""

# expect: attribute 'last'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it


class Node:
    def __init__(self):
        self.last = None


keeper = Node()


def work(number):
    for _ in range(10):
        node = Node()
        node.last = number
        del node
    keeper.last = number
    os.write(tell, b"x")


threads = []
for number in range(10):
    thread = threading.Thread(target=work, args=(number,))
    thread.start()
    threads.append(thread)
    os.read(told, 1)
for thread in threads:
    thread.join()
