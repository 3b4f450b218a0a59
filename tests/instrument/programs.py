"""One small program for every construct of the language, from `programs.txt`, each leaving what it found in `result`."""

from __future__ import annotations

from pathlib import Path

# More constants than one byte can number, and a jump over more code than one byte can.
_FAR = "\n".join(f'            total += d["k{i}"] if n.real else {i + 1000}' for i in range(400))


def _read(text: str) -> dict[str, str]:
    programs = {}
    for part in text.removeprefix("### ").split("\n### "):
        name, _, source = part.partition("\n")
        programs[name.strip().replace(" ", "-")] = source.replace("BODY", _FAR) + "\n"
    return programs


PROGRAMS = _read(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"))
