"""Two real WebRTC peers find each other through the hub and open a data channel."""

import asyncio
import json

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp, candidate_to_sdp
from websockets.asyncio.client import connect

TIMEOUT = 40


async def received(websocket, kind):
    while True:
        message = json.loads(await websocket.recv())
        if message["type"] == kind:
            return message


def description(message):
    return RTCSessionDescription(sdp=message["sdp"], type=message["type"])


async def offerer(url, name):
    """Waits for a peer, calls it, and returns what comes back over the channel."""
    async with connect(url) as websocket:
        peer = (await received(websocket, "peer-joined"))["clientId"]
        connection = RTCPeerConnection()
        channel = connection.createDataChannel("chat")
        answered = asyncio.get_running_loop().create_future()
        channel.on("open", lambda: channel.send(f"hello from {name}"))
        channel.on("message", lambda text: answered.done() or answered.set_result(text))
        try:
            await connection.setLocalDescription(await connection.createOffer())
            local = connection.localDescription
            await websocket.send(json.dumps({"type": local.type, "to": peer, "sdp": local.sdp}))
            answer = await received(websocket, "answer")
            assert answer["from"] == peer
            await connection.setRemoteDescription(description(answer))
            return await answered
        finally:
            await connection.close()


async def answerer(url, name, done):
    """Answers the first call and every message on its channel."""
    async with connect(url) as websocket:
        connection = RTCPeerConnection()

        @connection.on("datachannel")
        def opened(channel):
            channel.on("message", lambda text: channel.send(f"{name} heard: {text}"))

        try:
            offer = await received(websocket, "offer")
            await connection.setRemoteDescription(description(offer))
            await connection.setLocalDescription(await connection.createAnswer())
            local = connection.localDescription
            message = {"type": local.type, "to": offer["from"], "sdp": local.sdp}
            await websocket.send(json.dumps(message))
            await done.wait()
        finally:
            await connection.close()


async def call(first_url, second_url):
    done = asyncio.Event()
    offering = asyncio.create_task(offerer(first_url, "Ada"))
    await asyncio.sleep(0.5)
    answering = asyncio.create_task(answerer(second_url, "Bob", done))
    try:
        return await asyncio.wait_for(offering, TIMEOUT)
    finally:
        done.set()
        await asyncio.wait_for(answering, TIMEOUT)


def test_peers_that_joined_over_rest_open_a_data_channel(hub, room):
    urls = [hub.join(roomId=room)["webSocketUrl"] for _ in range(2)]
    assert asyncio.run(call(*urls)) == "Bob heard: hello from Ada"


def test_peers_that_joined_in_one_step_open_a_data_channel(hub, room):
    url = f"ws://{hub.authority}/ws?roomId={room}"
    assert asyncio.run(call(url, url)) == "Bob heard: hello from Ada"


def test_candidates_pass_unchanged(hub, room):
    ada, bob = hub.room(room, 2)
    text = "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host"
    body = {"candidate": text, "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "Ab1c"}
    ada.say({"type": "candidate", "to": bob.id, "candidate": body})
    relayed = bob.receive()["candidate"]
    assert relayed == body
    parsed = candidate_from_sdp(relayed["candidate"].split(":", 1)[1])
    assert "candidate:" + candidate_to_sdp(parsed) == text
