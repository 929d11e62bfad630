"""The native protocol: who is told what, who gets a message, and what the hub says to mistakes."""

import json
import re

import pytest

from hubtest.hub import OFFER, eventually
from hubtest.schemas import conforms
from hubtest.wire import TEXT, close_frame, text_frame


@pytest.fixture
def pair(hub, room):
    return hub.room(room, 2)


def test_welcome_tells_the_client_who_it_is(hub, room):
    client = hub.connect(roomId=room)
    conforms(client.welcome, "Welcome")
    assert client.welcome["roomId"] == room and client.welcome["peers"] == []
    assert re.fullmatch(r"[0-9A-Za-z]{6}", client.id)
    assert re.fullmatch(r"[0-9A-Za-z]{22}", client.token)


def test_without_a_room_a_new_one_is_opened(hub):
    first, second = hub.connect(), hub.connect()
    assert re.fullmatch(r"[0-9A-Za-z]{6}", first.welcome["roomId"])
    assert first.welcome["roomId"] != second.welcome["roomId"]


def test_a_seat_is_bound_under_its_id_and_token(hub, room):
    joined = hub.join(roomId=room, name="Ada", metadata={"n": 1.50, "big": 12345678901234567890})
    client = hub.bind(joined)
    assert client.id == joined["ClientId"] and client.token == joined["token"]
    peer = hub.connect(roomId=room).welcome["peers"][0]
    conforms(peer, "Peer")
    assert peer["name"] == "Ada" and peer["metadata"] == {"n": 1.5, "big": 12345678901234567890}


def test_peers_are_listed_in_join_order_and_told_of_each_other(hub, room):
    clients = []
    for _ in range(6):
        client = hub.connect(roomId=room)
        for peer in client.welcome["peers"]:
            conforms(peer, "Peer")
        assert [peer["clientId"] for peer in client.welcome["peers"]] == [c.id for c in clients]
        for other in clients:
            told = other.receive()
            conforms(told, "PeerJoined")
            assert told["type"] == "peer-joined" and told["clientId"] == client.id
        clients.append(client)
    assert hub.stats(room)["clients"] == [client.id for client in clients]


def test_a_seat_is_no_peer_until_it_is_bound(hub, room):
    joined = hub.join(roomId=room)
    client = hub.connect(roomId=room)
    assert client.welcome["peers"] == []
    assert joined["ClientId"] in hub.stats(room)["clients"]
    client.say({"type": "offer", "to": joined["ClientId"], "ref": 1})
    assert client.receive()["code"] == "peer-not-found"
    hub.bind(joined)
    assert client.receive()["clientId"] == joined["ClientId"]


def test_an_offer_an_answer_and_candidates_are_relayed(pair):
    ada, bob = pair
    offer = {
        "type": "offer",
        "to": bob.id,
        "sdp": OFFER,
        "nested": {"a": [1, None, "ü", {"b": []}]},
    }
    ada.say(offer)
    relayed = bob.receive()
    conforms(relayed, "RelayedMessage")
    assert relayed == {**offer, "from": ada.id}
    answer = {"type": "answer", "to": ada.id, "sdp": OFFER}
    bob.say(answer)
    assert ada.receive() == {**answer, "from": bob.id}
    for number in range(20):
        ada.say({"type": "candidate", "to": bob.id, "candidate": {"sdpMLineIndex": number}})
    for number in range(20):
        assert bob.receive()["candidate"]["sdpMLineIndex"] == number


def test_without_to_the_room_receives_it_but_never_the_sender(hub, room):
    clients = hub.room(room, 5)
    stranger = hub.connect(roomId=f"other {room}")
    clients[2].say({"type": "chat", "text": "hello"})
    for client in clients[:2] + clients[3:]:
        assert client.receive() == {"type": "chat", "text": "hello", "from": clients[2].id}
    assert clients[2].is_silent(0.2) and stranger.is_silent(0.2)


def test_with_to_nobody_else_receives_it(hub, room):
    ada, bob, eve = hub.room(room, 3)
    ada.say({"type": "offer", "to": bob.id})
    assert bob.receive()["from"] == ada.id
    assert eve.is_silent(0.2) and ada.is_silent(0.1)


def test_a_client_may_write_to_itself_only_by_name_if_at_all(pair):
    ada, bob = pair
    ada.say({"type": "note", "to": ada.id, "ref": 1})
    answer = ada.receive()
    assert answer["type"] in ("note", "error")
    assert bob.is_silent(0.2)


def test_a_peer_of_another_room_is_not_found(hub, room):
    ada = hub.connect(roomId=room)
    other = hub.connect(roomId=f"other {room}")
    ada.say({"type": "offer", "to": other.id, "ref": "r1"})
    error = ada.receive()
    conforms(error, "ErrorMessage")
    assert error["code"] == "peer-not-found" and error["ref"] == "r1"
    assert other.is_silent(0.2)


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"offer","from":"FORGED"}',
        '{"from":"FORGED","type":"offer"}',
        '{"from":{"deep":"FORGED"},"type":"offer","x":1}',
        '{"type":"offer", "from" : "FORGED" , "x":1 }',
        '{"from":null,"type":"offer"}',
    ],
)
def test_a_forged_sender_is_replaced(pair, text):
    ada, bob = pair
    ada.say(text)
    opcode, payload = bob.frame()
    assert opcode == TEXT and b"FORGED" not in payload
    # Every reader must see the hub's value, whichever of two equal keys it keeps.
    pairs = json.loads(payload, object_pairs_hook=list)
    assert [value for key, value in pairs if key == "from"] == [ada.id]


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"offer","from":"a","from":"b"}',
        '{"type":"offer","\\u0066rom":"FORGED"}',
        '{"type":"offer","fro\\u006d":"FORGED"}',
        '{"type":"a","type":"b"}',
        '{"type":"offer","to":"a","to":"b"}',
        '{"t\\u0079pe":"offer"}',
        '{"type":"offer"} {}',
        '{"type":"offer"',
        '{"type":"offer",}',
        "{'type':'offer'}",
        '{"type":"offer","x":01}',
        '{"type":"offer","x":NaN}',
        '{"type":"offer","x":"\\ud800"}',
        '{"type":"offer","x":"\t"}',
        '{"type":"offer","x":' + "[" * 40 + "]" * 40 + "}",
        "{" + ",".join(f'"k{n}":1' for n in range(200)) + ',"type":"offer"}',
        '["type","offer"]',
        '"offer"',
        "null",
        "",
        " ",
        "offer",
        "\ufeff" + '{"type":"offer"}',
    ],
    ids=lambda text: text[:30] or "empty",
)
def test_what_is_not_one_clean_json_object_is_a_bad_message(pair, text):
    ada, bob = pair
    ada.say(text)
    error = ada.receive()
    conforms(error, "ErrorMessage")
    assert error["code"] == "bad-message"
    assert bob.is_silent(0.1)
    ada.settle()


@pytest.mark.parametrize(
    "message, code",
    [
        ({}, "missing-type"),
        ({"type": 7}, "missing-type"),
        ({"type": None}, "missing-type"),
        ({"type": ["offer"]}, "missing-type"),
        ({"type": "welcome"}, "reserved-type"),
        ({"type": "peer-joined", "clientId": "x"}, "reserved-type"),
        ({"type": "peer-left", "clientId": "x"}, "reserved-type"),
        ({"type": "error", "code": "x"}, "reserved-type"),
        ({"type": "pong"}, "reserved-type"),
        ({"type": "offer", "to": 7}, "bad-target"),
        ({"type": "offer", "to": None}, "bad-target"),
        ({"type": "offer", "to": ["a"]}, "bad-target"),
        ({"type": "offer", "to": {}}, "bad-target"),
        ({"type": "offer", "to": "nobody"}, "peer-not-found"),
        ({"type": "offer", "to": ""}, "peer-not-found"),
    ],
    ids=str,
)
@pytest.mark.parametrize("ref", [None, 7, "r", {"deep": [1]}], ids=str)
def test_mistakes_are_answered_with_their_ref_and_reach_nobody(pair, message, code, ref):
    ada, bob = pair
    ada.say(message if ref is None else {**message, "ref": ref})
    error = ada.receive()
    conforms(error, "ErrorMessage")
    assert error["code"] == code and error["ref"] == ref and error["message"]
    assert bob.is_silent(0.05)
    ada.settle()


@pytest.mark.parametrize(
    "kind", ["\\u0077elcome", "peer\\u002djoined", "\\u0065rror", "p\\u006fng"]
)
def test_reserved_types_are_known_through_escapes(pair, kind):
    ada, bob = pair
    ada.say(f'{{"type":"{kind}"}}')
    assert ada.receive()["code"] == "reserved-type"
    assert bob.is_silent(0.1)


def test_a_target_is_known_through_escapes(pair):
    ada, bob = pair
    escaped = "".join(f"\\u{ord(character):04x}" for character in bob.id)
    ada.say(f'{{"type":"offer","to":"{escaped}"}}')
    assert bob.receive()["from"] == ada.id


def test_every_other_member_passes_byte_for_byte(pair):
    ada, bob = pair
    inner = (
        r'"n":1.50E+2,"s":"\u00e9\/\n","o":{"a":[ 1 , 2 ],"from":"kept","type":"kept"},"u":"ü€😀"'
    )
    ada.say('{"type":"x",' + inner + "}")
    _, payload = bob.frame()
    assert inner.encode() in payload


def test_ping_is_answered_to_the_sender_alone(pair):
    ada, bob = pair
    ada.say({"type": "ping"})
    pong = ada.receive()
    conforms(pong, "Pong")
    assert pong == {"type": "pong"}
    ada.say('{"type":"ping","ref":{"a":[1,"x"]}}')
    assert ada.receive() == {"type": "pong", "ref": {"a": [1, "x"]}}
    assert bob.is_silent(0.1)


def left(reader):
    message = reader.receive()
    conforms(message, "PeerLeft")
    return message["clientId"], message["reason"]


def test_leave_ends_the_client(hub, pair, room):
    ada, bob = pair
    ada.say({"type": "leave"})
    assert ada.expect_close() == 1000 and ada.reason == "left"
    assert left(bob) == (ada.id, "left")
    assert hub.stats(room)["clients"] == [bob.id]
    bob.say({"type": "offer", "to": ada.id})
    assert bob.receive()["code"] == "peer-not-found"


def test_leave_over_rest_ends_the_client(hub, pair, room):
    ada, bob = pair
    body = {"roomId": room, "ClientId": ada.id, "token": ada.token}
    assert hub.post("/api/rooms/leave", body).status == 200
    assert ada.expect_close() == 1000
    assert left(bob) == (ada.id, "left")


@pytest.mark.parametrize("how", ["close frame", "end of stream", "reset"])
def test_an_ended_connection_ends_the_client(hub, pair, room, how):
    ada, bob = pair
    if how == "close frame":
        ada.send(close_frame(1001))
        assert ada.expect_close() in (1000, 1001)
    elif how == "reset":
        ada.reset()
    else:
        ada.close()
    assert left(bob) == (ada.id, "closed")
    assert hub.stats(room)["clients"] == [bob.id]


def test_a_protocol_error_is_told_as_such(pair):
    ada, bob = pair
    ada.send(b"\xff\xff")
    assert ada.expect_close() == 1002
    assert left(bob) == (ada.id, "protocol-error")


def test_messages_sent_before_a_close_arrive_before_the_leave(pair):
    ada, bob = pair
    ada.send(b"".join(text_frame({"type": "n", "n": n}) for n in range(50)) + close_frame())
    assert [bob.receive()["n"] for n in range(50)] == list(range(50))
    assert left(bob) == (ada.id, "closed")


def test_an_empty_room_is_deleted(hub, room):
    client = hub.connect(roomId=room)
    assert room in [each["roomId"] for each in hub.stats()["rooms"]]
    client.close()
    eventually(lambda: room not in [each["roomId"] for each in hub.stats()["rooms"]])


def test_an_id_and_its_token_are_gone_with_the_client(hub, room):
    client = hub.connect(roomId=room)
    hub.connect(roomId=room)
    client.say({"type": "leave"})
    client.expect_close()
    assert hub.knock(roomId=room, clientId=client.id, token=client.token).status == 404


def test_order_holds_from_each_sender_to_each_receiver(hub, room):
    clients = hub.room(room, 4)
    for number in range(100):
        for client in clients[:3]:
            client.say({"type": "n", "n": number})
    seen = {client.id: [] for client in clients[:3]}
    for _ in range(300):
        message = clients[3].receive()
        seen[message["from"]].append(message["n"])
    assert all(numbers == list(range(100)) for numbers in seen.values())
