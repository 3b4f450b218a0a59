"""TestNoRaceStackPushPop: the thread got only the reference; nobody else uses the stack any more."""

import threading


class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items = [*self.items, item]

    def pop(self):
        item, self.items = self.items[-1], self.items[:-1]
        return item


def run(number):
    stack = Stack()
    stack.push(number)

    def work(stack):
        stack.push(1)
        assert stack.pop() == 1
        assert stack.pop() == number

    thread = threading.Thread(target=work, args=(stack,))
    thread.start()
    return thread


threads = [run(number) for number in range(3)]
for thread in threads:
    thread.join()
