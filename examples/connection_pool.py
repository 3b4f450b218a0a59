"""A pool whose semaphore limits how many connections are out, and is taken for a lock on the pool."""

from __future__ import annotations

import threading


class Connection:
    def __init__(self, number: int) -> None:
        self.number = number


class Pool:
    def __init__(self, size: int) -> None:
        self.permits = threading.BoundedSemaphore(size)
        self.connections = tuple(Connection(number) for number in range(size))
        self.turn = 0

    def take(self) -> Connection:
        self.permits.acquire()
        # Two threads may be here at once, and get the same connection: the semaphore lets in as many as there are.
        connection = self.connections[self.turn]
        self.turn = (self.turn + 1) % len(self.connections)
        return connection

    def give_back(self) -> None:
        self.permits.release()


def query(pool: Pool) -> None:
    connection = pool.take()
    print(f"query over connection {connection.number}\n", end="")
    pool.give_back()


def main() -> None:
    pool = Pool(2)
    clients = [threading.Thread(target=query, args=(pool,), name=f"client-{n}") for n in (1, 2)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


if __name__ == "__main__":
    main()
