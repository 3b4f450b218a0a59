"""What is known is not told, by whatever way it is said; what was used and what was not is told at the end."""

from __future__ import annotations

import pytest

MODULES = {
    "accounts": """
        class Account:
            def __init__(self):
                self.n = 0

            def add(self):
                self.n += 1  # datarace: ignore[lost-update] only shown

            def sub(self):
                self.n -= 1  # datarace: ignore[torn] another kind

            def odd(self):
                self.n = 7  # datarace: ignore[lost-updat]
        """,
    "test_known": """
        from accounts import Account
        from shop import both, race


        def test_comment():
            account = Account()
            both(account.add, account.add)


        def test_other_kind():
            account = Account()
            both(account.sub, account.sub)


        def test_no_such_kind():
            account = Account()
            both(account.odd, account.odd)


        def test_rule():
            race()
        """,
}


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "two-workers"])
def test_comments_and_rules_are_counted_over_all_processes(suite, pytester, arguments):
    (pytester.path / "known.txt").write_text("# known\nrace:Counter.add\nthread:never\nmutex:x\n")
    ran = suite("--datarace-suppressions=known.txt", "--datarace-fail-on=warning", *arguments, **MODULES)
    assert ran.outcomes() == {
        "test_comment": "passed",
        "test_other_kind": "failed",
        "test_no_such_kind": "failed",
        "test_rule": "passed",
    }, ran
    assert "race:Counter.add (known.txt:2): " in ran.summary
    assert f"comment at {pytester.path}/accounts.py:6: " in ran.summary
    unused = next(line for line in ran.summary.splitlines() if line.startswith("nothing was suppressed by "))
    assert "thread:never (known.txt:3)" in unused
    assert f"comment at {pytester.path}/accounts.py:9" in unused
    assert "accounts.py:6" not in unused
    assert "names no kind: 'lost-updat'; did you mean 'lost-update'?" in ran.summary
