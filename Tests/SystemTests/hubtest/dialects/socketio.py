"""Socket.IO 5 with the room events of the Socket.IO server, over both transports of Engine.IO."""

import json
import time

from ..wire import Closed
from .engineio import PollingTransport, WebSocketTransport
from .participant import ABSENT, Event, Participant, Refused


class SocketIO(Participant):
    names_itself = True
    transport_type = None

    def connect(self, auth=None):
        """Opens the transport and connects to the main namespace."""
        self.transport = self.transport_type(self.hub)
        auth = auth if auth is not None else ({"token": self.jwt} if self.jwt else None)
        self.transport.send("40" + (json.dumps(auth) if auth else ""))
        packet = self.transport.receive(5)
        if packet.startswith("44"):
            raise Refused(None, json.loads(packet[2:]))
        assert packet.startswith("40"), packet
        self.sid = json.loads(packet[2:])["sid"]
        return self

    def enter(self, room, name, timeout=10.0, auth=None, **members):
        self.connect(auth)
        return self.join(room, name, timeout, **members)

    def join(self, room, name, timeout=10.0, **members):
        joining = {"room_name": room, "peer_id": name, "username": f"Name of {name}", **members}
        self.emit("join_room", joining)
        deadline = time.monotonic() + timeout
        while True:
            event, data = self.hear(max(0.001, deadline - time.monotonic()))
            if event == "join_room_error":
                assert isinstance(data["error"], str) and data["error"]
                raise Refused(None, data)
            if event == "join_room_success":
                break
        assert set(data) == {"room_name", "peer_id", "peers", "total_peers"}, data
        assert (data["room_name"], data["peer_id"]) == (room, name)
        self.id, self.known = name, self.people(data)
        assert name in self.known
        self.peers = [peer for peer in self.known if peer != name]
        return self

    @staticmethod
    def people(data):
        assert data["total_peers"] == len(data["peers"]), data
        for peer in data["peers"]:
            assert set(peer) == {"peer_id", "username", "joined_at"}, peer
        return [peer["peer_id"] for peer in data["peers"]]

    def emit(self, event, data, acknowledgement=""):
        self.transport.send(f"42{acknowledgement}{json.dumps([event, data])}")

    def hear(self, timeout):
        """The next event's name and data."""
        packet = self.transport.receive(timeout)
        self.heard = packet
        if packet.startswith("41"):
            raise Closed("disconnected")
        assert packet.startswith("42"), packet
        event, data = json.loads(packet[2:])
        return event, data

    def say(self, message):
        """A signal; text is the JSON of its object."""
        text = message if isinstance(message, str) else json.dumps(message)
        self.transport.send(f'42["signal",{text}]')

    def say_all(self, messages):
        # As many packets as one payload may hold.
        for start in range(0, len(messages), 16):
            self.transport.send(*[f'42["signal",{text}]' for text in messages[start : start + 16]])

    def description(self, kind, to, sdp):
        return {"type": kind, **self.directed(to), "sdp": sdp}

    def candidate(self, to, candidate):
        return {"type": "candidate", **self.directed(to), "candidate": candidate}

    def directed(self, to):
        return {} if to is None else {"to": self.address(to)}

    def stamped(self, message):
        return message[1]

    def read(self, timeout):
        name, data = self.hear(timeout)
        text = self.heard[2:]
        event = Event("other", text=text, message=[name, data])
        if name.endswith("_error"):
            event.what = "error"
        elif name == "peer_list_updated":
            return self.changes(data, event)
        elif name == "signal":
            kind = data["type"]
            event.what, event.who, event.kind = "signal", data["from"], kind
            if kind in ("offer", "answer"):
                event.value = data.get("sdp", ABSENT)
            elif kind == "candidate":
                event.value = data.get("candidate", ABSENT)
            else:
                event.value = data
        return [event]

    def changes(self, data, event):
        """Who has come and gone since the last list."""
        people = self.people(data)
        come = [peer for peer in people if peer not in self.known]
        gone = [peer for peer in self.known if peer not in people]
        self.known = people
        return [Event("join", peer, text=event.text, message=event.message) for peer in come] + [
            Event("leave", peer, text=event.text, message=event.message) for peer in gone
        ]

    def leave(self):
        self.emit("leave_room", {})
        while self.hear(5)[0] != "leave_room_success":
            pass

    def close(self):
        self.transport.close()

    def closed_with(self, timeout=5.0):
        """Reads on until the session ends; its close code, or None where there is none."""
        deadline = time.monotonic() + timeout
        try:
            while True:
                self.hear(max(0.001, deadline - time.monotonic()))
        except Closed:
            wire = getattr(self.transport, "wire", None)
            if wire is not None and wire.code is None:
                # The Socket.IO disconnect has come, and the WebSocket's close is behind it.
                wire.expect_close(max(0.001, deadline - time.monotonic()))
            return getattr(wire, "code", None)


class SocketIOPolling(SocketIO):
    label = "socketio-polling"
    transport_type = PollingTransport


class SocketIOWebSocket(SocketIO):
    label = "socketio-websocket"
    transport_type = WebSocketTransport
