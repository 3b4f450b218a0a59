"""A real library: mistune turns Markdown into HTML, a parser in each of two threads. Needs `mistune`."""

import harness
import mistune

TEXT = """# Chapter {n}

A paragraph with *emphasis*, **strong words**, `code`, a [link](https://example.org/{n} "title") and a line
that goes on. See <https://example.org> as well.

* first item with **bold**
* second item
    * nested item {n}
    * another one

> A quotation with a [reference][one].

| name | value |
| --- | ---: |
| alpha | {n} |
| beta | 2 |

```python
def answer():
    return {n}
```

1. one
2. two

[one]: https://example.org/one
"""


def run(size: int) -> int:
    """Return the length of all HTML."""

    def work(index: int) -> int:
        convert = mistune.create_markdown(plugins=["table", "strikethrough"])
        return sum(len(str(convert(TEXT.format(n=n + index)))) for n in range(size))

    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 700)
