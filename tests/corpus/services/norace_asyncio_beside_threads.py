"""Clean: an event loop in one thread, work handed to it and taken back by another, as the documentation of asyncio shows."""

import asyncio
import threading

loop = asyncio.new_event_loop()
running = threading.Thread(target=loop.run_forever)
running.start()


def count(state):
    state["n"] += 1
    return state


async def serve(state):
    state["n"] += 1
    await asyncio.sleep(0)
    return await asyncio.to_thread(count, state)


results = []


def ask():
    for _ in range(5):
        state = {"n": 0}
        state["n"] += 1
        found = asyncio.run_coroutine_threadsafe(serve(state), loop).result()
        found["n"] += 1
        results.append(found["n"])


threads = [threading.Thread(target=ask) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()


async def close():
    await loop.shutdown_default_executor()


asyncio.run_coroutine_threadsafe(close(), loop).result()
loop.call_soon_threadsafe(loop.stop)
running.join()
loop.close()
assert results == [4] * 10
