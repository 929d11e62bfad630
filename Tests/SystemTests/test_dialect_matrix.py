"""Every kind of client with every kind of client: one room, one call, each in its own words."""

import itertools
import json

import pytest

from hubtest.dialects import KINDS
from hubtest.hub import OFFER, eventually

ANSWER = OFFER.replace("4611731400430051336", "8511731400430051337")
CANDIDATES = [
    {
        "candidate": "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host",
        "sdpMid": "0",
        "sdpMLineIndex": 0,
        "usernameFragment": "Ab1c",
    },
    {
        "candidate": "candidate:2 1 tcp 1518280447 2001:db8::7 9 typ host tcptype active",
        "sdpMid": None,
        "sdpMLineIndex": 1,
    },
    # The end of the candidates of one generation: WebRTC 4.4.2.
    {"candidate": "", "sdpMid": "0", "sdpMLineIndex": 0},
]
DYSON = ("dysonnetwork", "dysonnetwork-guide")


def room_for(room, *kinds):
    """A chat room where a DysonNetwork client takes part, because it knows no others."""
    return f"chat/{room}" if set(DYSON) & set(kinds) else room


def make(hub, kind, room, name):
    """A client that has a token where the room needs one."""
    is_chat = room.startswith("chat/")
    rooms = [room.removeprefix("chat/")]
    account = f"account of {name}" if is_chat else None
    return KINDS[kind](hub, account, rooms).enter(room, name)


def call(caller, callee):
    """Offer, answer, and three candidates each way."""
    caller.send_offer(callee, OFFER)
    assert callee.next_signal() == ("offer", callee.name_of(caller), OFFER)
    callee.send_answer(caller, ANSWER)
    assert caller.next_signal() == ("answer", caller.name_of(callee), ANSWER)
    for candidate in CANDIDATES:
        caller.send_candidate(callee, candidate)
        callee.send_candidate(caller, candidate)
    for candidate in CANDIDATES:
        assert callee.next_signal() == ("candidate", callee.name_of(caller), candidate)
        assert caller.next_signal() == ("candidate", caller.name_of(callee), candidate)


@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_two_clients_meet_call_and_part(chat_hub, room, first, second):
    name = room_for(room, first, second)
    ada = make(chat_hub, first, name, "ada")
    bob = make(chat_hub, second, name, "bob")
    assert ada.peers == [] and bob.peers == [ada.id]
    ada.saw_join(bob)
    call(ada, bob)
    call(bob, ada)

    bob.leave()
    ada.saw_leave(bob)
    bob = make(chat_hub, second, name, "bob")
    ada.saw_join(bob)
    ada.leave()
    bob.saw_leave(ada)
    ada = make(chat_hub, first, name, "ada")
    assert ada.peers == [bob.id]
    bob.saw_join(ada)
    call(ada, bob)
    assert ada.is_quiet(0.1) and bob.is_quiet(0.1)
    ada.close()
    bob.saw_leave(ada)
    bob.close()
    eventually(lambda: chat_hub.stats(name)["clients"] == [])


def test_all_kinds_are_in_one_room_at_once(chat_hub, room):
    name = f"chat/{room}"
    everybody = []
    for kind in KINDS:
        client = make(chat_hub, kind, name, f"{kind}-1")
        assert client.peers == [other.id for other in everybody]
        for other in everybody:
            other.saw_join(client)
        everybody.append(client)
    for sender in everybody:
        others = [client for client in everybody if client is not sender]
        if sender.always_directed:
            for other in others:
                sender.send_offer(other, OFFER)
        else:
            sender.send_offer(None, OFFER)
        for other in others:
            assert other.next_signal() == ("offer", other.name_of(sender), OFFER)
        for other in others:
            other.send_answer(sender, ANSWER)
            assert sender.next_signal() == ("answer", sender.name_of(other), ANSWER)
        assert all(client.is_quiet(0.02) for client in everybody)
    for number, client in enumerate(everybody):
        client.close()
        for other in everybody[number + 1 :]:
            other.saw_leave(client)


def descriptions(kind, to, sdp):
    """Other forms in which clients of this dialect send an offer."""
    session = {"type": "offer", "sdp": sdp}
    if kind == "native" or kind.startswith("socketio"):
        return [{"type": "offer", "to": to, "sdp": session}]
    if kind == "serverpod":
        forms = [{"sdp": session}, {"sdp": sdp}, {"type": "offer", "sdp": sdp, "extra": 1}]
        return [
            {"type": "webrtc_offer", "payload": json.dumps({**form, "targetPeerId": to})}
            for form in forms
        ]
    if kind in DYSON:
        return [
            {"type": "offer", "to": to, "offer": session},
            {"type": "offer", "to": to, "offer": sdp},
            {"type": "offer", "to": to, "data": {"offer": sdp}},
        ]
    return [{"type": "offer", "targetUserId": to, "sdp": session}]


def candidates(kind, to, candidate):
    """Other forms in which clients of this dialect send a candidate."""
    if kind == "native" or kind.startswith("socketio"):
        return [
            {"type": "candidate", "to": to, **candidate},
            {"type": "ice-candidate", "to": to, "candidate": candidate},
        ]
    if kind == "serverpod":
        payload = {"candidate": candidate, "targetPeerId": to}
        return [{"type": "webrtc_ice_candidate", "payload": json.dumps(payload)}]
    if kind in DYSON:
        return [
            {"type": "ice-candidate", "to": to, "candidate": candidate},
            {"type": "ice-candidate", "to": to, "data": candidate},
        ]
    return [{"type": "ice-candidate", "targetUserId": to, **candidate}]


def family(kind):
    """Kinds that hear each other untranslated."""
    return {"dysonnetwork-guide": "dysonnetwork", "socketio-polling": "socketio-websocket"}.get(
        kind, kind
    )


@pytest.mark.parametrize(
    "first, second",
    [pair for pair in itertools.product(KINDS, KINDS) if family(pair[0]) != family(pair[1])],
)
def test_every_form_arrives_as_the_receivers_clients_read_it(chat_hub, room, first, second):
    name = room_for(room, first, second)
    ada = make(chat_hub, first, name, "ada")
    bob = make(chat_hub, second, name, "bob")
    for message in descriptions(first, ada.address(bob), OFFER):
        ada.say(message)
        assert bob.next_signal() == ("offer", bob.name_of(ada), OFFER), message
    for message in candidates(first, ada.address(bob), CANDIDATES[0]):
        ada.say(message)
        assert bob.next_signal() == ("candidate", bob.name_of(ada), CANDIDATES[0]), message


@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_what_the_hub_does_not_know_passes_too(chat_hub, room, first, second):
    name = room_for(room, first, second)
    ada = make(chat_hub, first, name, "ada")
    bob = make(chat_hub, second, name, "bob")
    content = {"muted": True, "level": 1.5, "deep": {"list": [1, None, "ü€😀"]}}
    to = ada.address(bob)
    ada.say(
        {
            "native": {"type": "status", "to": to, **content},
            "serverpod": {
                "type": "status",
                "payload": json.dumps({**content, "targetPeerId": to}),
                "senderSessionId": ada.id,
            },
            "dysonnetwork": {"type": "status", "to": to, "data": content},
            "ws": {"type": "status", "targetUserId": to, **content},
            "socketio-websocket": {"type": "status", "to": to, **content},
        }[family(first)]
    )
    kind, sender, received = bob.next_signal()
    assert (kind, sender) == ("status", bob.name_of(ada))
    assert {key: received[key] for key in content} == content


@pytest.mark.parametrize("kind", KINDS)
def test_a_peer_that_is_not_there_is_told_to_the_sender_alone(chat_hub, room, kind):
    name = room_for(room, kind)
    ada = make(chat_hub, kind, name, "ada")
    bob = make(chat_hub, "native", name, "bob")

    class Nobody:
        id, account = "nobody", None

    ada.send_offer(Nobody, OFFER)
    error = ada.next_error()
    assert "v=0" not in error.text
    assert bob.is_quiet(0.1)
    call(ada, bob)


def test_dysonnetwork_names_accounts_and_no_client_id_stands_in_for_one(chat_hub, room):
    ada = make(chat_hub, "dysonnetwork", f"chat/{room}", "ada")
    bob = make(chat_hub, "ws", f"chat/{room}", "bob")
    eve = make(chat_hub, "native", f"chat/{room}", "eve")
    offer = {"type": "offer", "data": {"offer": {"type": "offer", "sdp": OFFER}}}
    ada.say({**offer, "to": "bob"})
    assert ada.next_error()
    ada.say({**offer, "to": "account of bob"})
    assert bob.next_signal() == ("offer", ada.id, OFFER)
    assert bob.is_quiet(0.1) and eve.is_quiet(0.1)