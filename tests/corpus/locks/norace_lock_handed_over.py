"""Clean: one thread takes the lock, another gives it back: the data goes with it (Go: TestNoRaceMutexSemaphore)."""

import threading

lock = threading.Lock()
lock.acquire()
message = None


def send():
    global message
    message = "hello"
    lock.release()


def receive():
    global message
    lock.acquire()
    assert message == "hello"
    message = "seen"


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
