"""One peer of each protocol, saying and hearing the same things in its own words.

What is said: a description or a candidate, to a peer whose name is known. What is heard is turned
into `Heard` by reading just the members that clients of that protocol read.
"""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from websockets.asyncio.client import connect

from .events import EventClient
from .node import NodePeer
from .tokens import token


@dataclass
class Heard:
    """`kind` is "peer" (one is there to call), "offer", "answer" or "candidate"."""

    kind: str
    sender: str
    sdp: str | None = None
    candidate: dict | None = None


class Speaker:
    """A WebSocket with a protocol on it; `id` is the name the others may call it by."""

    def __init__(self, hub, room, name):
        self.hub, self.room, self.name = hub, room, name
        self.id = name

    async def enter(self):
        self.socket = await connect(f"ws://{self.hub.authority}{self.path()}")
        await self.greet()

    async def greet(self):
        pass

    async def say(self, message):
        await self.socket.send(json.dumps(message))

    async def hear(self):
        """The next thing that matters to a call."""
        while True:
            if heard := self.read(json.loads(await self.socket.recv())):
                return heard

    async def leave(self):
        await self.socket.close()

    def ticket(self):
        """A token for the chat this room is, if it is one."""
        if not self.room.startswith("chat/"):
            return {}
        signed = token(f"account-{self.name}", [self.room.removeprefix("chat/")], self.name)
        self.hub.secrets.add(signed)
        return {"access_token": signed}


class Native(Speaker):
    def path(self):
        return f"/ws?{urlencode({'roomId': self.room, 'name': self.name} | self.ticket())}"

    async def greet(self):
        self.id = json.loads(await self.socket.recv())["clientId"]

    async def describe(self, peer, kind, sdp):
        await self.say({"type": kind, "to": peer, "sdp": sdp})

    async def trickle(self, peer, candidate):
        await self.say({"type": "candidate", "to": peer, "candidate": candidate})

    def read(self, message):
        match message["type"]:
            case "peer-joined":
                return Heard("peer", message["clientId"])
            case "offer" | "answer" as kind:
                return Heard(kind, message["from"], sdp=message["sdp"])
            case "candidate":
                return Heard("candidate", message["from"], candidate=message["candidate"])


class Serverpod(Speaker):
    def path(self):
        return "/webrtc" + (f"?{urlencode(self.ticket())}" if self.ticket() else "")

    async def greet(self):
        await self.say({"action": "join", "roomId": self.room, "sessionId": self.id})
        assert json.loads(await self.socket.recv())["type"] == "peers_list"

    async def describe(self, peer, kind, sdp):
        payload = json.dumps({"sdp": sdp, "type": kind, "targetPeerId": peer})
        await self.say({"type": f"webrtc_{kind}", "payload": payload, "senderSessionId": self.id})

    async def trickle(self, peer, candidate):
        payload = json.dumps({**candidate, "targetPeerId": peer})
        message = {"type": "webrtc_ice_candidate", "payload": payload}
        await self.say({**message, "senderSessionId": self.id})

    def read(self, message):
        match message["type"]:
            case "peer_joined":
                return Heard("peer", message["peerId"])
            case "webrtc_offer" | "webrtc_answer" as kind:
                payload = json.loads(message["payload"])
                assert payload["type"] == kind.removeprefix("webrtc_")
                return Heard(payload["type"], message["senderSessionId"], sdp=payload["sdp"])
            case "webrtc_ice_candidate":
                payload = json.loads(message["payload"])
                return Heard("candidate", message["senderSessionId"], candidate=payload)


class DysonNetwork(Speaker):
    """Its peers are accounts, and its rooms chat rooms."""

    def path(self):
        chat = self.room.removeprefix("chat/")
        return f"/api/chat/realtime/{chat}?{urlencode(self.ticket())}"

    async def greet(self):
        welcome = json.loads(await self.socket.recv())
        assert welcome["type"] == "webrtc" and welcome["data"]["message"].startswith("Connected")

    async def describe(self, peer, kind, sdp):
        await self.say({"type": kind, kind: {"type": kind, "sdp": sdp}, "to": peer})

    async def trickle(self, peer, candidate):
        await self.say({"type": "ice-candidate", "candidate": candidate, "to": peer})

    def read(self, packet):
        data = packet["data"]
        if packet["type"] == "webrtc" and data.get("event") == "joined":
            return Heard("peer", data["participant"]["id"])
        if packet["type"] != "webrtc.signal":
            return None
        match data["type"]:
            case "offer" | "answer" as kind:
                description = data["data"][kind]
                assert description["type"] == kind
                return Heard(kind, data["senderAccountId"], sdp=description["sdp"])
            case "ice-candidate":
                candidate = data["data"]["candidate"]
                return Heard("candidate", data["senderAccountId"], candidate=candidate)


class NodeWS(Speaker):
    """Speaks through a real process on ws, which is told the query and then every line."""

    async def enter(self):
        self.node = NodePeer(self.hub, self.room, self.id, calls=False, **self.ticket())
        first = await asyncio.to_thread(self.node.hear)
        assert first["type"] == "participant-joined" and first["userId"] == self.id, first

    async def say(self, message):
        self.node.say(message)

    async def hear(self):
        while True:
            if heard := self.read(await asyncio.to_thread(self.node.hear, 30)):
                return heard

    async def leave(self):
        await asyncio.to_thread(self.node.kill)

    async def describe(self, peer, kind, sdp):
        await self.say({"type": kind, "targetUserId": peer, "sdp": sdp})

    async def trickle(self, peer, candidate):
        await self.say({"type": "ice-candidate", "targetUserId": peer, "candidate": candidate})

    def read(self, message):
        match message["type"]:
            case "participant-joined":
                return Heard("peer", message["userId"])
            case "offer" | "answer" as kind:
                return Heard(kind, message["fromUserId"], sdp=message["sdp"])
            case "ice-candidate":
                return Heard("candidate", message["fromUserId"], candidate=message["candidate"])


class SocketIO(Speaker):
    """Speaks through python-socketio."""

    transports = "upgrade"

    async def enter(self):
        signed = self.ticket().get("access_token")
        auth = {"token": signed} if signed else None
        self.client = await EventClient(self.hub.url, self.transports, auth=auth).connect()
        joined = await self.client.join(self.room, self.id)
        self.known = {peer["peer_id"] for peer in joined["peers"]}
        self.heard = asyncio.Queue()
        for event in ("signal", "peer_list_updated"):
            self.client.client.on(event, lambda data, e=event: self.heard.put_nowait((e, data)))

    async def hear(self):
        while True:
            if heard := self.read(*await self.heard.get()):
                return heard

    async def leave(self):
        await self.client.leave()

    async def describe(self, peer, kind, sdp):
        await self.client.emit("signal", {"type": kind, "to": peer, "sdp": sdp})

    async def trickle(self, peer, candidate):
        message = {"type": "candidate", "to": peer, "candidate": candidate}
        await self.client.emit("signal", message)

    def read(self, event, data):
        if event == "peer_list_updated":
            peers = {peer["peer_id"] for peer in data["peers"]}
            new, self.known = peers - self.known, peers
            return Heard("peer", new.pop()) if new else None
        match data["type"]:
            case "offer" | "answer" as kind:
                return Heard(kind, data["from"], sdp=data["sdp"])
            case "candidate":
                return Heard("candidate", data["from"], candidate=data["candidate"])


class PollingSocketIO(SocketIO):
    transports = "polling"
