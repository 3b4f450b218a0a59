"""Clean: main writes before the start and reads after the join."""

import threading

numbers = [1, 2, 3]
result = None


def work():
    global result
    result = 0
    for number in numbers:
        result += number


numbers.append(4)
thread = threading.Thread(target=work)
thread.start()
thread.join()
numbers.append(5)
assert result == 10
