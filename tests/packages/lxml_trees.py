"""A tree for each thread, and one path for all: a compiled path has a lock."""

# needs: lxml

import threading

from lxml import etree

find = etree.XPath("//b")


def work():
    for i in range(10):
        tree = etree.fromstring("<a><b c='1'>x</b></a>")
        tree.find("b").set("c", str(i))
        assert len(find(tree)) == 1
        etree.tostring(tree)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
