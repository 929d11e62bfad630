"""A WebSocket server that does what a test tells it to, in a hub's place."""

import contextlib
import itertools
import json
import threading
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve


class ScriptedHub:
    """Calls `script(connection, number)` for every WebSocket; their queries are in `queries`."""

    def __init__(self, script):
        self.script, self.numbers, self.queries = script, itertools.count(1), []
        self.server = serve(
            self.handle, "127.0.0.1", 0, subprotocols=["hub.v1"], compression=None, close_timeout=1
        )
        self.url = f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def handle(self, connection):
        self.queries.append(parse_qs(urlsplit(connection.request.path).query))
        with contextlib.suppress(ConnectionClosed):
            self.script(connection, next(self.numbers))

    def close(self):
        self.server.shutdown()
        self.thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def welcome(connection, client="me", peers=(), room="scripted"):
    """Says what a hub says first."""
    message = {"type": "welcome", "roomId": room, "clientId": client, "token": "t"}
    connection.send(json.dumps({**message, "peers": list(peers)}))
