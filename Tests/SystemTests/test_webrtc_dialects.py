"""Real WebRTC peers that speak different protocols find each other through the hub.

Descriptions are sent without candidates and candidates by themselves, so that no call comes about
unless the hub has brought both over, in the form that the receiver's protocol has.
"""

import asyncio

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

from hubtest.speakers import DysonNetwork, Native, NodeWS, PollingSocketIO, Serverpod, SocketIO

TEXT = "over the channel: ü€😀"


def split(description):
    """The session description without its candidates, and those as RTCIceCandidateInit."""
    lines, candidates, media, name = [], [], -1, None
    for line in description.sdp.splitlines():
        if line.startswith("m="):
            media += 1
        if line.startswith("a=candidate:"):
            candidates.append({"candidate": line[2:], "sdpMLineIndex": media})
        elif line != "a=end-of-candidates":
            lines.append(line)
        if line.startswith("a=mid:"):
            name = line[6:]
    for candidate in candidates:
        candidate["sdpMid"] = name
    return "\r\n".join(lines) + "\r\n", candidates


def received(init):
    """An RTCIceCandidateInit as aiortc has it."""
    candidate = candidate_from_sdp(init["candidate"].removeprefix("candidate:"))
    candidate.sdpMid, candidate.sdpMLineIndex = init["sdpMid"], init["sdpMLineIndex"]
    return candidate


class Call:
    """One end of a call: a speaker, and a peer connection that does what is heard."""

    def __init__(self, speaker):
        self.speaker = speaker
        self.connection = RTCPeerConnection()
        self.heard = asyncio.get_running_loop().create_future()
        self.connection.on("datachannel", self.answers)
        self.peer = None
        self.candidates = 0

    def answers(self, channel):
        channel.on("message", lambda text: channel.send(f"heard {text}"))

    def calls(self):
        channel = self.connection.createDataChannel("chat")
        channel.on("open", lambda: channel.send(TEXT))
        channel.on("message", lambda text: self.heard.done() or self.heard.set_result(text))

    async def describe(self, description):
        await self.connection.setLocalDescription(description)
        sdp, candidates = split(self.connection.localDescription)
        assert candidates
        await self.speaker.describe(self.peer, description.type, sdp)
        for candidate in candidates:
            await self.speaker.trickle(self.peer, candidate)

    async def follow(self):
        """Does what it hears until it is cancelled."""
        while True:
            heard = await self.speaker.hear()
            if heard.kind == "peer":
                self.peer = heard.sender
                self.calls()
                await self.describe(await self.connection.createOffer())
            elif heard.kind == "candidate":
                assert heard.sender == self.peer
                self.candidates += 1
                await self.connection.addIceCandidate(received(heard.candidate))
            else:
                assert "a=candidate" not in heard.sdp
                self.peer = self.peer or heard.sender
                description = RTCSessionDescription(sdp=heard.sdp, type=heard.kind)
                await self.connection.setRemoteDescription(description)
                if heard.kind == "offer":
                    await self.describe(await self.connection.createAnswer())


async def call(first, second):
    """Lets the one who is there call the one who comes; returns what came back."""
    ends = [Call(first), Call(second)]
    await first.enter()
    following = [asyncio.create_task(ends[0].follow())]
    try:
        await second.enter()
        following.append(asyncio.create_task(ends[1].follow()))
        done, _ = await asyncio.wait(
            [ends[0].heard, *following], timeout=30, return_when=asyncio.FIRST_COMPLETED
        )
        assert done, "no call came about"
        assert all(end.candidates for end in ends)
        return done.pop().result()
    finally:
        for task in following:
            task.cancel()
        for end in ends:
            await end.connection.close()
            await end.speaker.leave()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Serverpod, SocketIO),
        (PollingSocketIO, Serverpod),
        (NodeWS, DysonNetwork),
        (DysonNetwork, NodeWS),
        (Native, SocketIO),
        (SocketIO, DysonNetwork),
        (DysonNetwork, DysonNetwork),
        (NodeWS, Serverpod),
        (Serverpod, DysonNetwork),
        (DysonNetwork, Native),
    ],
    ids=lambda kind: kind.__name__,
)
def test_peers_of_two_protocols_open_a_data_channel(chat_hub, request, first, second):
    room = request.node.callspec.id
    if DysonNetwork in (first, second):
        room = f"chat/{room}"

    async def scenario():
        return await call(first(chat_hub, room, "ada"), second(chat_hub, room, "bob"))

    assert asyncio.run(asyncio.wait_for(scenario(), 60)) == f"heard {TEXT}"
