"""Each call packs or unpacks with a packer of its own."""

# needs: msgpack

import threading

import msgpack


def work():
    for i in range(20):
        assert msgpack.unpackb(msgpack.packb({"a": [1, i]})) == {"a": [1, i]}


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
