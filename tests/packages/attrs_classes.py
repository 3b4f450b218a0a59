"""Each thread makes, changes and compares objects of its own; what attrs makes of a class is made once, when that is defined."""

# needs: attrs

import threading

import attrs


@attrs.define
class Point:
    x: int = attrs.field(validator=attrs.validators.instance_of(int))
    seen: list[int] = attrs.field(factory=list)


@attrs.frozen(cache_hash=True)
class Name:
    text: str


def work():
    for i in range(20):
        point = Point(i)
        point.x += 1
        point.seen.append(i)
        attrs.asdict(point)
        attrs.evolve(point, x=3)
        assert hash(Name(f"{i}")) == hash(Name(f"{i}"))


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
