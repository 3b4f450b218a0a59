"""A plain attribute tells a worker to stop, and another one tells why."""

from __future__ import annotations

import threading
import time


class Worker:
    def __init__(self) -> None:
        self.running = True
        self.reason = ""

    def work(self) -> None:
        while self.running:
            time.sleep(0.001)
        # Nothing says that the reason is there because the flag is: a later version of this program
        # may write them in the other order, and no test will notice.
        print("stopped:", self.reason)

    def stop(self, reason: str) -> None:
        self.reason = reason
        self.running = False


def main() -> None:
    worker = Worker()
    thread = threading.Thread(target=worker.work, name="worker")
    thread.start()
    worker.stop("enough")
    thread.join()


if __name__ == "__main__":
    main()
