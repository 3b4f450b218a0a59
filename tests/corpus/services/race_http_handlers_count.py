"""The handlers of a threading server run in threads of their own, and count in an attribute of the server without a lock."""

# expect: attribute 'requests'

import http.client
import http.server
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        both.wait()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


both = threading.Barrier(2)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.requests = 0
serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
serving.start()


def ask():
    connection = http.client.HTTPConnection(*server.server_address)
    connection.request("GET", "/")
    assert connection.getresponse().status == 204
    connection.close()


clients = [threading.Thread(target=ask) for _ in range(2)]
for client in clients:
    client.start()
for client in clients:
    client.join()
server.shutdown()
serving.join()
server.server_close()
