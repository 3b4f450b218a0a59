"""How Sphinx makes the site: ``python -m sphinx -W --keep-going -b html docs site``."""

from __future__ import annotations

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _PROJECT["name"]
author = _PROJECT["authors"][0]["name"]
version = release = _PROJECT["version"]

extensions = ["myst_parser"]
# MyST warns of a link that leads nowhere; so does Sphinx of every other reference.
nitpicky = True
myst_heading_anchors = 4
# Two dashes are two dashes: most of them are options.
smartquotes = False
# A block without a language is none: a layout, an output.
highlight_language = "none"
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"{project} {version}"
html_copy_source = False
html_show_copyright = False
html_static_path = ["static"]
html_css_files = ["site.css"]
