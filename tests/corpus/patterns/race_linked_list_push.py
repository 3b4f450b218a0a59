"""Two threads push onto one linked list: a node can be lost."""

# expect: attribute 'head'
# kind: lost-update

import threading


class Node:
    __slots__ = ("following", "value")

    def __init__(self, value, following):
        self.value = value
        self.following = following


class Stack:
    def __init__(self):
        self.head = None

    def push(self, value):
        self.head = Node(value, self.head)


stack = Stack()
threads = [
    threading.Thread(target=stack.push, args=(1,)),
    threading.Thread(target=stack.push, args=(2,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
