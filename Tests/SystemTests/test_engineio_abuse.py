"""Engine.IO and Socket.IO spoken wrongly: the session ends, the hub and everybody else go on."""

import json
import socket
import struct
import time

import pytest

from hubtest.dialects import KINDS
from hubtest.dialects.engineio import (
    SEPARATOR,
    Poll,
    PollingTransport,
    WebSocketTransport,
    target,
)
from hubtest.hub import OFFER, eventually
from hubtest.wire import BINARY, TEXT, Closed, close_frame, frame

TRANSPORTS = {"polling": PollingTransport, "websocket": WebSocketTransport}


@pytest.fixture(autouse=True)
def others_are_served(hub, request):
    """Holds after every test: the process lives, and serves others at once."""
    yield
    assert hub.process.poll() is None, hub.log[-4000:]
    room = f"others {request.node.name}"[:100]
    started = time.monotonic()
    ada = KINDS["socketio-websocket"](hub).enter(room, "ada")
    bob = KINDS["socketio-polling"](hub).enter(room, "bob")
    ada.send_offer(bob, OFFER)
    assert bob.next_signal() == ("offer", "ada", OFFER)
    bob.close()
    ada.saw_leave(bob)
    ada.close()
    assert time.monotonic() - started < 5


def connected(hub, transport):
    session = TRANSPORTS[transport](hub)
    session.send("40")
    assert session.receive(5).startswith("40")
    return session


def ended(session, within=5.0):
    """Whether the hub has ended the session; what it says before is read."""
    deadline = time.monotonic() + within
    try:
        while time.monotonic() < deadline:
            session.receive(max(0.001, deadline - time.monotonic()))
    except Closed:
        pass
    except TimeoutError:
        return False
    if isinstance(session, PollingTransport):
        answer = session.hub.get(target("polling", session.sid))
        return answer.status == 400
    return True


def throw(session, packet):
    """Sends a packet that the hub may refuse at once."""
    try:
        session.send(packet)
    except (Closed, OSError):
        pass


# Engine.IO: https://github.com/socketio/engine.io-protocol#protocol
BAD_ENGINE = {
    "empty": "",
    "unknown type": "7",
    "unknown letter": "x",
    "open": '0{"sid":"AAAAAAAAAAAAAAAAAAAAAA"}',
    "number": "99",
    "beyond ASCII": "é",
    "white space": " 4",
    "NUL": "\x00",
    "base64 in text": "bAAAA",
    "ping": "2",
    "pong with text": "3x",
    "upgrade outside an upgrade": "5",
}
# Socket.IO: https://github.com/socketio/socket.io-protocol#packet-encoding
BAD_SOCKET = {
    "nothing in a message": "4",
    "unknown type": "47",
    "unknown letter": "4x",
    "no payload": "42",
    "object": '42{"event":"join_room"}',
    "string": '42"join_room"',
    "number": "427",
    "null": "42null",
    "empty array": "42[]",
    "event that is no string": "42[7]",
    "event that is null": "42[null]",
    "event that is an array": '42[["join_room"]]',
    "unfinished": '42["join_room"',
    "unfinished string": '42["join_room',
    "trailing comma": '42["join_room",]',
    "more behind": '42["join_room",{}]x',
    "two arrays": '42["a"]["b"]',
    "half a surrogate": '42["\\ud800"]',
    "raw control character": '42["a\x01b"]',
    "NaN": '42["join_room",NaN]',
    "deep": '42["join_room",' + "[" * 20000 + "]" * 20000 + "]",
    "deep and unfinished": "42" + "[" * 40000,
    "huge ack id": "42" + "9" * 5000 + '["join_room",{}]',
    "ack id over 64 bits": '4299999999999999999999["join_room",{}]',
    "negative ack id": '42-1["join_room",{}]',
    "ack id with a point": '421.5["join_room",{}]',
    "binary event": '451-["join_room",{"_placeholder":true,"num":0}]',
    "binary event of no attachment": '450-["join_room",{}]',
    "binary event of many attachments": "45" + "9" * 30 + '-["x",{"_placeholder":true,"num":0}]',
    "binary event without a count": '45["join_room"]',
    "binary ack": '461-1["x",{"_placeholder":true,"num":0}]',
    "namespace without an end": "42/admin",
    "long namespace": "42/" + "n" * 20000 + ',["x"]',
    "connect error from a client": '44{"message":"x"}',
    "connect with an array": "40[1]",
    "connect with half an object": '40{"token":',
    "ack without an id": '43["x"]',
    "ack that nobody asked for": '437["x"]',
    "huge ack": "43" + "9" * 40 + "[]",
}
# These may also be passed over: a well-formed packet that asks for nothing.
HARMLESS = {
    "ack that nobody asked for", "huge ack", "huge ack id", "ack id over 64 bits",
    "connect error from a client", "connect with an array", "event that is null",
    "event that is no string",
}


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("name", BAD_ENGINE)
def test_a_malformed_engineio_packet_ends_the_session(hub, transport, name):
    session = connected(hub, transport)
    throw(session, BAD_ENGINE[name])
    assert ended(session)


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("name", BAD_SOCKET)
def test_a_malformed_socketio_packet_ends_the_session(hub, transport, name):
    session = connected(hub, transport)
    throw(session, BAD_SOCKET[name])
    if name in HARMLESS:
        # Ended or not, the hub has worked through it by now.
        throw(session, '42["leave_room",{}]')
        try:
            session.receive(5)
        except Closed:
            pass
    else:
        assert ended(session)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_packet_of_a_namespace_that_is_not_connected_is_refused(hub, transport):
    session = connected(hub, transport)
    throw(session, '42/admin,["join_room",{}]')
    throw(session, '42["leave_room",{}]')
    try:
        assert session.receive(5) == '42["leave_room_error",{"error":"Not in any room"}]'
    except Closed:
        pass


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_event_before_the_connect_ends_the_session(hub, transport):
    session = TRANSPORTS[transport](hub)
    throw(session, '42["join_room",{"room_name":"r","peer_id":"p","username":"u"}]')
    assert ended(session)
    assert hub.stats("r")["clients"] == []


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    "data",
    [
        "null", "7", '"text"', "[]", "{}", "true",
        '{"room_name":7,"peer_id":"p","username":"u"}',
        '{"room_name":"r","peer_id":{},"username":"u"}',
        '{"room_name":"r","peer_id":"","username":"u"}',
        '{"room_name":"r","peer_id":"p","username":null}',
        '{"room_name":"r\\u0000","peer_id":"p","username":"u"}',
        '{"room_name":"' + "r" * 200 + '","peer_id":"p","username":"u"}',
        '{"room_name":"r","peer_id":"' + "p" * 200 + '","username":"u"}',
        '{"room_name":"r","room_name":"s","peer_id":"p","username":"u"}',
        '{"__proto__":{"room_name":"r","peer_id":"p","username":"u"}}',
    ],
    ids=lambda data: data[:40],
)
def test_a_join_that_is_wrong_is_an_error_not_an_end(hub, transport, data):
    session = connected(hub, transport)
    session.send(f'42["join_room",{data}]')
    packet = session.receive(5)
    assert packet.startswith('42["join_room_error",'), packet
    assert isinstance(json.loads(packet[2:])[1]["error"], str)
    session.send('42["leave_room",{}]')
    assert session.receive(5).startswith('42["leave_room_error",')
    assert hub.stats("r")["clients"] == []
    session.close()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_event_without_data_or_of_an_unknown_name_is_survived(hub, transport):
    session = connected(hub, transport)
    packets = ['42["join_room"]', '42["unknown",{}]', '42["",1,2,3]', '42["peer_list_updated",{}]']
    for packet in packets:
        session.send(packet)
    session.send('42["leave_room"]')
    answers = []
    while not answers or "leave_room_error" not in answers[-1]:
        answers.append(session.receive(5))
    assert answers[0].startswith('42["join_room_error",')
    assert answers[-1] == '42["leave_room_error",{"error":"Not in any room"}]'
    # What is not known may be told so.
    assert all(answer.startswith('42["signal_error",') for answer in answers[1:-1])
    session.close()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_ack_that_is_asked_for_is_given(hub, transport):
    session = connected(hub, transport)
    session.send('42123["leave_room",{}]')
    packets = {session.receive(5), session.receive(5)}
    assert '42["leave_room_error",{"error":"Not in any room"}]' in packets
    assert any(packet.startswith("43123[") for packet in packets), packets
    session.close()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_another_namespace_is_refused_and_the_main_one_stays(hub, transport):
    session = connected(hub, transport)
    session.send("40/admin,")
    assert session.receive(5) == '44/admin,{"message":"Invalid namespace"}'
    session.send('42["leave_room",{}]')
    assert session.receive(5).startswith('42["leave_room_error"')
    session.close()


@pytest.mark.slow
def test_a_client_that_never_connects_is_dropped(hub):
    sessions = [PollingTransport(hub), WebSocketTransport(hub)]
    assert all(ended(session, 60) for session in sessions)


# Long-polling


def statuses(hub, requests):
    return [(t, hub.request(method, t, body).status) for method, t, body in requests]


def test_a_handshake_that_is_wrong_is_a_bad_request(hub):
    requests = [
        ("GET", "/socket.io/", None),
        ("GET", target("polling", version=None), None),
        ("GET", target("polling", version="3"), None),
        ("GET", target("polling", version="5"), None),
        ("GET", target("polling", version="four"), None),
        ("GET", target("polling", version="44444444444444444444"), None),
        ("GET", target(None), None),
        ("GET", target("flashsocket"), None),
        ("GET", target("websocket"), None),
        ("GET", target("polling", "x" * 22), None),
        ("GET", target("polling", "x" * 3000), None),
        ("GET", target("polling", "%00"), None),
        ("GET", target("polling") + "&sid=a&sid=b", None),
        ("POST", target("polling"), b"40"),
        ("POST", target("polling", "x" * 22), b"40"),
        ("POST", target("websocket", "x" * 22), b"40"),
    ]
    for request, status in statuses(hub, requests):
        assert status == 400, request
    for method in ("PUT", "DELETE", "PATCH"):
        assert hub.request(method, target("polling"), "{}").status in (400, 405)
    assert hub.dial().upgrade(hub.authority, target("websocket", "x" * 22)).status == 400
    assert hub.dial().upgrade(hub.authority, target("websocket", version="3")).status == 400
    assert hub.dial().upgrade(hub.authority, target("polling")).status in (400, 200)


def test_a_second_poll_at_once_ends_the_session(hub):
    session = connected(hub, "polling")
    session.listen()
    time.sleep(0.1)
    assert hub.get(target("polling", session.sid)).status == 400
    first = session.poll.answer(5)
    assert (first.status, first.text) == (200, f"41{SEPARATOR}1"), first
    session.poll = None
    assert hub.get(target("polling", session.sid)).status == 400
    assert session.post("40").status == 400


@pytest.mark.parametrize("count", [17, 100, 30000])
def test_more_packets_than_a_payload_may_hold_end_the_session(hub, count):
    session = connected(hub, "polling")
    assert session.post(SEPARATOR.join(["3"] * count)).status in (400, 413)
    assert ended(session)


def test_sixteen_packets_are_not_too_many(hub):
    session = connected(hub, "polling")
    session.send(*['42["leave_room",{}]'] * 16)
    for _ in range(16):
        assert session.receive(5).startswith('42["leave_room_error"')
    session.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"\x1e", b"4\x1e", b"\x1e4", b"\x1e" * 16, b"40\x1e\x1e40", b"\xff\xfe", b'42["\xc3"]',
     b"b", b"bAAAA", b"b====", b"2:40", b"\x00\x04\xff40", b"[]", b"d=40"],
)
def test_a_payload_that_is_none_ends_the_session(hub, body):
    session = connected(hub, "polling")
    assert session.post(body).status == 400
    assert ended(session)


def test_a_payload_over_the_announced_size_is_too_large(hub):
    session = connected(hub, "polling")
    body = b'42["x","' + b"x" * session.opening["maxPayload"] + b'"]'
    try:
        assert session.post(body).status in (400, 413)
    except (Closed, OSError):
        pass


@pytest.mark.parametrize("length", ["99999999999999999999", "-1", "1e3", "0x10"])
def test_a_length_that_is_absurd_is_refused(hub, length):
    session = connected(hub, "polling")
    answer = hub.request(
        "POST", target("polling", session.sid), b"40", {"Content-Length": length}, timeout=10
    )
    assert answer.status in (400, 413)


def test_a_post_that_breaks_off_leaves_the_session_usable_or_ended(hub):
    session = connected(hub, "polling")
    client = hub.dial()
    client.send(hub.head("POST", target("polling", session.sid), None, {"Content-Length": "100"}))
    client.send(b'42["leave')
    client.reset()
    throw(session, '42["leave_room",{}]')
    try:
        assert session.receive(5).startswith('42["leave_room_error"')
    except Closed:
        pass


def test_polls_that_are_cut_off_are_forgotten(hub):
    descriptors = hub.metrics()["process_open_fds"]
    for _ in range(50):
        session = connected(hub, "polling")
        session.listen()
        session.poll.wire.reset()
        session.poll = None
        session.post("1")
    eventually(lambda: hub.metrics()["process_open_fds"] <= descriptors + 5, within=30)


def test_one_session_is_no_key_to_another(hub, room):
    ada = KINDS["socketio-polling"](hub).enter(room, "ada")
    sid = ada.transport.sid
    assert len(sid) >= 20
    for guess in (sid[:-1], sid + "A", sid.swapcase(), sid[::-1]):
        assert hub.get(target("polling", guess)).status == 400
    # The Socket.IO ID that peers might come to see is not the Engine.IO session.
    assert ada.sid != sid
    ada.close()


# The upgrade


def begin(hub, session):
    client = hub.dial()
    assert client.upgrade(hub.authority, target("websocket", session.sid)).status == 101
    return client


@pytest.mark.parametrize("first", ["2", "3probe", "5", '42["leave_room",{}]', "2prob", "", "x"])
def test_an_upgrade_without_a_probe_fails_and_polling_goes_on(hub, first):
    session = connected(hub, "polling")
    client = begin(hub, session)
    client.send(frame(TEXT, first))
    with pytest.raises(Closed):
        while True:
            client.receive_text(15)
    session.send('42["leave_room",{}]')
    assert session.receive(5).startswith('42["leave_room_error"')
    session.close()


@pytest.mark.parametrize("opcode", [BINARY, TEXT])
def test_an_upgrade_that_is_given_up_leaves_polling_as_it_was(hub, opcode):
    session = connected(hub, "polling")
    client = begin(hub, session)
    if opcode == TEXT:
        client.send(frame(TEXT, "2probe"))
        assert client.receive_text() == "3probe"
        client.send(close_frame())
    else:
        client.send(frame(BINARY, b"2probe"))
    client.close()
    session.send('42["leave_room",{}]')
    assert session.receive(5).startswith('42["leave_room_error"')
    session.close()


def test_two_upgrades_of_one_session_are_one_too_many(hub):
    session = connected(hub, "polling")
    first = begin(hub, session)
    second = hub.dial()
    status = second.upgrade(hub.authority, target("websocket", session.sid)).status
    first.send(frame(TEXT, "2probe"))
    if status == 101:
        second.send(frame(TEXT, "2probe"))
    else:
        assert status == 400
    try:
        assert first.receive_text(5) == "3probe"
        first.send(frame(TEXT, "5"))
        first.send(frame(TEXT, '42["leave_room",{}]'))
        while not first.receive_text(5).startswith("42"):
            pass
    except Closed:
        assert status == 101


def test_an_upgrade_of_a_websocket_session_is_refused(hub):
    session = connected(hub, "websocket")
    client = hub.dial()
    assert client.upgrade(hub.authority, target("websocket", session.sid)).status == 400
    assert hub.get(target("polling", session.sid)).status == 400


# WebSocket


@pytest.mark.parametrize(
    "data",
    [
        frame(BINARY, b'42["leave_room",{}]'),
        frame(BINARY, b""),
        frame(TEXT, b"4\xff"),
        frame(TEXT, b"x" * 70000),
        frame(TEXT, "40", mask=False),
        frame(TEXT, "40", rsv=4),
        frame(TEXT, b"", length=1 << 62),
        frame(TEXT, b"", length=(1 << 63) + 1),
        frame(0x3, b"40"),
    ],
    ids=[
        "binary", "empty binary", "bad UTF-8", "too big", "unmasked", "RSV", "2^62", "2^63",
        "unknown opcode",
    ],
)
def test_frames_that_are_wrong_end_the_session(hub, data):
    session = connected(hub, "websocket")
    session.wire.send(data)
    assert ended(session)
    session.wire.close()


def test_a_crowd_of_half_open_sessions_is_survived(hub):
    sockets = []
    for number in range(200):
        client = hub.dial()
        if number % 2:
            client.send(hub.head("GET", target("polling")))
        else:
            client.send(hub.head("GET", target("polling"))[:-4])
        sockets.append(client)
    for client in sockets:
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    hub.clients.clear()


def test_waiting_polls_do_not_keep_the_hub_from_stopping(start_hub):
    hub = start_hub("--rate-limit", "off")
    polls = []
    for _ in range(20):
        session = connected(hub, "polling")
        polls.append(Poll(hub, session.sid))
    time.sleep(0.3)
    started = time.monotonic()
    hub.signal()
    for poll in polls:
        try:
            assert poll.answer(10).status in (200, 400, 503)
        except Closed:
            pass
    assert hub.wait() == 0
    assert time.monotonic() - started < 10
