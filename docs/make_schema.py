"""Write the JSON schema of records from the dataclasses in `datarace.reports.record` and `datarace.reports.model`.

python docs/make_schema.py            write src/datarace/reports/record.schema.json
python docs/make_schema.py --check    write nothing, status 1 if the file is not what the classes say (CI)
"""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import generated

from datarace.reports import model, record

PAGE = Path(__file__).parents[1] / "src" / "datarace" / "reports" / "record.schema.json"

_WORDS = {str: "string", int: "integer", float: "number", bool: "boolean"}

#: What the types do not say.
_CHOICES = {
    ("Race", "level"): ["error", "warning"],
    ("Meeting", "how"): ["start", "lock", "other"],
    ("Finalization", "how"): ["__del__", "weakref callback", "close"],
}


def comments(module: Any) -> dict[tuple[str, str], str]:
    """The sentence of each class and each field (its ``#:`` comment), by (class, field)."""
    text = Path(module.__file__).read_text(encoding="utf-8")
    lines = text.splitlines()
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(text).body:
        if not isinstance(node, ast.ClassDef):
            continue
        found[node.name, ""] = (ast.get_docstring(node) or "").partition("\n\n")[0]
        for row in node.body:
            if isinstance(row, ast.AnnAssign) and isinstance(row.target, ast.Name):
                above = row.lineno - 2
                comment: list[str] = []
                while lines[above].strip().startswith("#:"):
                    comment.insert(0, lines[above].strip()[2:].strip())
                    above -= 1
                found[node.name, row.target.id] = " ".join(comment)
    return found


class Schema:
    """Collects a definition for each class."""

    def __init__(self) -> None:
        self.sentences = {**comments(model), **comments(record)}
        self.definitions: dict[str, Any] = {}

    def of(self, wanted: Any) -> dict[str, Any]:
        """The schema of a type."""
        if is_dataclass(wanted):
            name = wanted.__name__  # type: ignore[union-attr]
            if name not in self.definitions:
                self.definitions[name] = {}
                self.definitions[name] = self.of_class(wanted)
            return {"$ref": f"#/$defs/{name}"}
        origin, arguments = get_origin(wanted), get_args(wanted)
        if wanted is Any:
            return {}
        if origin is tuple:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is dict:
            schema = {"type": "object", "additionalProperties": self.of(arguments[1])}
            return {**schema, "propertyNames": {"pattern": "^[0-9]+$"}} if arguments[0] is int else schema
        if arguments:
            return {"anyOf": [self.of(arguments[0]), {"type": "null"}]}
        return {"type": _WORDS[wanted]}

    def of_class(self, cls: Any) -> dict[str, Any]:
        """The schema of a dataclass: its fields in their order; those without a default are required."""
        hints = get_type_hints(cls)
        properties: dict[str, Any] = {}
        for row in fields(cls):
            schema = self.of(hints[row.name])
            if choices := _CHOICES.get((cls.__name__, row.name)):
                schema["enum"] = choices
            if sentence := self.sentences[cls.__name__, row.name].replace("``", "`"):
                schema["description"] = sentence
            properties[row.name] = schema
        required = [row.name for row in fields(cls) if row.default is MISSING and row.default_factory is MISSING]
        return {
            "description": self.sentences[cls.__name__, ""].replace("``", "`"),
            "type": "object",
            "properties": properties,
            "required": required,
        }


def page() -> str:
    """Return the whole schema."""
    schema = Schema()
    whole = schema.of_class(record.Record)
    schema.definitions["Race"]["properties"] = {
        "fingerprint": {
            "description": "What tells it from other races, in this run and in later ones.",
            "type": "string",
            "pattern": "^[0-9a-f]{32}$",
        },
        **schema.definitions["Race"]["properties"],
    }
    schema.definitions["Race"]["required"].insert(0, "fingerprint")
    properties = {
        "version": {"description": "Of this format.", "const": record.VERSION},
        "generator": {"description": "What wrote it.", "type": "string"},
        **whole["properties"],
    }
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Record of datarace, version {record.VERSION}",
        "description": "Written by `datarace run --format json=FILE` and read by `datarace report`.",
        "type": "object",
        "properties": properties,
        "required": ["version", "generator", "runs", "races", "sources"],
        "$defs": schema.definitions,
    }
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(generated.main(__file__, {PAGE: page()}, "the classes say"))
