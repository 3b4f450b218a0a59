"""Workers return what they have read; the one thread that started them counts."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, as_completed


def read_all(names: list[str]) -> int:
    done = 0

    def read(name: str) -> str:
        time.sleep(0.001)  # reading takes its time
        return name

    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="reader") as pool:
        for future in as_completed([pool.submit(read, name) for name in names]):
            done += 1
            print(f"{future.result()}: {done} of {len(names)}")
    return done


def main() -> None:
    read_all([f"part-{number}.txt" for number in range(40)])


if __name__ == "__main__":
    main()
