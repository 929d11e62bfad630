"""The inspector's interface: what is shown to whom, and streams that neither pile up nor hold up the end."""

import json
import socket
import time

import pytest

from hubtest.dialects import KINDS
from hubtest.hub import Hub, eventually
from hubtest.wire import Wire

ADMIN = "0123456789abcdef-the-admin-token"
OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"


def candidate(kind):
    text = f"candidate:1 1 udp 1 192.0.2.1 50000 typ {kind}"
    return {"candidate": text, "sdpMid": "0"}


def timeline(hub, room, query="", headers=()):
    answer = hub.get(f"/api/rooms/{room}/timeline{query}", headers=headers)
    assert answer.status == 200, answer
    return answer.json


def pair(hub, room):
    ada = hub.connect(roomId=room, name="Ada")
    bob = hub.connect(roomId=room, name="Bob")
    ada.receive_type("peer-joined")
    return ada, bob


def call(ada, bob, *kinds):
    """An offer and its answer, and a candidate of each kind from both."""
    ada.say({"type": "offer", "to": bob.id, "sdp": OFFER})
    bob.receive_type("offer")
    bob.say({"type": "answer", "to": ada.id, "sdp": OFFER})
    ada.receive_type("answer")
    for one, other in ((ada, bob), (bob, ada)):
        for kind in kinds:
            one.say({"type": "candidate", "to": other.id, "candidate": candidate(kind)})
            other.receive_type("candidate")


def report(ada, bob, state, **more):
    ada.say({"type": "report", "peer": bob.id, "iceState": state, **more})
    ada.settle()


def test_events_say_what_the_hub_saw_and_nothing_of_what_was_in_it(hub, room):
    ada, bob = pair(hub, room)
    call(ada, bob, "host", "relay")
    text = json.dumps(timeline(hub, room))
    assert "192.0.2.1" not in text and "v=0" not in text and "127.0.0.1" not in text
    (told,) = timeline(hub, room)["pairs"]
    signals = [each for each in told["events"] if each["kind"] not in ("joined", "bound")]
    assert [each["kind"] for each in signals] == ["offer", "answer"] + ["candidate"] * 4
    assert [each["candidates"]["relay"] for each in signals] == [0, 0, 0, 1, 0, 1]
    assert all(each["bytes"] > 20 and each["delivered"] for each in signals)
    assert [each["n"] for each in told["events"]] == sorted(each["n"] for each in told["events"])


@pytest.mark.parametrize("kind", KINDS)
def test_clients_of_every_protocol_are_seen(chat_hub, room, kind):
    hub, chat = chat_hub, f"chat/{room}"
    one = KINDS[kind](hub, f"{room}-1", [room]).enter(chat, "One")
    other = KINDS[kind](hub, f"{room}-2", [room]).enter(chat, "Other")
    one.saw_join(other)
    one.send_offer(other, OFFER)
    other.next_signal()
    seen = timeline(hub, chat.replace("/", "%2F"))
    assert len({each["dialect"] for each in seen["clients"]}) == 1
    (told,) = seen["pairs"]
    assert [each["kind"] for each in told["events"]].count("offer") == 1


def test_a_report_is_for_the_hub_alone(hub, room):
    ada, bob = pair(hub, room)
    report(ada, bob, "checking")
    ada.say({"type": "report", "peer": "nobody", "iceState": "new", "ref": 1})
    error = ada.receive()
    assert (error["code"], error["ref"]) == ("peer-not-found", 1)
    ada.say({"type": "report", "peer": bob.id, "iceState": "fine"})
    assert ada.receive()["code"] == "bad-message"
    assert bob.is_silent(0.1)


@pytest.fixture(scope="module")
def admin_hub(tmp_path_factory):
    path = tmp_path_factory.mktemp("admin") / "token"
    path.write_text(ADMIN)
    path.chmod(0o600)
    with Hub("--rate-limit", "off", "--admin-token-file", str(path)) as hub:
        hub.secrets.add(ADMIN)
        yield hub


BEARER = {"Authorization": f"Bearer {ADMIN}"}


def test_with_an_admin_token_only_its_bearers_see_anything(admin_hub, room):
    admin_hub.connect(roomId=room)
    for target in ("/api/inspect", "/api/inspect/events", f"/api/rooms/{room}/timeline"):
        answer = admin_hub.get(target)
        assert answer.status == 403 and "admin token" in answer.error, (target, answer)
    assert timeline(admin_hub, room, headers=BEARER)["clients"]


def test_addresses_and_bodies_are_shown_to_who_asks_with_the_token(admin_hub, room):
    ada, bob = pair(admin_hub, room)
    call(ada, bob, "host")
    before = timeline(admin_hub, room, "?bodies=true", BEARER)
    assert all(each["body"] is None for each in before["pairs"][0]["events"])
    assert "address" not in before["clients"][0]
    ada.say({"type": "candidate", "to": bob.id, "candidate": candidate("relay")})
    bob.receive_type("candidate")
    after = timeline(admin_hub, room, "?bodies=true&addresses=true", BEARER)
    body = json.loads(after["pairs"][0]["events"][-1]["body"])
    assert body["candidate"] == candidate("relay")
    assert {each["address"] for each in after["clients"]} == {"127.0.0.1"}


def test_without_an_admin_token_nobody_gets_them(hub, room):
    hub.connect(roomId=room)
    for query in ("?bodies=true", "?addresses=true"):
        answer = hub.get(f"/api/rooms/{room}/timeline{query}")
        assert answer.status == 403 and "--admin-token-file" in answer.error


def test_a_room_is_remembered_for_a_while(start_hub, room):
    hub = start_hub("--inspect-linger-seconds", "2")
    ada, bob = pair(hub, room)
    call(ada, bob, "host")
    ada.say({"type": "leave"})
    bob.say({"type": "leave"})
    eventually(lambda: timeline(hub, room)["goneAt"], 2)
    assert {each["state"] for each in timeline(hub, room)["clients"]} == {"left"}
    eventually(lambda: hub.get(f"/api/rooms/{room}/timeline").status == 404, 5)
    assert hub.get("/api/inspect").json["tracedPairs"] == 0


def test_a_hub_that_may_remember_nothing_does_not(start_hub, room):
    hub = start_hub("--inspect-pairs", "0")
    call(*pair(hub, room), "host")
    assert hub.get(f"/api/rooms/{room}/timeline").status == 404
    assert hub.get("/api/inspect").json["rooms"] == []


# Streams


class Events(Wire):
    """A client of the event stream."""

    def __init__(self, hub, target="/api/inspect/events"):
        super().__init__(hub.address)
        self.send(hub.head("GET", target))
        head = self.until(b"\r\n\r\n")
        assert b" 200 " in head and b"text/event-stream" in head, head
        self.body = b""

    def event(self, within=5.0):
        """The next event: its type and its data. Comments are passed over."""
        self.socket.settimeout(within)
        while True:
            text, mark, rest = self.body.partition(b"\n\n")
            if not mark:
                self.body += self.chunk()
                continue
            self.body = rest
            if not text.startswith(b":"):
                kind, data = text.decode().split("\n")
                return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    def chunk(self):
        size = int(self.until(b"\r\n"), 16)
        data = self.exactly(size + 2)[:-2]
        if not size:
            raise EOFError
        return data


def test_a_stream_shows_changes_as_they_come(hub, room):
    with Events(hub, f"/api/inspect/events?roomId={room}") as events:
        kind, seen = events.event()
        assert kind == "timeline" and seen["clients"] == [] and seen["createdAt"] is None
        ada, bob = pair(hub, room)
        while len(events.event()[1]["clients"]) < 2:
            pass
        call(ada, bob, "host")
        while not (pairs := events.event()[1]["pairs"]) or len(pairs[0]["events"]) < 8:
            pass
    with Events(hub) as events:
        kind, seen = events.event()
        assert kind == "overview" and room in [each["roomId"] for each in seen["rooms"]]


def test_a_stream_that_nobody_reads_is_given_up_and_costs_the_others_nothing(hub, room):
    ada, bob = pair(hub, room)
    stalled = [Events(hub, f"/api/inspect/events?roomId={room}") for _ in range(4)]
    for each in stalled:
        each.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    before = hub.resident
    for _ in range(20):
        call(ada, bob, "host")
        time.sleep(0.05)
    assert hub.resident - before < 64 << 20
    assert hub.get("/api/health").status == 200
    for each in stalled:
        each.close()


def test_open_streams_do_not_hold_up_the_end(start_hub):
    hub = start_hub()
    streams = [Events(hub) for _ in range(5)]
    for each in streams:
        each.event()
    began = time.monotonic()
    hub.signal()
    assert hub.wait() == 0
    assert time.monotonic() - began < 4
    for each in streams:
        with pytest.raises((EOFError, ConnectionError, AssertionError, ValueError)):
            while True:
                each.event()
        each.close()
