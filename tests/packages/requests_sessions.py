"""A session for each thread, against a server of the standard library."""

# needs: requests
# The first call finds out which way of waiting the system has, and puts that function in its own place; who still calls the first one
# gets the same answer.
# warning: global 'wait_for_socket' of module urllib3.util.wait

import http.server
import threading

import requests


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments):
        pass


def work():
    with requests.Session() as session:
        for i in range(5):
            assert session.get(f"http://127.0.0.1:{server.server_port}/{i}").text == "ok"


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
serving = threading.Thread(target=server.serve_forever)
serving.start()
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
server.shutdown()
serving.join()
server.server_close()
