"""An update that finds nothing to update and gives up, while another thread makes the attribute."""

# expect: attribute 'visits'

import threading


class Page:
    pass


page = Page()


def count():
    try:
        page.visits += 1
    except AttributeError:
        pass


def open_for_visits():
    page.visits = 0


threads = [threading.Thread(target=count), threading.Thread(target=open_for_visits)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
