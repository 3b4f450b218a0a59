"""`for self.current in ...` writes the attribute at every step."""

# expect: attribute 'current'

import threading


class Scanner:
    def __init__(self):
        self.current = None

    def scan(self):
        for self.current in range(3):
            pass


scanner = Scanner()


def show():
    return scanner.current


threads = [threading.Thread(target=scanner.scan), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
