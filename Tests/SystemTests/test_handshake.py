"""The upgrade: what /ws refuses before the 101, and with what."""

import json

import pytest
import yaml

from hubtest.hub import ROOT, Hub, eventually
from hubtest.wire import handshake


def refused(hub, **changes):
    """The answer to a handshake changed as told; the connection must not become a WebSocket."""
    client = hub.dial()
    target = changes.pop("target", "/ws?roomId=handshake")
    client.send(handshake(hub.authority, target, **changes))
    answer = client.answer()
    assert answer.status != 101, answer
    assert answer.error
    return answer


@pytest.mark.parametrize("name", ["Upgrade", "Connection"])
def test_a_plain_get_is_asked_to_upgrade(hub, name):
    answer = refused(hub, without=[name])
    assert answer.status == 426
    assert answer.headers["upgrade"].lower() == "websocket"
    assert answer.headers["sec-websocket-version"] == "13"


@pytest.mark.parametrize("version", ["8", "12", "14", "013", "0", "thirteen", "", "13, 8"])
def test_another_version_is_answered_with_ours(hub, version):
    answer = refused(hub, headers={"Sec-WebSocket-Version": version})
    # RFC 6455 4.2.2: the versions the server speaks go with the refusal.
    assert answer.status in (400, 426)
    if answer.status == 426:
        assert answer.headers["sec-websocket-version"] == "13"


def test_version_8_is_426(hub):
    assert refused(hub, headers={"Sec-WebSocket-Version": "8"}).status == 426


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZQ=",
        "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZTE=",
        "dGhlIHNhbXBsZSBub25j!Q==",
        "dGhlIHNhbXBsZSBub25jZQ==, x",
    ],
)
def test_a_key_that_is_not_16_base64_bytes_is_refused(hub, key):
    assert refused(hub, headers={"Sec-WebSocket-Key": key}).status == 400


def test_a_missing_key_is_refused(hub):
    assert refused(hub, without=["Sec-WebSocket-Key"]).status == 400


@pytest.mark.parametrize(
    "name, values",
    [
        ("Sec-WebSocket-Key", ["dGhlIHNhbXBsZSBub25jZQ=="] * 2),
        ("Sec-WebSocket-Version", ["13", "13"]),
        ("Host", ["a", "b"]),
        ("Origin", ["http://a", "http://a"]),
    ],
)
def test_repeated_fields_are_refused(hub, name, values):
    assert refused(hub, headers={name: values}).status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_get_upgrades(hub, method):
    answer = refused(hub, method=method, headers={"Content-Length": "0"})
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


def test_http_1_0_does_not_upgrade(hub):
    assert refused(hub, version="HTTP/1.0").status in (400, 426, 505)


@pytest.mark.parametrize("connection", ["Upgrade", "upgrade", "keep-alive, Upgrade", "Upgrade,x"])
def test_connection_is_a_list_of_tokens(hub, connection):
    hub.connect(headers={"Connection": connection}, roomId="tokens")


def test_connection_without_the_token_is_refused(hub):
    assert refused(hub, headers={"Connection": "keep-alive, not-upgrade"}).status == 426


@pytest.mark.parametrize(
    "query",
    [
        "roomId=",
        "roomId=a&roomId=b",
        "roomId=" + "r" * 129,
        "roomId=%00",
        "roomId=%0a",
        "roomId=%ff",
        "roomId=%e4%b8",
        "roomId=%g0",
        "clientId=abc",
        "clientId=abc&token=t",
        "roomId=r&clientId=",
        "roomId=r&name=" + "n" * 129,
        "roomId=r&metadata=[]",
        "roomId=r&metadata=text",
        "roomId=r&metadata=%7B%22m%22%3A%22" + "m" * 2048 + "%22%7D",
    ],
    ids=lambda query: query[:28],
)
def test_parameters_outside_their_limits_are_refused(hub, query):
    assert refused(hub, target=f"/ws?{query}").status == 400


def test_a_missing_or_wrong_token_is_forbidden(hub, room):
    joined = hub.join(roomId=room)
    seat = {"roomId": room, "clientId": joined["ClientId"]}
    assert hub.knock(**seat).status == 403
    assert hub.knock(**seat, token="").status == 403
    assert hub.knock(**seat, token="0" * 22).status == 403
    assert hub.knock(**seat, token=joined["token"] + "x").status == 403
    assert hub.knock(**seat, token=joined["token"]).status == 101


def test_an_unknown_client_is_not_found(hub, room):
    hub.join(roomId=room)
    answer = hub.knock(roomId=room, clientId="nobody", token="0" * 22)
    assert answer.status == 404 and answer.error == "Client not found in room"


def test_a_client_of_another_room_is_not_found(hub, room):
    joined = hub.join(roomId=room)
    hub.join(roomId=f"other {room}")
    answer = hub.knock(roomId=f"other {room}", clientId=joined["ClientId"], token=joined["token"])
    assert answer.status == 404


def test_a_bound_client_is_bound_again_with_its_token_only(hub, room):
    joined = hub.join(roomId=room)
    first = hub.bind(joined)
    again = {"roomId": room, "clientId": joined["ClientId"], "token": joined["token"]}
    assert hub.knock(**{**again, "token": "0" * 22}).status == 403
    first.settle()
    second = hub.bind(joined)
    assert first.expect_close() == 4409 and first.reason == "replaced"
    second.settle()
    assert hub.stats(room)["clients"] == [joined["ClientId"]]


def test_a_full_room_is_a_conflict(start_hub):
    hub = start_hub("--max-room-clients", "1")
    client = hub.connect(roomId="small")
    answer = hub.knock(roomId="small")
    assert answer.status == 409 and answer.error
    client.reset()
    eventually(lambda: hub.stats("small")["clients"] == [])
    hub.connect(roomId="small")


def test_the_limit_of_clients_is_503(start_hub):
    hub = start_hub("--max-clients", "2", "--rate-limit", "off")
    first = hub.connect()
    hub.connect()
    answer = hub.knock()
    assert answer.status == 503 and answer.error
    assert int(answer.headers["retry-after"]) >= 1
    first.say({"type": "leave"})
    first.expect_close()
    eventually(lambda: hub.knock().status == 101)


ORIGINS = {
    "same host": ("http://{authority}", 101),
    "allowed": ("https://app.example", 101),
    "allowed, other case": ("HTTPS://APP.example", 101),
    "allowed, other scheme": ("http://app.example", 403),
    "allowed, other port": ("https://app.example:8443", 403),
    "suffix": ("https://app.example.evil.test", 403),
    "prefix": ("https://evilapp.example", 403),
    "userinfo": ("https://app.example@evil.test", 403),
    "null": ("null", 403),
    "same host, other port": ("http://127.0.0.1:1", 403),
    "elsewhere": ("http://evil.test", 403),
    "empty": ("", 403),
}


@pytest.fixture(scope="module")
def walled_hub():
    with Hub("--allow-origin", "https://app.example", "--rate-limit", "off") as hub:
        yield hub


@pytest.mark.parametrize("origin, status", ORIGINS.values(), ids=list(ORIGINS))
def test_origins(walled_hub, origin, status):
    origin = origin.format(authority=walled_hub.authority)
    answer = walled_hub.knock(headers={"Origin": origin})
    assert answer.status == status, answer


def test_no_origin_is_allowed(walled_hub):
    assert walled_hub.knock().status == 101


def test_the_token_may_travel_as_a_subprotocol(hub, room):
    joined = hub.join(roomId=room)
    client = hub.dial()
    answer = client.upgrade(
        hub.authority,
        f"/ws?roomId={room}&clientId={joined['ClientId']}",
        {"Sec-WebSocket-Protocol": f"hub.v1, hub.token.{joined['token']}"},
    )
    assert answer.status == 101
    assert answer.headers["sec-websocket-protocol"] == "hub.v1"
    assert client.receive()["clientId"] == joined["ClientId"]


def test_a_wrong_token_as_a_subprotocol_is_forbidden(hub, room):
    joined = hub.join(roomId=room)
    answer = hub.knock(
        headers={"Sec-WebSocket-Protocol": "hub.v1, hub.token." + "0" * 22},
        roomId=room,
        clientId=joined["ClientId"],
    )
    assert answer.status == 403


def test_no_subprotocol_is_answered_where_none_of_ours_is_offered(hub, room):
    for offered in ({}, {"Sec-WebSocket-Protocol": "chat, superchat"}):
        client = hub.dial()
        answer = client.upgrade(hub.authority, hub.target({"roomId": room}), offered)
        assert answer.status == 101 and "sec-websocket-protocol" not in answer.headers


def test_extensions_are_not_negotiated(hub, room):
    client = hub.dial()
    offered = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    answer = client.upgrade(hub.authority, hub.target({"roomId": room}), offered)
    assert answer.status == 101 and "sec-websocket-extensions" not in answer.headers


def test_name_and_metadata_of_the_query_reach_the_peers(hub, room):
    ada = hub.connect(roomId=room, name="Ada & Co", metadata=json.dumps({"camera": True}))
    bob = hub.connect(roomId=room)
    (peer,) = bob.welcome["peers"]
    assert peer["clientId"] == ada.id
    assert peer["name"] == "Ada & Co" and peer["metadata"] == {"camera": True}


def test_the_status_of_every_refusal_is_documented(hub):
    documented = yaml.safe_load((ROOT / "openapi.yaml").read_text())["paths"]["/ws"]["get"][
        "responses"
    ]
    for status in (101, 400, 403, 404, 405, 409, 426, 429, 503):
        assert str(status) in documented
