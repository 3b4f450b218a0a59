"""An update of an instance starts from what the class has, and another thread changes that."""

# expect: class attribute 'level'

import threading


class Player:
    level = 1


player = Player()


def advance():
    player.level += 1


def rebalance():
    Player.level = 2


threads = [threading.Thread(target=advance), threading.Thread(target=rebalance)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
