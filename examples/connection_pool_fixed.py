"""A pool that keeps its free connections in a queue: who gets one has it alone."""

from __future__ import annotations

import queue
import threading


class Connection:
    def __init__(self, number: int) -> None:
        self.number = number
        self.queries = 0


class Pool:
    def __init__(self, size: int) -> None:
        self.free: queue.LifoQueue[Connection] = queue.LifoQueue()
        for number in range(size):
            self.free.put(Connection(number))

    def take(self) -> Connection:
        return self.free.get()

    def give_back(self, connection: Connection) -> None:
        self.free.put(connection)


def query(pool: Pool) -> None:
    connection = pool.take()
    connection.queries += 1
    print(f"query over connection {connection.number}\n", end="")
    pool.give_back(connection)


def main() -> None:
    pool = Pool(2)
    clients = [threading.Thread(target=query, args=(pool,), name=f"client-{n}") for n in (1, 2, 3)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


if __name__ == "__main__":
    main()
