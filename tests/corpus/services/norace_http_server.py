"""Clean: a `ThreadingHTTPServer` on the loopback interface, asked by several clients; its handlers share one dict under a lock."""

import http.client
import http.server
import json
import threading

lock = threading.Lock()
visits = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            visits[body["who"]] = visits.get(body["who"], 0) + 1
            answer = json.dumps(visits).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = False
serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
serving.start()


def ask(who):
    connection = http.client.HTTPConnection(*server.server_address)
    for _ in range(3):
        connection.request("POST", "/", json.dumps({"who": who}), {"Content-Type": "application/json"})
        assert json.loads(connection.getresponse().read())[who] >= 1
    connection.close()


clients = [threading.Thread(target=ask, args=(who,)) for who in "abc"]
for client in clients:
    client.start()
for client in clients:
    client.join()
server.shutdown()
serving.join()
server.server_close()
assert visits == {"a": 3, "b": 3, "c": 3}
