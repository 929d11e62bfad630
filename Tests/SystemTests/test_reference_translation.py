"""API_DOC.md against the hub: what becomes of a message on its way from each protocol to each."""

import itertools
import json
import re

import pytest

from hubtest.dialects import KINDS
from hubtest.hub import OFFER
from test_reference import table

# The rows and columns of the table, in order.
ORDER = ["native", "serverpod", "dysonnetwork", "dysonnetwork-guide", "ws", "socketio-websocket"]
NUMBER = 12345678901234567890


def cells():
    rows = table("from ↓ to →")
    assert len(rows) == len(ORDER) and all(len(row) == len(ORDER) + 1 for row in rows)
    return {
        (sender, receiver): rows[i][j + 1]
        for (i, sender), (j, receiver) in itertools.product(enumerate(ORDER), repeat=2)
    }


def message(sender, receiver):
    """An offer for one peer, with members where each protocol can have some."""
    offer = sender.description("offer", receiver, OFFER)
    if sender.label == "serverpod":
        payload = json.loads(offer["payload"]) | {"x": NUMBER}
        return offer | {"payload": json.dumps(payload), "x": "beside", "to": "lost", "y": "kept"}
    if sender.label.startswith("dysonnetwork"):
        return offer | {"data": offer["data"] | {"x": NUMBER}, "x": "beside", "y": "kept"}
    if sender.label == "ws":
        return offer | {"x": NUMBER, "y": "kept", "to": "lost"}
    return offer | {"x": NUMBER, "y": "kept"}


def members(event, label):
    """The members that the receiver finds around a description, and the addressee it is shown."""
    if label == "serverpod":
        return json.loads(event.message["payload"]), event.message.get("to")
    if label.startswith("dysonnetwork"):
        return event.message["data"]["data"], event.message["data"].get("to")
    if label.startswith("socketio"):
        found = json.loads(event.text)[1]
        return found, found.get("to")
    return event.message, event.message.get("to")


@pytest.mark.parametrize("pair", list(cells()), ids=" to ".join)
def test_what_becomes_what(chat_hub, pair):
    cell = cells()[pair]
    numbers = set(re.findall(r"\d", cell))
    room = f"chat/{'-'.join(pair)}"
    sender = KINDS[pair[0]](chat_hub, "sender's").enter(room, "sender")
    receiver = KINDS[pair[1]](chat_hub, "receiver's").enter(room, "receiver")
    sender.say(message(sender, receiver))
    event = receiver.take(lambda event: event.what == "signal", 5)
    assert (event.kind, event.value) == ("offer", OFFER)
    same = pair[0].split("-")[0] == pair[1].split("-")[0]
    assert same == cell.startswith("as it came"), cell
    if same:
        return
    found, target = members(event, pair[1])
    assert found["x"] == NUMBER and found["y"] == "kept"
    assert "beside" not in event.text and "lost" not in event.text
    if pair[0] == "serverpod":
        assert "3" in numbers
    elif pair[0].startswith("dysonnetwork"):
        assert {"4", "5"} <= numbers
    elif pair[0] == "ws":
        assert "6" in numbers
    assert (target is None) == bool(numbers & {"1", "2", "4"}), (cell, event.text)
    assert target in (None, receiver.id)
