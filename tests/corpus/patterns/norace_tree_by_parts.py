"""Clean: two threads change two subtrees that have no node in common."""

import threading


class Node:
    def __init__(self, depth):
        self.visits = 0
        self.children = [Node(depth - 1), Node(depth - 1)] if depth else []

    def visit(self):
        self.visits += 1
        for child in self.children:
            child.visit()


root = Node(4)
threads = [
    threading.Thread(target=root.children[0].visit),
    threading.Thread(target=root.children[1].visit),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert root.children[0].visits == root.children[1].visits == 1
