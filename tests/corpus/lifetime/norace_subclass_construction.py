"""Clean: constructors that call each other, `__new__`, and a dataclass with `__post_init__`; published under a lock."""

import dataclasses
import threading
import time

lock = threading.Lock()
box = []


class Base:
    def __new__(cls, *args):
        self = super().__new__(cls)
        self.made = True
        return self

    def __init__(self, name):
        self.name = name
        self.set_defaults()

    def set_defaults(self):
        self.size = 1


class Derived(Base):
    def __init__(self, name):
        super().__init__(name)
        self.size += 1


@dataclasses.dataclass
class Record:
    width: int
    area: int = 0

    def __post_init__(self):
        self.area = self.width * 2


def build():
    derived, record = Derived("d"), Record(4)
    with lock:
        box.append((derived, record))


def use():
    while True:
        with lock:
            if box:
                derived, record = box[0]
                break
        time.sleep(0.001)
    assert derived.made and derived.name == "d" and derived.size == 2 and record.area == 8


threads = [threading.Thread(target=use), threading.Thread(target=build)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
