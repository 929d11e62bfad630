"""API_DOC.md against the hub: each table is what a running hub does, no row more and none less."""

import json
import re
import time

import pytest
import yaml

from hubtest.dialects import KINDS
from hubtest.dialects.participant import Attentive
from hubtest.hub import ROOT, eventually, run_to_end
from hubtest.tokens import token
from hubtest.wire import BINARY, CONTINUATION, TEXT, Wire, close_frame, frame, text_frame

REFERENCE = (ROOT / "API_DOC.md").read_text()
DESCRIPTION = yaml.safe_load((ROOT / "openapi.yaml").read_text())
OTHER = {"type": "x"}


def table(header):
    """The rows of the table of API_DOC.md whose header row starts with `header`, as cells."""
    found = re.findall(rf"^\| {header} .*\n\|[ :|-]*\n((?:\|.*\n)+)", REFERENCE, re.M)
    assert len(found) == 1, f"{len(found)} tables {header}"
    return [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in found[0].strip().split("\n")
    ]


def quoted(cell):
    return re.findall(r"`([^`]*)`", cell)


# Close codes


def ending(hub, data=b"", room="ends"):
    """A client that has sent what ends it."""
    client = hub.connect(roomId=room)
    client.send(data)
    return client


ENDS = {
    "1000": text_frame({"type": "leave"}),
    "1002": frame(TEXT, b"x", mask=False),
    "1003": frame(BINARY, b"x"),
    "1007": frame(TEXT, b"\xff"),
    "1009": frame(TEXT, b"x" * 65_537),
    "1009 frames": frame(TEXT, b"x", fin=False) + frame(CONTINUATION, b"x", fin=False) * 64,
    "4429": text_frame(OTHER) * 8,
}


ADMIN_TOKEN = "token-of-the-administrators"


def ends_of_names(hub):
    """Clients that lose their places in the ways that names and tokens are lost."""
    replaced = hub.connect(roomId="names")
    hub.bind({"roomId": "names", "ClientId": replaced.id, "token": replaced.token})
    removed = hub.connect(roomId="removed")
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    assert hub.request("DELETE", "/api/rooms/removed", headers=headers).status == 200
    # Accepted, as the clocks of issuers may be 30 seconds behind, and over within a second.
    expired = hub.connect(roomId="chat/names", access_token=token("ada", "*", seconds=1.5))
    return {"4409": replaced, "4403": removed, "4401": expired}


def late_clients(hub):
    """Clients that do not take the step that their protocols wait for."""
    joinless, upgrade = hub.dial(), hub.dial()
    assert joinless.upgrade(hub.authority, "/webrtc").status == 101
    sid = re.search(r'"sid":"([^"]*)"', hub.get("/socket.io/?EIO=4&transport=polling").text)[1]
    target = f"/socket.io/?EIO=4&transport=websocket&sid={sid}"
    assert upgrade.upgrade(hub.authority, target).status == 101
    return joinless, upgrade


def test_close_codes(start_hub, secret_file, tmp_path):
    (tmp_path / "admin").write_text(ADMIN_TOKEN)
    secrets = "--admin-token-file", str(tmp_path / "admin"), "--jwt-hs256-file", secret_file
    hub = start_hub("--messages-per-second", "1", "--message-burst", "3", *secrets)
    quick = start_hub("--ping-after-seconds", "1", "--pong-within-seconds", "1")
    sizes = "--max-message-bytes", "4000", "--max-queue-bytes", "4096"
    free = start_hub("--rate-limit", "off", *sizes)
    unfinished = ending(hub, frame(TEXT, b"x", fin=False), room="unfinished")
    late = late_clients(hub)
    unfinished_since = time.monotonic()
    seen = {}

    def note(client, timeout=15):
        code = client.expect_close(timeout)
        seen.setdefault(str(code), set()).add(client.reason)
        return str(code)

    for name, data in ENDS.items():
        assert note(ending(hub, data)) == name[:4]
    for code, client in ends_of_names(hub).items():
        assert note(client) == code
    lost = ending(quick)
    lost.answers_pings = False
    assert note(lost) == "4408"
    slow, talker = free.room("slow", 2, receive_buffer=4096)
    for _ in range(2000):
        talker.say({"type": "x", "pad": "x" * 3800})
    assert note(slow) == "1008"
    assert note(unfinished) == "1008" and time.monotonic() - unfinished_since < 13
    joinless, upgrade = late
    assert note(joinless) == "1008"
    # A WebSocket that only probes has no client to tell: it is cut.
    assert upgrade.is_closed(5) and upgrade.buffer == b""
    stopped = ending(quick)
    quick.signal()
    assert note(stopped) == "1012"
    quick.hang_up()
    assert quick.wait() == 0

    documented = {}
    for code, reason, *_ in table("close code"):
        documented.setdefault(code, set()).update(quoted(reason))
    assert set(seen) == set(documented)
    for code, reasons in seen.items():
        assert documented[code] == reasons or code == "1002", code


def test_a_close_is_answered_with_its_own_code_and_no_reason(hub):
    client = hub.connect()
    client.send(close_frame(4000, "bye"))
    assert client.expect_close() == 4000 and client.reason == ""


# Errors

MISTAKES = {
    "bad-message": "nonsense",
    "missing-type": '{"ref":7}',
    "reserved-type": '{"type":"welcome","ref":7}',
    "bad-target": '{"type":"x","to":1,"ref":7}',
    "peer-not-found": '{"type":"x","to":"nobody","ref":7}',
}


# What Serverpod's clients are told, who join by a message: the room's members, whether the client is
# in a room already, what it says.
SIGNAL = {"type": "webrtc_offer", "payload": "{}"}
JOIN = {"action": "join", "roomId": "r", "sessionId": "eve"}
JOIN_MISTAKES = {
    "not-in-room": (0, False, SIGNAL),
    "already-in-room": (0, True, {**JOIN, "roomId": "s"}),
    "missing-fields": (0, False, {"action": "join", "roomId": "r"}),
    "name-taken": (1, False, {**JOIN, "sessionId": "member 0"}),
    "room-full": (2, False, JOIN),
    "unauthenticated": (0, False, {**JOIN, "roomId": "chat/r"}),
    "forbidden": (0, False, {**JOIN, "roomId": "chat/r"}),
}


def test_error_codes_of_joins(start_hub, secret_file):
    """The words of the table of what all protocols say, each said by the hub."""
    flags = "--rate-limit", "off", "--max-room-clients", "2", "--jwt-hs256-file", secret_file
    hub = start_hub(*flags)
    for code, (count, is_in, message) in JOIN_MISTAKES.items():
        members = [KINDS["serverpod"](hub).enter("r", f"member {n}") for n in range(count)]
        client = hub.dial()
        shown = f"?access_token={token('eve', ['s'])}" if code == "forbidden" else ""
        assert client.upgrade(hub.authority, f"/webrtc{shown}").status == 101
        if is_in:
            client.say(JOIN)
            client.receive_type("peers_list")
        with Attentive(*members):
            client.say(message)
            assert client.receive_type("error")["code"] == code
        for each in [client, *members]:
            each.close()
        eventually(lambda: hub.stats("r")["clients"] == [])
    busy = start_hub("--joins-per-second", "1", "--join-burst", "2")
    client = busy.dial()
    assert client.upgrade(busy.authority, "/webrtc").status == 101
    busy.join(roomId="elsewhere")
    client.say(JOIN)
    assert client.receive_type("error")["code"] == "unavailable"
    documented = {word for row in table("mistake") for cell in row[1:] for word in quoted(cell)}
    said = {*MISTAKES, "rate-limited", *JOIN_MISTAKES, "unavailable"}
    assert documented - {"join_room_error", "44"} == said


def test_error_codes(start_hub):
    hub = start_hub("--messages-per-second", "1", "--message-burst", "6")
    client = hub.connect()
    seen = {}
    for code, message in MISTAKES.items():
        client.send(text_frame(message))
        seen[code] = client.receive_type("error")
        assert seen[code]["code"] == code
        assert seen[code]["ref"] == (None if code == "bad-message" else 7)
    for _ in range(3):
        client.say({"type": "x", "ref": 7})
    seen["rate-limited"] = client.receive_type("error")
    assert seen["rate-limited"]["code"] == "rate-limited" and seen["rate-limited"]["ref"] is None
    assert {quoted(code)[0] for code, _ in table("error code")} == set(seen)
    shown = [
        json.loads(block)
        for block in re.findall(r"^```json\n(.*?)^```$", REFERENCE, re.M | re.S)
        if '"error"' in block and '"code"' in block
    ]
    assert shown == [seen["peer-not-found"]], "the example is not what the hub says"


def test_the_reference_of_a_message_has_256_bytes(hub):
    client = hub.connect()
    for size, comes_back in ((256, True), (257, False)):
        reference = "x" * (size - 2)
        client.say({"type": "x", "to": "nobody", "ref": reference})
        assert client.receive()["ref"] == (reference if comes_back else None)


# Fixed limits


def get(path, fields=""):
    return f"GET {path} HTTP/1.1\r\nHost: h\r\n{fields}Connection: close\r\n\r\n"


def post(body):
    return (
        "POST /api/rooms/join HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


def lines(count):
    return "".join(f"X{number}: y\r\n" for number in range(count - 2))


def nested(levels):
    return '{"a":' * (levels - 1) + "{}" + "}" * (levels - 1)


def members(count):
    return json.dumps({f"k{number}": 1 for number in range(count)})


def metadata(size):
    return '{"metadata":{"a":"%s"}}' % ("x" * (size - 8))


# What is asked, the limit, the status beyond it, and how the row of the document starts.
AT_THE_LIMIT = {
    "field lines": (lambda n: get("/livez", lines(n)), 64, 431, "header fields"),
    "target": (lambda n: get("/livez?" + "x" * (n - 7)), 4096, 414, "request target"),
    "query": (lambda n: get("/livez?" + "&".join("a" * n)), 64, 400, "query"),
    "body": (lambda n: post("{" + " " * (n - 2) + "}"), 65_536, 413, "request body"),
    "room ID": (lambda n: post('{"roomId":"%s"}' % ("x" * n)), 128, 400, "room ID"),
    "name": (lambda n: post('{"name":"%s"}' % ("x" * n)), 128, 400, "room ID, client ID, name"),
    "metadata": (lambda n: post(metadata(n)), 2048, 400, "`metadata`"),
    "levels": (lambda n: post(nested(n)), 32, 400, "JSON"),
    "members": (lambda n: post(members(n)), 128, 400, "JSON"),
}


def answer(hub, request):
    with Wire(hub.address) as wire:
        wire.send(request)
        return wire.answer()


@pytest.mark.parametrize("name", list(AT_THE_LIMIT))
def test_fixed_limits(hub, name):
    make, limit, status, start = AT_THE_LIMIT[name]
    assert answer(hub, make(limit)).status == 200
    refused = answer(hub, make(limit + 1))
    assert refused.status == status and refused.error
    (row,) = [row for row in table("what") if row[0].startswith(start)]
    assert re.search(rf"\b{limit:,}\b", row[1]) and str(status) in row[2], row


def test_the_header_of_a_request_has_8192_bytes(hub):
    def fields(count):
        rest = len("Host: h\r\nConnection: close\r\n")
        return "X: " + "x" * (count - rest - 5) + "\r\n"

    assert answer(hub, get("/livez", fields(8192))).status == 200
    assert answer(hub, get("/livez", fields(8193))).status == 431
    assert "8,192 bytes" in table("what")[0][1]


# Names


def test_spellings_that_unicode_holds_equivalent_are_one_name(hub):
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    first, second = hub.join(roomId=composed), hub.join(roomId=decomposed)
    listed = [first["ClientId"], second["ClientId"]]
    assert hub.stats(composed)["clients"] == hub.stats(decomposed)["clients"] == listed


def test_an_empty_name_is_as_good_as_none(hub, room):
    ada = hub.connect(roomId=room, name="")
    bob = hub.connect(roomId=room)
    assert [peer["name"] for peer in bob.welcome["peers"]] == [None]
    assert ada.receive_type("peer-joined")["name"] is None


# Metrics


def families(text):
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))


def reasons(text, metric):
    return set(re.findall(rf'^{metric}{{reason="([^"]*)"}}', text, re.M))


def test_metrics(start_hub):
    hub = start_hub("--max-room-clients", "1", "--max-clients", "2")
    client = hub.connect(roomId="a")
    for query in ({"roomId": "a"}, {"clientId": "x"}, {"roomId": "a", "clientId": client.id}):
        hub.knock(**query)
    hub.knock(roomId="a", clientId=client.id, token="0" * 22)
    hub.knock(roomId="a", clientId=client.id, token=client.token)
    hub.knock(headers={"Origin": "http://other.example"})
    hub.get("/ws")
    answer(hub, "GET / HTTP/1.1\r\n\r\n")
    text = hub.get("/metrics").text
    assert families(text) == {quoted(name)[0]: kind for name, kind, _ in table("metric")}
    refused = {word for cell, _ in table("refused because") for word in quoted(cell)}
    assert reasons(text, "signaling_hub_refused_total") <= refused
    assert len(reasons(text, "signaling_hub_refused_total")) >= 7
    dropped = {quoted(cell)[0] for cell, _ in table("dropped because")}
    assert reasons(text, "signaling_hub_messages_dropped_total") == dropped
    left = {quoted(cell)[0] for cell, _ in table("reason")}
    assert reasons(text, "signaling_hub_disconnects_total") == left | {"restarting"}
    kinds = set(re.findall(r'^signaling_hub_messages_relayed_total{kind="(\w+)"}', text, re.M))
    (row,) = [row for row in table("metric") if "messages_relayed" in row[0]]
    assert kinds <= set(quoted(row[2]))


def test_every_reason_to_refuse_is_documented():
    endpoints = "".join(path.read_text() for path in (ROOT / "Sources/Endpoints").glob("*.swift"))
    gate = (ROOT / "Sources/MicroHTTPD/Refusal.swift").read_text()
    tokens = (ROOT / "Sources/Authentication/TokenProblem.swift").read_text()
    labels = r"var label: String \{(.*?)\n  \}"
    known = {
        word
        for source in (endpoints, tokens)
        for word in re.findall(r'"([a-z_]+)"', re.search(labels, source, re.S)[1])
    }
    known |= set(re.findall(r'refusals\.count\("([a-z_]+)"\)', endpoints))
    known |= {"http_" + re.sub("[-.]", "_", word) for word in re.findall(r' = "([^"]+)"', gate)}
    assert {word for cell, _ in table("refused because") for word in quoted(cell)} == known


# Examples of the description


def test_the_errors_that_the_description_shows_are_what_the_hub_says(start_hub):
    hub = start_hub("--max-room-clients", "100", "--rate-limit", "off")
    texts = set(re.findall(r"^ +error: (.*)$", (ROOT / "openapi.yaml").read_text(), re.M))
    shown = {yaml.safe_load(text) for text in texts}
    seat = hub.join(roomId="r")
    client = hub.bind(seat)
    bound = {"roomId": "r", "clientId": client.id}
    said = {
        hub.knock(**bound, token="0" * 22).error,
        hub.knock(**bound).error,
        hub.knock(roomId="chat/x").error,
        hub.knock(roomId="r", clientId="nobody", token="0").error,
        hub.knock(headers={"Origin": "http://other.example"}).error,
        hub.get("/ws").error,
        hub.get("/api/rooms/join").error,
        hub.post("/api/rooms/join", {"roomId": ""}).error,
        hub.post("/api/rooms/join", {}, headers={"Content-Type": "text/plain"}).error,
        answer(hub, get("/" + "x" * 5000)).error,
        answer(hub, get("/livez", f"X: {'x' * 9000}\r\n")).error,
        answer(hub, get("/livez", "Transfer-Encoding: gzip\r\n")).error,
        answer(hub, get("/livez", "Expect: nothing\r\n")).error,
        answer(hub, post("x" * 65_537)).error,
    }
    for _ in range(100):
        hub.join(roomId="full")
    said.add(hub.post("/api/rooms/join", {"roomId": "full"}).error)
    assert said <= shown, said - shown


def test_the_version_is_that_of_the_description():
    assert run_to_end("--version").stdout.strip() == DESCRIPTION["info"]["version"]
