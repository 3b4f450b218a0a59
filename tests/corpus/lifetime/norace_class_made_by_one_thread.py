"""Clean: a class made in one thread, with all it holds, published under a lock and used in others."""

import threading
import time

lock = threading.Lock()
plugins = {}


def load():
    class Plugin:
        name = "plugin"
        options = {"depth": 1}

        def run(self):
            return self.options["depth"]

    with lock:
        plugins["p"] = Plugin


def use():
    while True:
        with lock:
            plugin = plugins.get("p")
        if plugin is not None:
            break
        time.sleep(0.001)
    assert plugin.name == "plugin" and plugin().run() == 1


threads = [
    threading.Thread(target=use),
    threading.Thread(target=load),
    threading.Thread(target=use),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
