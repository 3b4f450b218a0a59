"""Two threads add to a variable of the enclosing function."""

# expect: variable 'done'
# kind: lost-update

import threading


def run():
    done = 0

    def work():
        nonlocal done
        done += 1

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


run()
