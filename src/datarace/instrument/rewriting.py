"""Code in, code with probes out: the whole tree of a code object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from types import CodeType
from typing import NamedTuple

from datarace.instrument.assemble import assemble
from datarace.instrument.body import Body
from datarace.instrument.facts import Facts, Listings, is_body
from datarace.instrument.plan import make_plan
from datarace.instrument.sites import SiteFactory, compiled_factory, freeze, thaw

_NO_NAMES: frozenset[str] = frozenset()


class Rewritten(NamedTuple):
    """A rewritten tree in frozen form (see `sites`), and what was left out of it, counted by reason."""

    code: CodeType
    left_out: dict[str, int]


def rewrite(
    code: CodeType,
    *,
    is_main: bool,
    globals_names: Iterable[str] | None = None,
    body: Body | None = None,
    make_site: SiteFactory | None = None,
) -> CodeType:
    """Put probes into `code` and all code nested in it.

    Args:
        code: of a module, a snippet or a function
        is_main: whether its names are those of a module that is in use (`__main__`); short for body=Body.LIVE
        globals_names: for functions taken out of their module: the globals that may change. Added to what the code tells.
        body: what the names of the outermost code are, if that is no function
        make_site: makes sites; by default the compiled ones
    """
    if body is None:
        body = Body.LIVE if is_main else Body.MODULE
    return thaw(rewrite_frozen(code, body, globals_names).code, make_site or compiled_factory())


def rewrite_frozen(code: CodeType, body: Body, globals_names: Iterable[str] | None = None, survey: bool = False) -> Rewritten:
    """`rewrite`, but without sites: a result that depends on nothing but the arguments and can be marshalled.

    Args:
        survey: count calls of functions that are in no table as well
    """
    facts = Facts(code, Listings(), globals_names, survey)
    left_out: Counter[str] = Counter()
    result = _rewrite(code, facts, _NO_NAMES, body if is_body(code) else None, left_out)
    return Rewritten(result, dict(left_out))


def _rewrite(
    code: CodeType, facts: Facts, settled_outside: frozenset[str], body: Body | None, left_out: Counter[str]
) -> CodeType:
    settled = settled_outside.intersection(code.co_freevars) | facts.settled_cells(code)
    consts = tuple(
        _rewrite(constant, facts, settled, None, left_out) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    plan = make_plan(code, facts, settled, body)
    if plan is not None:
        left_out.update(plan.counts)
        consts = freeze(consts, plan.constants.added)
        return assemble(facts.listings.of(code), plan.put, consts, code.co_stacksize + plan.kept + plan.highest)
    if all(new is old for new, old in zip(consts, code.co_consts, strict=True)):
        return code
    return code.replace(co_consts=consts)


__all__ = ["Body", "Rewritten", "rewrite", "rewrite_frozen"]
