"""Every lambda reads the loop variable itself, which the loop goes on to change."""

# expect: variable 'number'

import threading


def run():
    seen = []
    threads = []
    for number in range(3):
        thread = threading.Thread(target=lambda: seen.append(number))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return seen


run()
