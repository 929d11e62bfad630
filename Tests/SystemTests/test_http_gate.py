"""HTTP that is wrong, ambiguous or slow, row by row, over raw sockets."""

import threading
import time

import pytest

from hubtest.wire import Closed, Wire

HOST = "Host: h\r\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"

ROWS = {
    "length and encoding": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: 4\r\n"
        f"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
        {400},
    ),
    "encoding and length": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n"
        f"Content-Length: 4\r\n\r\n0\r\n\r\n{SMUGGLED}",
        {400},
    ),
    "two lengths": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: 2\r\n"
        f"Content-Length: {2 + len(SMUGGLED)}\r\n\r\n{{}}{SMUGGLED}",
        {400},
    ),
    "two equal lengths": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: 2\r\n"
        "Content-Length: 2\r\n\r\n{}",
        {400},
    ),
    "length with a sign": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: +2\r\n\r\n{{}}",
        {400},
    ),
    "negative length": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: -1\r\n\r\n",
        {400},
    ),
    "length that is no number": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: two\r\n\r\n{{}}",
        {400},
    ),
    "length as a list": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: 2, 2\r\n\r\n{{}}",
        {400},
    ),
    "length over the limit": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: 99999999999\r\n\r\n",
        {413},
    ),
    "length beyond 64 bits": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length: 99999999999999999999999\r\n\r\n",
        {400, 413},
    ),
    "space before the colon": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Content-Length : 2\r\n\r\n{{}}",
        {400},
    ),
    "folded header": (
        f"GET /api/health HTTP/1.1\r\n{HOST}X-Forwarded-Fo: 9\r\n r: 8\r\n\r\n",
        {400},
    ),
    "header without a name": (f"GET /api/health HTTP/1.1\r\n{HOST}: x\r\n\r\n", {400}),
    "header without a colon": (f"GET /api/health HTTP/1.1\r\n{HOST}nothing\r\n\r\n", {400}),
    "header name that is no token": (f"GET /api/health HTTP/1.1\r\n{HOST}a(b): x\r\n\r\n", {400}),
    "NUL in a value": (f"GET /api/health HTTP/1.1\r\n{HOST}X: a\0b\r\n\r\n", {400}),
    "control byte in a value": (f"GET /api/health HTTP/1.1\r\n{HOST}X: a\x01b\r\n\r\n", {400}),
    "control byte in the method": (f"G\x01T /api/health HTTP/1.1\r\n{HOST}\r\n", {400, 405, 501}),
    "unknown method": (f"BREW /api/health HTTP/1.1\r\n{HOST}\r\n", {405, 501}),
    "no host": ("GET /api/health HTTP/1.1\r\n\r\n", {400}),
    "two hosts": ("GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    "unknown encoding": (
        f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Transfer-Encoding: gzip\r\n\r\n{{}}",
        {501},
    ),
    "NUL in the path": (f"GET /api/health%00.html HTTP/1.1\r\n{HOST}\r\n", {400}),
    "control byte in the path": (f"GET /api/health%0d%0aX:y HTTP/1.1\r\n{HOST}\r\n", {400}),
    "bad escape in the path": (f"GET /api/%zz HTTP/1.1\r\n{HOST}\r\n", {400}),
    "dots in the path": (f"GET /x/../api/health HTTP/1.1\r\n{HOST}\r\n", {400, 404}),
    "long header": (f"GET /api/health HTTP/1.1\r\n{HOST}X: {'x' * 40000}\r\n\r\n", {431}),
    "many headers": (f"GET /api/health HTTP/1.1\r\n{HOST}" + "X: y\r\n" * 5000 + "\r\n", {431}),
    "long target": (f"GET /{'x' * 40000} HTTP/1.1\r\n{HOST}\r\n", {414}),
    "unknown version": (f"GET /api/health HTTP/3.7\r\n{HOST}\r\n", {400, 505}),
    "no version": ("GET /api/health\r\n\r\n", {400, 505}),
    "TLS where HTTP is spoken": ("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", {400, 405, 501, 505}),
}


# Refused by the HTTP library before the hub sees a request; its answer is not JSON.
LIBRARY_ROWS = {
    "length with a sign", "negative length", "length that is no number", "length as a list",
    "length beyond 64 bits", "header without a colon", "long header", "many headers",
    "long target", "unknown version", "no version",
}


def answers_to(hub, data):
    """Every answer the hub gives to `data` until it ends the connection."""
    answers = []
    with Wire(hub.address, 3) as wire:
        try:
            wire.send(data.encode("latin-1"))
        except OSError:
            pass
        try:
            while True:
                answers.append(wire.answer())
        except (Closed, OSError):
            pass
    return answers


@pytest.mark.parametrize("name", list(ROWS))
def test_bad_requests_have_their_answer(hub, name):
    data, expected = ROWS[name]
    answers = answers_to(hub, data)
    if not answers:
        # What cannot be read as a request at all may be hung up on instead.
        assert expected >= {400, 505}, "the connection was closed without an answer"
        return
    assert answers[0].status in expected
    assert len(answers) == 1, "a second request was read behind a bad one"
    assert name in LIBRARY_ROWS or answers[0].error


def test_a_chunked_body_is_read(hub):
    with Wire(hub.address, 3) as wire:
        wire.send(
            f"POST /api/rooms/join HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n"
            "2\r\n{}\r\n0\r\n\r\n"
        )
        assert wire.answer().status == 200


@pytest.mark.parametrize("data", [data for data, _ in ROWS.values()], ids=list(ROWS))
def test_after_bad_requests_the_next_client_is_served(hub, data):
    answers_to(hub, data)
    assert hub.get("/livez").status == 200


def test_bare_line_feeds_do_not_open_a_second_reading(hub):
    data = f"GET /api/health HTTP/1.1\nHost: h\nConnection: close\n\n{SMUGGLED}"
    with Wire(hub.address, 2) as wire:
        wire.send(data)
        try:
            first = wire.answer()
            assert first.status in (200, 400)
            assert wire.is_closed()
        except (Closed, TimeoutError):
            pass


def served_meanwhile(hub, stop, slowest):
    while not stop.is_set():
        started = time.monotonic()
        assert hub.get("/api/health").status == 200
        slowest.append(time.monotonic() - started)
        time.sleep(0.05)


DRIPS = {
    "header": (b"GET /api/health HTTP/1.1\r\nHost: h\r\n", b"X: y\r\n"),
    "first line": (b"GET /", b"x"),
    "nothing": (b"", b""),
    "body": (
        b"POST /api/rooms/join HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n{",
        b" ",
    ),
    "handshake": (b"GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n", b"X: y\r\n"),
}


def test_dripping_requests_end_after_5_seconds_while_others_are_served(hub):
    wires, ends = {}, {}
    started = time.monotonic()
    for name, (first, _) in DRIPS.items():
        wires[name] = [Wire(hub.address, 1) for _ in range(20)]
        for wire in wires[name]:
            wire.send(first)
    stop, slowest = threading.Event(), []
    other = threading.Thread(target=served_meanwhile, args=(hub, stop, slowest))
    other.start()
    try:
        while time.monotonic() - started < 20 and any(wires.values()):
            for name, (_, drop) in DRIPS.items():
                for wire in list(wires[name]):
                    wire.socket.settimeout(0.0005)
                    try:
                        wire.fill()
                        if b"\r\n\r\n" in wire.buffer:
                            assert b" 408 " in wire.buffer.split(b"\r\n")[0]
                            raise Closed
                    except (TimeoutError, BlockingIOError):
                        try:
                            wire.socket.settimeout(1)
                            wire.send(drop)
                        except OSError:
                            wires[name].remove(wire)
                            ends.setdefault(name, []).append(time.monotonic() - started)
                    except (Closed, OSError):
                        wires[name].remove(wire)
                        wire.close()
                        ends.setdefault(name, []).append(time.monotonic() - started)
            time.sleep(0.2)
    finally:
        stop.set()
        other.join()
    assert not any(wires.values()), {name: len(left) for name, left in wires.items()}
    for name, seconds in ends.items():
        latest = 17 if name == "nothing" else 8
        assert min(seconds) > 4 and max(seconds) < latest, (name, min(seconds), max(seconds))
    assert len(slowest) > 20 and max(slowest) < 1, "others had to wait"


def test_a_slow_body_is_answered_408(hub):
    with Wire(hub.address, 10) as wire:
        wire.send("POST /api/rooms/join HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n{")
        started = time.monotonic()
        answer = wire.answer()
        assert answer.status == 408 and answer.error
        assert 4 < time.monotonic() - started < 8
        assert wire.is_closed()
