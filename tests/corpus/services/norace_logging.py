"""Clean: loggers, handlers, filters and levels of `logging`, used from many threads."""

import io
import logging
import logging.handlers
import queue
import threading

text = io.StringIO()
handler = logging.StreamHandler(text)
handler.setFormatter(logging.Formatter("%(threadName)s %(levelname)s %(message)s"))
memory = logging.handlers.MemoryHandler(10, target=handler)
records = queue.Queue()
root = logging.getLogger("app")
root.propagate = False
root.setLevel(logging.INFO)
root.addHandler(handler)
root.addHandler(memory)
root.addHandler(logging.handlers.QueueHandler(records))


class Short(logging.Filter):
    def filter(self, record):
        return len(record.getMessage()) < 100


handler.addFilter(Short())
listener = logging.handlers.QueueListener(records, logging.StreamHandler(io.StringIO()))
listener.start()


def work(number):
    log = logging.getLogger(f"app.{number % 2}")
    for turn in range(10):
        log.info("turn %d of %d", turn, number)
        log.debug("not shown")
    try:
        {}["key"]
    except KeyError:
        log.exception("failed")
    logging.LoggerAdapter(log, {"request": number}).warning("adapted")


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
listener.stop()
memory.close()
assert text.getvalue().count("turn") >= 30
