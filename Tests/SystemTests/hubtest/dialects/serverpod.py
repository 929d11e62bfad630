"""Serverpod's signaling manager, over /webrtc: signals in a string of JSON."""

import json
from urllib.parse import urlencode

from .participant import ABSENT, Event, Participant, Refused

KINDS = {"webrtc_offer": "offer", "webrtc_answer": "answer", "webrtc_ice_candidate": "candidate"}


class Serverpod(Participant):
    label = "serverpod"
    names_itself = True
    sender_words = ("senderSessionId",)

    def enter(self, room, name, timeout=10.0, **members):
        self.dial("/webrtc" + (f"?{urlencode(self.query)}" if self.jwt else ""), timeout)
        self.say({"action": "join", "roomId": room, "sessionId": name, **members})
        answer = self.wire.receive(timeout)
        if answer["type"] == "error":
            raise Refused(None, answer)
        assert answer["type"] == "peers_list", answer
        assert (answer["roomId"], answer["sessionId"]) == (room, name)
        self.id, self.peers = name, answer["peers"]
        return self

    def description(self, kind, to, sdp):
        payload = {"sdp": sdp, "type": kind, **self.directed(to)}
        return self.signal(f"webrtc_{kind}", payload)

    def candidate(self, to, candidate):
        return self.signal("webrtc_ice_candidate", {**candidate, **self.directed(to)})

    def directed(self, to):
        return {} if to is None else {"targetPeerId": self.address(to)}

    def signal(self, kind, payload):
        return {"type": kind, "payload": json.dumps(payload), "senderSessionId": self.id}

    def read(self, timeout):
        text = self.wire.receive_text(timeout)
        message = json.loads(text)
        kind = message["type"]
        event = Event("other", text=text, message=message)
        if kind == "error":
            event.what = "error"
        elif kind == "peer_joined":
            event.what, event.who = "join", message["peerId"]
            assert message["peerId"] in message["peers"] and self.id not in message["peers"]
        elif kind == "peer_left":
            event.what, event.who = "leave", message["peerId"]
        elif "senderSessionId" in message:
            event.what, event.who = "signal", message["senderSessionId"]
            event.kind = KINDS.get(kind, kind)
            event.value = self.content(kind, message.get("payload"))
        return [event]

    @staticmethod
    def content(kind, payload):
        try:
            payload = json.loads(payload)
        except (TypeError, ValueError):
            return payload
        if kind == "webrtc_ice_candidate":
            # The flat form: the payload is the RTCIceCandidateInit, but for the receiver.
            return {k: v for k, v in payload.items() if k != "targetPeerId"}
        if kind in KINDS:
            return payload.get("sdp", ABSENT)
        return payload

    def leave(self):
        self.say({"type": "leave_room"})
