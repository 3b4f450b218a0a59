"""Clean: threads that call methods of one object only read its class."""

import threading


class Greeter:
    greeting = "hello"

    def greet(self, name):
        return f"{self.greeting} {name}"

    @classmethod
    def make(cls):
        return cls()

    @staticmethod
    def shout(text):
        return text.upper()


greeter = Greeter()


def work():
    for name in ("ann", "bob"):
        assert greeter.shout(greeter.make().greet(name)).startswith("HELLO")


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
