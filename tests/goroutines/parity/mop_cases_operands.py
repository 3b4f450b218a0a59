"""The many single accesses that Go's file mop has: what is read where, while the other side writes it."""

from pair import Box, both

from datarace.goroutines import Chan


class Speaker:
    def __init__(self, volume):
        self.volume = volume

    def speak(self, text):
        return text


class Whisperer(Speaker):
    def speak(self, text):
        return text, self.volume


class Lender:
    """Its method is that of an object within it."""

    def __init__(self):
        self.inner = Whisperer(1)

    def speak(self, text):
        return self.inner.speak(text)


def two_results():
    return b"def", 1


async def race_append_len_rw():
    """TestRaceAppendLenRW: the variable is set to a longer list while len is taken."""
    items = [0] * 3

    def first():
        nonlocal items
        items = [*items, 1]

    def second():
        return len(items)

    await both(first, second)


async def race_indirection():
    """TestRaceIndirection: both write through one reference to a reference."""
    box = Box()
    box.x = Box()

    def first():
        box.x.x = 1

    def second():
        box.x.x = 2

    await both(first, second)


async def race_rune():
    """TestRaceRune: a variable of one character is read while it is set."""
    letter = "a"

    def first():
        return ord(letter)

    def second():
        nonlocal letter
        letter = "\u00e4"

    await both(first, second)


async def race_empty_interface_1():
    """TestRaceEmptyInterface1: a variable of any type is set to None while it is read."""
    x = 1

    def first():
        return x

    def second():
        nonlocal x
        x = None

    await both(first, second)


async def race_empty_interface_2():
    """TestRaceEmptyInterface2: a variable of any type is set to an object while it is read."""
    x = None

    def first():
        return x

    def second():
        nonlocal x
        x = Box()

    await both(first, second)


async def race_and():
    """TestRaceAnd: the left operand of and is written."""
    x = 0

    def first():
        return x == 1 and False

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_and_2():
    """TestRaceAnd2: the right operand of and is evaluated, and written."""
    x = 0
    yes = True

    def first():
        return yes and x == 1

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def norace_and():
    """TestNoRaceAnd: the right operand of and, which is written, is not evaluated."""
    x = 0
    no = False

    def first():
        return no and x == 1

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_or():
    """TestRaceOr: the left operand of or is written."""
    x = 0

    def first():
        return x == 1 or True

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_or_2():
    """TestRaceOr2: the right operand of or is evaluated, and written."""
    x = 0
    no = False

    def first():
        return no or x == 1

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def norace_or():
    """TestNoRaceOr: the right operand of or, which is written, is not evaluated."""
    x = 0
    yes = True

    def first():
        return yes or x == 1

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def norace_short_calc():
    """TestNoRaceShortCalc: or leaves out a call whose argument is written."""
    x = 1
    yes = True

    def first():
        return yes or abs(x) > 0

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def norace_short_calc_2():
    """TestNoRaceShortCalc2: and leaves out a call whose argument is written."""
    x = 1
    no = False

    def first():
        return no and abs(x) > 0

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_struct_init():
    """TestRaceStructInit: a variable is read for a new object while it is written."""
    x = 1

    def first():
        return Speaker(x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_array_init():
    """TestRaceArrayInit: a variable is read in a list display while it is written."""
    x = 1

    def first():
        return [0, x, 2]

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_map_init():
    """TestRaceMapInit: a variable is read as a key of a dict display while it is written."""
    x = 1

    def first():
        return {x: 2}

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_map_init_2():
    """TestRaceMapInit2: a variable is read as a value of a dict display while it is written."""
    x = 1

    def first():
        return {2: x}

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_inter_call():
    """TestRaceInterCall: a method of a variable's object is called while the variable is set."""
    x = Speaker(1)

    def first():
        x.speak(0)

    def second():
        nonlocal x
        x = Whisperer(2)

    await both(first, second)


async def race_inter_call_2():
    """TestRaceInterCall2: the argument of a method is written."""
    who = Speaker(1)
    x = 1

    def first():
        who.speak(x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_func_call():
    """TestRaceFuncCall: the argument of a function in a variable is written."""
    f = abs
    x = 1

    def first():
        f(x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_method_call():
    """TestRaceMethodCall: the argument of a method of a plain object is written."""
    who = Whisperer(1)
    x = 1

    def first():
        who.speak(x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_method_call_2():
    """TestRaceMethodCall2: the variable whose object's method is called is set."""
    who = Whisperer(1)

    def first():
        who.speak(0)

    def second():
        nonlocal who
        who = Whisperer(2)

    await both(first, second)


async def race_method_value_2():
    """TestRaceMethodValue2: a bound method is taken of a variable that is set."""
    who = Speaker(1)

    def first():
        return who.speak

    def second():
        nonlocal who
        who = Whisperer(2)

    await both(first, second)


async def race_addr_expr():
    """TestRaceAddrExpr: a field is reached through a reference that is replaced."""
    box = Box()
    box.x = Box()

    def first():
        return box.x.y

    def second():
        box.x = Box()

    await both(first, second)


async def race_type_assert():
    """TestRaceTypeAssert: the type of a variable's object is checked while the variable is set."""
    x = 1

    def first():
        return isinstance(x, int)

    def second():
        nonlocal x
        x = "text"

    await both(first, second)


async def race_block_as():
    """TestRaceBlockAs: two variables are exchanged while one of them is written."""
    x = 1
    y = 2

    def first():
        nonlocal x, y
        x, y = y, x

    def second():
        nonlocal x
        x = 3

    await both(first, second)


async def race_slice_slice():
    """TestRaceSliceSlice: a part is taken of a list in a variable that is set."""
    items = [0] * 3

    def first():
        return items[:2]

    def second():
        nonlocal items
        items = [1] * 4

    await both(first, second)


async def race_slice_slice_2():
    """TestRaceSliceSlice2: the bound of the part is written."""
    items = [0] * 3
    bound = 2

    def first():
        return items[:bound]

    def second():
        nonlocal bound
        bound = 1

    await both(first, second)


async def race_slice_string():
    """TestRaceSliceString: a part is taken of a string in a variable that is set."""
    text = "hello"

    def first():
        return text[1:3]

    def second():
        nonlocal text
        text = "world"

    await both(first, second)


async def race_slice_struct():
    """TestRaceSliceStruct: fields are copied from one list of objects while one of them is written."""
    items = [Box(), Box()]

    def first():
        return [(item.x, item.y) for item in items]

    def second():
        items[1].x = 1

    await both(first, second)


async def race_append_slice_struct():
    """TestRaceAppendSliceStruct: copies of a list's objects are appended to another while one of them is written."""
    items = [Box(), Box()]
    target = []

    def first():
        target.extend([Speaker(item.x) for item in items])

    def second():
        items[1].x = 1

    await both(first, second)


async def race_as_func_1():
    """TestRaceAsFunc1: a call with two results sets bytes, which become a string."""
    data = b"abc"

    def first():
        nonlocal data
        data, _ = two_results()

    def second():
        return data.decode()

    await both(first, second)


async def race_as_func_2():
    """TestRaceAsFunc2: a variable is passed to an inner closure while it is written."""
    x = 1

    def first():
        (lambda value: value)(x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_nested_struct():
    """TestRaceNestedStruct: an object is copied to be sent while a field of its inner object is written."""
    box = Box()
    box.x = Box()
    channel = Chan(1)

    def first():
        channel.try_send((box.x.x, box.x.y))

    def second():
        box.x.y = 1

    await both(first, second)


async def race_method_thunk():
    """TestRaceMethodThunk: a method that an inner object lends reads that object's place while it is set."""
    box = Lender()

    def first():
        box.speak(0)

    def second():
        box.inner = Whisperer(2)

    await both(first, second)


async def race_method_thunk_3():
    """TestRaceMethodThunk3: the inner object is replaced while its method is called through the outer one."""
    box = Lender()
    outer = [box]

    def first():
        outer[0].speak(0)

    def second():
        box.inner = Speaker(3)

    await both(first, second)


async def race_method_thunk_4():
    """TestRaceMethodThunk4: a field of the inner object is written while a method that reads it is called through the outer one."""
    box = Lender()

    def first():
        box.speak(0)

    def second():
        box.inner.volume = 3

    await both(first, second)
