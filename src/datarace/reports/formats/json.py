"""The record itself, which ``datarace report`` reads again; its schema is ``record.schema.json``."""

from __future__ import annotations

import json

from datarace.reports.formats import View
from datarace.reports.record import Record, record_to_dict


def text(record: Record, view: View) -> str:
    """The record, a race a line, so that a text tool can be used on it too."""
    data = record_to_dict(record)
    parts = []
    for name, value in data.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(json.dumps(row) for row in value)
            parts.append(f"{json.dumps(name)}: [\n{lines}\n]")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
