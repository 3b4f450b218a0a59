"""Racy: one instance for each path, kept in a `WeakValueDictionary`, is looked for and made without a lock: there may be two."""

# expect: key 'a.lock'
# kind: check-then-act

import threading
import weakref


class FileLock:
    instances = weakref.WeakValueDictionary()

    def __new__(cls, path):
        instance = cls.instances.get(path)
        if instance is None:
            instance = super().__new__(cls)
            cls.instances[path] = instance
        return instance


kept = []


def work():
    kept.append(FileLock("a.lock"))


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
