"""A web server with a pool of threads, and clients."""

# needs: cheroot
# Flags and the socket by which one thread stops the others, or looks whether they are up; those look again soon.
# warning: attribute 'ready' of <Server
# warning: attribute 'ready' of <WorkerThread
# warning: attribute '_serving' of <ConnectionManager
# warning: attribute '_stop_requested' of <ConnectionManager
# warning: attribute 'socket' of <Server

import http.client
import threading

from cheroot import wsgi


def application(environment, start):
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def work():
    client = http.client.HTTPConnection("127.0.0.1", server.bind_addr[1])
    for _ in range(5):
        client.request("GET", "/")
        assert client.getresponse().read() == b"ok"
    client.close()


server = wsgi.Server(("127.0.0.1", 0), application, numthreads=3)
server.prepare()
serving = threading.Thread(target=server.serve)
serving.start()
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
server.stop()
serving.join()
