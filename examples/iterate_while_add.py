"""One thread sends a message to every member while another adds a member."""

from __future__ import annotations

import threading


class Chat:
    def __init__(self) -> None:
        self.members = {"ann": 1, "bob": 2}

    def join(self, name: str) -> None:
        self.members[name] = len(self.members) + 1

    def send(self) -> list[str]:
        messages = []
        # On a bad day the dictionary changes size in here, and the loop ends with RuntimeError.
        for name, number in self.members.items():
            messages.append(f"hello {name}, number {number}")
        return messages


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
