"""Each call loads or dumps with a loader of its own."""

# needs: yaml

import threading

import yaml


def work():
    for i in range(10):
        assert yaml.safe_load(yaml.safe_dump({"a": [1, {"b": i}]})) == {"a": [1, {"b": i}]}
        yaml.safe_load("when: 2020-01-01\nitems: [1, 2.5, yes, null]")


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
