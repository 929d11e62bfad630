"""The Node `ws` server's protocol, over /?roomId&userId&userName: every message is directed."""

import json
from urllib.parse import urlencode

from .participant import ABSENT, Event, Participant


class NodeWS(Participant):
    label = "ws"
    names_itself = True
    always_directed = True
    sender_words = ("fromUserId",)

    def enter(self, room, name, timeout=10.0):
        query = {"roomId": room, "userId": name, "userName": f"Name of {name}", **self.query}
        self.dial(f"/?{urlencode(query)}", timeout)
        self.id = name
        first = self.wire.receive(timeout)
        assert first["type"] == "participant-joined" and first["userId"] == name, first
        people = [person["id"] for person in first["participants"]]
        assert name in people
        self.peers = [person for person in people if person != name]
        return self

    def description(self, kind, to, sdp):
        return {"type": kind, "targetUserId": self.address(to), "sdp": sdp}

    def candidate(self, to, candidate):
        target = self.address(to)
        return {"type": "ice-candidate", "targetUserId": target, "candidate": candidate}

    def read(self, timeout):
        text = self.wire.receive_text(timeout)
        message = json.loads(text)
        kind = message["type"]
        event = Event("other", text=text, message=message)
        if kind == "error":
            event.what = "error"
        elif kind in ("participant-joined", "participant-left"):
            event.what = "join" if kind == "participant-joined" else "leave"
            event.who = message["userId"]
            people = {person["id"] for person in message["participants"]}
            assert (event.who in people) == (event.what == "join"), message
            for person in message["participants"]:
                assert set(person) == {"id", "name", "joinedAt"}
                assert isinstance(person["joinedAt"], int)
        elif "fromUserId" in message:
            assert "targetUserId" not in message
            event.what, event.who, event.kind = "signal", message["fromUserId"], kind
            if kind in ("offer", "answer"):
                event.value = message.get("sdp", ABSENT)
            elif kind == "ice-candidate":
                event.kind, event.value = "candidate", message.get("candidate", ABSENT)
            else:
                event.value = message
        return [event]

    def leave(self):
        self.close()
