"""Two consumers take work out of a deque as long as it is not empty: both can see the last item."""

# expect: shape of deque
# kind: check-then-act

import threading
from collections import deque

work = deque(range(10))


def consume():
    while work:
        work.popleft()


threads = [threading.Thread(target=consume) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
