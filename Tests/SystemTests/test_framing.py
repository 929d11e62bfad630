"""Bytes on the wire: pieces, limits and violations, each with its close code."""

import struct
import time

import pytest

from hubtest.wire import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    close_frame,
    frame,
    handshake,
    text_frame,
)


@pytest.fixture
def pair(hub, room):
    return hub.room(room, 2)


def test_frames_behind_the_handshake_in_one_segment_are_read(hub, room):
    bob = hub.connect(roomId=room)
    behind = b"".join(text_frame({"type": "n", "n": n}) for n in range(20))
    ada = hub.connect(roomId=room, behind=behind)
    assert bob.receive()["type"] == "peer-joined"
    assert [bob.receive()["n"] for _ in range(20)] == list(range(20))
    ada.settle()


def test_more_behind_the_handshake_than_a_header_buffer_holds_is_read(hub, room):
    bob = hub.connect(roomId=room)
    behind = b"".join(text_frame({"type": "n", "n": n, "pad": "x" * 6000}) for n in range(20))
    hub.connect(roomId=room, behind=behind)
    assert bob.receive()["type"] == "peer-joined"
    assert [bob.receive()["n"] for _ in range(20)] == list(range(20))


def test_half_a_frame_behind_the_handshake_is_kept(hub, room):
    bob = hub.connect(roomId=room)
    whole = text_frame({"type": "n", "n": 1})
    ada = hub.connect(roomId=room, behind=whole[:5])
    assert bob.receive()["type"] == "peer-joined"
    ada.send(whole[5:])
    assert bob.receive()["n"] == 1


def test_a_handshake_byte_by_byte_is_read(hub, room):
    client = hub.dial()
    for byte in handshake(hub.authority, f"/ws?roomId={room}"):
        client.send(bytes([byte]))
    assert client.answer().status == 101
    assert client.receive()["type"] == "welcome"


def test_a_message_byte_by_byte_is_read(pair):
    ada, bob = pair
    for byte in text_frame({"type": "slow", "text": "ü€😀"}):
        ada.send(bytes([byte]))
    assert bob.receive()["text"] == "ü€😀"


def test_fragments_with_control_frames_between_them_are_one_message(pair):
    ada, bob = pair
    text = '{"type":"x","text":"ü€😀"}'.encode()
    pieces = [text[i : i + 1] for i in range(len(text))]
    ada.send(frame(TEXT, pieces[0], fin=False))
    for number, piece in enumerate(pieces[1:-1]):
        ada.send(frame(PING, str(number)) + frame(CONTINUATION, piece, fin=False))
    ada.send(frame(CONTINUATION, pieces[-1]))
    assert bob.receive()["text"] == "ü€😀"
    for number in range(len(pieces) - 2):
        assert ada.frame() == (PONG, str(number).encode())


@pytest.mark.parametrize("payload", [b"", b"x", b"x" * 125])
def test_a_ping_is_answered_with_its_payload(pair, payload):
    ada, _ = pair
    ada.send(frame(PING, payload))
    assert ada.frame() == (PONG, payload)


def test_an_unasked_pong_is_ignored(pair):
    ada, _ = pair
    ada.send(frame(PONG, b"unasked"))
    ada.settle()


VIOLATIONS = {
    "not masked": (frame(TEXT, "{}", mask=False), 1002),
    "RSV1": (frame(TEXT, "{}", rsv=4), 1002),
    "RSV3": (frame(TEXT, "{}", rsv=1), 1002),
    "opcode 3": (frame(0x3, ""), 1002),
    "opcode 15": (frame(0xF, ""), 1002),
    "long ping": (frame(PING, b"x" * 126), 1002),
    "ping in pieces": (frame(PING, b"x", fin=False), 1002),
    "close in pieces": (frame(CLOSE, b"", fin=False), 1002),
    "continuation of nothing": (frame(CONTINUATION, "x"), 1002),
    "message within a message": (frame(TEXT, "{", fin=False) + frame(TEXT, "}"), 1002),
    "length not minimal, 16 bit": (b"\x81\xfe\x00\x02" + b"\0\0\0\0{}", 1002),
    "length not minimal, 64 bit": (frame(TEXT, b"", length=2), 1002),
    "length of 2^63": (frame(TEXT, b"", length=1 << 63), 1002),
    "binary": (frame(BINARY, b"\0\1"), 1003),
    "not UTF-8": (frame(TEXT, b'{"type":"\xff"}'), 1007),
    "UTF-8 cut short": (frame(TEXT, b'{"type":"\xc3'), 1007),
    "surrogate in UTF-8": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "overlong UTF-8": (frame(TEXT, b"\xc0\xaf"), 1007),
    "bad UTF-8 in an unfinished message": (frame(TEXT, b"{\xff", fin=False), 1007),
    "one byte over the limit": (frame(TEXT, b"", length=65537), 1009),
    "a length nobody could hold": (frame(TEXT, b"", length=(1 << 63) - 1), 1009),
    "close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "close 1005": (frame(CLOSE, struct.pack("!H", 1005)), 1002),
    "close 999": (frame(CLOSE, struct.pack("!H", 999)), 1002),
    "close 5000": (frame(CLOSE, struct.pack("!H", 5000)), 1002),
    "close with a reason that is not UTF-8": (frame(CLOSE, b"\x03\xe8\xff"), 1007),
}


@pytest.mark.parametrize("data, code", VIOLATIONS.values(), ids=list(VIOLATIONS))
def test_violations_close_the_connection(pair, data, code):
    ada, bob = pair
    ada.send(data)
    assert ada.expect_close() == code
    message = bob.receive()
    assert message["type"] == "peer-left" and message["clientId"] == ada.id
    assert message["reason"] == "protocol-error"


def test_bad_utf8_fails_before_the_frame_is_complete(pair):
    ada, _ = pair
    whole = frame(TEXT, b'{"type":"\xff' + b"x" * 1000 + b'"}')
    ada.send(whole[:100])
    assert ada.expect_close(2) == 1007


def message_of(size):
    return '{"type":"x","pad":"' + "p" * (size - 21) + '"}'


def test_a_message_at_the_limit_is_relayed(pair):
    ada, bob = pair
    text = message_of(65536)
    assert len(text) == 65536
    ada.say(text)
    assert len(bob.receive()["pad"]) == 65536 - 21


def test_fragments_over_the_limit_together_are_too_big(pair):
    ada, _ = pair
    half = b"x" * 40000
    ada.send(frame(TEXT, half, fin=False) + frame(CONTINUATION, half, fin=False))
    assert ada.expect_close() == 1009


def test_64_fragments_are_relayed_and_65_are_too_many(hub, room):
    ada, bob = hub.room(room, 2)
    text = message_of(200).encode()

    def in_pieces(count):
        cuts = [text[i : i + 1] for i in range(count - 1)] + [text[count - 1 :]]
        last = len(cuts) - 1
        return b"".join(
            frame(TEXT if i == 0 else CONTINUATION, piece, fin=i == last)
            for i, piece in enumerate(cuts)
        )

    ada.send(in_pieces(64))
    assert bob.receive()["type"] == "x"
    ada.send(in_pieces(65))
    assert ada.expect_close() == 1009


def test_empty_fragments_count(pair):
    ada, _ = pair
    ada.send(frame(TEXT, b"{", fin=False) + frame(CONTINUATION, b"", fin=False) * 100)
    assert ada.expect_close() == 1009


def test_the_limits_are_settings(start_hub):
    hub = start_hub("--max-message-bytes", "1000", "--max-message-frames", "2")
    ada, bob = hub.room("limits", 2)
    ada.say(message_of(1000))
    assert bob.receive()["type"] == "x"
    bob.say(message_of(1001))
    assert bob.expect_close() == 1009
    piece = frame(CONTINUATION, b"", fin=False)
    ada.send(frame(TEXT, b"{", fin=False) + piece + piece)
    assert ada.expect_close() == 1009


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
def test_a_close_is_answered_and_the_connection_ended(pair, code):
    ada, _ = pair
    ada.send(close_frame(code, "bye"))
    assert ada.expect_close() in (1000, code)
    assert ada.is_closed()


def test_nothing_is_relayed_after_a_close(pair):
    ada, bob = pair
    ada.send(close_frame() + text_frame({"type": "late"}))
    assert bob.receive()["type"] == "peer-left"
    assert bob.is_silent(0.2)


def test_the_connection_ends_even_where_the_close_is_not_answered(pair):
    ada, bob = pair
    ada.send(frame(BINARY, b"x"))
    started = time.monotonic()
    assert bob.receive()["type"] == "peer-left"
    assert time.monotonic() - started < 1
    while not ada.is_closed(10):
        pass
    assert time.monotonic() - started < 10
