"""API_DOC.md against the hub: what each protocol's clients are told when something is wrong."""

import json
import re

import pytest

from hubtest.dialects import KINDS, Refused
from hubtest.dialects.participant import Attentive
from hubtest.wire import text_frame
from test_reference import REFERENCE, quoted, table

# The columns of the table, and the clients that stand for them.
COLUMNS = ["native", "serverpod", "dysonnetwork", "ws", "socketio-websocket"]
TARGETS = {"serverpod": "targetPeerId", "ws": "targetUserId"}


def documented(start):
    """What the row that starts so says, by kind of client."""
    (row,) = [row for row in table("mistake") if row[0].startswith(start)]
    return dict(zip(COLUMNS, row[1:], strict=True))


def code(error, label):
    """The code of an error message, whose shape is checked."""
    if label.startswith("socketio"):
        event, members = error
        if event == "join_room_error":
            assert set(members) == {"error"}
            return event
        assert event == "signal_error" and set(members) == {"code", "error", "ref"}
        return members["code"]
    message = json.loads(error.text)
    assert message["type"] == "error"
    inside = message["data"] if label == "dysonnetwork" else message
    known = {"code", "message"} | ({"type"} if label != "dysonnetwork" else set())
    assert set(inside) - {"ref"} == known
    if label == "native":
        assert inside["ref"] is None
    return inside["code"]


def told(client, message):
    """The code of the error that a message is answered with."""
    if client.label.startswith("socketio"):
        client.say(message)
        while (heard := client.hear(5))[0] == "peer_list_updated":
            pass
        return code(heard, client.label)
    client.wire.send(text_frame(message))
    return code(client.next_error(), client.label)


def enter(hub, label, room="chat/errors", account="ada", name=None):
    return KINDS[label](hub, account).enter(room, name or f"{label} of the errors")


def addressed(label, target):
    """A message for `target`, in the words of a protocol."""
    if label == "serverpod":
        return {"type": "x", "payload": json.dumps({"targetPeerId": target})}
    return {"type": "x", TARGETS.get(label, "to"): target}


RESERVED = {
    "native": "welcome", "serverpod": "peer_left", "ws": "participant-left",
    "socketio-websocket": "peer-left",
}


@pytest.mark.parametrize("label", COLUMNS)
def test_mistakes_in_messages(chat_hub, label):
    client = enter(chat_hub, label, f"chat/errors of {label}")
    itself = client.account if label == "dysonnetwork" else client.id
    mistakes = {
        "not a clean": '{"type":"x","type":"x"}',
        "no string `type`": '{"type":1}',
        "the addressee is no string": json.dumps(addressed(label, 1)),
        "the addressee is nobody": json.dumps(addressed(label, "nobody")),
        "the addressee is nobody there, or the sender": json.dumps(addressed(label, itself)),
    }
    if label in RESERVED:
        mistakes["a type of the hub's"] = json.dumps({"type": RESERVED[label]})
    for start, message in mistakes.items():
        said = quoted(documented(start)[label])
        assert told(client, message) == said[0], (start, message)
    if label == "dysonnetwork":
        assert documented("a type of the hub's")[label] == "none is"
    if label == "ws":
        said = quoted(documented("the addressee is no string")[label])
        assert [told(client, '{"type":"x"}')] == said


@pytest.mark.parametrize("label", COLUMNS)
def test_too_many_messages(start_hub, secret_file, label):
    hub = start_hub(
        "--messages-per-second", "1", "--message-burst", "5", "--jwt-hs256-file", secret_file
    )
    client = enter(hub, label)
    quiet = json.dumps(addressed(label, "nobody"))
    while (heard := told(client, quiet)) == "peer-not-found":
        pass
    assert quoted(documented("over the rate")[label]) == [heard]


def test_signals_and_joins_at_the_wrong_time(chat_hub):
    pod = enter(chat_hub, "serverpod", "r")
    again = json.dumps({"action": "join", "roomId": "r", "sessionId": "x"})
    assert [told(pod, again)] == quoted(documented("a second join")["serverpod"])
    pod.leave()
    assert [told(pod, '{"type":"x"}')] == quoted(documented("a signal, in no room")["serverpod"])
    io = KINDS["socketio-websocket"](chat_hub).connect()
    assert [told(io, '{"type":"x"}')] == quoted(documented("a signal, in no room")[io.label])
    io.join("one", "ada")
    io.join("another", "ada")
    assert documented("a second join")[io.label] == "changes rooms"
    assert chat_hub.stats("one")["clients"] == []


def refusal(client, room, name):
    """How a client is refused, as the table writes it: a status, a code or an event."""
    with pytest.raises(Refused) as refused:
        client.enter(room, name)
    if refused.value.status:
        return str(refused.value.status)
    message = refused.value.message
    return message.get("code", "join_room_error")


def agree(start, label, said):
    cell = documented(start)[label]
    assert said in quoted(cell) + re.findall(r"\b\d{3}\b", cell), (start, label, said, cell)


@pytest.mark.parametrize("label", COLUMNS)
def test_clients_that_may_not_enter(chat_hub, label):
    kind = KINDS[label]
    agree("a chat room, without", label, refusal(kind(chat_hub), "chat/closed", "x"))
    other = kind(chat_hub, "ada", ["another"])
    agree("a chat room that the token", label, refusal(other, "chat/closed", "x"))
    forged = kind(chat_hub).show("e30.e30.e30")
    if label.startswith("socketio"):
        with pytest.raises(Refused) as refused:
            forged.connect()
        assert set(refused.value.message) == {"message"}
        assert "44" in quoted(documented("a token that is not")[label])
    else:
        agree("a token that is not", label, refusal(forged, "chat/closed", "x"))


@pytest.mark.parametrize("label", COLUMNS)
def test_a_room_that_is_full(start_hub, secret_file, label):
    hub = start_hub("--max-room-clients", "1", "--jwt-hs256-file", secret_file)
    enter(hub, "native", "chat/full")
    agree("the room is full", label, refusal(KINDS[label](hub, "bob"), "chat/full", "bob"))


@pytest.mark.parametrize("label", ["serverpod", "ws", "socketio-websocket"])
def test_names_that_are_taken_or_missing(chat_hub, label):
    room = f"names of {label}"
    with Attentive(enter(chat_hub, "ws", room, None, "ada")):
        agree("the ID is taken", label, refusal(KINDS[label](chat_hub), room, "ada"))
    agree("room or ID missing", label, refusal(KINDS[label](chat_hub), "", ""))


def test_too_many_clients(start_hub):
    hub = start_hub("--max-clients", "1")
    hub.connect()
    for label in ("native", "serverpod", "ws"):
        agree("too many clients", label, refusal(KINDS[label](hub), "r", "x"))


# Words


def test_the_labels_of_protocols(chat_hub):
    """Those that rooms show are those that the reference lists, and that `--dialects` takes."""
    room = "chat/labels"
    shown = set()
    for label in COLUMNS:
        client = enter(chat_hub, label, room)
        listed = chat_hub.get("/api/rooms/chat%2Flabels").json["clients"]
        (dialect,) = [each["dialect"] for each in listed if each["clientId"] == client.id]
        shown.add(dialect)
    (sentence,) = re.findall(r"`dialect` is ([^.]*)\.", REFERENCE)
    assert set(quoted(sentence)) == shown


def test_the_refusals_of_engine_io(hub):
    asked = {
        "?EIO=4&transport=x": "GET", "?EIO=4&transport=polling&sid=x": "GET",
        "?EIO=4&transport=polling": "POST", "?EIO=4&transport=polling&j=0": "GET",
        "?EIO=3&transport=polling": "GET",
    }
    said = set()
    for query, method in asked.items():
        answer = hub.request(method, f"/socket.io/{query}", b"" if method == "POST" else None)
        assert answer.status == 400
        said.add(answer.text)
    assert said == {quoted(body)[0] for body, _ in table("body")}
