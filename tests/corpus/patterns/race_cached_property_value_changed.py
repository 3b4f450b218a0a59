"""The value of a `functools.cached_property` is changed by two threads."""

# expect: key 'hits' of dict

import functools
import threading


class Page:
    @functools.cached_property
    def counters(self):
        return {"hits": 0}


page = Page()
page.counters


def work():
    page.counters["hits"] += 1


threads = [threading.Thread(target=f) for f in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
