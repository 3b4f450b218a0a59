"""The races that every form of a report is tested on, as raw records."""

from __future__ import annotations

import raws
from raws import Access, Raw, at, inner

bank = raws.load("bank")
account = bank.Account()
deposit, peek = bank.Account.deposit.__code__, bank.Account.peek.__code__
start = [at(bank.main.__code__, "CALL", nth=-2)]


def read_against_write() -> Raw:
    lock = (0x7F0000005678, [at(bank.Account.__init__.__code__, "CALL")])
    safely = [at(deposit, "STORE_ATTR", "balance"), at(bank.Account.safely.__code__, "CALL", nth=-2)]
    return Raw(
        "attribute",
        "balance",
        account,
        Access(False, [at(peek, "LOAD_ATTR", "balance"), at(bank.main.__code__, "CALL", nth=-1)], task=0),
        Access(True, safely, task=2, is_rmw=True, locks=[lock, (0x7F0000009ABC, [])], task_created=start),
    )


def two_workers() -> Raw:
    worker = inner(bank.run.__code__, "worker")
    store, load = at(worker, "STORE_DEREF"), at(worker, "LOAD_DEREF")
    return Raw(
        "variable",
        "n",
        (lambda: account).__closure__,
        Access(True, [store], task=2, task_created=start),
        Access(False, [load], task=1, task_finished=True, task_created=start),
    )


def module_global() -> Raw:
    code = bank.count.__code__
    return Raw(
        "global",
        "total",
        bank,
        Access(True, [at(code, "STORE_GLOBAL")], task=3, task_created=start),
        Access(True, [at(code, "STORE_GLOBAL")], task=77),
    )


def key_of_dict() -> Raw:
    store = at(bank.use.__code__, "STORE_SUBSCR", nth=0)
    return Raw("key", "alice", {}, Access(True, [store]), Access(True, [store], task=2))


def index_of_list() -> Raw:
    store = at(bank.use.__code__, "STORE_SUBSCR", nth=1)
    return Raw("index", 3, [], Access(True, [store]), Access(True, [store], task=2))


def shape_of_list_in_a_call_over_two_lines() -> Raw:
    call = at(bank.use.__code__, "CALL")
    return Raw("shape", None, [], Access(True, [call], operation="append"), Access(True, [call], task=2))


def class_attribute() -> Raw:
    read = at(peek, "LOAD_ATTR", "balance")
    return Raw("class attribute", "rate", bank.Account, Access(True, [read]), Access(False, [read], task=2))


def deep_recursion() -> Raw:
    dive = at(bank.dive.__code__, "CALL")
    main = at(bank.main.__code__, "CALL", nth=-1)
    return Raw("attribute", "x", account, Access(True, [dive] * 3 + [main]), Access(True, [dive] * 900 + [main], task=2))


def finalizers() -> Raw:
    """The object of the access under way is still there, that of the earlier one is gone."""
    store = at(deposit, "STORE_ATTR", "balance")
    now = [(2, "bank.steps", 0x7F0000002220), (0, "Account", 0x7F0000002240)]
    return Raw(
        "attribute",
        "balance",
        account,
        Access(True, [store], finalizing=now, locks=[(0x7F0000005678, [])]),
        Access(True, [store], task=2, finalizing=[(1, "Account", 0)]),
    )


CASES = [
    read_against_write,
    two_workers,
    module_global,
    key_of_dict,
    index_of_list,
    shape_of_list_in_a_call_over_two_lines,
    class_attribute,
    deep_recursion,
    finalizers,
]
