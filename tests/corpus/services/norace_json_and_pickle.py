"""Clean: one encoder for all threads, documents of their own; pickles, copies and CSV of objects that nobody writes."""

import copy
import csv
import dataclasses
import io
import json
import pickle
import threading

ENCODER = json.JSONEncoder(sort_keys=True, default=str)
DECODER = json.JSONDecoder()


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0
    tags: list = dataclasses.field(default_factory=list)


SHARED = {"points": [Point(1, 2, ["a"])], "name": "shared"}


def work(number):
    for turn in range(10):
        document = {"number": number, "turns": [turn], "point": Point(number, turn)}
        document["turns"].append(turn + 1)
        assert DECODER.decode(ENCODER.encode(document))["number"] == number
    again = pickle.loads(pickle.dumps(SHARED))
    again["points"][0].x = 10 + number
    assert copy.deepcopy(SHARED) == SHARED != again
    assert dataclasses.asdict(dataclasses.replace(SHARED["points"][0], x=3))["x"] == 3
    text = io.StringIO()
    csv.writer(text).writerow([number, "a,b"])
    assert next(csv.reader(text.getvalue().splitlines())) == [str(number), "a,b"]


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
