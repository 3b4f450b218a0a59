"""The module reached by `import __main__` and the global name are one location."""

# expect: global 'level'

import threading

import __main__ as settings

level = 1


def raise_level():
    settings.level = 2


def show():
    return level


threads = [threading.Thread(target=raise_level), threading.Thread(target=show)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
