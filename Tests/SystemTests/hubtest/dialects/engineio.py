"""Engine.IO 4 by hand: a long-polling and a WebSocket transport that carry raw packets."""

import json
import time
from collections import deque

from ..wire import Answer, Closed, Wire, frame, TEXT

SEPARATOR = "\x1e"
PATH = "/socket.io/"


def target(transport, sid=None, version="4", **query):
    parts = [f"EIO={version}"] if version else []
    parts += [f"transport={transport}"] if transport else []
    parts += [f"sid={sid}"] if sid else []
    parts += [f"{name}={value}" for name, value in query.items()]
    return PATH + ("?" + "&".join(parts) if parts else "")


class Poll:
    """One GET that may wait. Reading it can be interrupted by a deadline and taken up again."""

    def __init__(self, hub, sid, headers=()):
        self.wire = Wire(hub.address)
        self.wire.send(hub.head("GET", target("polling", sid), headers=headers))

    def answer(self, timeout):
        deadline = time.monotonic() + timeout
        wire = self.wire
        while True:
            head, found, body = wire.buffer.partition(b"\r\n\r\n")
            if found:
                lines = head.decode("latin-1").split("\r\n")
                fields = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
                headers = {name.lower(): value for name, value in fields}
                length = int(headers.get("content-length", "0"))
                if len(body) >= length:
                    wire.close()
                    return Answer(int(lines[0].split(" ")[1]), headers, body[:length], fields)
            wire.socket.settimeout(max(0.001, deadline - time.monotonic()))
            wire.fill()


class PollingTransport:
    """Long-polling. A GET is outstanding from the handshake on; every POST is its own request."""

    def __init__(self, hub, headers=()):
        self.hub, self.headers = hub, headers
        self.answers_pings = True
        self.packets = deque()
        self.poll = None
        answer = hub.get(target("polling"), headers=headers)
        if answer.status != 200:
            raise Closed(f"handshake refused: {answer.status} {answer.body}")
        first, *rest = answer.text.split(SEPARATOR)
        assert first.startswith("0"), answer.text
        self.opening = json.loads(first[1:])
        self.sid = self.opening["sid"]
        hub.secrets.add(self.sid)
        self.packets += rest

    def post(self, body):
        """One POST; its answer."""
        data = body if isinstance(body, bytes) else body.encode()
        headers = {"Content-Type": "text/plain;charset=UTF-8", **dict(self.headers)}
        return self.hub.request("POST", target("polling", self.sid), data, headers)

    def send(self, *packets):
        answer = self.post(SEPARATOR.join(packets))
        if answer.status != 200:
            raise Closed(f"{answer.status} {answer.body}")
        assert answer.text.lower() == "ok", answer

    def listen(self):
        """Makes sure that a GET is outstanding."""
        if self.poll is None:
            self.poll = Poll(self.hub, self.sid, self.headers)

    def receive(self, timeout):
        """The next packet but pings, which are answered."""
        deadline = time.monotonic() + timeout
        while True:
            while self.packets:
                packet = self.packets.popleft()
                if packet == "2":
                    if self.answers_pings:
                        self.send("3")
                elif packet == "1":
                    raise Closed("closed by the hub")
                elif packet != "6":
                    return packet
            self.listen()
            try:
                answer = self.poll.answer(max(0.001, deadline - time.monotonic()))
            except Closed:
                self.poll = None
                raise
            self.poll = None
            if answer.status != 200:
                raise Closed(f"{answer.status} {answer.body}")
            self.packets += answer.text.split(SEPARATOR)

    def close(self):
        """Says that it goes, as a page that is left does."""
        try:
            self.post("1")
        except (OSError, Closed):
            pass
        if self.poll is not None:
            self.poll.wire.close()
            self.poll = None

    def vanish(self):
        """Stops polling without a word."""
        if self.poll is not None:
            self.poll.wire.close()
            self.poll = None


class WebSocketTransport:
    """WebSocket from the first byte."""

    def __init__(self, hub, headers=()):
        self.hub = hub
        self.answers_pings = True
        self.wire = hub.dial()
        answer = self.wire.upgrade(hub.authority, target("websocket"), headers)
        if answer.status != 101:
            raise Closed(f"handshake refused: {answer.status} {answer.body}")
        first = self.wire.receive_text()
        assert first.startswith("0"), first
        self.opening = json.loads(first[1:])
        self.sid = self.opening["sid"]
        hub.secrets.add(self.sid)

    def send(self, *packets):
        for packet in packets:
            self.wire.send(frame(TEXT, packet))

    def receive(self, timeout):
        deadline = time.monotonic() + timeout
        while True:
            packet = self.wire.receive_text(max(0.001, deadline - time.monotonic()))
            if packet == "2":
                if self.answers_pings:
                    self.send("3")
            elif packet == "1":
                raise Closed("closed by the hub")
            elif packet != "6":
                return packet

    def close(self):
        self.wire.close()

    vanish = close
