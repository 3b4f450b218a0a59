"""Dates are parsed and rules walked by several threads; time zones come out of one cache, which has a lock."""

# needs: dateutil

import datetime as dt
import threading

from dateutil import parser, rrule, tz


def work():
    for i in range(10):
        parser.parse(f"2020-01-{i + 1:02} 10:00 UTC")
        paris = tz.gettz("Europe/Paris")
        assert paris is tz.gettz("Europe/Paris")
        tz.tzoffset("x", 3600 * (i % 3))
        dt.datetime(2020, 1, 1, tzinfo=paris).utcoffset()
        assert len(list(rrule.rrule(rrule.DAILY, count=3, dtstart=dt.datetime(2020, 1, 1)))) == 3


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
