"""One thread tells all observers, the other subscribes."""

# expect: of list
# kind: iteration

import threading


class Subject:
    def __init__(self):
        self.observers = [lambda event: None]

    def subscribe(self, observer):
        self.observers.append(observer)

    def notify(self, event):
        for observer in self.observers:
            observer(event)


subject = Subject()
threads = [
    threading.Thread(target=subject.notify, args=("event",)),
    threading.Thread(target=subject.subscribe, args=(print,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
