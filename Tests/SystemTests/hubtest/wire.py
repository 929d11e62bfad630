"""A TCP client that says exactly what a test tells it to, and a WebSocket client on top of it.

Both block, with a deadline on every read, so that a hub that does not answer fails the test.
"""

import base64
import hashlib
import json
import os
import socket
import struct
import time
from dataclasses import dataclass, field

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

# RFC 6455 1.3
WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Closed(Exception):
    """The other side ended the connection where the test expected bytes."""


@dataclass
class Answer:
    """One HTTP response. Header names are lower case."""

    status: int
    headers: dict
    body: bytes
    fields: list = field(default_factory=list)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()

    @property
    def error(self):
        """The message of an error answer, after checking that it is one."""
        assert self.headers.get("content-type", "").startswith("application/json"), self
        answer = self.json
        assert isinstance(answer.get("error"), str) and answer["error"], self
        return answer["error"]


class Wire:
    """A TCP connection with a buffer."""

    def __init__(self, address, timeout=10.0, receive_buffer=None):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def fill(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError as reset:
            raise Closed("reset") from reset
        if not data:
            raise Closed("end of stream")
        self.buffer += data

    def exactly(self, count):
        while len(self.buffer) < count:
            self.fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def peek(self, count):
        """The next bytes, which stay: a deadline in the middle of a frame loses nothing."""
        while len(self.buffer) < count:
            self.fill()
        return self.buffer[:count]

    def until(self, mark):
        while mark not in self.buffer:
            self.fill()
        data, self.buffer = self.buffer.split(mark, 1)
        return data

    def answer(self, method="GET"):
        """Reads one HTTP response."""
        head = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        version, status, *_ = head[0].split(" ", 2)
        assert version == "HTTP/1.1", head[0]
        fields = [tuple(part.strip() for part in line.split(":", 1)) for line in head[1:]]
        headers = {name.lower(): value for name, value in fields}
        status = int(status)
        length = int(headers.get("content-length", "0"))
        has_body = method != "HEAD" and status not in (101, 204, 304)
        body = self.exactly(length) if has_body else b""
        return Answer(status, headers, body, fields)

    def is_closed(self, within=2.0):
        """Whether the other side ends the connection without sending anything more."""
        self.socket.settimeout(within)
        try:
            self.fill()
        except Closed:
            return True
        except TimeoutError:
            return False
        return False

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes with RST, as a crashed peer's kernel does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def frame(opcode, payload=b"", fin=True, rsv=0, mask=True, length=None):
    """One WebSocket frame; `length` overrides the length field with a 64-bit one."""
    if isinstance(payload, str):
        payload = payload.encode()
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    bit = 0x80 if mask else 0
    if length is not None:
        head = struct.pack("!BBQ", first, bit | 127, length)
    elif len(payload) < 126:
        head = struct.pack("!BB", first, bit | len(payload))
    elif len(payload) < 65536:
        head = struct.pack("!BBH", first, bit | 126, len(payload))
    else:
        head = struct.pack("!BBQ", first, bit | 127, len(payload))
    if not mask:
        return head + payload
    key = os.urandom(4)
    stream = (key * (len(payload) // 4 + 1))[: len(payload)]
    size = len(payload)
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")
    return head + key + masked


def close_frame(code=1000, reason=""):
    return frame(CLOSE, struct.pack("!H", code) + reason.encode())


def text_frame(message):
    return frame(TEXT, message if isinstance(message, (str, bytes)) else json.dumps(message))


def handshake(host, target, headers=(), without=(), method="GET", version="HTTP/1.1"):
    """The bytes of an upgrade request; `headers` adds or replaces, `without` leaves out."""
    fields = {
        "Host": host,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for name in without:
        fields.pop(name)
    pairs = dict(headers) if not isinstance(headers, dict) else headers
    fields.update(pairs)
    lines = [f"{method} {target} {version}"]
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            lines.append(f"{name}: {each}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Client(Wire):
    """A WebSocket client. Pings are answered unless `answers_pings` is false."""

    answers_pings = True
    code = reason = None
    welcome = None

    def upgrade(self, host, target, headers=(), behind=b""):
        """Sends the handshake, with `behind` in the same segment, and reads the answer."""
        key = base64.b64encode(os.urandom(16)).decode()
        fields = {"Sec-WebSocket-Key": key, **dict(headers)}
        self.send(handshake(host, target, fields) + behind)
        answer = self.answer()
        if answer.status == 101:
            digest = hashlib.sha1((key + WEBSOCKET_GUID).encode()).digest()
            assert answer.headers["sec-websocket-accept"] == base64.b64encode(digest).decode()
            assert answer.headers["upgrade"].lower() == "websocket"
            assert "upgrade" in answer.headers["connection"].lower()
        return answer

    @property
    def id(self):
        return self.welcome["clientId"]

    @property
    def token(self):
        return self.welcome["token"]

    def frame(self):
        """Reads one frame: opcode and payload."""
        first, second = self.peek(2)
        assert first & 0x70 == 0, "RSV bits set without an extension"
        assert second & 0x80 == 0, "RFC 6455 5.1: a server must not mask"
        length, start = second & 0x7F, 2
        if length == 126:
            (length,) = struct.unpack("!H", self.peek(4)[2:])
            assert length >= 126, "RFC 6455 5.2: not the minimal length form"
            start = 4
        elif length == 127:
            (length,) = struct.unpack("!Q", self.peek(10)[2:])
            assert length >= 65536, "RFC 6455 5.2: not the minimal length form"
            start = 10
        payload = self.exactly(start + length)[start:]
        assert first & 0x80, "the hub does not fragment"
        return first & 0x0F, payload

    def receive(self, timeout=10.0):
        """Reads one message as JSON."""
        return json.loads(self.receive_text(timeout))

    def receive_text(self, timeout=10.0):
        """Reads one message."""
        deadline = time.monotonic() + timeout
        while True:
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            opcode, payload = self.frame()
            if opcode == TEXT:
                return payload.decode("utf-8")
            if opcode == PING:
                if self.answers_pings:
                    self.send(frame(PONG, payload))
            elif opcode == CLOSE:
                self.note_close(payload)
                raise Closed(f"{self.code} {self.reason}")
            else:
                assert opcode == PONG, f"opcode {opcode}"

    def receive_type(self, kind, timeout=10.0):
        """Reads on until a message of the type `kind` comes."""
        deadline = time.monotonic() + timeout
        while True:
            message = self.receive(max(0.001, deadline - time.monotonic()))
            if message["type"] == kind:
                return message

    def expect_close(self, timeout=10.0):
        """Reads on until the close frame; echoes it and returns its code. Messages are dropped."""
        try:
            while True:
                self.receive_text(timeout)
        except Closed:
            assert self.code is not None, "the connection ended without a close frame"
        try:
            self.send(close_frame(self.code))
        except OSError:
            pass
        return self.code

    def note_close(self, payload):
        self.code = struct.unpack("!H", payload[:2])[0] if payload else 1005
        self.reason = payload[2:].decode("utf-8")

    def say(self, message):
        self.send(text_frame(message))

    def is_silent(self, within=0.5):
        """Whether no message comes within the time."""
        try:
            message = self.receive(within)
        except TimeoutError:
            return True
        except Closed:
            return False
        raise AssertionError(f"unexpected message {message}")

    def settle(self):
        """Returns once the hub has worked through everything sent so far."""
        mark = os.urandom(8).hex()
        self.say({"type": "ping", "ref": mark})
        while self.receive_type("pong").get("ref") != mark:
            pass
