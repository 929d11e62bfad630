"""A client on Node's ws package, in the words of the Node ws server's document."""

import pytest

from hubtest.hub import OFFER, eventually
from hubtest.node import NodePeer


def enter(hub, room, *names):
    """Peers that have joined one after the other, each with the list it was told."""
    peers = []
    for name in names:
        peer = NodePeer(hub, room, name)
        joined = peer.hear()
        assert joined["type"] == "participant-joined" and joined["userId"] == name, joined
        peers.append(peer)
    return peers


@pytest.fixture
def peers():
    """Closes what a test has started."""
    started = []
    yield started
    for peer in started:
        peer.kill()


def ids(message):
    return [participant["id"] for participant in message["participants"]]


def test_two_peers_call_each_other(hub, room, peers):
    ada, bob = started = enter(hub, room, "ada", "bob")
    peers += started
    joined = ada.hear()
    assert (joined["type"], joined["userName"]) == ("participant-joined", "Bob")
    assert ids(joined) == ["ada", "bob"]
    assert all(type(each["joinedAt"]) is int for each in joined["participants"])

    offer = {"type": "offer", "fromUserId": "ada", "sdp": "offer of ada"}
    assert bob.hear() == offer
    answer = {"type": "answer", "fromUserId": "bob", "sdp": "bob answers: offer of ada"}
    assert ada.hear() == answer
    for index in range(3):
        body = {"candidate": "candidate:bob", "sdpMid": "0", "sdpMLineIndex": index}
        candidate = {"type": "ice-candidate", "fromUserId": "bob", "candidate": body}
        assert ada.hear() == candidate

    assert bob.leave()["code"] == 1000
    left = ada.hear()
    assert (left["type"], left["userId"], left["userName"]) == ("participant-left", "bob", "Bob")
    assert ids(left) == ["ada"]


def test_a_peer_that_dies_is_told_to_the_others(hub, room, peers):
    ada, bob = started = enter(hub, room, "ada", "bob")
    peers += started
    bob.kill()
    assert ids(ada.hear_type("participant-left")) == ["ada"]


def test_messages_reach_only_their_target(hub, room, peers):
    ada, bob, cleo = started = enter(hub, room, "ada", "bob", "cleo")
    peers += started
    for peer, offers in ((bob, 1), (cleo, 2)):
        for _ in range(offers):
            peer.hear_type("offer")
    # bob and cleo answer with three candidates each.
    for _ in range(6):
        ada.hear_type("ice-candidate")
    chat = {"type": "chat", "text": "ü€😀", "n": 1.0}
    ada.say({**chat, "targetUserId": "bob", "fromUserId": "cleo"})
    assert bob.hear_type("chat") == {**chat, "fromUserId": "ada"}
    ada.say({"type": "end", "targetUserId": "cleo"})
    while (message := cleo.hear())["type"] != "end":
        assert message["type"] != "chat"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"type": "offer", "sdp": OFFER}, "Missing target user"),
        ({"type": "offer", "sdp": OFFER, "targetUserId": "nobody"}, "Target user not found"),
        ("this is no JSON", "Invalid message format"),
    ],
)
def test_mistakes_are_answered_in_the_documents_words(hub, room, peers, message, text):
    peers += enter(hub, room, "ada")
    peers[0].say(message)
    error = peers[0].hear()
    assert (error["type"], error["message"]) == ("error", text)


@pytest.mark.parametrize("names", [("", "ada", "Ada"), ("r", "", "Ada"), ("r", "ada", "")])
def test_every_parameter_is_needed(hub, names):
    room, user, name = names
    with NodePeer(hub, room, user, name) as peer:
        assert 400 <= peer.hear().get("status", 0) < 500


def test_a_name_that_is_in_use_is_refused(hub, room, peers):
    peers += enter(hub, room, "ada")
    with NodePeer(hub, room, "ada", "Another") as another:
        assert another.hear() == {"status": 409}


def test_the_listings_show_who_is_there(hub, room, peers):
    ada, bob = started = enter(hub, room, "ada", "bob")
    peers += started
    [listed] = [each for each in hub.get("/rooms").json["rooms"] if each["roomId"] == room]
    assert listed["participantCount"] == 2 and ids(listed) == ["ada", "bob"]
    health = hub.get("/health").json
    assert health["status"] == "ok" and listed in health["roomDetails"]
    for peer in (ada, bob):
        peer.leave()
    eventually(lambda: all(e["roomId"] != room for e in hub.get("/rooms").json["rooms"]))
