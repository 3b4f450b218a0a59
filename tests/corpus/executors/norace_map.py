"""Clean: each call of `map` works on its own object; the results are read as they come."""

from concurrent.futures import ThreadPoolExecutor


class Page:
    def __init__(self, text):
        self.text = text
        self.words = None


def count(page):
    page.words = len(page.text.split())
    return page


pages = [Page("a b c"), Page("d e"), Page("f")] * 1
with ThreadPoolExecutor(3) as pool:
    for page in pool.map(count, pages):
        assert page.words == len(page.text.split())
        page.words = None
