"""Clean: results of a `multiprocessing.pool.ThreadPool`, by whatever way they are asked for."""

from multiprocessing.pool import ThreadPool


def work(number):
    box = [number]
    box[0] += 1
    return box


with ThreadPool(3) as pool:
    boxes = pool.map(work, range(10))
    boxes += pool.imap(work, range(10))
    boxes += pool.imap_unordered(work, range(10))
    boxes += pool.starmap(work, [(number,) for number in range(10)])
    boxes.append(pool.apply(work, (1,)))
    boxes.append(pool.apply_async(work, (1,)).get())
for box in boxes:
    box[0] += 1
assert sum(box[0] for box in boxes) == 4 * 65 + 6
