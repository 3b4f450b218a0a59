"""A reload swaps the current configuration while a request walks through it."""

# expect: attribute 'current'

import threading


class Config:
    def __init__(self, name):
        self.name = name


class Server:
    def __init__(self):
        self.current = Config("first")

    def reload(self):
        self.current = Config("second")

    def serve(self):
        return self.current.name


server = Server()
threads = [threading.Thread(target=server.reload), threading.Thread(target=server.serve)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
