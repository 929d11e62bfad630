"""python-socketio's client against the hub, and against python-socketio's server.

What passes here with both of them is what clients may rely on.
"""

import asyncio
import json
import re
import urllib.request
from pathlib import Path

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from hubtest.events import TRANSPORTS, EventClient
from hubtest.hub import OFFER, eventually
from hubtest.reference import Reference
from hubtest.tokens import token

DOCUMENT = Path(__file__).parent / "clients/socketio/client.py"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module", params=["hub", "python-socketio"])
def server(request):
    """Both servers, one after the other: all that is said of one holds for the other."""
    if request.param == "hub":
        yield request.getfixturevalue("hub")
    else:
        with Reference() as reference:
            yield reference


@pytest.fixture(params=TRANSPORTS)
def transports(request):
    return request.param


@pytest.fixture
def room(request):
    return re.sub(r"[^a-z-]+", "-", request.node.name)


def run(scenario, within=40):
    return asyncio.run(asyncio.wait_for(scenario, within))


def rooms(server):
    with urllib.request.urlopen(f"{server.url}/api/webrtc/rooms", timeout=10) as answer:
        return json.load(answer)


# The document's own client


@pytest.fixture
def documented():
    """The client class of the document, without the lines that use it."""
    source, usage, _ = DOCUMENT.read_text().partition("# Usage\n")
    assert usage
    names = {}
    exec(compile(source, str(DOCUMENT), "exec"), names)  # noqa: S102
    return names["WebRTCClient"]


def test_the_documented_client_discovers_peers(server, room, documented, capsys):
    async def scenario():
        ada, bob = documented(server.url), documented(server.url)
        for client, name in ((ada, "Ada"), (bob, "Bob")):
            await client.connect()
            await client.join_room(room, name.lower(), name)
            async with asyncio.timeout(10):
                while client.current_room != room:
                    await asyncio.sleep(0.01)
        async with asyncio.timeout(10):
            while not len(ada.peers) == len(bob.peers) == 2:
                await asyncio.sleep(0.01)
        assert ada.peers == bob.peers
        assert [peer["username"] for peer in ada.peers] == ["Ada", "Bob"]

        await bob.sio.disconnect()
        async with asyncio.timeout(10):
            while [peer["peer_id"] for peer in ada.peers] != ["ada"]:
                await asyncio.sleep(0.01)
        await ada.sio.disconnect()

    run(scenario())
    printed = capsys.readouterr().out
    assert "Peers available for WebRTC: 2\n  - Ada (ada)\n  - Bob (bob)\n" in printed


# Joining and leaving


def test_two_clients_see_the_same_peers(server, room, transports):
    async def scenario():
        async with (
            EventClient(server.url, transports) as ada,
            EventClient(server.url, transports) as bob,
        ):
            joined = await ada.join(room, "ada", "Ada Löve😀")
            assert joined["room_name"] == room and joined["peer_id"] == "ada"
            assert joined["total_peers"] == 1 and len(joined) == 4
            [peer] = joined["peers"]
            assert peer["username"] == "Ada Löve😀" and len(peer) == 3
            assert TIME.fullmatch(peer["joined_at"])
            update = {"room_name": room, "peers": [peer], "total_peers": 1}
            assert await ada.hear("peer_list_updated") == update

            joined = await bob.join(room, "bob")
            assert joined["total_peers"] == 2
            assert await ada.hear_peers("ada", "bob") == joined["peers"]
            assert await bob.hear_peers("ada", "bob") == joined["peers"]

            await bob.emit("leave_room", {})
            assert await bob.hear("leave_room_success") == {"room_name": room}
            await ada.hear_peers("ada")
            await bob.emit("leave_room", {})
            assert await bob.hear("leave_room_error") == {"error": "Not in any room"}
            assert bob.heard["peer_list_updated"].empty()

    run(scenario())


def test_joining_another_room_leaves_the_first(server, room, transports):
    async def scenario():
        async with (
            EventClient(server.url, transports) as ada,
            EventClient(server.url, transports) as bob,
        ):
            await ada.join(room, "ada")
            await bob.join(room, "bob")
            await ada.hear_peers("ada", "bob")
            await bob.join(f"{room}-2", "bob")
            await ada.hear_peers("ada")
            await bob.hear_peers("bob")

    run(scenario())


def test_joining_the_same_room_again_succeeds_again(server, room, transports):
    async def scenario():
        async with EventClient(server.url, transports) as ada:
            for _ in range(2):
                joined = await ada.join(room, "ada")
                assert [peer["peer_id"] for peer in joined["peers"]] == ["ada"]

    run(scenario())


@pytest.mark.parametrize("left_out", ["room_name", "peer_id", "username"])
def test_every_field_of_a_join_is_needed(server, room, left_out):
    async def scenario():
        async with EventClient(server.url, "websocket") as ada:
            names = {"room_name": room, "peer_id": "ada", "username": "Ada"}
            del names[left_out]
            await ada.emit("join_room", names)
            text = "Missing required fields: room_name, peer_id, username"
            assert await ada.hear("join_room_error") == {"error": text}
            assert (await ada.join(room, "ada"))["total_peers"] == 1

    run(scenario())


def test_a_room_has_an_end(start_hub, room):
    hub = start_hub("--rate-limit", "off", "--max-room-clients", "2")

    async def scenario():
        async with (
            EventClient(hub.url) as ada,
            EventClient(hub.url) as bob,
            EventClient(hub.url) as cleo,
        ):
            await ada.join(room, "ada")
            await bob.join(room, "bob")
            names = {"room_name": room, "peer_id": "cleo", "username": "Cleo"}
            await cleo.emit("join_room", names)
            text = f"Room {room} is full (max 2 peers)"
            assert await cleo.hear("join_room_error") == {"error": text}
            await bob.emit("leave_room", {})
            await bob.hear("leave_room_success")
            assert (await cleo.join(room, "cleo"))["total_peers"] == 2

    run(scenario())


# Going away


def test_a_client_that_disconnects_is_gone(server, room, transports):
    async def scenario():
        async with EventClient(server.url, transports) as ada:
            await ada.join(room, "ada")
            async with EventClient(server.url, transports) as bob:
                await bob.join(room, "bob")
                await ada.hear_peers("ada", "bob")
            await ada.hear_peers("ada")
            assert rooms(server)[room]["peer_count"] == 1

    run(scenario())
    eventually(lambda: room not in rooms(server))


def test_goodbye_ends_the_last_poll_at_once(hub, room, transports):
    async def scenario():
        ada = await EventClient(hub.url, transports).connect()
        await ada.join(room, "ada")
        await asyncio.wait_for(ada.client.disconnect(), 5)

    run(scenario())


def test_a_client_whose_websocket_drops_is_gone(server, room):
    async def scenario():
        async with EventClient(server.url, "websocket") as ada:
            await ada.join(room, "ada")
            bob = await EventClient(server.url, "upgrade").connect()
            await bob.join(room, "bob")
            await ada.hear_peers("ada", "bob")
            await bob.drop()
            await ada.hear_peers("ada")

    run(scenario())


def test_a_client_returns_when_the_hub_does(start_hub, room, transports):
    first = start_hub("--rate-limit", "off")

    async def scenario():
        ada = EventClient(
            first.url,
            transports,
            reconnection=True,
            reconnection_delay=0.1,
            reconnection_delay_max=0.5,
        )

        @ada.client.event
        async def connect():
            names = {"room_name": room, "peer_id": "ada", "username": "Ada"}
            await ada.emit("join_room", names)

        async with ada:
            await ada.hear("join_room_success")
            await asyncio.to_thread(first.stop)
            second = start_hub("--rate-limit", "off", port=first.port)
            assert (await ada.hear("join_room_success", 20))["total_peers"] == 1
            async with EventClient(second.url, transports) as bob:
                await bob.join(room, "bob")
                await ada.hear_peers("ada", "bob")

    run(scenario())


# Signals


def test_signals_reach_the_peer_they_are_for(server, room, transports):
    async def scenario():
        async with (
            EventClient(server.url, transports) as ada,
            EventClient(server.url, transports) as bob,
            EventClient(server.url, transports) as cleo,
        ):
            for name, client in (("ada", ada), ("bob", bob), ("cleo", cleo)):
                await client.join(room, name)
            offer = {"type": "offer", "sdp": OFFER, "note": 'ü€😀 "\\'}
            await ada.emit("signal", {**offer, "to": "bob", "from": "cleo"})
            assert await bob.hear("signal") == {**offer, "from": "ada"}
            answer = {"type": "answer", "sdp": OFFER * 8}
            await bob.emit("signal", {**answer, "to": "ada"})
            assert await ada.hear("signal") == {**answer, "from": "bob"}
            text = "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host"
            body = {"candidate": text, "sdpMid": "0", "sdpMLineIndex": 0}
            await bob.emit("signal", {"type": "candidate", "candidate": body})
            relayed = {"type": "candidate", "candidate": body, "from": "bob"}
            assert await ada.hear("signal") == relayed
            assert await cleo.hear("signal") == relayed
            assert bob.heard["signal"].empty()

            await ada.emit("signal", {"type": "offer", "sdp": OFFER, "to": "nobody"})
            assert (await ada.hear("signal_error"))["code"] == "peer-not-found"

    run(scenario())


def test_a_signal_from_outside_any_room_is_an_error(server, transports):
    async def scenario():
        async with EventClient(server.url, transports) as ada:
            await ada.emit("signal", {"type": "offer", "sdp": OFFER})
            assert (await ada.hear("signal_error"))["code"] == "not-in-room"

    run(scenario())


def test_signals_keep_their_order(server, room, transports):
    async def scenario():
        async with (
            EventClient(server.url, transports) as ada,
            EventClient(server.url, transports) as bob,
        ):
            await ada.join(room, "ada")
            await bob.join(room, "bob")
            for number in range(50):
                await ada.emit("signal", {"type": "n", "n": number, "to": "bob"})
                await ada.client.sleep(0.01 if number % 10 == 0 else 0)
            for number in range(50):
                assert (await bob.hear("signal"))["n"] == number

    run(scenario())


async def crowd_meets(url, room, size):
    """Many join at once, on all transports, and every one of them ends with the same list."""
    kinds = list(TRANSPORTS)
    crowd = [EventClient(url, kinds[number % len(kinds)]) for number in range(size)]
    await asyncio.gather(*(client.connect() for client in crowd))
    await asyncio.gather(*(client.join(room, f"peer{n}") for n, client in enumerate(crowd)))

    async def hears_all(client):
        while (update := await client.hear("peer_list_updated"))["total_peers"] < size:
            pass
        return update["peers"]

    first, *others = await asyncio.gather(*map(hears_all, crowd))
    assert {peer["peer_id"] for peer in first} == {f"peer{number}" for number in range(size)}
    assert all(other == first for other in others)
    assert all(client.client.connected for client in crowd)
    await asyncio.gather(*(client.leave() for client in crowd))


def test_a_crowd_on_every_transport_sees_one_list(server, room):
    run(crowd_meets(server.url, room, 12))
    eventually(lambda: room not in rooms(server))


def test_a_larger_crowd_than_a_poll_has_packets_sees_one_list(hub, room):
    """The library gives up on a poll that brings more than 16 packets, as its own server's do."""
    run(crowd_meets(hub.url, room, 60))
    eventually(lambda: room not in rooms(hub))


# The protocol underneath


def test_events_are_acknowledged_to_those_who_ask(server, room, transports):
    async def scenario():
        async with EventClient(server.url, transports) as ada:
            names = {"room_name": room, "peer_id": "ada", "username": "Ada"}
            await ada.client.call("join_room", names, timeout=10)
            await ada.hear("join_room_success")
            await ada.client.call("leave_room", {}, timeout=10)
            await ada.hear("leave_room_success")

    run(scenario())


def test_other_namespaces_are_refused(hub, transports):
    async def scenario():
        client = socketio.AsyncClient(reconnection=False)
        reasons = asyncio.Queue()
        client.on("connect_error", reasons.put_nowait, namespace="/other")
        await client.connect(
            hub.url, namespaces=["/other"], transports=TRANSPORTS[transports], wait=False
        )
        reason = await asyncio.wait_for(reasons.get(), 10)
        assert reason == {"message": "Invalid namespace"}
        await client.eio.disconnect(abort=True)

    run(scenario())


# Chat rooms


def test_a_token_opens_its_chat_rooms(chat_hub, room, transports):
    async def scenario():
        good = token("account-1", [room], "ada")
        chat_hub.secrets.add(good)
        names = {"room_name": f"chat/{room}", "peer_id": "ada", "username": "Ada"}
        async with EventClient(chat_hub.url, transports, auth={"token": good}) as ada:
            assert (await ada.join(f"chat/{room}", "ada"))["total_peers"] == 1
            await ada.emit("join_room", {**names, "room_name": "chat/another"})
            assert (await ada.hear("join_room_error"))["error"]
        async with EventClient(chat_hub.url, transports) as stranger:
            await stranger.emit("join_room", {**names, "peer_id": "stranger"})
            assert (await stranger.hear("join_room_error"))["error"]
            assert (await stranger.join(room, "stranger"))["total_peers"] == 1

    run(scenario())


def test_a_forged_token_opens_nothing(chat_hub, room, transports):
    async def scenario():
        forged = token("account-1", "*", "ada", secret=b"another secret, known to nobody else")
        client = EventClient(chat_hub.url, transports, auth={"token": forged})
        try:
            await client.connect()
        except Refused:
            return
        names = {"room_name": f"chat/{room}", "peer_id": "ada", "username": "Ada"}
        await client.emit("join_room", names)
        assert (await client.hear("join_room_error"))["error"]
        await client.leave()

    run(scenario())
