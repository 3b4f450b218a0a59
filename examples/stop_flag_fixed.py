"""An Event tells a worker to stop: what was written before `set` is there for who saw it set."""

from __future__ import annotations

import threading


class Worker:
    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.reason = ""

    def work(self) -> None:
        while not self.stopped.wait(0.001):
            pass
        print("stopped:", self.reason)

    def stop(self, reason: str) -> None:
        self.reason = reason
        self.stopped.set()


def main() -> None:
    worker = Worker()
    thread = threading.Thread(target=worker.work, name="worker")
    thread.start()
    worker.stop("enough")
    thread.join()


if __name__ == "__main__":
    main()
