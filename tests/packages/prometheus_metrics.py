"""Metrics of one registry are counted by several threads, and collected by each: all of the package is safe for threads."""

# needs: prometheus_client

import threading

from prometheus_client import Counter, Gauge, Histogram, Summary, generate_latest

requests = Counter("requests", "by page", ["page"])
running = Gauge("running", "now")
seconds = Histogram("seconds", "of a call")
calls = Summary("calls", "of a function")


@seconds.time()
@calls.time()
def call():
    pass


def work():
    for i in range(20):
        requests.labels(f"{i % 3}").inc()
        with running.track_inprogress():
            call()
    generate_latest()


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
