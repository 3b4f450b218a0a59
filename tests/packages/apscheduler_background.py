"""A scheduler in the background runs jobs in threads, and gets another one meanwhile."""

# needs: apscheduler
# The thread of the scheduler asks for the state without the lock under which shutdown() sets it: it may run one round more.
# warning: attribute 'state' of <BackgroundScheduler

import threading

from apscheduler.schedulers.background import BackgroundScheduler

lock = threading.Lock()
enough = threading.Event()
times = 0


def job():
    global times
    with lock:
        times += 1
        if times == 5:
            enough.set()


scheduler = BackgroundScheduler(timezone="UTC")
scheduler.add_job(job, "interval", seconds=0.01, max_instances=3)
scheduler.start()
scheduler.add_job(job, "date")
enough.wait()
scheduler.shutdown()
