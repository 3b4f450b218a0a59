"""The instances count themselves in an attribute of their class, without a lock."""

# expect: attribute 'made'
# kind: lost-update

import threading


class Ticket:
    made = 0

    def issue(self):
        Ticket.made += 1


def sell():
    Ticket().issue()


threads = [threading.Thread(target=sell) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
