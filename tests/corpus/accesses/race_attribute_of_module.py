"""Two threads change a setting in another module."""

# expect: global 'verbosity' | attribute 'verbosity'
# kind: lost-update

import threading
import types

settings = types.ModuleType("settings")
settings.verbosity = 0


def louder():
    settings.verbosity += 1


threads = [threading.Thread(target=louder) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
