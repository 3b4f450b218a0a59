"""Clean: the decimal context is each thread's own; `localcontext` changes that of one thread."""

import decimal
import threading

decimal.DefaultContext.prec = 12
decimal.setcontext(decimal.DefaultContext)
results = [None] * 4


def work(precision):
    context = decimal.getcontext()
    context.prec = precision + 5
    context.rounding = decimal.ROUND_DOWN
    with decimal.localcontext() as local:
        local.prec += 3
        third = decimal.Decimal(1) / decimal.Decimal(3)
    results[precision] = len(str(third)), len(str(decimal.Decimal(1) / 3)), context.flags[decimal.Inexact]


threads = [threading.Thread(target=work, args=(precision,)) for precision in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert [result[0] - result[1] for result in results] == [3, 3, 3, 3]
