"""A finalizer writes a captured variable, which main writes later (Go: TestRaceFin)."""

# expect: variable 'state'

import threading


def run():
    state = "new"

    class Resource:
        def __del__(self):
            nonlocal state
            state = "closed"

    def work():
        Resource()

    thread = threading.Thread(target=work)
    thread.start()
    state = "main"
    thread.join()
    return state


run()
