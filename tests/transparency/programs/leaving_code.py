"""Takes code out of the interpreter: written by marshal, and given to another interpreter."""

import io
import marshal
import queue
import types

table = {"a": 5}


def outer(n):
    def inner(x):
        table[x] = n
        return [table[y] for y in (x,)]

    return inner


class Shelf:
    def put(self, *things, at=1):
        try:
            self.things.extend(things)
        except AttributeError:
            self.things = [*things, at]
        return self.things


def fill():
    made = {}
    made["one"] = [1]
    print("another interpreter:", made["one"], flush=True)


pair = (lambda one: table["a"] + one, lambda one: table["a"] - one)
for function in (outer, outer(1), *pair, Shelf.put):
    code = function.__code__
    back = marshal.loads(marshal.dumps(code))
    file = io.BytesIO()
    marshal.dump({"code": code, "all": [code]}, file)
    again = marshal.loads(file.getvalue())
    assert back == again["code"] == again["all"][0]
    print(back.co_qualname, back.co_code.hex(), [type(one).__name__ for one in back.co_consts], list(back.co_positions())[-1])
print([types.FunctionType(marshal.loads(marshal.dumps(one.__code__)), globals())(2) for one in pair])

# A part that is instrumented, in code that is not.
whole = compile("outer = None", "made", "exec")
whole = whole.replace(co_consts=(outer.__code__, *whole.co_consts[1:]))
print(marshal.loads(marshal.dumps(whole)).co_consts[0].co_code == marshal.loads(marshal.dumps(outer.__code__)).co_code)

# A function that synchronises has probes too, without --stdlib.
print(marshal.loads(marshal.dumps(queue.Queue.put.__code__)).co_qualname)

# What marshal writes depends on who else refers to an object.
sample = {"hello": 1.5, 1.5: "hello", "self": [outer.__name__]}
sample["twice"] = [sample["self"], (sample["self"],)]
print(marshal.dumps((sample, sample)).hex(), marshal.dumps([object.__name__ * 2, (2.5 * len(sample),)]).hex())

try:
    import _interpreters
except ImportError:
    pass
else:
    number = _interpreters.create()
    for run in (_interpreters.run_func, _interpreters.exec):
        print(run(number, fill))
    print(_interpreters.exec(number, fill.__code__), _interpreters.exec(number, code=fill))
    _interpreters.destroy(number)
