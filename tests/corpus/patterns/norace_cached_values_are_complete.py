"""Clean: who gets a value out of `functools.lru_cache` comes after the call that made it."""

import functools
import threading


class Settings:
    pass


@functools.lru_cache
def load(name):
    settings = Settings()
    settings.name = name
    settings.values = {}
    for number in range(3):
        settings.values[number] = number
    return settings


@functools.cache
def table():
    rows = []
    rows.append([1])
    rows[0][0] = 2
    return rows


total = [0, 0, 0]


def work(place):
    for name in ("a", "b"):
        settings = load(name)
        assert settings.name == name
        total[place] += sum(settings.values.values()) + table()[0][0]


threads = [threading.Thread(target=work, args=(place,)) for place in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
