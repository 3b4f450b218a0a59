"""Clean: the free connections are in a queue; who has one has it alone."""

import queue
import threading


class Connection:
    def __init__(self):
        self.statements = 0

    def execute(self):
        self.statements += 1


free = queue.LifoQueue()
connections = [Connection() for _ in range(2)]
for connection in connections:
    free.put(connection)


def work():
    for _ in range(20):
        connection = free.get()
        connection.execute()
        free.put(connection)


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sum(connection.statements for connection in connections) == 80
