"""Workers count the files they have read in a variable of the function that started them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor


def read_all(names: list[str]) -> int:
    done = 0

    def read(name: str) -> None:
        nonlocal done
        time.sleep(0.001)  # reading takes its time
        done += 1
        # Shows a number that another worker may be changing, and may have counted wrong already.
        print(f"{name}: {done} of {len(names)}\n", end="")

    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="reader") as pool:
        for name in names:
            pool.submit(read, name)
    return done


def main() -> None:
    read_all([f"part-{number}.txt" for number in range(40)])


if __name__ == "__main__":
    main()
