"""Clean: an XML-RPC server in one thread and two clients in others."""

import threading
import xmlrpc.client
import xmlrpc.server

server = xmlrpc.server.SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False, allow_none=True)
calls = []


def add(a, b):
    calls.append((a, b))
    return a + b


server.register_function(add)
serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
serving.start()


def ask(number):
    with xmlrpc.client.ServerProxy("http://{}:{}".format(*server.server_address)) as proxy:
        for turn in range(3):
            assert proxy.add(number, turn) == number + turn


clients = [threading.Thread(target=ask, args=(number,)) for number in range(2)]
for client in clients:
    client.start()
for client in clients:
    client.join()
server.shutdown()
serving.join()
server.server_close()
assert len(calls) == 6
