"""A threaded web server under load: the standard library's server, a bottle application, clients on loopback.

    python -m datarace run benchmarks/real/wsgi_server.py [requests per client]

The application is what tutorials show: a visit counter, a memo of an expensive answer, a session store. Each request runs in
a thread of its own (`ThreadingMixIn`); four clients send requests one after the other, so the load is bounded. Needs `bottle`.
"""

import http.client
import socketserver
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import bottle

application = bottle.Bottle()
visits = 0
answers: dict[int, int] = {}
sessions: dict[str, dict[str, int]] = {}
sessions_lock = threading.Lock()


@application.get("/")
def index() -> str:
    """Count the visit, without a lock."""
    global visits
    visits += 1
    return str(bottle.template("You are visitor number {{n}}", n=visits))


@application.get("/square/<number:int>")
def square(number: int) -> str:
    """Answer from a memo that is filled on demand, without a lock."""
    if number not in answers:
        answers[number] = sum(number for _ in range(number))
    return str(answers[number])


@application.get("/session/<name>")
def session(name: str) -> dict[str, int]:
    """Count the visits of one user, under a lock as it should be."""
    with sessions_lock:
        data = sessions.setdefault(name, {"visits": 0})
        data["visits"] += 1
        return dict(data)


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """A WSGI server with a thread for each request."""

    daemon_threads = False


class QuietHandler(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Be quiet."""


def client(port: int, number: int, requests: int) -> None:
    """Send requests one after the other and check the answers."""
    for n in range(requests):
        path = ("/", f"/square/{n % 10}", f"/session/user{(n + number) % 3}")[n % 3]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200 or not body:
            raise SystemExit(f"{path}: {response.status} {body!r}")
        connection.close()


def main() -> None:
    """Serve four clients, then stop."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with Server(("127.0.0.1", 0), QuietHandler) as server:
        server.set_app(application)
        serving = threading.Thread(target=server.serve_forever, name="server")
        serving.start()
        port = server.server_address[1]
        clients = [threading.Thread(target=client, args=(port, number, requests), name=f"client-{number}") for number in range(4)]
        for thread in clients:
            thread.start()
        for thread in clients:
            thread.join()
        server.shutdown()
        serving.join()
    print(f"{4 * requests} requests answered, {sum(data['visits'] for data in sessions.values())} of them with a session")


if __name__ == "__main__":
    main()
