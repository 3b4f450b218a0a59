"""Put bytes between the instructions of a code object and mend everything that counts offsets.

The original bytes are copied, not disassembled and made again: whatever the compiler chose (superinstructions, hidden locals,
prefixes) stays as it was. Only three things depend on where an instruction stands, and they are mended here: the arguments of
jumps (all relative since 3.11), the exception table and the location table. Layout of the result, for an instruction X:

    before[X]   X's own units   after[X]

A jump, a handler or a covered range that began at X begins at before[X]; one that ended where X ends includes after[X].
Locations: the inserted units have X's.

Once in a call, behind its first RESUME, comes `entry`. It belongs to no instruction: a jump back to the one after it does not
come by again. It has that one's location all the same, since a debugger is not told of the line of `def`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import CodeType

from datarace.instrument.listing import Handler, Listing, prefixes
from datarace.instrument.opcodes import EXTENDED_ARG, JUMP, OP_SIZE, OP_UNITS


def encode(op: int, arg: int = 0) -> bytes:
    """One instruction with its prefixes and empty caches."""
    plain = bytes((op, arg & 0xFF)) + bytes(OP_SIZE[op] - 2)
    while arg > 0xFF:
        arg >>= 8
        plain = bytes((EXTENDED_ARG, arg & 0xFF)) + plain
    return plain


class Insertions:
    """What is to be put where, by index of the instruction.

    `deeper[unit]`: by how many items the stack is deeper than the exception table says when the handler at `unit` is entered.
    `body`: the instruction that `entry` stands before.
    `landing`: instructions appended at the end, the handler of last resort for all from `body` on that no handler of the program
    covers; it is entered at depth 0 with lasti and the exception on the stack.
    """

    __slots__ = ("after", "before", "body", "deeper", "entry", "landing")

    def __init__(self) -> None:
        self.before: dict[int, bytes] = {}
        self.after: dict[int, bytes] = {}
        self.deeper: dict[int, int] = {}
        self.body = 0
        self.entry = b""
        self.landing = b""

    def put_before(self, i: int, probe: bytes) -> None:
        """Put `probe` before instruction `i`, behind what is there already."""
        old = self.before.get(i)
        self.before[i] = probe if old is None else old + probe

    def put_after(self, i: int, probe: bytes) -> None:
        """Put `probe` behind instruction `i`, behind what is there already."""
        old = self.after.get(i)
        self.after[i] = probe if old is None else old + probe

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.entry or self.landing)


def assemble(listing: Listing, put: Insertions, consts: tuple[object, ...], stacksize: int) -> CodeType:
    """The code object with everything inserted."""
    code = listing.code
    if put.entry:
        put.after[put.body - 1] = put.entry
    grown: dict[int, int] = {}
    while True:
        moved = _positions(listing, put, grown)
        if not _grow(listing, moved, grown):
            break
    raw = _bytes(listing, put, grown, moved)
    end = moved[-1]
    handlers = [
        Handler(moved[row.start], moved[row.end], moved[row.target], row.depth + put.deeper.get(row.target, 0), row.lasti)
        for row in listing.handlers
    ]
    if put.landing:
        handlers = sorted([*handlers, *_guards(listing, put, moved)])
        raw += put.landing
    if put.entry:
        moved[listing.starts[put.body]] -= len(put.entry) >> 1
    lines = _lines(code.co_linetable, moved)
    if put.landing:
        lines += _no_location(len(put.landing) >> 1)
    assert len(raw) == 2 * end + len(put.landing)
    return code.replace(
        co_code=bytes(raw),
        co_consts=consts,
        co_stacksize=stacksize,
        co_linetable=bytes(lines),
        co_exceptiontable=write_handlers(handlers),
    )


def _positions(listing: Listing, put: Insertions, grown: Mapping[int, int]) -> list[int]:
    """For every unit of the original (and the end) its new position; for the first of an instruction, that of before[it]."""
    starts = listing.starts
    before, after = put.before, put.after
    moved: list[int] = []
    shift = last = 0
    for i in sorted({*before, *after, *grown}):
        start, end = starts[i], starts[i + 1]
        moved += range(last + shift, start + shift + 1)
        shift += (len(before.get(i, b"")) >> 1) + grown.get(i, 0)
        moved += range(start + 1 + shift, end + shift)
        shift += len(after.get(i, b"")) >> 1
        last = end
    moved += range(last + shift, starts[-1] + shift + 1)
    return moved


def _grow(listing: Listing, moved: list[int], grown: dict[int, int]) -> bool:
    """Give jumps whose way has become too long one prefix more. True if some did: positions must be computed again."""
    starts, extended = listing.starts, listing.extended
    changed = False
    for i in listing.jumps:
        arg = abs(moved[listing.target(i)] - moved[starts[i + 1]])
        have = extended.get(i, 0) + grown.get(i, 0)
        if prefixes(arg) > have:
            grown[i] = prefixes(arg) - extended.get(i, 0)
            changed = True
    return changed


def _bytes(listing: Listing, put: Insertions, grown: Mapping[int, int], moved: list[int]) -> bytearray:
    raw, starts, ops = listing.code.co_code, listing.starts, listing.ops
    before, after = put.before, put.after
    out = bytearray()
    last = 0
    for i in sorted({*before, *after, *grown}):
        start, end = 2 * starts[i], 2 * starts[i + 1]
        out += raw[last:start]
        out += before.get(i, b"")
        out += bytes((EXTENDED_ARG, 0)) * grown.get(i, 0)
        out += raw[start:end]
        out += after.get(i, b"")
        last = end
    out += raw[last:]
    for i in listing.jumps:
        op, end = ops[i], moved[starts[i + 1]]
        arg = JUMP[op] * (moved[listing.target(i)] - end)
        assert arg >= 0
        at = 2 * (end - OP_UNITS[op])
        assert out[at] == op
        out[at + 1] = arg & 0xFF
        for _ in range(listing.extended.get(i, 0) + grown.get(i, 0)):
            arg >>= 8
            at -= 2
            assert out[at] == EXTENDED_ARG
            out[at + 1] = arg & 0xFF
    return out


def _guards(listing: Listing, put: Insertions, moved: list[int]) -> Iterator[Handler]:
    """Rows that lead to the landing, for every gap between the program's own."""
    at, target = listing.starts[put.body], moved[-1]
    for row in [*listing.handlers, Handler(listing.starts[-1], listing.starts[-1], 0, 0, False)]:
        if at < row.start:
            yield Handler(moved[at], moved[row.start], target, 0, True)
        at = max(at, row.end)


def write_handlers(rows: Iterable[Handler]) -> bytes:
    """Encode an exception table."""
    out = bytearray()
    for row in rows:
        first = len(out)
        for value in (row.start, row.end - row.start, row.target, row.depth << 1 | row.lasti):
            more = bytearray([value & 63])
            while value := value >> 6:
                more.append(value & 63 | 64)
            out += more[::-1]
        out[first] |= 128
    return bytes(out)


# --- locations (Objects/locations.md of CPython) ---------------------------------------------------------------------
#
# An entry is a byte 1cccclll (code, units - 1) and the code's payload. Codes 0 to 9: same line, two columns in one more byte;
# 10 to 12: line 0 to 2 further; 13: line further by a varint, no columns; 14: everything by varints; 15: no location.


def _lines(table: bytes, moved: list[int]) -> bytearray:
    """The location table with every entry as long as its instructions have become."""
    out = bytearray()
    unit = at = 0
    end = len(table)
    while at < end:
        head = table[at]
        start = at
        at += 1
        while at < end and not table[at] & 128:
            at += 1
        length = (head & 7) + 1
        new = moved[unit + length] - moved[unit]
        unit += length
        if new == length:
            out += table[start:at]
        elif new:
            _stretch(out, head >> 3 & 15, table[start + 1 : at], new)
        else:
            raise AssertionError("an entry of the location table has vanished")
    return out


def _stretch(out: bytearray, code: int, payload: bytes, units: int) -> None:
    first = min(units, 8)
    out.append(128 | code << 3 | first - 1)
    out += payload
    units -= first
    if not units:
        return
    # The rest stands on the same line: the same entry with no step to another line.
    if 10 <= code <= 12:
        code = 10
    elif code == 13:
        payload = b"\0"
    elif code == 14:
        step = 1
        while payload[step - 1] & 64:
            step += 1
        payload = b"\0" + payload[step:]
    while units:
        part = min(units, 8)
        out.append(128 | code << 3 | part - 1)
        out += payload
        units -= part


def _no_location(units: int) -> bytes:
    out = bytearray()
    _stretch(out, 15, b"", units)
    return bytes(out)
