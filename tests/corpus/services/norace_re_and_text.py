"""Clean: regular expressions with their cache, templates, text wrapping, formatting and codecs, from many threads."""

import re
import string
import textwrap
import threading
import unicodedata

WORD = re.compile(r"(?P<word>\w+)")
TEMPLATE = string.Template("$who has $what")


def work(number):
    for turn in range(10):
        assert re.sub(rf"x{turn}+", "y", f"ax{turn}b") == "ayb"
        assert [match["word"] for match in WORD.finditer("one two")] == ["one", "two"]
        assert TEMPLATE.substitute(who=number, what=turn) == f"{number} has {turn}"
    assert textwrap.fill("a b c", 3) == "a b\nc"
    assert unicodedata.normalize("NFC", "e\u0301") == "é"
    assert "é".encode("latin-1").decode("cp1252") == "é"
    re.purge()


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
