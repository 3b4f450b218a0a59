"""The method is a closure variable of both functions."""

# expect: shape

import threading


def run():
    items = [1]
    add = items.append

    def one():
        add(2)

    def two():
        return sum(items)

    return one, two


one, two = run()


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
