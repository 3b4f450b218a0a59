"""Shared reads: four threads look routes up in one tree that the main thread built before they started."""

import harness


class Route:
    """One node of a tree of path segments."""

    def __init__(self) -> None:
        self.children: dict[str, Route] = {}
        self.wildcard: Route | None = None
        self.handler = -1


class Router:
    """Finds the handler of a path."""

    def __init__(self) -> None:
        self.root = Route()
        self.count = 0

    def add(self, path: str) -> None:
        """Add a path; a segment `*` stands for any."""
        node = self.root
        for segment in path.split("/"):
            if segment == "*":
                if node.wildcard is None:
                    node.wildcard = Route()
                node = node.wildcard
            else:
                if segment not in node.children:
                    node.children[segment] = Route()
                node = node.children[segment]
        node.handler = self.count
        self.count += 1

    def find(self, path: str) -> int:
        """Return the number of the handler, -1 if there is none."""
        node = self.root
        for segment in path.split("/"):
            if segment in node.children:
                node = node.children[segment]
            elif node.wildcard is not None:
                node = node.wildcard
            else:
                return -1
        return node.handler


def run(size: int) -> int:
    """Return the sum of all handlers found."""
    router = Router()
    for area in range(20):
        router.add(f"area{area}")
        router.add(f"area{area}/*")
        router.add(f"area{area}/*/edit")
        for page in range(10):
            router.add(f"area{area}/page{page}/comments/*/reply")

    def work(index: int) -> int:
        total = 0
        for n in range(size):
            total += router.find(f"area{n % 20}/page{n % 13}/comments/{n}/reply")
            total += router.find(f"area{n % 23}/item{index}/edit")
        return total

    return sum(harness.in_threads(4, work))


if __name__ == "__main__":
    harness.main(run, 120_000)
