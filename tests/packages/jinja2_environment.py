"""One environment and its templates for all threads: they may be shared once the environment is set up."""

# needs: jinja2

import threading

import jinja2

environment = jinja2.Environment(
    loader=jinja2.DictLoader(
        {
            "base": "Hello {{ name }}{% block rest %}{% endblock %}",
            "page": "{% extends 'base' %}{% block rest %}{% for i in items %}{{ i }}{% endfor %}{% endblock %}",
            "macro": "{% macro loud(x) %}{{ x|upper }}{% endmacro %}{{ loud('a') }}",
        }
    )
)


def work():
    for _ in range(10):
        assert environment.get_template("page").render(name="x", items=[1, 2]) == "Hello x12"
        assert environment.get_template("macro").render() == "A"


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
