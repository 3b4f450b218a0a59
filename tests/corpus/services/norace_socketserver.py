"""Clean: a `ThreadingTCPServer` whose handlers keep to themselves; `server_close` waits for them."""

import socket
import socketserver
import threading


class Handler(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.lines = []

    def handle(self):
        for line in self.rfile:
            self.lines.append(line)
            self.wfile.write(line.upper())

    def finish(self):
        super().finish()
        with self.server.lock:
            self.server.total += len(self.lines)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, *args):
        super().__init__(*args)
        self.lock = threading.Lock()
        self.total = 0


server = Server(("127.0.0.1", 0), Handler)
serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
serving.start()


def talk(word):
    with socket.create_connection(server.server_address) as connection, connection.makefile("rwb") as stream:
        for _ in range(3):
            stream.write(word + b"\n")
            stream.flush()
            assert stream.readline() == word.upper() + b"\n"


clients = [threading.Thread(target=talk, args=(word,)) for word in (b"one", b"two", b"three")]
for client in clients:
    client.start()
for client in clients:
    client.join()
server.shutdown()
server.server_close()
serving.join()
assert server.total == 9
