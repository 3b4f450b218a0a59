"""What once went wrong in Go."""

from pair import both

from datarace.goroutines import Chan, go


async def race_unaddressable_map_len():
    """TestRaceUnaddressableMapLen: len of a dict within a dict is taken while an item is put into it."""
    maps = {0: {}}

    def first():
        maps[0][0] = "value"

    def second():
        return len(maps[0])

    await both(first, second)


class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()


async def norace_stack_push_pop():
    """TestNoRaceStackPushPop: a stack is pushed and popped by one goroutine; the other only gets a reference to it."""
    channel, done = Chan(), Chan()

    async def other():
        await channel.recv()
        done.close()

    stack = Stack()
    go(other)
    stack.push(1)
    await channel.send(stack)
    assert stack.pop() == 1
    await done.recv_ok()
