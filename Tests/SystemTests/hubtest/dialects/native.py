"""The hub's own protocol, over /ws."""

import json
from urllib.parse import urlencode

from ..wire import Closed
from .participant import ABSENT, Event, Participant


class Native(Participant):
    label = "native"

    def enter(self, room, name, timeout=10.0):
        self.dial(f"/ws?{urlencode({'roomId': room, 'name': name, **self.query})}", timeout)
        self.welcome(timeout)
        return self

    def bind(self, room, client_id, token):
        """Takes a seat, or what a client of this token holds."""
        query = {"roomId": room, "clientId": client_id, "token": token, **self.query}
        self.dial(f"/ws?{urlencode(query)}")
        self.welcome(5)
        return self

    def welcome(self, timeout):
        welcome = self.wire.receive(timeout)
        assert welcome["type"] == "welcome", welcome
        self.id, self.token = welcome["clientId"], welcome["token"]
        self.peers = [peer["clientId"] for peer in welcome["peers"]]
        self.hub.secrets.add(self.token)

    def description(self, kind, to, sdp):
        return {"type": kind, **self.directed(to), "sdp": sdp}

    def candidate(self, to, candidate):
        return {"type": "candidate", **self.directed(to), "candidate": candidate}

    def directed(self, to):
        return {} if to is None else {"to": self.address(to)}

    def read(self, timeout):
        text = self.wire.receive_text(timeout)
        message = json.loads(text)
        kind = message["type"]
        event = Event("other", text=text, message=message)
        if kind == "error":
            event.what = "error"
        elif kind == "peer-joined":
            event.what, event.who = "join", message["clientId"]
        elif kind == "peer-left":
            event.what, event.who, event.value = "leave", message["clientId"], message["reason"]
        elif kind in ("offer", "answer"):
            event.what, event.who, event.kind = "signal", message["from"], kind
            event.value = message.get("sdp", ABSENT)
        elif kind == "candidate":
            event.what, event.who, event.kind = "signal", message["from"], kind
            event.value = message.get("candidate", ABSENT)
        elif "from" in message:
            event.what, event.who, event.kind = "signal", message["from"], kind
            event.value = message
        return [event]

    def leave(self):
        self.say({"type": "leave"})
        try:
            while True:
                self.read(5)
        except Closed:
            assert self.wire.code == 1000, self.wire.code
