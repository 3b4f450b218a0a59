"""Clean: `_thread.start_new_thread` with a lock as the sign of its end."""

import _thread

done = _thread.allocate_lock()
done.acquire()
numbers = {"result": 1}


def work(factor):
    numbers["result"] *= factor
    done.release()


numbers["result"] = 3
_thread.start_new_thread(work, (5,))
done.acquire()
assert numbers["result"] == 15
