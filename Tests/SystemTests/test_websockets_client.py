"""A client library people use, from its first byte to its last."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as connect_sync

from hubtest.hub import OFFER


def address(hub, **query):
    return f"ws://{hub.authority}{hub.target(query)}"


def test_two_clients_exchange_an_offer_and_an_answer(hub, room):
    async def scenario():
        async with (
            connect(address(hub, roomId=room)) as ada,
            connect(address(hub, roomId=room)) as bob,
        ):
            ada_id = json.loads(await ada.recv())["clientId"]
            bob_id = json.loads(await bob.recv())["clientId"]
            assert json.loads(await ada.recv())["clientId"] == bob_id
            await ada.send(json.dumps({"type": "offer", "to": bob_id, "sdp": OFFER}))
            offer = json.loads(await bob.recv())
            assert offer == {"type": "offer", "to": bob_id, "sdp": OFFER, "from": ada_id}
            await bob.send(json.dumps({"type": "answer", "to": offer["from"], "sdp": OFFER}))
            assert json.loads(await ada.recv())["from"] == bob_id

    asyncio.run(asyncio.wait_for(scenario(), 20))


def test_fragments_and_pings_of_the_library_work(hub, room):
    async def scenario():
        async with (
            connect(address(hub, roomId=room)) as ada,
            connect(address(hub, roomId=room)) as bob,
        ):
            await bob.recv()
            await ada.send(['{"type":"x",', '"text":"ü€', '😀"}'])
            assert json.loads(await bob.recv())["text"] == "ü€😀"
            await asyncio.wait_for(await ada.ping(), 5)

    asyncio.run(asyncio.wait_for(scenario(), 20))


def test_the_webSocketUrl_of_join_can_be_opened(hub, room):
    joined = hub.join(roomId=f"{room} ü&?#")
    with connect_sync(joined["webSocketUrl"]) as client:
        assert json.loads(client.recv())["clientId"] == joined["ClientId"]


def test_the_subprotocol_is_agreed_on(hub, room):
    joined = hub.join(roomId=room)
    url = address(hub, roomId=room, clientId=joined["ClientId"])
    with connect_sync(url, subprotocols=["hub.v1", f"hub.token.{joined['token']}"]) as client:
        assert client.subprotocol == "hub.v1"


def test_refusals_are_statuses(hub, room):
    with pytest.raises(InvalidStatus) as refusal:
        connect_sync(address(hub, roomId=room, clientId="nobody", token="0" * 22))
    assert refusal.value.response.status_code == 404
    assert json.loads(refusal.value.response.body) == {"error": "Client not found in room"}


def test_the_library_closes_cleanly_both_ways(hub, room):
    with connect_sync(address(hub, roomId=room)) as client:
        client.recv()
        client.close(1000)
    assert client.close_code == 1000
    with connect_sync(address(hub, roomId=room)) as client:
        client.recv()
        client.send('{"type":"leave"}')
        with pytest.raises(ConnectionClosed) as end:
            client.recv(5)
        assert end.value.rcvd.code == 1000 and end.value.rcvd.reason == "left"


def test_300_clients_in_30_rooms_all_hear_each_other(hub, room):
    async def scenario():
        sockets = {}

        async def enter(number):
            sockets[number] = await connect(address(hub, roomId=f"{room} {number % 30}"))
            await sockets[number].recv()

        for start in range(0, 300, 50):
            await asyncio.gather(*(enter(number) for number in range(start, start + 50)))

        async def hears(number):
            heard = set()
            while len(heard) < 9:
                message = json.loads(await sockets[number].recv())
                if message["type"] == "hello":
                    assert message["n"] % 30 == number % 30
                    heard.add(message["n"])

        listeners = [asyncio.create_task(hears(number)) for number in range(300)]
        for number in range(300):
            await sockets[number].send(json.dumps({"type": "hello", "n": number}))
        await asyncio.gather(*listeners)
        await asyncio.gather(*(each.close() for each in sockets.values()))

    asyncio.run(asyncio.wait_for(scenario(), 60))
