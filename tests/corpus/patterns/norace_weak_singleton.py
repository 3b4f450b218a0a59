"""Clean: one instance for each path, kept in a `WeakValueDictionary`, is looked for and made under a lock."""

import threading
import weakref


class FileLock:
    instances = weakref.WeakValueDictionary()
    lock = threading.Lock()

    def __new__(cls, path):
        with cls.lock:
            if path in cls.instances:
                return cls.instances[path]
            instance = super().__new__(cls)
            return cls.instances.setdefault(path, instance)


def work():
    kept = []
    for number in range(40):
        kept.append(FileLock("a.lock"))
        if number % 3 == 0:
            kept.clear()


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
