"""Object graphs: trees of slotted nodes are built, walked, changed and dropped, in each thread its own."""

import harness


class Node:
    """A node of a binary search tree."""

    __slots__ = ("count", "key", "left", "right")

    def __init__(self, key: int) -> None:
        self.key = key
        self.count = 1
        self.left: Node | None = None
        self.right: Node | None = None


class Tree:
    """A binary search tree that counts how often a key came."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.size = 0

    def add(self, key: int) -> None:
        """Insert the key or count it."""
        node = self.root
        if node is None:
            self.root = Node(key)
            self.size = 1
            return
        while True:
            if key == node.key:
                node.count += 1
                return
            child = node.left if key < node.key else node.right
            if child is None:
                if key < node.key:
                    node.left = Node(key)
                else:
                    node.right = Node(key)
                self.size += 1
                return
            node = child

    def depths(self) -> int:
        """Return the sum of the depths of all nodes."""
        total = 0
        stack = [(self.root, 0)]
        while stack:
            node, depth = stack.pop()
            if node is not None:
                total += depth
                stack.append((node.left, depth + 1))
                stack.append((node.right, depth + 1))
        return total


def run(size: int) -> int:
    """Return a number that depends on the shape of every tree."""

    def work(index: int) -> int:
        state = index + 1
        result = 0
        for _ in range(size):
            tree = Tree()
            for _ in range(2000):
                state = (state * 1103515245 + 12345) % 2147483648
                tree.add((state >> 8) % 4000)
            result += tree.depths() + tree.size
        return result

    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 200)
