"""The page at `/` calls peers that are no pages: WebRTC peers of every protocol that the hub speaks."""

import asyncio
import threading

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from hubtest.call_page import Served, calls  # noqa: F401
from hubtest.hub import eventually
from hubtest.speakers import DysonNetwork, Native, NodeWS, PollingSocketIO, Serverpod, SocketIO
from hubtest.tokens import token


@pytest.fixture(scope="module")
def served(secret_file):
    served = Served("--jwt-hs256-file", secret_file)
    yield served
    served.close()


class Answering(threading.Thread):
    """A peer in a room that answers whoever calls it, and repeats what it is told."""

    def __init__(self, speaker):
        super().__init__(daemon=True)
        self.speaker, self.loop = speaker, asyncio.new_event_loop()
        self.entered, self.over = threading.Event(), asyncio.Event()
        self.said, self.trouble = [], None
        self.start()
        assert self.entered.wait(10)

    def run(self):
        try:
            self.loop.run_until_complete(self.live())
        except Exception as trouble:  # noqa: BLE001
            self.trouble = trouble
        self.entered.set()

    async def live(self):
        await self.speaker.enter()
        self.entered.set()
        self.connection = RTCPeerConnection()
        self.connection.on("datachannel", self.listen)
        answering = asyncio.create_task(self.answer())
        await self.over.wait()
        answering.cancel()
        await self.connection.close()
        await self.speaker.leave()

    async def answer(self):
        while True:
            heard = await self.speaker.hear()
            if heard.kind == "offer":
                offer = RTCSessionDescription(sdp=heard.sdp, type="offer")
                await self.connection.setRemoteDescription(offer)
                await self.connection.setLocalDescription(await self.connection.createAnswer())
                # Whole, with its candidates: that of the page arrive as the browser finds them.
                sdp = self.connection.localDescription.sdp
                await self.speaker.describe(heard.sender, "answer", sdp)

    def listen(self, channel):
        def repeat(text):
            self.said.append(text)
            channel.send(text)

        channel.on("message", repeat)

    def leave(self):
        self.loop.call_soon_threadsafe(self.over.set)
        self.join(15)
        assert self.trouble is None, self.trouble


@pytest.mark.parametrize(
    "kind",
    [Native, Serverpod, DysonNetwork, NodeWS, SocketIO, PollingSocketIO],
    ids=lambda kind: kind.__name__,
)
def test_the_page_calls_a_peer_of_every_protocol(served, calls, room, kind):
    if kind is DysonNetwork:
        room = f"chat/{room}"
    peer = Answering(kind(served.hub, room, "peer"))
    page = calls.open(served.origin)
    try:
        if kind is DysonNetwork:
            secret = token("account-page", [room.removeprefix("chat/")], "Ada")
            served.hub.secrets.add(secret)
            page.js("document.querySelector('#access-token').value = arguments[0]", secret)
        page.join(room, "Ada")
        page.connected(1)
        page.say("Is anybody there?")
        eventually(lambda: peer.said, 15)
        page.reads("Is anybody there?")
        page.check()
    finally:
        calls.close_pages()
        peer.leave()
