"""Whether code with probes is the same code: checked by reading it, with no help from what made it."""

from __future__ import annotations

import dis
from types import CodeType
from typing import NamedTuple

from recording import FakeSite

from datarace.instrument.listing import UNREACHED, Handler, Listing, effect
from datarace.instrument.opcodes import JUMP, NO_CONTROL, NO_FALL_THROUGH
from datarace.probes import kinds


class _Item(NamedTuple):
    name: str
    arg: int
    constant: object
    index: int


def _items(listing: Listing) -> list[_Item]:
    consts = listing.code.co_consts
    found = []
    for i, (op, arg) in enumerate(zip(listing.ops, listing.args, strict=True)):
        name = dis.opname[op]
        found.append(_Item(name, arg, consts[arg] if name == "LOAD_CONST" else None, i))
    return found


def _probe_length(items: list[_Item], k: int) -> int:
    """How many instructions the probe that begins at `k` has; 0 if none does."""
    first = items[k]
    if isinstance(first.constant, FakeSite):
        assert items[k + 2].name == "DELETE_SUBSCR"
        return 3
    if first.name in ("LOAD_FAST", "LOAD_DEREF") and _is_of_super(items[k + 1].constant):
        end = k + 2
        assert items[end].name == "LOAD_DEREF"
        while items[end].name != "STORE_SUBSCR":
            end += 1
        return end + 1 - k
    if first.name == "COPY" and isinstance(items[k + 1].constant, FakeSite):
        end = k + 2
        if items[end].name == "LOAD_CONST" and items[end].constant is None:
            end += 1
        while items[end].name in ("COPY", "BUILD_SLICE", "BUILD_TUPLE"):
            end += 1
        # If not, the COPY is the program's and the probe that comes next hands over one object.
        return end + 1 - k if items[end].name == "STORE_SUBSCR" and end > k + 2 else 0
    return 0


def _is_of_super(site: object) -> bool:
    """Whether it is given the receiver of a method that is called through `super()`, loaded anew."""
    return isinstance(site, FakeSite) and site.kind == "BASE_CALL" and bool(site.flags & kinds.OF_SUPER)


def _keeping_length(items: list[_Item], k: int) -> int:
    """How many instructions at `k`, before a LOAD_ATTR, keep the receiver of a method; 0 if none do."""
    names = [item.name for item in items[k : k + 3]]
    return 1 if names[:2] == ["COPY", "LOAD_ATTR"] else 2 if names == ["LOAD_FAST", "SWAP", "LOAD_ATTR"] else 0


def _drops_receiver(old: list[_Item], i: int, new: list[_Item], k: int) -> bool:
    """Whether what is at `k` takes a receiver away that was kept, and is not the program's own at `i`."""
    drop = ["SWAP", "POP_TOP"]
    names = [item.name for item in new[k - 1 : k + 4]]
    if names[0] not in ("CALL", "CALL_KW") or names[1:3] != drop or new[k].arg != 2:
        return False
    return [item.name for item in old[i : i + 2]] != drop or names[3:] == drop


def assert_same_but_for_probes(old: CodeType, new: CodeType) -> int:
    """Check one code object and all nested in it. Returns how many probes there are."""
    probes = 0
    if old is new:
        return 0
    for name in dir(old):
        if name.startswith("co_") and name not in (
            *(
                "co_code",
                "co_consts",
                "co_stacksize",
                "co_linetable",
                "co_lnotab",
                "co_exceptiontable",
                "co_lines",
                "co_positions",
            ),
            *("co_branches", "_co_code_adaptive"),
        ):
            assert getattr(old, name) == getattr(new, name), name
    for before, after in zip(old.co_consts, new.co_consts, strict=False):
        if isinstance(before, CodeType):
            assert isinstance(after, CodeType)
            probes += assert_same_but_for_probes(before, after)
        else:
            assert type(before) is type(after)  # the free-threaded build may put an equal one in its place
            assert before == after
    assert all(extra is None or isinstance(extra, FakeSite) for extra in new.co_consts[len(old.co_consts) :])
    if old.co_code == new.co_code:
        return probes
    old_list, new_list = Listing(old), Listing(new)
    old_items, new_items = _items(old_list), _items(new_list)
    became: dict[int, int] = {}  # original instruction -> the first of what stands for it, probes included
    itself: dict[int, int] = {}
    entry = range(0)
    k = begun = kept = 0
    for item in old_items:
        while True:
            length = _probe_length(new_items, k)
            probes += bool(length)
            if length == 0 and item.name == "LOAD_ATTR":
                length = _keeping_length(new_items, k)
                kept += bool(length)
            if length == 0 and kept and _drops_receiver(old_items, item.index, new_items, k):
                length, begun = 2, k + 2  # belongs to the call before
                kept -= 1
            if length == 0:
                break
            k += length
        found = new_items[k]
        if JUMP[old_list.ops[item.index]]:
            assert found.name == item.name
        else:
            assert found[:2] == item[:2], (old.co_qualname, item, found)
            assert isinstance(item.constant, CodeType) or (type(found.constant), found.constant) == (
                type(item.constant),
                item.constant,
            )
        became[item.index] = begun
        itself[item.index] = k
        k += 1
        begun = k
        if new_items[k - 1].name == "RESUME" and k < len(new_items) and _is_entry(new_items, k):
            entry = range(k, k + 3)
            k += 3
            begun = k
            probes += 1
    became[len(old_items)] = k
    tail = new_items[k:]
    if tail:
        assert [entry.name for entry in tail[-2:]] == ["DELETE_SUBSCR", "RERAISE"]
        assert len(tail) == 4
    _assert_same_jumps(old_list, new_list, became, itself)
    _assert_same_handlers(old_list, new_list, became, bool(tail))
    _assert_same_positions(old_list, new_list, became, itself, entry)
    assert_sound(new)
    return probes


def _is_entry(items: list[_Item], k: int) -> bool:
    site = items[k].constant
    return isinstance(site, FakeSite) and site.kind in ("CONSTRUCT", "FINALIZE")


def _assert_same_jumps(old: Listing, new: Listing, became: dict[int, int], itself: dict[int, int]) -> None:
    for i in old.jumps:
        there = new.index_of(new.target(itself[i]))
        expected = became[old.index_of(old.target(i))]
        assert there == expected, (old.code.co_qualname, i, there, expected)


def _assert_same_handlers(old: Listing, new: Listing, became: dict[int, int], has_landing: bool) -> None:
    last = new.starts[-1]
    rows = [row for row in new.handlers if not (has_landing and row.target == new.starts[-5])]
    assert len(rows) == len(old.handlers)
    for before, after in zip(old.handlers, rows, strict=True):
        start, end, target = (became[old.index_of(unit)] for unit in (before.start, before.end, before.target))
        assert (new.starts[start], new.starts[end], new.starts[target]) == (after.start, after.end, after.target)
        assert after.end <= last
        assert after.depth >= before.depth
        assert after.lasti == before.lasti


def _assert_same_positions(old: Listing, new: Listing, became: dict[int, int], itself: dict[int, int], entry: range) -> None:
    before, after = list(old.code.co_positions()), list(new.code.co_positions())
    for i, k in itself.items():
        position = before[old.starts[i]]
        for inserted in range(entry.start if became[i] == entry.stop else became[i], became[i + 1]):
            if inserted in entry and became[i] != entry.stop:
                continue
            for unit in range(new.starts[inserted], new.starts[inserted + 1]):
                assert after[unit] == position, (old.code.co_qualname, i, k)


def assert_sound(code: CodeType) -> None:
    """Check that every instruction has one depth, whatever way control comes, and that no way needs more stack than there is."""
    listing = Listing(code)
    depths = listing.depths()
    for i, depth in enumerate(depths):
        if depth == UNREACHED:
            continue
        op, arg = listing.ops[i], listing.args[i]
        after = depth + effect(op, arg, False)
        assert 0 <= depth <= code.co_stacksize
        assert op in NO_FALL_THROUGH or after <= code.co_stacksize
        if op not in NO_FALL_THROUGH:
            assert depths[i + 1] == after, (code.co_qualname, i, depths[i + 1], after)
        if JUMP[op] and op not in NO_CONTROL:
            target = listing.index_of(listing.target(i))
            assert depths[target] == depth + effect(op, arg, True), (code.co_qualname, i)
    for row in listing.handlers:
        assert depths[listing.index_of(row.target)] == row.depth + row.lasti + 1
        _assert_row(listing, depths, row)


def _assert_row(listing: Listing, depths: list[int], row: Handler) -> None:
    for unit in listing.starts[:-1]:
        if row.start <= unit < row.end:
            depth = depths[listing.index_of(unit)]
            assert depth == UNREACHED or depth >= row.depth
