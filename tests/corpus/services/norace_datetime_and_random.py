"""Clean: dates, time zones, and random numbers, of the shared generator and of a thread's own."""

import datetime as dt
import random
import secrets
import statistics
import threading
import time
import uuid
import zoneinfo

ZONE = dt.timezone(dt.timedelta(hours=2), "somewhere")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def work(seed):
    own = random.Random(seed)
    numbers = [own.random() for _ in range(10)]
    own.shuffle(numbers)
    statistics.mean(numbers)
    random.choice(numbers)
    random.randint(1, 6)
    assert secrets.token_hex(4) != uuid.uuid4().hex
    for day in range(10):
        moment = EPOCH + dt.timedelta(days=day)
        assert dt.datetime.fromisoformat(moment.isoformat()) == moment.astimezone(ZONE)
        assert dt.datetime.strptime("1970-01-02", "%Y-%m-%d").strftime("%d") == "02"
    try:
        moment.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
    except zoneinfo.ZoneInfoNotFoundError:
        pass
    time.strftime("%Y", time.gmtime(0))


threads = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
