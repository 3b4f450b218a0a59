"""One instance, looked for and made under a lock: taking a free lock costs less than a mistake here."""

from __future__ import annotations

import threading
from typing import ClassVar


class Settings:
    lock: ClassVar[threading.Lock] = threading.Lock()
    instance: ClassVar[Settings | None] = None

    def __init__(self) -> None:
        self.values = {"colour": "red"}

    @classmethod
    def get(cls) -> Settings:
        with cls.lock:
            if cls.instance is None:
                cls.instance = cls()
            return cls.instance


def use() -> None:
    print(Settings.get().values["colour"] + "\n", end="")


def main() -> None:
    threads = [threading.Thread(target=use, name=f"user-{n}") for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
