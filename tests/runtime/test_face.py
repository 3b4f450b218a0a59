"""What the page about embedding says is what there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from datarace import runtime

PAGE = Path(__file__).parents[2] / "docs" / "embedding.md"
FUNCTIONS = sorted(name for name in runtime.__all__ if callable(getattr(runtime, name)) and name[0].islower())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_page_shows_every_function_with_its_parameters(name: str) -> None:
    shown = re.findall(rf"^\|(?:[^|]*[ ,])?`{name}\(([^)]*)\)`", PAGE.read_text(), re.MULTILINE)
    assert len(shown) == 1, f"{name} has {len(shown)} rows"
    stub = (Path(runtime.__file__).parent / "embedding.pyi").read_text()
    (declared,) = (node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef) and node.name == name)
    parameters = [argument.arg for argument in declared.args.args]
    first = len(parameters) - len(declared.args.defaults)
    for place, default in enumerate(declared.args.defaults, first):
        parameters[place] += f"={ast.unparse(default)}"
    assert shown[0] == ", ".join(parameters)


def test_page_names_every_constant() -> None:
    text = PAGE.read_text()
    assert [name for name in runtime.__all__ if name not in FUNCTIONS and f"`{name}" not in text] == []
