"""Clean: temporary files and folders, named and opened by each thread for itself."""

import os
import tempfile
import threading

names = [None] * 4


def work(number):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        with open(path, "w") as file:
            file.write(str(number))
        with tempfile.NamedTemporaryFile("w+", dir=folder) as named, tempfile.TemporaryFile() as unnamed:
            named.write("text")
            unnamed.write(b"bytes")
            names[number] = named.name
        with tempfile.SpooledTemporaryFile(max_size=4) as spooled:
            spooled.write(b"more than four")
    handle, path = tempfile.mkstemp()
    os.close(handle)
    os.unlink(path)


threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(set(names)) == 4
