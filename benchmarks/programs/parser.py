"""Text parser: a recursive-descent JSON parser in plain Python, each thread its own documents."""

import harness


class Parser:
    """Parses one JSON text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def parse(self) -> object:
        """Return the value that the text says."""
        value = self.value()
        self.space()
        if self.at != len(self.text):
            raise ValueError(f"something is left at {self.at}")
        return value

    def space(self) -> None:
        """Skip white space."""
        while self.at < len(self.text) and self.text[self.at] in " \n\t\r":
            self.at += 1

    def expect(self, character: str) -> None:
        """Take that character."""
        if self.text[self.at] != character:
            raise ValueError(f"{character!r} expected at {self.at}")
        self.at += 1

    def value(self) -> object:
        """Take a value."""
        self.space()
        character = self.text[self.at]
        if character == "{":
            return self.mapping()
        if character == "[":
            return self.sequence()
        if character == '"':
            return self.string()
        return self.number()

    def mapping(self) -> dict[str, object]:
        """Take an object."""
        result: dict[str, object] = {}
        self.expect("{")
        while True:
            self.space()
            key = self.string()
            self.space()
            self.expect(":")
            result[key] = self.value()
            self.space()
            if self.text[self.at] == "}":
                self.at += 1
                return result
            self.expect(",")

    def sequence(self) -> list[object]:
        """Take an array."""
        result: list[object] = []
        self.expect("[")
        while True:
            result.append(self.value())
            self.space()
            if self.text[self.at] == "]":
                self.at += 1
                return result
            self.expect(",")

    def string(self) -> str:
        """Take a string without escapes."""
        self.expect('"')
        start = self.at
        while self.text[self.at] != '"':
            self.at += 1
        self.at += 1
        return self.text[start : self.at - 1]

    def number(self) -> int:
        """Take a whole number."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "-0123456789":
            self.at += 1
        return int(self.text[start : self.at])


def document(seed: int) -> str:
    """Write an address book."""
    entries = ", ".join(
        f'{{"name": "customer {seed + n}", "age": {20 + (seed + n) % 60}, "orders": [{n}, {n + 1}, {n * seed}],'
        f' "address": {{"street": "road {n}", "zip": {10000 + n}}}}}'
        for n in range(40)
    )
    return f'{{"version": 1, "customers": [{entries}]}}'


def weigh(value: object) -> int:
    """Return a number that depends on the whole value."""
    if isinstance(value, dict):
        return sum(len(key) + weigh(inner) for key, inner in value.items())
    if isinstance(value, list):
        return sum(weigh(inner) for inner in value)
    return len(value) if isinstance(value, str) else int(str(value))


def run(size: int) -> int:
    """Return the weight of everything that was parsed."""

    def work(index: int) -> int:
        return sum(weigh(Parser(document(index * size + n)).parse()) for n in range(size))

    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 500)
