"""Both threads write the attribute while they handle an exception (Go: TestRacePanic)."""

# expect: attribute 'last_error'

import threading


class Monitor:
    def __init__(self):
        self.last_error = None


monitor = Monitor()


def work(text):
    try:
        int(text)
    except ValueError as error:
        monitor.last_error = str(error)


threads = [threading.Thread(target=work, args=("x",)), threading.Thread(target=work, args=("y",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
