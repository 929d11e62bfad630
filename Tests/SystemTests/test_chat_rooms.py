"""Chat rooms: members only, in every dialect, for as long as their tokens hold."""

import json
import re
import time
from urllib.parse import quote, urlencode

import pytest

from hubtest.dialects import KINDS, Refused
from hubtest.dialects.engineio import WebSocketTransport
from hubtest.hub import OFFER, eventually
from hubtest.tokens import base64url, sign, token
from hubtest.wire import handshake

PATHS = ["/api/chat/realtime/", "/sphere/chat/realtime/"]
# How a token travels as a subprotocol.
SUBPROTOCOLS = ["access_token.", "bearer."]


@pytest.fixture
def chat(room):
    """A chat ID no other test uses."""
    return room


def knock(hub, target, headers=(), without=()):
    """The answer to a handshake that may lack what makes it one."""
    client = hub.dial()
    client.send(handshake(hub.authority, target, headers, without))
    answer = client.answer()
    client.close()
    return answer


def nobody_is_in(hub, chat):
    assert hub.stats(f"chat/{chat}")["clients"] == []


def wrong_tokens(chat):
    good = token("eve", [chat])
    head, claims, signature = good.split(".")
    now = int(time.time())
    return {
        "empty": "",
        "nonsense": "nonsense",
        "two parts": f"{head}.{claims}",
        "four parts": f"{good}.{signature}",
        "no signature": f"{head}.{claims}.",
        "another signature": f"{head}.{claims}.{'A' * len(signature)}",
        "another secret": sign({"sub": "eve", "rooms": [chat], "exp": now + 99}, secret=b"x" * 40),
        "unsigned": base64url(b'{"alg":"none","typ":"JWT"}') + f".{claims}.",
        "another algorithm": sign({"sub": "eve", "rooms": [chat], "exp": now + 99}, alg="HS512"),
        "expired": token("eve", [chat], seconds=-60),
        "not yet valid": token("eve", [chat], nbf=now + 600),
        "no subject": sign({"rooms": [chat], "exp": now + 99}),
        "huge": "A" * 3000,
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["missing", *wrong_tokens("")])
def test_without_a_valid_token_the_handshake_is_unauthorized(chat_hub, chat, path, name):
    query = {} if name == "missing" else {"access_token": wrong_tokens(chat)[name]}
    answer = knock(chat_hub, f"{path}{quote(chat)}" + (f"?{urlencode(query)}" if query else ""))
    assert answer.status == 401, answer
    assert answer.error
    assert answer.headers["www-authenticate"].startswith("Bearer")
    nobody_is_in(chat_hub, chat)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("rooms", [[], ["another"], ["chat/another"], "another", None, 7, {}])
def test_who_is_no_member_is_forbidden(chat_hub, chat, path, rooms):
    query = urlencode({"access_token": token("eve", rooms)})
    answer = knock(chat_hub, f"{path}{quote(chat)}?{query}")
    # A claim that is no list may also make the whole token invalid.
    assert answer.status == 403 or (answer.status == 401 and not isinstance(rooms, list)), answer
    assert answer.error
    nobody_is_in(chat_hub, chat)


@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_websocket_handshake_is_told_so(chat_hub, chat, path):
    target = f"{path}{quote(chat)}?{urlencode({'access_token': token('ada', [chat])})}"
    assert chat_hub.get(target).status == 400
    assert knock(chat_hub, target, without=["Upgrade"]).status == 400
    assert knock(chat_hub, target, {"Sec-WebSocket-Version": "8"}).status == 426
    assert knock(chat_hub, target, without=["Sec-WebSocket-Key"]).status == 400
    assert knock(chat_hub, target, {"Origin": "http://evil.test"}).status == 403
    answer = chat_hub.post(target, {})
    assert answer.status == 405 and "GET" in answer.headers["allow"]
    nobody_is_in(chat_hub, chat)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("rooms", ["list", "star", "star in a list"])
@pytest.mark.parametrize("way", ["header", "query", *SUBPROTOCOLS])
def test_a_token_may_travel_as_header_query_or_subprotocol(chat_hub, chat, path, way, rooms):
    granted = {"list": ["another", chat], "star": "*", "star in a list": ["*"]}[rooms]
    jwt = token("ada", granted)
    chat_hub.secrets.add(jwt)
    target, headers = path + quote(chat), {}
    if way == "header":
        headers["Authorization"] = f"Bearer {jwt}"
    elif way == "query":
        target += f"?{urlencode({'access_token': jwt})}"
    else:
        headers["Sec-WebSocket-Protocol"] = f"{way}{jwt}, hub.v1, hub.v2"
    client = chat_hub.dial()
    answer = client.upgrade(chat_hub.authority, target, headers)
    assert answer.status == 101, answer
    # The token itself is no protocol to agree on.
    agreed = "hub.v1" if way in SUBPROTOCOLS else None
    assert answer.headers.get("sec-websocket-protocol") == agreed
    packet = client.receive()
    assert packet["type"] == "webrtc" and packet["data"]["userId"] == "ada"
    assert packet["data"]["roomId"] == chat


def test_without_a_key_the_endpoint_lets_nobody_in(start_hub, chat):
    hub = start_hub("--rate-limit", "off")
    query = urlencode({"access_token": token("ada", [chat])})
    assert knock(hub, f"/api/chat/realtime/{quote(chat)}?{query}").status == 401
    assert knock(hub, f"/ws?{urlencode({'roomId': f'chat/{chat}'})}").status == 401
    eventually(lambda: "--jwt-hs256-file" in hub.log)


def test_a_chat_id_is_one_segment_of_the_path(chat_hub):
    jwt = token("ada", ["a/b", "é"])
    query = urlencode({"access_token": jwt})
    client = chat_hub.dial()
    assert client.upgrade(chat_hub.authority, f"/api/chat/realtime/a%2Fb?{query}").status == 101
    assert client.receive()["data"]["roomId"] == "a/b"
    client = chat_hub.dial()
    assert client.upgrade(chat_hub.authority, f"/api/chat/realtime/%C3%A9?{query}").status == 101
    assert knock(chat_hub, f"/api/chat/realtime/a/b?{query}").status == 404
    assert knock(chat_hub, f"/api/chat/realtime/?{query}").status in (400, 404)
    assert knock(chat_hub, f"/api/chat/realtime/%00?{query}").status == 400
    assert knock(chat_hub, f"/api/chat/realtime/{'x' * 200}?{query}").status in (400, 403)


def refusals(hub, kind, room, jwt):
    """What a client of this kind is told on its way into the room."""
    client = KINDS[kind](hub)
    if jwt is not None:
        client.show(jwt)
    with pytest.raises(Refused) as refusal:
        client.enter(room, "eve")
    client.close()
    return refusal.value


CASES = {"none": (None, 401), "wrong": ("nonsense", 401), "not a member's": ("another", 403)}
CODES = {401: "unauthenticated", 403: "forbidden"}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if "dyson" not in kind])
def test_no_dialect_is_a_way_around_the_token(chat_hub, chat, kind, case):
    member = KINDS["dysonnetwork"](chat_hub, "ada", [chat]).enter(f"chat/{chat}", "ada")
    jwt, status = CASES[case]
    jwt = token("eve", ["another"]) if jwt == "another" else jwt
    refusal = refusals(chat_hub, kind, f"chat/{chat}", jwt)
    if kind in ("native", "ws"):
        assert refusal.status == status
    elif kind == "serverpod":
        # A token that is wrong may be refused with the handshake already.
        assert refusal.status == status or refusal.message["code"] == CODES[status], refusal
    else:
        assert refusal.message.get("error") or refusal.message.get("message"), refusal
    assert chat_hub.stats(f"chat/{chat}")["clients"] == [member.id]
    member.drain()
    assert member.inbox == []


@pytest.mark.parametrize("case", CASES)
def test_rest_is_no_way_around_the_token(chat_hub, chat, case):
    jwt, status = CASES[case]
    jwt = token("eve", ["another"]) if jwt == "another" else jwt
    headers = {"Authorization": f"Bearer {jwt}"} if jwt else {}
    join = f"/api/webrtc/rooms/{quote(f'chat/{chat}', safe='')}/join"
    peer = {"room_name": f"chat/{chat}", "peer_id": "eve", "username": "Eve"}
    for path, body in (("/api/rooms/join", {"roomId": f"chat/{chat}"}), (join, peer)):
        answer = chat_hub.post(path, body, headers=headers)
        assert answer.status == status and answer.error, answer
        query = f"?{urlencode({'access_token': jwt})}" if jwt else ""
        assert chat_hub.post(path + query, body).status == status
    nobody_is_in(chat_hub, chat)


def test_members_join_over_rest(chat_hub, chat):
    jwt = token("ada", [chat])
    seat = chat_hub.join(headers={"Authorization": f"Bearer {jwt}"}, roomId=f"chat/{chat}")
    client = KINDS["native"](chat_hub).show(jwt)
    client.bind(f"chat/{chat}", seat["ClientId"], seat["token"])
    assert chat_hub.stats(f"chat/{chat}")["clients"] == [client.id]


@pytest.mark.parametrize("spelling", ["chat/", "CHAT/{}", "chat%2F{}", "/chat/{}", " chat/{}"])
def test_what_only_looks_like_a_chat_room_is_none(chat_hub, chat, spelling):
    """Rooms of other names need no token, and lead to no chat room."""
    name = spelling.format(chat)
    answer = chat_hub.post("/api/rooms/join", {"roomId": name})
    assert answer.status in ((200, 401) if name == "chat/" else (200,)), answer
    nobody_is_in(chat_hub, chat)


def test_a_socketio_join_may_bring_the_token_of_its_connect_alone(chat_hub, chat):
    client = KINDS["socketio-websocket"](chat_hub, "ada", [chat])
    client.enter(f"chat/{chat}", "ada")
    assert chat_hub.stats(f"chat/{chat}")["clients"] == ["ada"]
    stranger = WebSocketTransport(chat_hub)
    stranger.send('40{"token":7}')
    assert stranger.receive(5)[:2] in ("40", "44")


def test_a_token_of_one_chat_room_opens_no_other(chat_hub, chat):
    client = KINDS["socketio-websocket"](chat_hub, "ada", [chat])
    client.enter(f"chat/{chat}", "ada")
    with pytest.raises(Refused):
        client.join("chat/another", "ada")


def test_a_socket_is_closed_once_its_token_has_expired(chat_hub, chat):
    clients = []
    started = time.time()
    for kind in KINDS:
        client = KINDS[kind](chat_hub, f"account of {kind}", [chat], seconds=4)
        clients.append(client.enter(f"chat/{chat}", kind))
    stays = KINDS["native"](chat_hub, "stays", [chat]).enter(f"chat/{chat}", "stays")
    for client in clients:
        code = client.closed_with(8)
        assert code == 4401 or (code is None and client.label == "socketio-polling"), client.label
        # `exp` is in whole seconds.
        assert 2 < time.time() - started < 7, client.label
        left = stays.saw_leave(client)
        assert left.value == "expired"
    assert chat_hub.stats(f"chat/{chat}")["clients"] == [stays.id]


def test_the_same_account_may_be_there_twice(chat_hub, chat):
    room = f"chat/{chat}"
    phone = KINDS["dysonnetwork"](chat_hub, "ada", [chat]).enter(room, "phone")
    laptop = KINDS["dysonnetwork"](chat_hub, "ada", [chat]).enter(room, "laptop")
    browser = KINDS["ws"](chat_hub, "ada", [chat]).enter(room, "browser")
    assert phone.id != laptop.id
    bob = KINDS["dysonnetwork"](chat_hub, "bob", [chat]).enter(room, "bob")
    people = [(each["id"], each["clientId"]) for each in bob.welcome["participants"]]
    assert people == [
        ("ada", phone.id), ("ada", laptop.id), ("ada", browser.id), ("bob", bob.id)
    ]
    eve = KINDS["dysonnetwork"](chat_hub, "eve", [chat]).enter(room, "eve")
    bob.send_offer(phone, OFFER)
    for client in (phone, laptop, browser):
        assert client.next_signal() == ("offer", client.name_of(bob), OFFER)
    assert eve.is_quiet(0.1) and bob.is_quiet(0.1)
    # By its client ID one of them alone is meant.
    native = KINDS["native"](chat_hub, "carl", [chat]).enter(room, "carl")
    native.send_offer(laptop, OFFER)
    assert laptop.next_signal() == ("offer", "carl", OFFER)
    assert phone.is_quiet(0.1) and browser.is_quiet(0.1)
    phone.close()
    laptop.saw_leave(phone)
    bob.send_offer(laptop, OFFER)
    assert [laptop.next_signal()[1], browser.next_signal()[1]] == ["bob", bob.id]


def test_the_room_hears_an_account_as_its_token_names_it(chat_hub, chat):
    room = f"chat/{chat}"
    profile = {"picture": "https://example.org/ada.png", "deep": {"n": [1, 2.5, None]}}
    jwt = token("ada-id", [chat], name="ada", nick="Ada", profile=profile)
    bob = KINDS["dysonnetwork"](chat_hub, "bob", [chat]).enter(room, "bob")
    ada = KINDS["dysonnetwork"](chat_hub, "ada-id", [chat]).show(jwt).enter(room, "ada")
    ada.send_offer(None, OFFER)
    data = json.loads(bob.take(lambda event: event.what == "signal", 5).text)["data"]
    info = data["senderInfo"]
    assert info == data["SenderInfo"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", info.pop("updatedAt"))
    assert info == {"id": "ada-id", "name": "ada", "nick": "Ada", "profile": profile}
