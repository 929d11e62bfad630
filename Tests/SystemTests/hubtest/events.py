"""python-socketio's client, keeping what it hears until a test asks for it."""

import asyncio
from collections import defaultdict

import socketio

# What a client may be told to use, and what it uses in the end.
TRANSPORTS = {
    "polling": ["polling"],
    "websocket": ["websocket"],
    "upgrade": ["polling", "websocket"],
}


class EventClient:
    """One Socket.IO client. Entering the context connects it, leaving disconnects it."""

    def __init__(self, url, transports="upgrade", auth=None, **options):
        self.url, self.transports, self.auth = url, transports, auth
        self.client = socketio.AsyncClient(**{"reconnection": False, **options})
        self.heard = defaultdict(asyncio.Queue)
        self.client.on("*", self._keep)

    async def _keep(self, event, *arguments):
        self.heard[event].put_nowait(arguments[0] if arguments else None)

    async def connect(self):
        transports = TRANSPORTS[self.transports]
        await self.client.connect(self.url, transports=transports, auth=self.auth)
        assert self.client.transport() == transports[-1]
        return self

    async def emit(self, event, data):
        await self.client.emit(event, data)

    async def hear(self, event, within=10):
        """The next of these events."""
        try:
            return await asyncio.wait_for(self.heard[event].get(), within)
        except TimeoutError:
            waiting = {name: queue.qsize() for name, queue in self.heard.items()}
            raise AssertionError(f"no {event} in {within} s; heard {waiting}") from None

    async def hear_peers(self, *expected, within=10):
        """Waits until the peer list is this one."""
        seen = []
        while (names := [p["peer_id"] for p in seen]) != list(expected):
            assert len(names) <= 200, names
            update = await self.hear("peer_list_updated", within)
            seen = update["peers"]
            assert update["total_peers"] == len(seen)
        return seen

    async def join(self, room, peer_id, username=None):
        """Joins a room and returns what the server says to that."""
        names = {"room_name": room, "peer_id": peer_id, "username": username or peer_id.title()}
        await self.emit("join_room", names)
        return await self.hear("join_room_success")

    async def drop(self):
        """Ends the connection without a word."""
        await self.client.eio.http.connector.close()

    async def __aenter__(self):
        return await self.connect()

    async def leave(self):
        """Says goodbye. The library also waits for its last poll, which its own server forgets."""
        self.leaving = asyncio.create_task(self.client.disconnect())
        while not self.leaving.done() and self.client.eio.write_loop_task:
            await asyncio.sleep(0.01)

    async def __aexit__(self, *_):
        await self.leave()
