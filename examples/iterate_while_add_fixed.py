"""Members are added under a lock, and a copy made under that lock is walked: sending may take its time."""

from __future__ import annotations

import threading


class Chat:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.members = {"ann": 1, "bob": 2}

    def join(self, name: str) -> None:
        with self.lock:
            self.members[name] = len(self.members) + 1

    def send(self) -> list[str]:
        with self.lock:
            members = self.members.copy()
        return [f"hello {name}, number {number}" for name, number in members.items()]


def main() -> None:
    chat = Chat()
    threads = [
        threading.Thread(target=chat.join, args=("cid",), name="join"),
        threading.Thread(target=chat.send, name="send"),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(chat.send()), "members")


if __name__ == "__main__":
    main()
