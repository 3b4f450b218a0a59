"""A crawler marks what it has seen in a dictionary that all its threads share (Go: TestRaceCrawl)."""

# expect: key
# kind: check-then-act

import threading

LINKS = {"a": ["c"], "b": ["c"], "c": []}
seen = {}


def crawl(page):
    if page in seen:
        return
    seen[page] = True
    for link in LINKS[page]:
        crawl(link)


threads = [threading.Thread(target=crawl, args=("a",)), threading.Thread(target=crawl, args=("b",))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
