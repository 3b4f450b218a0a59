"""A lazy object that becomes what it stands for: `self.__dict__ = ...` changes every attribute that was or comes."""

# expect: attribute 'words'

import threading


class Corpus:
    def __init__(self):
        self.words = ["a"]


class Lazy:
    def __getattr__(self, name):
        corpus = Corpus()
        self.__dict__ = corpus.__dict__
        self.__class__ = Corpus
        return getattr(self, name)


lazy = Lazy()


def read():
    return lazy.words


threads = [threading.Thread(target=read) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
