"""Clean: channels that are polled, many times: the operation that finds something and the one that put it in may be a hair apart."""

import threading
from collections import deque


class Node:
    pass


def run(put, get):
    asked = threading.Semaphore(0)

    def produce():
        for number in range(40):
            node = Node()
            node.items = []
            node.items.append(number)
            node.items[0] = number
            put(node)
            asked.acquire()

    def consume():
        for _ in range(40):
            while True:
                try:
                    node = get()
                    break
                except (IndexError, KeyError):
                    pass
            node.items[0] += 1
            asked.release()

    threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


nodes, stack, table = deque(), [], {}


def put_into_table(node):
    table["node"] = node


run(lambda node: nodes.append(node), lambda: nodes.popleft())
run(lambda node: stack.append(node), lambda: stack.pop())
run(put_into_table, lambda: table.pop("node"))
