"""Run one command and print what it used: `python -I -S measure.py FILE COMMAND...` writes the figures to FILE.

A process of its own, and with as few imports as can be, for one reason: the kernel hands the peak memory of the process
that forks down to its child (`ru_maxrss` survives exec), so a larger parent would be a floor under every figure.
Written: wall seconds, CPU seconds (user and system, all threads, with children that were waited for), peak memory in
KiB, status as the shell has it.
"""

import os
import sys
import time


def main() -> None:
    """Fork, run, wait, write."""
    report, *command = sys.argv[1:]
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            os.write(2, f"{command[0]}: {error.strerror}\n".encode())
            os._exit(127)
    _, status, used = os.wait4(child, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    with open(report, "w", encoding="ascii") as file:
        file.write(f"{wall:.6f} {used.ru_utime + used.ru_stime:.6f} {used.ru_maxrss} {code if code >= 0 else 128 - code}\n")


main()
