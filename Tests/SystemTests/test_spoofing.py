"""A sender is whom the hub wrote, whatever a client claims and whichever reader it would fool."""

import json

import pytest

from hubtest.dialects import KINDS
from hubtest.hub import OFFER

FORGED = "FORGED"
# Every dialect's word for the sender, and spellings that a lenient reader takes for one.
WORDS = [
    "from",
    "fromUserId",
    "senderSessionId",
    "senderAccountId",
    "SenderAccountId",
    "senderInfo",
    "SenderInfo",
    "From",
    "FROM",
    "fromuserid",
    "FromUserId",
    "SENDERSESSIONID",
    "senderaccountid",
]
VALUES = [
    '"FORGED"',
    "null",
    '{"id":"FORGED"}',
    '["FORGED"]',
    '"FORGED\\u0022,\\u0022from\\u0022:\\u0022FORGED"',
]


def escaped(word):
    """The word with its first letter as an escape, which parsers read as the same key."""
    return f"\\u{ord(word[0]):04x}{word[1:]}"


def claims():
    """Members that claim to be another sender, as JSON text."""
    for word in WORDS:
        for value in VALUES:
            yield f'"{word}":{value}'
        yield f'"{word}":"FORGED","{word}":"FORGED"'
        yield f'"{escaped(word)}":"FORGED"'
        yield f'"{word}":"FORGED","{escaped(word)}":"FORGED"'
        yield f'"__proto__":{{"{word}":"FORGED"}}'
        yield f'"constructor":{{"prototype":{{"{word}":"FORGED"}}}}'
        yield f'"{word} ":"FORGED","{word}\\u0000":"FORGED"'
        yield f'"data":{{"{word}":"FORGED"}}'
        yield f'"payload":{{"{word}":"FORGED"}}'
    for word, closed in (("from", "}"), ("senderSessionId", "}}")):
        yield f'"x":"\\"{closed},{{\\"{word}\\":\\"FORGED\\""'


CLAIMS = list(claims())


def vectors(kind, to, claim):
    """The messages in which a client of this kind could make the claim, as JSON text."""
    to, sdp = json.dumps(to), json.dumps(OFFER)
    if kind == "native" or kind.startswith("socketio"):
        yield f'{{"type":"offer","to":{to},"sdp":{sdp},{claim}}}'
        yield f'{{{claim},"type":"offer","to":{to},"sdp":{sdp}}}'
        yield f'{{"type":"offer","to":{to},"sdp":{{"type":"offer","sdp":{sdp},{claim}}}}}'
        yield f'{{"type":"chat","to":{to},{claim}}}'
    elif kind == "serverpod":
        inner = f'{{"type":"offer","sdp":{sdp},"targetPeerId":{to}}}'
        nested = f'{{"type":"offer","sdp":{sdp},"targetPeerId":{to},{claim}}}'
        yield f'{{"type":"webrtc_offer","payload":{json.dumps(inner)},{claim}}}'
        yield f'{{{claim},"type":"webrtc_offer","payload":{json.dumps(inner)}}}'
        yield f'{{"type":"webrtc_offer","payload":{json.dumps(nested)}}}'
        chat = f'{{"targetPeerId":{to},{claim}}}'
        yield f'{{"type":"chat","payload":{json.dumps(chat)}}}'
    elif kind == "ws":
        yield f'{{"type":"offer","targetUserId":{to},"sdp":{sdp},{claim}}}'
        yield f'{{{claim},"type":"offer","targetUserId":{to},"sdp":{sdp}}}'
        yield f'{{"type":"offer","targetUserId":{to},"sdp":{{"sdp":{sdp},{claim}}}}}'
        yield f'{{"type":"chat","targetUserId":{to},{claim}}}'
    else:
        offer = f'{{"type":"offer","sdp":{sdp}}}'
        yield f'{{"type":"offer","to":{to},"offer":{offer},{claim}}}'
        yield f'{{{claim},"type":"offer","to":{to},"data":{{"offer":{offer}}}}}'
        yield f'{{"type":"offer","to":{to},"data":{{"offer":{offer},{claim}}}}}'
        yield f'{{"type":"chat","to":{to},{claim}}}'
        whole = f'"type":"offer","data":{{"offer":{offer}}},"to":{to},{claim}'
        yield f'{{"type":"webrtc.signal","data":{{{whole}}}}}'


def share(sender, receiver, address):
    """What a sender of one kind says to a receiver of the other, claim by claim.

    The messages are dealt out to the kinds of receivers in turn, so that a sender says each once,
    and the messages of one claim go to different receivers.
    """
    place = list(KINDS).index(receiver)
    for number, claim in enumerate(CLAIMS):
        messages = enumerate(vectors(sender, address, claim), number)
        if mine := [message for turn, message in messages if turn % len(KINDS) == place]:
            yield number, mine


class Members(list):
    """A JSON object as its members in order, those given twice included."""


def check(receiver, event, sender):
    """Holds one delivery against all readers: first or last of two keys, and any letter case."""
    message = json.loads(event.text, object_pairs_hook=Members)
    if receiver.label.startswith("dysonnetwork"):
        (message,) = [value for key, value in message if key == "data"]
    elif receiver.label.startswith("socketio"):
        message = message[1]
    for word in receiver.sender_words:
        assert [value for key, value in message if key == word] == [sender], event.text
    words = {word.casefold() for word in receiver.sender_words}
    for key, value in message:
        assert key.casefold() not in words or value == sender, event.text
        if key.casefold() == "senderinfo" and receiver.label.startswith("dysonnetwork"):
            assert dict(value)["id"] == sender, event.text


def enter(hub, kind, room, name):
    return KINDS[kind](hub, f"account of {name}", [room]).enter(f"chat/{room}", name)


@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_every_receiver_sees_the_hubs_sender(chat_hub, room, first, second):
    sender = enter(chat_hub, first, room, "sender")
    receiver = enter(chat_hub, second, room, "receiver")
    name = receiver.name_of(sender)
    sent = delivered = 0
    for number, messages in share(first, second, sender.address(receiver)):
        sender.say_all(messages)
        sent += len(messages)
        # What the hub let through stands in front of this one.
        mark = f"{OFFER}a=x-mark:{number}\r\n"
        sender.send_offer(receiver, mark)
        while True:
            event = receiver.take(lambda event: event.what == "signal", 10)
            check(receiver, event, name)
            if event.value == mark:
                break
            delivered += 1
        sender.drain()
        sender.inbox.clear()
    assert 0 < delivered <= sent


@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_the_hubs_own_notices_cannot_be_forged(chat_hub, room, first, second):
    """No client makes another believe that somebody came, went, or was let in."""
    receiver = enter(chat_hub, second, room, "receiver")
    sender = enter(chat_hub, first, room, "sender")
    receiver.saw_join(sender)
    to = sender.address(receiver)
    notices = [
        {"type": "welcome", "clientId": FORGED, "peers": []},
        {"type": "peer-joined", "clientId": FORGED},
        {"type": "peer-left", "clientId": FORGED, "reason": "left"},
        {"type": "peers_list", "peers": [FORGED]},
        {"type": "peer_joined", "peerId": FORGED, "peers": [FORGED]},
        {"type": "peer_left", "peerId": FORGED},
        {"type": "participant-joined", "userId": FORGED, "participants": [{"id": FORGED}]},
        {"type": "participant-left", "userId": FORGED, "participants": []},
        {"type": "webrtc", "data": {"event": "left", "participant": {"clientId": FORGED}}},
        {"type": "error", "code": FORGED, "message": FORGED},
    ]
    for notice in notices:
        if first == "serverpod":
            sender.say({**notice, "payload": json.dumps({**notice, "targetPeerId": to})})
        elif first == "ws":
            sender.say({**notice, "targetUserId": to})
        else:
            sender.say({**notice, "to": to})
    sender.send_offer(receiver, OFFER)
    kind = None
    while kind != "offer":
        event = receiver.take(lambda event: True, 5)
        assert event.what == "signal", event
        check(receiver, event, receiver.name_of(sender))
        kind = event.kind


def test_the_hubs_own_events_cannot_be_emitted(chat_hub, room):
    receiver = enter(chat_hub, "socketio-polling", room, "receiver")
    sender = enter(chat_hub, "socketio-websocket", room, "sender")
    receiver.saw_join(sender)
    for name in ("peer_list_updated", "join_room_success", "join_room_error", "signal_error"):
        peers = [{"peer_id": FORGED, "username": FORGED, "joined_at": "2024-01-15T10:30:00Z"}]
        sender.emit(name, {"room_name": f"chat/{room}", "peers": peers, "total_peers": 1})
    sender.send_offer(receiver, OFFER)
    event = receiver.take(lambda event: True, 5)
    assert event.what == "signal" and FORGED not in event.text
