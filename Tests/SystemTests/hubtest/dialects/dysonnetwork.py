"""DysonNetwork's chat realtime, over /api/chat/realtime/{chatId}: people are accounts here."""

import json
from urllib.parse import quote, urlencode

from .participant import ABSENT, Event, Participant


class DysonNetwork(Participant):
    label = "dysonnetwork"
    packet_type = "webrtc.signal"
    path = "/api/chat/realtime/"
    sender_words = ("senderAccountId", "SenderAccountId")

    def enter(self, room, name, timeout=10.0):
        prefix, chat = room.split("/", 1)
        assert prefix == "chat", "DysonNetwork knows chat rooms only"
        query = dict(self.query)
        if self.packet_type != DysonNetwork.packet_type:
            query["packetType"] = self.packet_type
        suffix = f"?{urlencode(query)}" if query else ""
        self.dial(self.path + quote(chat, safe="") + suffix, timeout)
        packet = self.wire.receive(timeout)
        assert packet["type"] == "webrtc", packet
        self.welcome = packet["data"]
        assert self.welcome["userId"] == self.account and self.welcome["roomId"] == chat
        assert self.welcome["message"] == "Connected to call..."
        self.id = self.welcome["clientId"]
        people = [person["clientId"] for person in self.welcome["participants"]]
        assert self.id in people
        self.peers = [person for person in people if person != self.id]
        return self

    def address(self, peer):
        return peer.account or peer.id

    def name_of(self, peer):
        return peer.account or peer.id

    def stamped(self, message):
        return message["data"]

    def description(self, kind, to, sdp):
        return {"type": kind, "data": {kind: {"type": kind, "sdp": sdp}}, **self.directed(to)}

    def candidate(self, to, candidate):
        return {"type": "ice-candidate", "data": {"candidate": candidate}, **self.directed(to)}

    def directed(self, to):
        return {} if to is None else {"to": self.address(to)}

    def read(self, timeout):
        text = self.wire.receive_text(timeout)
        packet = json.loads(text)
        data = packet.get("data") or {}
        event = Event("other", text=text, message=packet)
        if packet["type"] == "error":
            event.what = "error"
        elif packet["type"] == "webrtc" and data.get("event") in ("joined", "left"):
            event.what = {"joined": "join", "left": "leave"}[data["event"]]
            event.who = data["participant"]["clientId"]
            present = [person["clientId"] for person in data["participants"]]
            assert (event.who in present) == (event.what == "join"), packet
        elif packet["type"] == self.packet_type:
            assert data["senderAccountId"] == data["SenderAccountId"]
            assert data["senderInfo"] == data["SenderInfo"]
            assert data["senderInfo"]["id"] == data["senderAccountId"]
            assert {"id", "name", "nick", "profile", "updatedAt"} <= set(data["senderInfo"])
            event.what, event.who = "signal", data["senderAccountId"]
            event.kind, event.value = self.content(data)
        return [event]

    @staticmethod
    def content(data):
        kind, inner = data["type"], data.get("data", {})
        if kind in ("offer", "answer"):
            description = inner.get(kind, ABSENT)
            if isinstance(description, dict):
                # What `new RTCSessionDescription` needs.
                return kind, description["sdp"] if description.get("type") == kind else ABSENT
            return kind, description
        if kind == "ice-candidate":
            return "candidate", inner.get("candidate", ABSENT)
        return kind, inner

    def leave(self):
        self.close()


class DysonNetworkGuide(DysonNetwork):
    """A client written like the example in DysonNetwork's guide, which reads other packets."""

    label = "dysonnetwork-guide"
    packet_type = "signaling"
