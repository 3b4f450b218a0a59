"""Equal strings built separately are one key."""

# expect: key 'user-1'
# kind: lost-update

import threading

table = {"user-1": 0}


def work(number):
    table["user-" + str(number)] += 1


threads = [threading.Thread(target=work, args=(1,)), threading.Thread(target=work, args=(1,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
