"""A private name is mangled; the report names the attribute as it is stored."""

# expect: attribute '_Vault__secret'
# kind: lost-update

import threading


class Vault:
    def __init__(self):
        self.__secret = 1

    def change(self):
        self.__secret = self.__secret + 1


vault = Vault()
threads = [threading.Thread(target=vault.change) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
