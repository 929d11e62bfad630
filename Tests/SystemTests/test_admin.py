"""The admin token: it ends rooms and clients, and where it is set it alone sees who is there."""

import re
from urllib.parse import quote

import pytest

from hubtest.dialects import KINDS
from hubtest.hub import Hub, eventually

ADMIN = "0123456789abcdef-the-admin-token"
LISTINGS = ["/api/rooms/stats", "/rooms", "/health", "/api/webrtc/rooms"]


@pytest.fixture(scope="module")
def admin_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("admin") / "token"
    path.write_text(ADMIN + "\n")
    path.chmod(0o600)
    return str(path)


@pytest.fixture(scope="module")
def admin_hub(admin_file, secret_file):
    flags = ["--admin-token-file", admin_file, "--jwt-hs256-file", secret_file]
    with Hub("--rate-limit", "off", *flags) as hub:
        hub.secrets.add(ADMIN)
        yield hub


def bearer(token=ADMIN):
    return {"Authorization": f"Bearer {token}"}


def crowd(hub, room):
    """A client of every kind in one chat room, each of which has seen the last of them join."""
    chat = room.removeprefix("chat/")
    clients = [
        KINDS[kind](hub, f"account-{kind}", [chat]).enter(room, f"secret-{kind}") for kind in KINDS
    ]
    for client in clients[:-1]:
        client.saw_join(clients[-1])
    return clients


def listings(hub, room):
    encoded = quote(room, safe="")
    return [
        *LISTINGS,
        f"/api/rooms/stats?roomId={encoded}",
        f"/api/rooms/{encoded}",
        f"/api/webrtc/rooms/{encoded}",
    ]


@pytest.mark.parametrize("headers", [{}, bearer("wrong"), bearer(""), bearer(ADMIN + "x")])
def test_without_the_token_nobody_is_named(admin_hub, room, headers):
    room = f"chat/{room}"
    clients = crowd(admin_hub, room)
    words = {word for c in clients for word in (c.id, c.account, f"Name of {c.account}", "secret-")}
    for target in listings(admin_hub, room):
        answer = admin_hub.get(target, headers=headers)
        assert answer.status in (200, 401, 403), (target, answer)
        for word in words:
            assert word not in answer.text, (target, word)
    assert all(c.is_quiet(0.01) for c in clients)


def test_everybody_sees_the_counts(admin_hub, room):
    clients = [KINDS["ws"](admin_hub).enter(room, f"secret-{n}") for n in range(3)]
    before = admin_hub.get("/api/rooms/stats").json
    assert before["totalRooms"] >= 1
    health = admin_hub.get("/health").json
    assert health["status"] == "ok"
    assert health["rooms"] == before["totalRooms"] and health["connections"] >= 3
    for target, rooms in (("/health", "roomDetails"), ("/rooms", "rooms")):
        assert 3 in [each["participantCount"] for each in admin_hub.get(target).json[rooms]]
    counts = [each["peer_count"] for each in admin_hub.get("/api/webrtc/rooms").json.values()]
    assert 3 in counts
    assert all(client.is_quiet(0.01) for client in clients)


def test_with_the_token_all_are_named(admin_hub, room):
    clients = [
        KINDS[kind](admin_hub).enter(room, f"named-{kind}") for kind in KINDS if "dyson" not in kind
    ]
    for target in listings(admin_hub, room):
        answer = admin_hub.get(target, headers=bearer())
        assert answer.status == 200, (target, answer)
        for client in clients:
            assert client.id in answer.text, (target, client.label)


def test_without_a_token_set_listings_are_open(chat_hub, room):
    client = KINDS["ws"](chat_hub).enter(room, "open-to-all")
    for target in listings(chat_hub, room):
        assert client.id in chat_hub.get(target).text, target


def test_a_room_tells_who_is_in_it(chat_hub, room):
    KINDS["serverpod"](chat_hub).enter(room, "pod", metadata={"name": "John Doe", "role": "admin"})
    KINDS["ws"](chat_hub).enter(room, "node")
    KINDS["socketio-polling"](chat_hub).enter(room, "poll")
    native = KINDS["native"](chat_hub).enter(room, "Ada")
    chat_hub.join(roomId=room, name="seat")
    answer = chat_hub.get(f"/api/rooms/{quote(room, safe='')}")
    assert answer.status == 200, answer
    assert answer.json["roomId"] == room
    clients = answer.json["clients"]
    assert [client["dialect"] for client in clients] == [
        "serverpod", "ws", "socketio", "native", "native"
    ]
    assert [client["name"] for client in clients] == [
        "John Doe", "Name of node", "Name of poll", "Ada", "seat"
    ]
    assert [client["connected"] for client in clients] == [True, True, True, True, False]
    assert clients[0]["metadata"] == {"name": "John Doe", "role": "admin"}
    assert clients[1]["metadata"] is None
    for client in clients:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", client["joinedAt"])
    assert native.id in answer.text


def test_a_room_that_is_not_there_is_not_found(chat_hub):
    assert chat_hub.get("/api/rooms/nowhere").status == 404
    assert chat_hub.get("/api/rooms/%00").status == 400
    assert chat_hub.get("/api/rooms/" + "x" * 200).status in (400, 404)


def test_a_literal_route_wins_over_a_room_of_its_name(chat_hub):
    KINDS["ws"](chat_hub).enter("stats", "ada")
    assert "totalRooms" in chat_hub.get("/api/rooms/stats").json
    assert chat_hub.get("/api/rooms/st%61ts").status == 200


@pytest.mark.parametrize("headers", [{}, bearer("wrong"), bearer(""), bearer(ADMIN)])
def test_without_a_token_set_nobody_deletes(chat_hub, room, headers):
    client = KINDS["ws"](chat_hub).enter(room, "ada")
    path = f"/api/rooms/{quote(room, safe='')}"
    for target in (path, f"{path}/clients/ada", "/api/rooms/nowhere"):
        answer = chat_hub.request("DELETE", target, headers=headers)
        assert answer.status == 403 and answer.error, answer
    assert client.is_quiet() and chat_hub.stats(room)["clients"] == ["ada"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("wrong"),
        bearer(""),
        bearer(ADMIN[:-1]),
        bearer(ADMIN + "\t"),
        bearer(ADMIN.upper()),
        {"Authorization": ADMIN},
        {"Authorization": f"Basic {ADMIN}"},
        {"Cookie": ADMIN},
    ],
)
def test_with_a_wrong_token_nobody_deletes(admin_hub, room, headers):
    client = KINDS["ws"](admin_hub).enter(room, "ada")
    path = f"/api/rooms/{quote(room, safe='')}"
    trimmed = headers.get("Authorization", "").strip() == f"Bearer {ADMIN}"
    for target in (path, f"{path}/clients/ada", "/api/rooms/nowhere", f"{path}/clients/nobody"):
        answer = admin_hub.request("DELETE", target, headers=headers)
        # White space around a field's value is no part of it: RFC 9110 5.5.
        assert trimmed or (answer.status == 403 and answer.error), answer
    if not trimmed:
        assert client.is_quiet(0.1)


def test_a_client_is_removed(admin_hub, room):
    clients = [
        KINDS[kind](admin_hub).enter(room, kind) for kind in KINDS if "dyson" not in kind
    ]
    watcher = KINDS["native"](admin_hub).enter(room, "watcher")
    path = f"/api/rooms/{quote(room, safe='')}/clients"
    for client in clients:
        answer = admin_hub.request("DELETE", f"{path}/{quote(client.id)}", headers=bearer())
        assert answer.status == 200, answer
        code = client.closed_with()
        assert code == 4403 or (code is None and client.label == "socketio-polling"), client.label
        assert watcher.saw_leave(client).value == "removed"
        again = admin_hub.request("DELETE", f"{path}/{quote(client.id)}", headers=bearer())
        assert again.status == 404 and again.error
    stats = admin_hub.get(f"/api/rooms/{quote(room, safe='')}", headers=bearer()).json
    assert len(stats["clients"]) == 1


def test_a_room_is_cleared(admin_hub, room):
    name = f"chat/{room}"
    clients = crowd(admin_hub, name)
    other = KINDS["ws"](admin_hub).enter(room, "elsewhere")
    path = f"/api/rooms/{quote(name, safe='')}"
    answer = admin_hub.request("DELETE", path, headers=bearer())
    assert answer.status == 200, answer
    for client in clients:
        code = client.closed_with()
        assert code == 4403 or (code is None and client.label == "socketio-polling"), client.label
    again = admin_hub.request("DELETE", path, headers=bearer())
    assert (again.status, again.json["removed"]) == (200, 0)
    assert admin_hub.get(path, headers=bearer()).status == 404
    assert other.is_quiet(0.1)


def test_seats_are_removed_too(admin_hub, room):
    joined = admin_hub.join(roomId=room)
    path = f"/api/rooms/{quote(room, safe='')}/clients/{joined['ClientId']}"
    assert admin_hub.request("DELETE", path, headers=bearer()).status == 200
    query = {"roomId": room, "clientId": joined["ClientId"], "token": joined["token"]}
    assert admin_hub.knock(**query).status == 404


def test_a_name_is_one_segment_of_the_path(admin_hub, room):
    client = KINDS["ws"](admin_hub).enter(room, "a/b?c#d é")
    path = f"/api/rooms/{quote(room, safe='')}/clients/{quote(client.id, safe='')}"
    assert admin_hub.request("DELETE", path, headers=bearer()).status == 200
    assert client.closed_with() == 4403


def test_other_methods_are_told_what_there_is(admin_hub, room):
    path = f"/api/rooms/{quote(room, safe='')}"
    answer = admin_hub.request("PUT", path, "{}")
    assert answer.status == 405
    assert {"GET", "DELETE"} <= set(re.split(r",\s*", answer.headers["allow"]))
    assert admin_hub.get(f"{path}/clients/x", headers=bearer()).status == 405


def test_an_admin_token_that_cannot_be_read_or_is_empty_ends_the_start(tmp_path):
    from hubtest.hub import run_to_end

    empty = tmp_path / "empty"
    empty.write_text("\n")
    for path in (tmp_path / "missing", empty):
        run = run_to_end("--port", "0", "--admin-token-file", str(path))
        assert run.returncode in (64, 66, 78), run
        assert "admin-token" in run.stderr


def test_the_admin_token_never_reaches_the_log(start_hub, admin_file):
    hub = start_hub("--admin-token-file", admin_file, "--log-level", "debug")
    hub.secrets |= {ADMIN, ADMIN + "guess"}
    hub.request("DELETE", "/api/rooms/x", headers=bearer())
    hub.request("DELETE", "/api/rooms/x", headers=bearer(ADMIN + "guess"))
    eventually(lambda: hub.get("/livez").status == 200)
