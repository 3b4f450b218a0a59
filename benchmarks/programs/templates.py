"""A real library: jinja2 renders pages in two threads from one shared environment. Needs `jinja2`."""

import harness
import jinja2

PAGES = {
    "base.html": "<html><title>{% block title %}{% endblock %}</title><body>{% block body %}{% endblock %}</body></html>",
    "row.html": "<tr>{% for cell in row %}<td class={{ loop.cycle('odd', 'even') }}>{{ cell|e }}</td>{% endfor %}</tr>",
    "report.html": """{% extends 'base.html' %}{% macro money(amount) %}{{ '%.2f'|format(amount) }} EUR{% endmacro %}
{% block title %}{{ title|upper }}{% endblock %}{% block body %}<table>
{% for row in rows if row[0] % 7 %}{% include 'row.html' %}{{ money(row[0] * 1.19) }}{% else %}nothing{% endfor %}
</table>{% set total = rows|map('first')|sum %}{{ total }} of {{ rows|length }}{% endblock %}""",
}


def run(size: int) -> int:
    """Return the length of everything rendered."""
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES), autoescape=True)

    def work(index: int) -> int:
        length = 0
        for n in range(size):
            rows = [[row + n, f"<{row}>", "a & b", index] for row in range(60)]
            length += len(environment.get_template("report.html").render(title=f"report {n}", rows=rows))
            if n % 50 == 0:
                length += len(environment.from_string(PAGES["row.html"]).render(row=rows[0]))
        return length

    environment.get_template("report.html").render(title="", rows=[[1, "", "", 0]])
    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 200)
