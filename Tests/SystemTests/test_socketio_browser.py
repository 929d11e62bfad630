"""The Socket.IO document's page code, with the library it uses, in a browser."""

import asyncio
import re

import pytest

from hubtest.browser import source
from hubtest.events import EventClient
from hubtest.hub import OFFER, Hub
from hubtest.reference import Reference


@pytest.fixture(scope="module", params=["hub", "python-socketio"])
def server(request, browser):
    if request.param == "hub":
        with Hub("--rate-limit", "off", "--allow-origin", browser.origin) as hub:
            yield hub
    else:
        with Reference() as reference:
            yield reference


@pytest.fixture
def page(browser):
    """A page with the library and the document's class."""
    browser.open()
    browser.load_socket_io()
    browser.define("WebRTCPeerDiscovery", source("socketio/peer_discovery.js"))
    yield browser
    assert browser.errors() == []


@pytest.fixture
def room(request):
    return re.sub(r"[^a-z-]+", "-", request.node.name)


IDS = "peers.map(peer => peer.peer_id).join()"


def test_the_documented_page_discovers_peers(server, page, room):
    script = """
        window.ada = new WebRTCPeerDiscovery(arguments[0]);
        window.began = new Promise(open => ada.socket.io.once('open',
            () => open(ada.socket.io.engine.transport.name)));
        ada.joinRoom(arguments[1], 'ada', 'Ada');
        return began"""
    assert page.run(script, server.url, room) == "polling"
    page.eventually(f"ada.currentRoom === '{room}' && ada.peers.length === 1")
    page.eventually("ada.socket.io.engine.transport.name === 'websocket'")

    script = """
        window.bob = new WebRTCPeerDiscovery(arguments[0]);
        bob.myPeerId = 'bob';
        bob.joinRoom(arguments[1], 'bob', 'Bob')"""
    page.run(script, server.url, room)
    page.eventually(f"ada.{IDS} === 'ada,bob' && bob.{IDS} === 'ada,bob'")
    console = page.console()
    assert any("Setting up WebRTC with:" in line and "Bob" in line for line in console), console

    page.run("bob.leaveRoom()")
    page.eventually(f"ada.{IDS} === 'ada'")
    page.run("bob.joinRoom(arguments[0], 'bob', 'Bob')", room)
    page.eventually(f"ada.{IDS} === 'ada,bob'")
    page.run("bob.socket.disconnect()")
    page.eventually(f"ada.{IDS} === 'ada'")


def test_a_join_that_fails_is_told_to_the_page(server, page, room):
    script = """
        window.ada = new WebRTCPeerDiscovery(arguments[0]);
        const told = new Promise(told => ada.socket.once('join_room_error', told));
        ada.joinRoom(arguments[1], '', 'Ada');
        await told"""
    page.run(script, server.url, room)
    [line] = page.errors()
    assert "Missing required fields: room_name, peer_id, username" in line


def test_signals_sent_during_the_upgrade_keep_their_order(server, page, room):
    """From the first poll to the last WebSocket message: nothing is lost, doubled or swapped."""
    script = """
        const [url, room] = arguments;
        const join = (id, options) => new Promise(joined => {
            const socket = io(url, { forceNew: true, ...options });
            socket.once('join_room_success', () => joined(socket));
            socket.emit('join_room', { room_name: room, peer_id: id, username: id });
        });
        const bob = await join('bob', { transports: ['polling'] });
        const heard = [];
        const done = new Promise(all => bob.on('signal', signal => {
            heard.push(signal.n);
            if (signal.n === 299) all();
        }));
        const ada = await join('ada', {});
        const transports = new Set();
        for (let n = 0; n < 300; n++) {
            transports.add(ada.io.engine.transport.name);
            ada.emit('signal', { type: 'n', n, to: 'bob' });
            if (n % 10 === 0) await new Promise(later => setTimeout(later, 2));
        }
        await done;
        ada.disconnect();
        bob.disconnect();
        return [heard, [...transports], ada.io.engine.transport.name]"""
    heard, transports, _ = page.run(script, server.url, room)
    assert heard == list(range(300))
    assert transports[-1] == "websocket"


@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_a_page_and_a_python_client_exchange_signals(server, page, room, transport):
    start = """
        window.ada = io(arguments[0], { transports: [arguments[2]], forceNew: true });
        ada.on('signal', signal => ada.emit('signal', { type: 'answer', to: signal.from,
            sdp: signal.sdp + 'a=ü€😀\\r\\n' }));
        ada.emit('join_room', { room_name: arguments[1], peer_id: 'ada', username: 'Ada' });
        await new Promise(joined => ada.once('join_room_success', joined))"""
    page.run(start, server.url, room, transport)

    async def scenario():
        async with EventClient(server.url) as bob:
            assert (await bob.join(room, "bob"))["total_peers"] == 2
            await bob.emit("signal", {"type": "offer", "to": "ada", "sdp": OFFER})
            answer = {"type": "answer", "from": "ada", "sdp": OFFER + "a=ü€😀\r\n"}
            assert await bob.hear("signal") == answer

    asyncio.run(asyncio.wait_for(scenario(), 20))
    page.run("ada.disconnect()")


def test_a_page_of_another_origin_is_refused(start_hub, page, room):
    hub = start_hub()
    script = """
        const socket = io(arguments[0], { forceNew: true, reconnection: false,
            transports: [arguments[1]] });
        const error = await new Promise(refused => socket.once('connect_error', refused));
        return error.message"""
    assert page.run(script, hub.url, "polling") == "xhr poll error"
    assert page.run(script, hub.url, "websocket") == "websocket error"
    assert len(page.errors()) >= 2
