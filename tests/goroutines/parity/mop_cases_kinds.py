"""The many single accesses that Go's file mop has: what is read where, while the other side writes it."""

from pair import Box, both


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


async def race_int_rw_closures():
    """TestRaceIntRWClosures: two closures read and write a number."""
    x = 1

    def first():
        return x

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_int32_rw_closures():
    """TestRaceInt32RWClosures: two closures read and write a small number, through a computation."""
    x = 1
    y = 0

    def first():
        nonlocal y
        y = x + 1

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_case_condition():
    """TestRaceCaseCondition: the subject of a match is written by the other side."""
    x = 1

    def first():
        match x:
            case 1:
                pass

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_case_condition_2():
    """TestRaceCaseCondition2: the subject of a match is written by the other side, with another case beside."""
    x = 1

    def first():
        match x:
            case 1:
                pass
            case 2:
                pass

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_case_body():
    """TestRaceCaseBody: the body of a case writes what the other side reads."""
    x = 1
    y = 0

    def first():
        nonlocal y
        match x:
            case _ if x == 1:
                y = 1

    def second():
        return y

    await both(first, second)


async def norace_case_fallthrough():
    """TestNoRaceCaseFallthrough: the body that would write what the other side reads belongs to a case that is never taken."""
    x = 1
    y = 0

    def first():
        nonlocal y
        match x:
            case 2:
                y = 1
            case 1:
                pass

    def second():
        return y

    await both(first, second)


async def race_case_issue_6418():
    """TestRaceCaseIssue6418: the subject of a match is an item of an inner dict which is put in by the other side."""
    items = {"a": {}}

    def first():
        match items["a"].get("b"):
            case None:
                pass

    def second():
        items["a"]["b"] = "c"

    await both(first, second)


async def race_case_type():
    """TestRaceCaseType: a match on the type reads a variable that is set."""
    x = 1

    def first():
        match x:
            case int():
                pass
            case str():
                pass

    def second():
        nonlocal x
        x = "text"

    await both(first, second)


async def race_case_type_body():
    """TestRaceCaseTypeBody: the body of a match on the type writes through the reference that the variable has."""
    box = Box()
    x = box

    def first():
        match x:
            case Box():
                x.x = 1

    def second():
        box.x = 2

    await both(first, second)


async def race_case_type_issue_5890():
    """TestRaceCaseTypeIssue5890: a match on the type of an item of an inner dict meets its insertion."""
    items = {1: {}}

    def first():
        match items[1].get(2):
            case int():
                pass
            case _:
                pass

    def second():
        items[1][2] = 3

    await both(first, second)


async def race_plus():
    """TestRacePlus: both set one variable to a sum."""
    x = 0
    y = 1

    def first():
        nonlocal x
        x = y + 2

    def second():
        nonlocal x
        x = y + 3

    await both(first, second)


async def race_plus_2():
    """TestRacePlus2: an operand of a sum is written."""
    x = 1

    def first():
        return x + 2

    def second():
        nonlocal x
        x = 3

    await both(first, second)


async def norace_plus():
    """TestNoRacePlus: both only read the operands, and write different results."""
    x = 1
    y = 2
    one = 0
    two = 0

    def first():
        nonlocal one
        one = x + y

    def second():
        nonlocal two
        two = x + y

    await both(first, second)


async def race_complement():
    """TestRaceComplement: the operand of bitwise not is written."""
    x = 1

    def first():
        return ~x

    def second():
        nonlocal x
        x = 3

    await both(first, second)


async def race_div():
    """TestRaceDiv: the dividend is written."""
    x = 10
    y = 3

    def first():
        return x // y

    def second():
        nonlocal x
        x = 3

    await both(first, second)


async def race_mod():
    """TestRaceMod: an operand of modulo is written."""
    x = 10
    y = 3

    def first():
        return x % y

    def second():
        nonlocal y
        y = 4

    await both(first, second)


async def race_func_argument():
    """TestRaceFuncArgument: a variable is read as an argument while it is written."""
    x = 1

    def first():
        abs(x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_sprint():
    """TestRaceSprint: a variable is passed to a function that formats any number of values, while it is written."""
    x = 1

    def first():
        return "{} {}".format(x, 1)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


async def race_array_copy():
    """TestRaceArrayCopy: an element is written while the whole array is set."""
    items = bytearray(5)
    other = bytes(5)

    def first():
        items[1] = 1

    def second():
        items[:] = other

    await both(first, second)


async def race_struct_field_rw_1():
    """TestRaceStructFieldRW1: a field is written while it is read."""
    box = Box()

    def first():
        box.x = 1

    def second():
        return box.x

    await both(first, second)


async def norace_struct_field_rw_1():
    """TestNoRaceStructFieldRW1: different fields are written and read."""
    box = Box()

    def first():
        box.x = 1

    def second():
        return box.y

    await both(first, second)


async def norace_struct_field_rw_2():
    """TestNoRaceStructFieldRW2: different fields, through another reference."""
    box = Box()
    same = box

    def first():
        box.x = 1

    def second():
        return same.y

    await both(first, second)


async def race_struct_field_rw_2():
    """TestRaceStructFieldRW2: one field, through another reference."""
    box = Box()
    same = box

    def first():
        box.x = 1

    def second():
        return same.x

    await both(first, second)


async def race_struct_field_rw_3():
    """TestRaceStructFieldRW3: a field of an inner object is written while it is read."""
    box = Box()
    box.x = Box()

    def first():
        box.x.y = 1

    def second():
        return box.x.y

    await both(first, second)


async def race_eface_ww():
    """TestRaceEfaceWW: both set a variable of any type."""
    x = None

    def first():
        nonlocal x
        x = 1

    def second():
        nonlocal x
        x = "text"

    await both(first, second)


async def race_iface_ww():
    """TestRaceIfaceWW: both set a variable that has objects with a method."""
    x = Speaker(1)

    def first():
        nonlocal x
        x = Speaker(2)

    def second():
        nonlocal x
        x = Whisperer(3)

    await both(first, second)


async def race_iface_cmp():
    """TestRaceIfaceCmp: a variable of an object is compared while it is set."""
    x = Speaker(1)
    y = Speaker(2)

    def first():
        return x == y

    def second():
        nonlocal x
        x = Whisperer(3)

    await both(first, second)


async def race_iface_cmp_nil():
    """TestRaceIfaceCmpNil: a variable of an object is compared to None while it is set."""
    x = None

    def first():
        return x is None

    def second():
        nonlocal x
        x = Speaker(1)

    await both(first, second)


async def race_error():
    """TestRaceError: a variable for an exception is read while it is set."""
    error = None

    def first():
        return error

    def second():
        nonlocal error
        error = ValueError("new")

    await both(first, second)


async def race_intptr_rw():
    """TestRaceIntptrRW: a number is read and written through one reference."""
    box = Box()

    def first():
        box.x = 5

    def second():
        return box.x + 1

    await both(first, second)


async def race_string_rw():
    """TestRaceStringRW: a string variable is read while it is set."""
    text = "a"

    def first():
        return text

    def second():
        nonlocal text
        text = "b"

    await both(first, second)


async def race_string_ptr_rw():
    """TestRaceStringPtrRW: a string is read through a reference while it is set."""
    box = Box()
    box.x = "a"

    def first():
        return box.x

    def second():
        box.x = "b"

    await both(first, second)


async def race_float64_ww():
    """TestRaceFloat64WW: both write a float."""
    x = 1.0

    def first():
        nonlocal x
        x = 2.0

    def second():
        nonlocal x
        x = 3.0

    await both(first, second)


async def race_complex_128_ww():
    """TestRaceComplex128WW: both write a complex number."""
    x = 1j

    def first():
        nonlocal x
        x = 2 + 1j

    def second():
        nonlocal x
        x = 2 + 2j

    await both(first, second)


async def race_func_variable_rw():
    """TestRaceFuncVariableRW: the variable of a function is called while it is set."""
    f = abs

    def first():
        return f(1)

    def second():
        nonlocal f
        f = bool

    await both(first, second)


async def race_func_variable_ww():
    """TestRaceFuncVariableWW: both set the variable of a function."""
    f = abs

    def first():
        nonlocal f
        f = int

    def second():
        nonlocal f
        f = bool

    await both(first, second)


async def norace_blank():
    """TestNoRaceBlank: different elements of one array are read and thrown away."""
    items = bytearray(5)

    def first():
        _ = items[0]

    def second():
        _ = items[1]

    await both(first, second)


async def race_append_rw():
    """TestRaceAppendRW: a longer list is made of the old one while an item is written."""
    items = [0] * 3

    def first():
        return [*items, 1]

    def second():
        items[0] = 1

    await both(first, second)
